"""The whole journal held against itself: the file, every event, every snapshot, every command.

A start checks only what it reads; this reads everything. It can be done while a dispatcher writes on: what is
seen is the journal of one moment.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from dispatcher import codec
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, OwnerError, PeerError
from dispatcher.journal import chain, schema, snapshots
from dispatcher.journal.connection import looking_at
from dispatcher.journal.copying import Progress, silent
from dispatcher.journal.folding import Row, add, checked
from dispatcher.vocabulary import Instant

RESTORE: Final = "restore it from a backup"
PASSED_OVER: Final = "nothing: it is passed over, and the next one takes its place"
ENOUGH: Final = 20  # faults: after so many the file is beyond reading through
STRIDE: Final = 5_000  # events between two words about how far we are


class Fault(msgspec.Struct, frozen=True):
    """Something that is wrong: at which event or command, if it is about one; what; what to do."""

    where: str
    what: str
    advice: str = RESTORE

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.advice}"


class Report(msgspec.Struct, kw_only=True):
    """What a journal holds, and what is wrong with it. `notes` are no faults: nothing is lost."""

    path: str
    version: int
    events: int = 0
    begins: Instant | None = None
    ends: Instant | None = None
    commands: int = 0
    snapshots: int = 0
    seconds: float = 0.0
    faults: list[Fault] = []
    notes: list[Fault] = []

    @property
    def sound(self) -> bool:
        """Is everything there, and as it was written?"""
        return not self.faults


def verify(path: Path, progress: Progress = silent) -> Report:
    """Read all of it. `progress` hears how many events were read, of how many.

    Raises:
        OwnerError: there is no such file, it cannot be opened, or it is of another version.
    """
    begun = time.perf_counter()
    with looking_at(path) as connection:
        report = Report(path=str(path), version=schema.version_of(connection))
        refuse_unread(path, report.version)
        try:
            for fault in _faults(connection, report, progress):
                report.faults.append(fault)
                if len(report.faults) >= ENOUGH:
                    break
        except sqlite3.DatabaseError as error:
            report.faults.append(Fault("the file", f"cannot be read on ({error})"))
    report.seconds = time.perf_counter() - begun
    return report


def refuse_unread(path: Path, version: int) -> None:
    """See that this is a journal of today's version.

    Raises:
        OwnerError: it is not; the message says what to do.
    """
    if version == 0:
        raise OwnerError(f"{path} is no journal")
    schema.refuse_others(path, version)
    if version < schema.VERSION:
        raise OwnerError(f"{path} is a journal of version {version}; start the dispatcher on it once")


def _faults(connection: sqlite3.Connection, report: Report, progress: Progress) -> Iterator[Fault]:
    yield from _of_the_file(connection)
    yield from _Events(connection, report).faults(progress)
    yield from _of_commands(connection, report)


def _of_the_file(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What SQLite itself finds wrong with its pages."""
    for (said,) in connection.execute(f"PRAGMA integrity_check({ENOUGH})"):
        if said != "ok":
            yield Fault("the file", " ".join(str(said).split()))


class _Events:
    """One pass over all events. After the first that cannot be folded, the others are still read."""

    def __init__(self, connection: sqlite3.Connection, report: Report) -> None:
        self._connection, self._report = connection, report
        self._state: State | None = State()
        self._number, self._link = 0, chain.BEFORE_ALL
        self._kept = snapshots.kept(connection)[::-1]
        report.snapshots = len(self._kept)

    def faults(self, progress: Progress) -> Iterator[Fault]:
        """What is wrong with events, and with the snapshots between them."""
        (last,) = self._connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()
        for row in self._connection.execute("SELECT number, at, body, link FROM events ORDER BY number"):
            yield from self._take(row)
            if self._number % STRIDE == 0:
                progress(self._number, last)
        progress(last, last)
        for number in self._kept:
            yield Fault(f"event {number}", "is missing: there is a snapshot of it")

    def _take(self, row: Row) -> Iterator[Fault]:
        number, at, body, link = row
        try:
            checked(self._number + 1, self._link, row)
        except JournalError as error:
            yield Fault(f"event {self._number + 1}", str(error))
        self._number, self._link = number, link  # what comes after may be right by itself
        self._note(at)
        yield from self._fold(number, body)
        while self._kept and self._kept[0] <= number:
            yield from self._compare(self._kept.pop(0))

    def _note(self, at: Instant) -> None:
        report = self._report
        report.events += 1
        report.begins = at if report.begins is None else report.begins
        report.ends = at

    def _fold(self, number: int, body: bytes) -> Iterator[Fault]:
        if self._state is None:
            return
        try:
            add(self._state, number, body)
        except JournalError as error:
            self._state = None
            yield Fault(f"event {number}", str(error))

    def _compare(self, number: int) -> Iterator[Fault]:
        """Is the snapshot what the events say?"""
        where = f"the snapshot at event {number}"
        try:
            kept = snapshots.load(self._connection, number)
        except snapshots.UnfitError as error:
            self._report.notes.append(Fault(where, str(error), PASSED_OVER))
            return
        if self._state is not None and self._number == number and kept.state != self._state:
            yield Fault(where, "is not what the events before it say")


def _of_commands(connection: sqlite3.Connection, report: Report) -> Iterator[Fault]:
    """Each command is one, and led to the events that follow those of the one before."""
    before = 0
    for number, body, first, last in connection.execute(
        "SELECT number, body, first, last FROM commands ORDER BY number"
    ):
        report.commands += 1
        yield from _of_command(f"command {number}", body, first > before and last >= first - 1)
        before = max(before, last)
    (end,) = connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()
    if before > end:
        yield Fault(f"event {end + 1}", "is missing: a command led to it")


def _of_command(where: str, body: bytes, in_order: bool) -> Iterable[Fault]:
    try:
        codec.decode_command(body)
    except PeerError as error:
        yield Fault(where, f"cannot be read: {error}")
    if not in_order:
        yield Fault(where, "says that it led to events of another")
