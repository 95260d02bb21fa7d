"""The journal's tables, and the steps that bring an older journal to them."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from dispatcher import logs
from dispatcher.errors import OwnerError
from dispatcher.journal import chain
from dispatcher.journal.connection import durable, transaction
from dispatcher.journal.copying import copy_database
from dispatcher.journal.space import require, size_of, unused

log = logs.named(__name__)

VERSION: Final = 3

_EVENTS: Final = """
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL,
    link   INTEGER NOT NULL
) STRICT;
"""

_COMMANDS: Final = """
CREATE TABLE IF NOT EXISTS commands (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL
) STRICT;
"""

# A snapshot without its row in `snapshots` was never finished.
_SNAPSHOTS: Final = """
CREATE TABLE IF NOT EXISTS snapshots (
    number      INTEGER PRIMARY KEY,
    link        INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    pieces      INTEGER NOT NULL,
    checksum    INTEGER NOT NULL
) STRICT;
"""

_PIECES: Final = """
CREATE TABLE IF NOT EXISTS snapshot_pieces (
    snapshot INTEGER NOT NULL,
    piece    INTEGER NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (snapshot, piece)
) STRICT;
"""

# What is written to see whether anything can be.
_PROBE: Final = "CREATE TABLE IF NOT EXISTS probe (body BLOB NOT NULL) STRICT;"

SCHEMA: Final = _EVENTS + _COMMANDS + _SNAPSHOTS + _PIECES + _PROBE


def _link_events(connection: sqlite3.Connection) -> None:
    """From 2 to 3: each event is linked to the one before, and there are snapshots."""
    for table in (_SNAPSHOTS, _PIECES, _PROBE):
        connection.execute(table)
    connection.execute("ALTER TABLE events RENAME TO events_2")
    connection.execute(_EVENTS)
    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", _linked(connection))
    connection.execute("DROP TABLE events_2")


def _linked(connection: sqlite3.Connection) -> Iterator[tuple[int, int, bytes, int]]:
    link = chain.BEFORE_ALL
    for number, at, body in connection.execute("SELECT number, at, body FROM events_2 ORDER BY number"):
        link = chain.link(link, number, at, body)
        yield number, at, body, link


STEPS: Final[Mapping[int, Callable[[sqlite3.Connection], None]]] = {2: _link_events}
"""What makes a journal of this version one of the next."""

OLDEST: Final = min(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the journal's tables; 0 where there are none yet."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def refuse_others(path: Path, version: int) -> None:
    """See that this is a version we read.

    Raises:
        OwnerError: it is not; the message says what to do.
    """
    if version > VERSION:
        raise OwnerError(
            f"{path} is a journal of version {version}, written by a newer Ringpost; this one writes"
            f" {VERSION}: start the newer one, or restore a backup that is older"
        )
    if 0 < version < OLDEST:
        raise OwnerError(
            f"{path} is a journal of version {version}; this Ringpost reads versions {OLDEST} to {VERSION}"
        )


def prepare(connection: sqlite3.Connection, path: Path, others: Iterable[str]) -> None:
    """See that every table is there, in today's shape; those of `others`, who share the file, too.

    Raises:
        OwnerError: it is of a version we do not read, or there is no room to bring it up to date.
    """
    version = version_of(connection)
    refuse_others(path, version)
    durable(connection)
    if 0 < version < VERSION:
        _migrate(connection, path, version)
    for schema in (SCHEMA, *others):
        connection.executescript(schema)
    if version == 0:  # an old journal opens also while the disk is full
        connection.execute(f"PRAGMA user_version={VERSION}")


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """All steps or none, once there is a copy of how it was."""
    require(path.parent, 3 * size_of(path), f"bringing {path} from version {version} to {VERSION}")
    aside = unused(path.with_name(f"{path.name}.v{version}"))
    copy_database(connection, aside)
    step_up(connection, version)
    log.warning("the journal was brought to a new version", before=version, now=VERSION, kept=str(aside))


def step_up(connection: sqlite3.Connection, version: int) -> None:
    """Bring the journal's tables from this version to today's, by all steps or none."""
    with transaction(connection):
        for step in range(version, VERSION):
            STEPS[step](connection)
        connection.execute(f"PRAGMA user_version={VERSION}")
