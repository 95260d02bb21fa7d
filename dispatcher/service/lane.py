"""The store's lanes: one thread writes, one piece of work at a time; another one only reads.

Whoever asks something of the store waits for no commit, and no long answer keeps a decision waiting. A
question is answered as of one moment, and that is never before a fact which has been spoken of.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import Any, Final, TypeVar

from dispatcher.errors import NotDurableError
from dispatcher.journal import Journal, Turn, Written
from dispatcher.journal.connection import Change, as_it_is, blame, for_reading, transaction
from dispatcher.service.meter import Deaf, Meter
from dispatcher.service.trouble import Trouble
from dispatcher.together import Failed, Together, tried
from dispatcher.vocabulary import CommandId

T = TypeVar("T")

ROOM: Final = 1 << 18  # bytes that must fit before new work is taken again: some five hundred events


class Lane:
    """The journal and its threads. While there is `trouble`, writes are refused at once; reads go on."""

    def __init__(self, journal: Journal, thread: ThreadPoolExecutor) -> None:
        self.journal = journal
        self.trouble = Trouble()
        self.meter: Meter = Deaf()
        self.last_commit = 0.0
        self._thread = thread
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._readers = for_reading(journal.path)
        self._questions: Together[Callable[[sqlite3.Connection], Any], Any]
        self._questions = Together(self._reading, partial(_answers, self._readers))

    async def do(self, work: Callable[..., T], *args: object) -> T:
        """Run this on the lane that writes."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What this finds in the store. Questions that wait together share a turn of the reading lane."""
        answer: T = await self._questions.do(question)
        return answer

    async def append(self, turns: Sequence[Turn]) -> list[Written]:
        """Make these turns durable, all or none.

        Raises:
            NotDurableError: the store cannot be written.
            Exception: whatever a turn's `keep` raised.
        """
        written, seconds = await self._writing(_timed_append, self.journal, turns)
        self.last_commit = seconds
        self.meter.committed(seconds)
        return written

    async def change(self, change: Change[T]) -> T:
        """Make a change in a transaction of its own.

        Raises:
            NotDurableError: the store cannot be written.
            Exception: whatever `change` raised.
        """
        return await self._writing(_changed, self.journal.connection, change)

    async def outcomes(self, commands: Iterable[CommandId]) -> dict[CommandId, Written | None]:
        """What each of these commands led to when it was first asked; None for one that never was.

        Raises:
            NotDurableError: the store cannot even be read.
        """
        return await self._knowing_whom_to_blame(
            lambda: {command: self.journal.outcome(command) for command in commands}
        )

    async def probe(self) -> None:
        """See whether something can be written; the trouble is over as soon as it can."""
        try:
            await self._knowing_whom_to_blame(_try_to_write, self.journal.connection)
        except NotDurableError:
            self.trouble.go_on()
        else:
            self.trouble.end()

    async def close(self) -> None:
        """Finish what is being written and let the journal go."""
        await asyncio.get_running_loop().run_in_executor(self._reading, self._readers.close)
        self._reading.shutdown()
        await self.do(self.journal.close)
        self._thread.shutdown()

    async def _writing(self, work: Callable[..., T], *args: object) -> T:
        if self.trouble:
            raise NotDurableError(self.trouble.sentence)
        try:
            done = await self._knowing_whom_to_blame(work, *args)
        except NotDurableError as error:
            self.trouble.begin(str(error))
            raise
        self.trouble.end()  # it may have begun while this one waited
        return done

    async def _knowing_whom_to_blame(self, work: Callable[..., T], *args: object) -> T:
        try:
            return await self.do(work, *args)
        except sqlite3.Error as error:
            if sentence := blame(error, self.journal.path.parent):
                raise NotDurableError(sentence) from error
            raise


def _answers(
    connection: sqlite3.Connection, questions: Sequence[Callable[[sqlite3.Connection], Any]]
) -> list[Any | Failed]:
    with as_it_is(connection):
        return [tried(partial(question, connection)) for question in questions]


def _timed_append(journal: Journal, turns: Sequence[Turn]) -> tuple[list[Written], float]:
    begun = perf_counter()
    written = journal.append(turns)
    return written, perf_counter() - begun


def _changed(connection: sqlite3.Connection, change: Change[T]) -> T:
    with transaction(connection):
        return change(connection)


def _try_to_write(connection: sqlite3.Connection) -> None:
    """Two transactions: what one that is taken back would have needed is never asked of the disk."""
    with transaction(connection):
        connection.execute("INSERT INTO probe VALUES (zeroblob(?))", (ROOM,))
    with transaction(connection):
        connection.execute("DELETE FROM probe")
