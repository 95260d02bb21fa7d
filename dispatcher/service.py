"""The one task that owns the engine: decide, write down, speak.

Nobody hears a fact that is not durable. Commands that wait together are decided together and share one
transaction. If a batch fails, nothing was said yet: the engine goes back to what is durable, each command of
the batch is tried alone, and only whoever asked for what cannot be done hears of it.
"""

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dispatcher.centre import Centre
from dispatcher.clock import wall_clock
from dispatcher.commands import Command, ConfigureCentre, RestartCentre
from dispatcher.engine.engine import Engine
from dispatcher.engine.follows import RULES
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import CommandRefused, Event, NumberedFact
from dispatcher.journal import Journal, Keep, Turn, Written
from dispatcher.vocabulary import SECOND, CommandId, Instant

T = TypeVar("T")
Listener = Callable[[Sequence[NumberedFact]], None]

BATCH = 100  # commands a transaction: a commit costs the same for one or for a hundred
LONGEST_SLEEP = 1.0  # s: a machine's clock may jump, so look at it now and then
PAGE_SIZE = 1 << 19  # bytes of facts read at once; a client takes a frame of several times that
RETRY = 1.0  # s between tries when the disk refuses what only time decided

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to, durable: its facts, and the number of the last event there is."""

    last: int
    facts: Sequence[Event]

    @property
    def refused(self) -> CommandRefused | None:
        """The refusal, if it was refused."""
        return next((f for f in self.facts if isinstance(f, CommandRefused)), None)


def _future() -> "asyncio.Future[Outcome]":
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class _Request:
    command: Command
    keep: Keep | None
    answer: "asyncio.Future[Outcome]" = field(default_factory=_future)


class Service:
    """The live centre's heart. Create it with `open_service`; it works while `run` runs."""

    def __init__(self, journal: Journal, store: ThreadPoolExecutor, clock: Callable[[], Instant]) -> None:
        self.clock = clock
        self._journal, self._store = journal, store
        self._engine = Engine()
        self._picture = State()
        self._inbox: asyncio.Queue[_Request] = asyncio.Queue()
        self._unanswered: set[asyncio.Future[Outcome]] = set()
        self._ended = False
        self._listeners: list[Listener] = []
        self._followers: list[Keep] = []
        self._roster: Roster | None = None
        self._said = journal.last

    @property
    def state(self) -> State:
        """The picture as last spoken of, all of it durable; to be read on the loop, not written."""
        return self._picture

    @property
    def roster(self) -> Roster:
        """The skills and levers that hold in the picture; worked out anew only when its rules changed."""
        if self._roster is None:
            self._roster = Roster(self._picture.rules, self._picture.running)
        return self._roster

    @property
    def last(self) -> int:
        """The number of the last event that was spoken."""
        return self._said

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every batch of facts once it is durable. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def follow(self, follower: Keep) -> None:
        """Have `follower` write what facts mean to its own store, in the very transaction of the facts.

        It is called for whatever happens from now on, whoever or whatever led to it. Like `keep` of `submit`
        it may be called again, when a first transaction failed.
        """
        self._followers.append(follower)

    async def submit(self, command: Command, keep: Keep | None = None) -> Outcome:
        """Have a command decided. Returns when the outcome is durable; the same id again returns the first.

        Args:
            command: what is asked.
            keep: writes more into the very transaction of the facts; gets the connection and the facts.
                When its first transaction fails it is called again in another.

        Raises:
            sqlite3.Error: the store cannot be written; nothing happened.
            Exception: whatever `keep` raised; nothing happened.
            JournalError: the service ended before it answered; whoever asks the next one with the same id
                learns what happened.
        """
        request = _Request(command, keep)
        self._unanswered.add(request.answer)
        request.answer.add_done_callback(self._unanswered.discard)
        self._inbox.put_nowait(request)
        if self._ended:
            self._let_go()
        return await request.answer

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in a transaction of its own, on the store's thread."""
        return await self._on_store(_transaction, self._journal.connection, change)

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the store, on its thread."""
        return await self._on_store(question, self._journal.connection)

    async def facts(self, *, after: int, limit: int = 1000) -> list[NumberedFact]:
        """The durable facts numbered above `after`: at least one, at most `limit` and about PAGE_SIZE."""
        said = self._said
        return await self._on_store(
            lambda: self._journal.read(after=after, until=said, limit=limit, size=PAGE_SIZE)
        )

    async def start(self, centre: Centre) -> None:
        """Rebuild the state from the journal, and decide by `centre` from now on.

        Raises:
            JournalError: the journal cannot be trusted.
            OwnerError: the centre no longer has a queue or an agent with open contacts, or the disk is full.
        """
        state = await self._on_store(self._journal.rebuild)
        self._engine, self._picture = Engine(state), deepcopy(state)
        if state.centre is not None:
            # As of the last instant we know of: what came due while we were down comes after.
            at = await self._on_store(self._journal.last_instant)
            await self._at_start(RestartCentre(id=_own_id("restart"), back=self.clock()), at)
        # What was changed live since is no change of the file: it stays.
        if state.filed != centre:
            await self._at_start(ConfigureCentre(id=_own_id("configure"), centre=centre), self.clock())

    async def _at_start(self, command: Command, at: Instant) -> None:
        facts = self._engine.handle(command, at)
        try:
            await self._on_store(self._journal.append, [Turn(command, self._engine.now, facts)])
        except sqlite3.Error as error:
            raise OwnerError(f"the journal cannot be written ({error}); free some space") from error
        self._speak([Written(self._said + 1, self._journal.last, facts)])
        if refused := next((f for f in facts if isinstance(f, CommandRefused)), None):
            raise OwnerError(f"the centre file does not fit what is going on: {refused.detail}")

    # --- the loop ---------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Decide, write down, speak, for ever. When it ends, nobody is left waiting for an answer."""
        try:
            while True:
                batch = await self._next_batch()
                if batch:
                    await self._decide(batch)
                else:
                    await self._let_time_pass()
        finally:
            self._ended = True
            self._let_go()

    def _let_go(self) -> None:
        for answer in list(self._unanswered):
            if not answer.done():  # whoever asked may be gone
                answer.set_exception(JournalError("the dispatcher stopped before it answered; ask again"))

    async def _next_batch(self) -> list[_Request]:
        """The commands that wait; none when the next deadline came first."""
        batch: list[_Request] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._sleep()):
                batch.append(await self._inbox.get())
        while batch and len(batch) < BATCH and not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
        return batch

    def _sleep(self) -> float:
        deadline = self._engine.next_deadline()
        if deadline is None:
            return LONGEST_SLEEP
        return min(max(0.0, (deadline - self.clock()) / SECOND), LONGEST_SLEEP)

    async def _let_time_pass(self) -> None:
        facts = self._engine.advance(self.clock())
        if not facts:
            return
        try:
            turn = Turn(None, self._engine.now, facts, self._keep(None))
            self._speak(await self._on_store(self._journal.append, [turn]))
        except sqlite3.Error as error:
            log.critical("the journal cannot be written: %s; free some space", error)
            await self._go_back()
            await asyncio.sleep(RETRY)

    async def _decide(self, batch: list[_Request]) -> None:
        fresh = batch
        try:
            fresh = await self._without_repeats(batch)
            turns = [self._turn(request) for request in fresh]
            written = await self._on_store(self._journal.append, turns)
        except Exception as error:
            await self._go_back()
            await self._one_by_one(fresh, error)
            return
        self._speak(written)
        for request, outcome in zip(fresh, written, strict=True):
            _answer(request, Outcome(outcome.last, outcome.facts))

    def _turn(self, request: _Request) -> Turn:
        facts = self._engine.handle(request.command, self.clock())
        return Turn(request.command, self._engine.now, facts, self._keep(request.keep))

    def _keep(self, own: Keep | None) -> Keep:
        """What is written with the facts: what whoever asked has to keep, then what follows from them."""
        keeps = (*([own] if own is not None else []), *self._followers)

        def keep_all(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
            for keep in keeps:
                keep(connection, facts)

        return keep_all

    async def _without_repeats(self, batch: list[_Request]) -> list[_Request]:
        """Answer whoever asks again with what was decided then; return the others, each id once."""
        ids = {request.command.id for request in batch}
        done = await self._on_store(lambda: {id_: self._journal.outcome(id_) for id_ in ids})
        fresh: dict[CommandId, _Request] = {}
        for request in batch:
            id_ = request.command.id
            if (outcome := done[id_]) is not None:
                _answer(request, Outcome(outcome.last, outcome.facts))
            elif id_ in fresh:
                self._inbox.put_nowait(request)  # its answer is known next time round
            else:
                fresh[id_] = request
        return list(fresh.values())

    async def _one_by_one(self, batch: list[_Request], error: Exception) -> None:
        if len(batch) == 1:
            ours = not isinstance(error, sqlite3.Error)
            log.error("%s could not be done: %s", type(batch[0].command).__name__, error, exc_info=ours)
            if not batch[0].answer.done():
                batch[0].answer.set_exception(error)
            return
        for request in batch:
            await self._decide([request])

    async def _go_back(self) -> None:
        """Back to what was said, which is what is durable: what was decided since was never said."""
        self._engine = Engine(await self._on_store(deepcopy, self._picture))

    def _speak(self, written: Sequence[Written]) -> None:
        facts = [
            NumberedFact(number=number, fact=fact)
            for outcome in written
            for number, fact in enumerate(outcome.facts, outcome.first)
        ]
        if not facts:
            return
        self._said = facts[-1].number
        for numbered in facts:
            self._picture.apply(numbered.fact)
            if isinstance(numbered.fact, RULES):
                self._roster = None
        for listener in list(self._listeners):
            listener(facts)

    async def _on_store(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store, work, *args)

    async def close(self) -> None:
        """Finish what is being written and let the journal go."""
        await self._on_store(self._journal.close)
        self._store.shutdown()


async def open_service(
    path: Path,
    centre: Centre,
    *,
    schemas: Sequence[str] = (),
    clock: Callable[[], Instant] = wall_clock,
) -> Service:
    """Open the journal and rebuild the centre from it, ready to `run`.

    Raises:
        OwnerError: see `Journal` and `Service.start`.
        JournalError: the journal cannot be trusted.
    """
    store = ThreadPoolExecutor(1, thread_name_prefix="store")
    loop = asyncio.get_running_loop()
    try:
        journal = await loop.run_in_executor(store, Journal, path, schemas)
    except BaseException:
        store.shutdown()
        raise
    service = Service(journal, store, clock)
    try:
        await service.start(centre)
    except BaseException:
        await service.close()
        raise
    return service


def _own_id(what: str) -> CommandId:
    return CommandId(f"{what}:{uuid.uuid4()}")  # nobody outside can have used it before


def _answer(request: _Request, outcome: Outcome) -> None:
    if not request.answer.done():  # whoever asked may be gone
        request.answer.set_result(outcome)


def _transaction(connection: sqlite3.Connection, change: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = change(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
