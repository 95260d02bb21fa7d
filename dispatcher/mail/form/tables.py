"""The table of visits to the form. A visit is a random word for one session; nothing says whose it was."""

from typing import Final

# A visit counts from when its customer began to write: `at`. Both groups are asked for suggestions the same
# way; of those held out the answer is empty, and `found` says how many there would have been.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS form_visit (
    visit    TEXT PRIMARY KEY,
    at       INTEGER NOT NULL,
    held_out INTEGER NOT NULL,
    found    INTEGER NOT NULL DEFAULT 0,
    opened   INTEGER NOT NULL DEFAULT 0,
    solved   INTEGER NOT NULL DEFAULT 0,
    sent     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS form_visit_at ON form_visit (at);
"""
