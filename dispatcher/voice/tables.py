"""The tables of calls, in the journal's own file."""

from typing import Final

SCHEMA: Final = """
-- An Idempotency-Key, and a digest of what was asked with it.
CREATE TABLE IF NOT EXISTS voice_key (
    key   TEXT PRIMARY KEY,
    asked TEXT NOT NULL,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS voice_key_at ON voice_key (at);

-- Each webhook, and the last event of which nothing is left to tell it.
CREATE TABLE IF NOT EXISTS voice_webhook (
    name   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;
"""
