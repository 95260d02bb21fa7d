"""The tables of the backlog, in the journal's own file: counted in the transaction of the facts."""

from typing import Final

SCHEMA: Final = """
-- Letters that wait for a reply, and how many those are.
CREATE TABLE IF NOT EXISTS backlog_open (
    contact TEXT PRIMARY KEY,
    queue   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS backlog_queue (
    queue   TEXT PRIMARY KEY,
    waiting INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each hour in which anything happened: `emptied` says that nothing waited at some time in it, `waiting` how
-- many did at its end.
CREATE TABLE IF NOT EXISTS backlog_hour (
    queue   TEXT NOT NULL,
    hour    INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    emptied INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    PRIMARY KEY (queue, hour)
) STRICT, WITHOUT ROWID;
"""
