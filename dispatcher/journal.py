"""The journal: numbered facts, durable before anybody hears them. SQLite, one transaction a batch.

Commands are kept beside the facts they led to: the same command id has no second effect, and a day can be
replayed command by command. Other stores of the dispatcher (mail) live in the same file, so that a message
and its fact become durable together.
"""

import fcntl
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, NamedTuple

from dispatcher import codec
from dispatcher.commands import Command
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, OwnerError, PeerError
from dispatcher.events import Event, NumberedFact
from dispatcher.vocabulary import CommandId, Instant

Keep = Callable[[sqlite3.Connection, Sequence[Event]], None]

SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS commands (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL
) STRICT;
"""


class Turn(NamedTuple):
    """One decision to write down. No command: time passed. `keep` writes what goes with the facts."""

    command: Command | None
    at: Instant
    facts: Sequence[Event]
    keep: Keep | None = None


class Written(NamedTuple):
    """What a turn led to: its facts, numbered `first` to `last`; none when `first > last`."""

    first: int
    last: int
    facts: Sequence[Event]


class Journal:
    """The open journal. Used from one thread at a time. `last` is the number of its last event."""

    last: int

    def __init__(self, path: Path, schemas: Iterable[str] = ()) -> None:
        """Open or create the journal.

        Args:
            path: the SQLite file.
            schemas: tables of other stores that share the file (`CREATE TABLE IF NOT EXISTS …`).

        Raises:
            OwnerError: the folder cannot be written, another dispatcher holds the journal, or the file is
                no journal of this version.
        """
        with ExitStack() as undo:
            lock = undo.enter_context(_lock(path))
            try:
                self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
                undo.callback(self.connection.close)
                self._prepare(path, schemas)
            except sqlite3.DatabaseError as error:
                raise OwnerError(
                    f"{path} cannot be opened as a journal ({error}); move it away or restore it"
                ) from error
            self._lock = lock
            undo.pop_all()

    def _prepare(self, path: Path, schemas: Iterable[str]) -> None:
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA_VERSION):
            raise OwnerError(
                f"{path} is a journal of version {version}; this Ringpost writes {SCHEMA_VERSION}"
            )
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        for schema in (SCHEMA, *schemas):
            self.connection.executescript(schema)
        if version == 0:  # an old journal opens also while the disk is full
            self.connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        (self.last,) = self.connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()

    def append(self, turns: Sequence[Turn]) -> list[Written]:
        """Make these turns durable, all or none. Returns what was written, in the same order.

        Raises:
            sqlite3.Error: the disk is full or fails.
            Exception: whatever a turn's `keep` raised.
        """
        written, number = [], self.last
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for turn in turns:
                written.append(self._write(turn, number))
                number = max(number, written[-1].last)
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self.last = number
        return written

    def _write(self, turn: Turn, number: int) -> Written:
        written = Written(number + 1, number + len(turn.facts), turn.facts)
        rows = ((n, fact.at, codec.encode(fact)) for n, fact in enumerate(turn.facts, written.first))
        self.connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
        if turn.command is not None:
            self.connection.execute(
                "INSERT INTO commands (id, at, body, first, last) VALUES (?, ?, ?, ?, ?)",
                (turn.command.id, turn.at, codec.encode(turn.command), written.first, written.last),
            )
        if turn.keep is not None:
            turn.keep(self.connection, turn.facts)
        return written

    def outcome(self, command: CommandId) -> Written | None:
        """What this command led to when it was first asked; None if it never was."""
        row = self.connection.execute("SELECT first, last FROM commands WHERE id = ?", (command,)).fetchone()
        if row is None:
            return None
        first, last = row
        return Written(first, last, [n.fact for n in self.read(after=first - 1, until=last)])

    def read(
        self, *, after: int, until: int | None = None, limit: int = -1, size: float = math.inf
    ) -> list[NumberedFact]:
        """The facts numbered above `after`, up to and with `until`, in order.

        At most `limit` of them, and the first ones only when together they have more than `size` bytes.
        """
        rows = self.connection.execute(
            "SELECT number, body FROM events WHERE number > ? AND number <= ? ORDER BY number LIMIT ?",
            (after, self.last if until is None else until, limit),
        )
        facts: list[NumberedFact] = []
        for number, body in rows:
            facts.append(NumberedFact(number=number, fact=_decode(number, body)))
            size -= len(body)
            if size <= 0:
                break
        return facts

    def commands(self) -> Iterator[tuple[Instant, Command]]:
        """Every command ever handled, with the instant it was handled at, in order: the day, to replay."""
        for at, body in self.connection.execute("SELECT at, body FROM commands ORDER BY number"):
            yield Instant(at), codec.decode_command(body)

    def last_instant(self) -> Instant:
        """The last instant the journal knows of."""
        row = self.connection.execute(
            "SELECT max(coalesce((SELECT max(at) FROM events WHERE number = ?), 0),"
            " coalesce((SELECT at FROM commands ORDER BY number DESC LIMIT 1), 0))",
            (self.last,),
        ).fetchone()
        return Instant(row[0])

    def rebuild(self) -> State:
        """The state, folded from every fact.

        Raises:
            JournalError: a number is missing or a fact cannot be; the message names the number.
        """
        state, number = State(), 0
        try:
            for number, body in self._events():
                _fold(state, number, body)
            (promised,) = self.connection.execute("SELECT coalesce(max(last), 0) FROM commands").fetchone()
        except sqlite3.DatabaseError as error:
            raise JournalError(
                f"the journal cannot be read after event {number} ({error}); restore it from a backup"
            ) from error
        if promised > number:
            raise _missing(number + 1)
        return state

    def _events(self) -> Iterator[tuple[int, bytes]]:
        rows = self.connection.execute("SELECT number, body FROM events ORDER BY number")
        for expected, (number, body) in enumerate(rows, 1):
            if number != expected:
                raise _missing(expected)
            yield number, body

    def close(self) -> None:
        """Let the file go."""
        self.connection.close()
        self._lock.close()


def read_only(path: Path) -> Iterator[NumberedFact]:
    """Every fact of a journal that somebody else may have open, from the first on.

    Raises:
        OwnerError: there is no journal at this path, or it cannot be read.
        JournalError: a fact cannot be read; the message names its number.
    """
    if not path.exists():
        raise OwnerError(f"there is no journal {path}; has this centre run yet?")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            for number, body in connection.execute("SELECT number, body FROM events ORDER BY number"):
                yield NumberedFact(number=number, fact=_decode(number, body))
    except sqlite3.Error as error:
        raise OwnerError(f"the journal {path} cannot be read: {error}") from error


def _missing(number: int) -> JournalError:
    return JournalError(f"event {number} is missing from the journal; restore it from a backup")


def _fold(state: State, number: int, body: bytes) -> None:
    event = _decode(number, body)
    try:
        state.apply(event)
    except JournalError as error:
        raise JournalError(f"event {number} of the journal cannot be: {error}") from error


def _decode(number: int, body: bytes) -> Event:
    try:
        return codec.decode_event(body)
    except PeerError as error:
        raise JournalError(f"event {number} of the journal cannot be read: {error}") from error


def _lock(path: Path) -> IO[str]:
    """Two dispatchers on one journal would each write half of the truth: the second is refused."""
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)  # customers' letters are in it
        lock = path.with_suffix(".lock").open("w")
    except OSError as error:
        raise OwnerError(f"the data folder {path.parent} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise OwnerError(
            f"another dispatcher is running on {path}; stop it, or name another folder"
        ) from error
    return lock
