"""The open journal: append, read, go on from where it stood."""

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from dispatcher import codec
from dispatcher.commands import Command
from dispatcher.engine.state import State
from dispatcher.errors import OwnerError
from dispatcher.events import Event, NumberedFact
from dispatcher.journal import chain, schema, snapshots
from dispatcher.journal.connection import connect, decoded, transaction
from dispatcher.journal.folding import Row, beginning, fold
from dispatcher.journal.lock import hold, refuse_half_restored
from dispatcher.journal.snapshots import Opening
from dispatcher.vocabulary import CommandId, Instant

Keep = Callable[[sqlite3.Connection, Sequence[Event]], None]


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
        """Open or create the journal; one of an older version is copied aside and brought up to date.

        Args:
            path: the SQLite file.
            schemas: tables of other stores that share the file (`CREATE TABLE IF NOT EXISTS …`).

        Raises:
            OwnerError: the folder cannot be written, another dispatcher holds the journal, or the file is
                no journal that we read.
        """
        self.path = path
        with ExitStack() as undo:
            lock = undo.enter_context(hold(path))
            refuse_half_restored(path)
            try:
                self.connection = connect(path)
                undo.callback(self.connection.close)
                schema.prepare(self.connection, path, schemas)
                self.last, self._link = self._end()
            except sqlite3.DatabaseError as error:
                raise OwnerError(
                    f"{path} cannot be opened as a journal ({error}); move it away or restore it"
                ) from error
            self._lock = lock
            undo.pop_all()

    def _end(self) -> tuple[int, int]:
        found: tuple[int, int] | None = self.connection.execute(
            "SELECT number, link FROM events ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return found or (0, chain.BEFORE_ALL)

    def append(self, turns: Sequence[Turn]) -> list[Written]:
        """Make these turns durable, all or none. Returns what was written, in the same order.

        Raises:
            sqlite3.Error: the disk is full or fails.
            Exception: whatever a turn's `keep` raised.
        """
        written, number, link = list[Written](), self.last, self._link
        with transaction(self.connection):
            for turn in turns:
                rows = list(_rows(turn.facts, number, link))
                if rows:
                    link = rows[-1][-1]
                written.append(Written(number + 1, number + len(rows), turn.facts))
                number += len(rows)
                self._write(turn, written[-1], rows)
        self.last, self._link = number, link
        return written

    def _write(self, turn: Turn, written: Written, rows: Sequence[Row]) -> None:
        self.connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
        if turn.command is not None:
            self.connection.execute(
                "INSERT INTO commands (id, at, body, first, last) VALUES (?, ?, ?, ?, ?)",
                (turn.command.id, turn.at, codec.encode(turn.command), written.first, written.last),
            )
        if turn.keep is not None:
            turn.keep(self.connection, turn.facts)

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
        until = self.last if until is None else until
        return facts_of(self.connection, after=after, until=until, limit=limit, size=size)

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
        """The state, folded from every fact from the first on.

        Raises:
            JournalError: see `folding.fold`.
        """
        return fold(self.connection, beginning()).state

    def opening(self) -> Opening:
        """The state as it stands: the newest snapshot that is fit, and every fact since, each checked.

        Raises:
            JournalError: the journal cannot be trusted.
        """
        return snapshots.opening(self.connection)

    def keep(self, found: Opening) -> None:
        """Keep a snapshot of this state, for the next start.

        Raises:
            sqlite3.Error: the disk is full or fails.
        """
        for change in snapshots.writes(snapshots.snapshot_of(found.standing, found.base)):
            with transaction(self.connection):
                change(self.connection)

    def close(self) -> None:
        """Let the file go."""
        self.connection.close()
        self._lock.close()


def facts_of(
    connection: sqlite3.Connection, *, after: int, until: int, limit: int = -1, size: float = math.inf
) -> list[NumberedFact]:
    """The facts numbered above `after`, up to and with `until`, in order; see `Journal.read`."""
    rows = connection.execute(
        "SELECT number, body FROM events WHERE number > ? AND number <= ? ORDER BY number LIMIT ?",
        (after, until, limit),
    )
    facts: list[NumberedFact] = []
    for number, body in rows:
        facts.append(NumberedFact(number=number, fact=decoded(number, body)))
        size -= len(body)
        if size <= 0:
            break
    return facts


def _rows(facts: Sequence[Event], number: int, link: int) -> Iterator[Row]:
    for fact in facts:
        number, body = number + 1, codec.encode(fact)
        link = chain.link(link, number, fact.at, body)
        yield number, fact.at, body, link
