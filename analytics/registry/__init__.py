"""Definitions by what they are about; `analytics.kpis` puts them into one list."""
