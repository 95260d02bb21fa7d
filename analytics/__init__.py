"""Measures: the event log, the KPIs declared once, and what queueing theory says."""
