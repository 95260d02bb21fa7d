"""The tables of users, in the journal's own file: a change and the fact that tells of it are one."""

from typing import Final

# A password is kept as its Argon2 hash, a session or token as its SHA-256: they are drawn, not chosen.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS access_user (
    name     TEXT PRIMARY KEY,
    body     BLOB NOT NULL,
    password TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS access_session (
    mark  BLOB PRIMARY KEY,
    user  TEXT NOT NULL REFERENCES access_user (name),
    until INTEGER
) STRICT;
"""
