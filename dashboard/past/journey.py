"""The state after any event: from the nearest checkpoint, and from the journal what came since.

The journal's file is only looked at, as `ringpost explain` does; the dispatcher is asked nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from dashboard.past.checkpoints import Checkpoints, belongs
from dispatcher.errors import JournalError
from dispatcher.events import Event, NumberedFact
from dispatcher.journal.connection import decoded, looking_at
from dispatcher.journal.folding import Standing, beginning, fold
from dispatcher.vocabulary import Instant

STRIDE: Final = 4_000
"""Events between two checkpoints, and folded at a time: some forty milliseconds."""

REACH: Final = 5
"""How many strides beyond what was read already may be folded while somebody waits."""


class Place(Struct, frozen=True):
    """An event by its number, and when it was."""

    number: int
    at: Instant


class NothingYetError(Exception):
    """That is before the first event."""


class FoldingError(Exception):
    """The journal has not been read that far yet; `done` says how much of the way, from 0 to 1."""

    def __init__(self, done: float) -> None:
        super().__init__(f"{done:.0%} of the way is read")
        self.done = done


class Journey:
    """Any moment of a journal. For one thread at a time."""

    def __init__(self, journal: Path, checkpoints: Path, stride: int = STRIDE) -> None:
        """Nothing is opened but the checkpoints; the journal may come later."""
        self._journal, self._stride = journal, stride
        self._checkpoints = Checkpoints(checkpoints)
        self._near = beginning()  # where somebody looked last
        self._edge = beginning()  # how far checkpoints are made
        self._kept = 0

    def close(self) -> None:
        """Let the checkpoints go."""
        self._checkpoints.close()

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """The journal as it is now.

        Raises:
            OwnerError: it is not there, or cannot be read.
            JournalError: it is not what it was; then everything folded from it is forgotten.
        """
        try:
            with looking_at(self._journal) as connection:
                yield connection
        except JournalError:
            self.forget()
            raise

    def forget(self) -> None:
        """Begin anew, at the first event."""
        self._checkpoints.forget()
        self._near, self._edge, self._kept = beginning(), beginning(), 0

    # --- where ------------------------------------------------------------------------------------------

    def ends(self, connection: sqlite3.Connection) -> tuple[Place, Place]:
        """The first event and the last.

        Raises:
            NothingYetError: there is none.
        """
        first = _place(connection, "SELECT number, at FROM events ORDER BY number LIMIT 1")
        return first, _place(connection, "SELECT number, at FROM events ORDER BY number DESC LIMIT 1")

    def by_instant(self, connection: sqlite3.Connection, at: Instant) -> Place:
        """The last event at that instant or before it.

        Raises:
            NothingYetError: the first one is later.
        """
        first, last = self.ends(connection)
        if at < first.at:
            raise NothingYetError
        low, high = first.number, last.number
        while low < high:  # events stand in the order of their instants, and each has its number
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.place(connection, middle).at <= at else (low, middle - 1)
        return self.place(connection, low)

    def place(self, connection: sqlite3.Connection, number: int) -> Place:
        """The event of this number.

        Raises:
            NothingYetError: there is none.
        """
        return _place(connection, "SELECT number, at FROM events WHERE number = ?", number)

    # --- what -------------------------------------------------------------------------------------------

    def after(self, connection: sqlite3.Connection, number: int) -> Standing:
        """How things stood after this event; not to be changed, and true until the next call.

        Raises:
            FoldingError: nobody has come near it yet; `advance` does, step by step.
            JournalError: the journal cannot be trusted.
        """
        base, seen = self._base(connection, number), max(self._edge.number, self._checkpoints.last)
        if number - seen > REACH * self._stride:
            raise FoldingError(seen / number)
        self._near = beginning()  # a fold that fails leaves half a state
        self._near = fold(connection, base, until=number)
        return self._near

    def facts(self, connection: sqlite3.Connection, first: int, last: int) -> list[NumberedFact]:
        """The facts of these numbers, as many of them as there are."""
        query = "SELECT number, body FROM events WHERE number BETWEEN ? AND ? ORDER BY number"
        rows = connection.execute(query, (first, last)).fetchall()
        return [NumberedFact(number=number, fact=decoded(number, body)) for number, body in rows]

    def fact(self, connection: sqlite3.Connection, number: int) -> Event:
        """The fact of this number.

        Raises:
            NothingYetError: there is none.
        """
        found = self.facts(connection, number, number)
        if not found:
            raise NothingYetError
        return found[0].fact

    def _base(self, connection: sqlite3.Connection, number: int) -> Standing:
        near, nearest = self._near, self._checkpoints.before(connection, number)
        usable = nearest.number <= near.number <= number and near.number > 0
        return near if usable and belongs(connection, near.number, near.link) else nearest

    # --- making checkpoints -----------------------------------------------------------------------------

    def advance(self) -> bool:
        """Go a stride further towards the end; False when there is no whole stride left.

        Raises:
            OwnerError, JournalError: as `looking`.
        """
        with self.looking() as connection:
            if self._edge.number == 0:
                last = self._checkpoints.last
                self._edge = self._checkpoints.before(connection, last)
                self._kept = self._edge.number
            until = self._edge.number + self._stride
            if connection.execute("SELECT 1 FROM events WHERE number = ?", (until,)).fetchone() is None:
                return False
            self._edge = fold(connection, self._edge, until=until)
            self._keep()
        return True

    def _keep(self) -> None:
        # An event for each open contact at least: so they take less room than the events.
        since = self._edge.number - self._kept
        if since >= len(self._edge.state.contacts):
            self._checkpoints.keep(self._edge)
            self._kept = self._edge.number


def _place(connection: sqlite3.Connection, query: str, *values: int) -> Place:
    found = connection.execute(query, values).fetchone()
    if found is None:
        raise NothingYetError
    return Place(*found)
