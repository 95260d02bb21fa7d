"""Calls: reports, orders, webhooks, lines."""
