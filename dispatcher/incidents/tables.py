"""The table of incidents, in the journal's own file. A version, once written, stays as it is."""

from typing import Final

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS incident_version (
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    text    TEXT NOT NULL,
    removed INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
"""
