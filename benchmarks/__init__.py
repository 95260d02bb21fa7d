"""Measurements that people run by hand; each prints what it measured and beside what."""
