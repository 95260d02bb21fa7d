"""Every alarm and its end, who acknowledged it, and what is still to be told. SQLite, durable.

The event log can be deleted and comes again; this cannot, so it has a file of its own.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from dispatcher.errors import OwnerError
from dispatcher.journal.connection import durable, transaction
from dispatcher.vocabulary import Instant, Word

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS alarms (
    id           INTEGER PRIMARY KEY,
    watch        TEXT NOT NULL,
    rule         TEXT NOT NULL,
    kpi          TEXT NOT NULL,
    cut          TEXT NOT NULL,
    target       TEXT NOT NULL,
    severity     TEXT NOT NULL,
    threshold    REAL NOT NULL,
    value        REAL,
    began        INTEGER NOT NULL,
    ended        INTEGER,
    acknowledged INTEGER,
    by           TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS messages (
    id    INTEGER PRIMARY KEY,
    alarm INTEGER NOT NULL,
    what  TEXT NOT NULL,
    way   TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due   INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
) STRICT;
"""

NEVER: Final = 2**62


class Way(Word):
    """How somebody is told who does not look at a screen."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Turn(Word):
    """What is told: that an alarm began, or that it ended."""

    BEGAN = "began"
    ENDED = "ended"


class Recorded(Struct, frozen=True, kw_only=True):
    """An alarm on record. `value` is that of its beginning, in the KPI's own unit, as is `threshold`.

    `by` is the user who acknowledged it, "" where nobody logs in.
    """

    id: int
    watch: str
    rule: str
    kpi: str
    cut: str
    target: str
    severity: str
    threshold: float
    value: float | None
    began: Instant
    ended: Instant | None = None
    acknowledged: Instant | None = None
    by: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """Something to tell: which turn of which alarm, by which way, and how often that failed."""

    id: int
    alarm: int
    what: Turn
    way: Way
    tries: int


_COLUMNS: Final = ", ".join(Recorded.__struct_fields__)


class Record:
    """The record of one centre. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            OwnerError: it cannot be.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            durable(self._connection)
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise OwnerError(f"the record of alarms {path} cannot be opened: {error}") from error

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def begin(self, alarm: Recorded, ways: Sequence[Way]) -> int:
        """An alarm began, and is to be told by these ways. Returns the id it has from now on."""
        names = [name for name in Recorded.__struct_fields__ if name != "id"]
        values = [getattr(alarm, name) for name in names]
        with transaction(self._connection):
            cursor = self._connection.execute(
                f"INSERT INTO alarms ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values
            )
            assert cursor.lastrowid is not None
            self._tell(cursor.lastrowid, Turn.BEGAN, ways, alarm.began)
        return cursor.lastrowid

    def end(self, id_: int, now: Instant, ways: Sequence[Way]) -> None:
        """This alarm ended, which is to be told by these ways."""
        with transaction(self._connection):
            self._connection.execute("UPDATE alarms SET ended = ? WHERE id = ?", (now, id_))
            self._tell(id_, Turn.ENDED, ways, now)

    def acknowledge(self, id_: int, now: Instant, by: str) -> bool:
        """Somebody looks after it; the first who says so is on record. False when there is nothing to say."""
        query = (
            "UPDATE alarms SET acknowledged = ?, by = ?"
            " WHERE id = ? AND acknowledged IS NULL AND ended IS NULL"
        )
        return self._connection.execute(query, (now, by, id_)).rowcount == 1

    def ringing(self) -> list[Recorded]:
        """All that alarms now, the oldest first."""
        return self._found("WHERE ended IS NULL ORDER BY began, id")

    def rang(self, at: Instant) -> list[Recorded]:
        """All that alarmed at that instant, as it stood then."""
        found = self._found("WHERE began <= ? AND coalesce(ended, ?) > ? ORDER BY began, id", at, NEVER, at)
        return [_as_of(alarm, at) for alarm in found]

    def latest(self, most: int) -> list[Recorded]:
        """The newest alarms, ended or not, the newest first."""
        return self._found("ORDER BY began DESC, id DESC LIMIT ?", most)

    def alarm(self, id_: int) -> Recorded:
        """The alarm of this id, which there is."""
        return self._found("WHERE id = ?", id_)[0]

    # --- what is to be told -----------------------------------------------------------------------------

    def due(self, now: Instant) -> list[Message]:
        """What is to be told now, the oldest first."""
        query = (
            "SELECT id, alarm, what, way, tries FROM messages"
            " WHERE state = 'waiting' AND due <= ? ORDER BY id"
        )
        rows = self._connection.execute(query, (now,)).fetchall()
        return [
            msgspec.convert(dict(zip(Message.__struct_fields__, row, strict=True)), Message) for row in rows
        ]

    def next_due(self) -> Instant | None:
        """When the next message is due; None when there is none."""
        query = "SELECT min(due) FROM messages WHERE state = 'waiting'"
        (found,) = self._connection.execute(query).fetchone()
        return None if found is None else Instant(found)

    def told(self, message: Message) -> None:
        """It arrived."""
        self._settle(message, "told")

    def given_up(self, message: Message) -> None:
        """It will not be tried again."""
        self._settle(message, "given up")

    def again(self, message: Message, due: Instant) -> None:
        """It failed once more, and is to be tried then."""
        query = "UPDATE messages SET tries = tries + 1, due = ? WHERE id = ?"
        self._connection.execute(query, (due, message.id))

    def _settle(self, message: Message, state: str) -> None:
        query = "UPDATE messages SET tries = tries + 1, state = ? WHERE id = ?"
        self._connection.execute(query, (state, message.id))

    def _tell(self, id_: int, what: Turn, ways: Sequence[Way], now: Instant) -> None:
        rows = [(id_, what, way, now) for way in ways]
        self._connection.executemany("INSERT INTO messages (alarm, what, way, due) VALUES (?, ?, ?, ?)", rows)

    def _found(self, rest: str, *values: int) -> list[Recorded]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM alarms {rest}", values).fetchall()
        return [Recorded(**dict(zip(Recorded.__struct_fields__, row, strict=True))) for row in rows]


def _as_of(alarm: Recorded, at: Instant) -> Recorded:
    known = alarm.acknowledged is not None and alarm.acknowledged <= at
    said = {"ended": None} | ({} if known else {"acknowledged": None, "by": ""})
    return msgspec.structs.replace(alarm, **said)
