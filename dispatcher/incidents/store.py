"""Incidents with all their versions, as functions over the store's connection, inside a transaction."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.errors import PeerError
from dispatcher.vocabulary import Instant

TEXT: Final = 500  # characters
MOST: Final = 1000  # of one question

_COLUMNS: Final = "id, version, since, until, text, removed, at, by"
_NEWEST: Final = "SELECT max(version) FROM incident_version WHERE id = v.id"


class IncidentError(PeerError):
    """What was asked of an incident cannot be; `code` is a word for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Incident(Struct, frozen=True, kw_only=True):
    """What was the matter from `since` until `until`; written as this `version` at that time by that user.

    One that is `removed` is shown nowhere, and can be taken up again.
    """

    id: str
    version: int
    since: Instant
    until: Instant
    text: str
    removed: bool
    at: Instant
    by: str


def save(connection: sqlite3.Connection, incident: Incident) -> Incident:
    """Write the next version of an incident; the first one begins it.

    Raises:
        IncidentError: `stale`, the version before it is not the newest; `empty`, it has no text or no time.
    """
    if not incident.text.strip() or incident.since >= incident.until:
        raise IncidentError("empty", "an incident has a text, and ends after it begins")
    if _newest(connection, incident.id) != incident.version - 1:
        raise IncidentError("stale", "somebody else changed it meanwhile; look at it, then save again")
    row = tuple(getattr(incident, name) for name in _COLUMNS.split(", "))
    connection.execute("INSERT INTO incident_version VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return incident


def undo(connection: sqlite3.Connection, id_: str, version: int, *, at: Instant, by: str) -> Incident:
    """Make it as it was before this newest version; undone again, it is back. A first version goes away.

    Raises:
        IncidentError: `stale`, it is not the newest; `unknown_incident`.
    """
    now = _version(connection, id_, version)
    before = replace(now, removed=True) if version == 1 else _version(connection, id_, version - 1)
    return save(connection, replace(before, version=version + 1, at=at, by=by))


def during(connection: sqlite3.Connection, since: Instant, until: Instant) -> list[Incident]:
    """The newest version of each that lies at least in part in that time, by when it began, then by id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM incident_version v WHERE version = ({_NEWEST})"
        " AND NOT removed AND since < ? AND until > ? ORDER BY since, id LIMIT ?",
        (until, since, MOST),
    )
    return _incidents(rows)


def read_beside(journal: Path, since: Instant, until: Instant) -> list[Incident]:
    """The same, read from the centre's store while others have it open; none where there is no store.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    if not journal.exists():
        return []
    with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        there = "SELECT 1 FROM sqlite_master WHERE name = 'incident_version'"
        known = connection.execute(there).fetchone() is not None
        return during(connection, since, until) if known else []


def _newest(connection: sqlite3.Connection, id_: str) -> int:
    (found,) = connection.execute("SELECT max(version) FROM incident_version WHERE id = ?", (id_,)).fetchone()
    return int(found or 0)


def _version(connection: sqlite3.Connection, id_: str, version: int) -> Incident:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM incident_version WHERE id = ? AND version = ?", (id_, version)
    )
    if not (found := _incidents(rows)):
        raise IncidentError("unknown_incident", f"there is no incident {id_!r} with a version {version}")
    return found[0]


def _incidents(rows: Iterable[tuple[str, int, int, int, str, int, int, str]]) -> list[Incident]:
    return [
        Incident(
            id=id_,
            version=version,
            since=Instant(since),
            until=Instant(until),
            text=text,
            removed=bool(removed),
            at=Instant(at),
            by=by,
        )
        for id_, version, since, until, text, removed, at, by in rows
    ]
