"""A whole copy of a database in one file, taken while others may write it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from dispatcher.journal.space import settle

Progress = Callable[[int, int], None]
"""Hears how much is done, of how much."""

PAGES: Final = 250  # a step: a megabyte, after which whoever waits hears how far we are


def silent(done: int, of: int) -> None:
    """Tell nobody."""


def copy_database(source: sqlite3.Connection, target: Path, progress: Progress = silent) -> None:
    """Copy the whole database into a new file; it stands there complete, and durable, or not at all.

    The copy is of one moment if `source` is in a transaction; else it begins again whenever another
    connection writes.

    Raises:
        sqlite3.Error, OSError: it cannot be read, or the copy not be written.
    """
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            source.backup(connection, pages=PAGES, progress=_step(progress))
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        settle([draft])
        draft.rename(target)
        settle([target.parent])
    finally:
        draft.unlink(missing_ok=True)


def _step(progress: Progress) -> Callable[[int, int, int], None]:
    return lambda _, remaining, total: progress(total - remaining, total)
