"""The ledger: what became of every message that ever came in, and what a person can still do about it."""
