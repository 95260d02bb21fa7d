"""Decides: the dispatch engine, and the shells that keep it alive, connected and durable."""
