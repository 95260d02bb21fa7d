"""The tables of the knowledge base, in the journal's own file. A version, once written, stays as it is."""

from typing import Final

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS knowledge_version (
    id       TEXT NOT NULL,
    language TEXT NOT NULL,
    version  INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    content  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    by       TEXT NOT NULL,
    note     TEXT NOT NULL,
    PRIMARY KEY (id, language, version)
) STRICT;

-- What readers said and did, by day (counted from 1970 in UTC): sums, nobody's trace.
CREATE TABLE IF NOT EXISTS knowledge_reading (
    id       TEXT NOT NULL,
    language TEXT NOT NULL,
    day      INTEGER NOT NULL,
    opened   INTEGER NOT NULL DEFAULT 0,
    helped   INTEGER NOT NULL DEFAULT 0,
    failed   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id, language, day)
) STRICT;
"""
