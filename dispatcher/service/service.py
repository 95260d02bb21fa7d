"""The one task that owns the engine: decide, write down, speak.

Nobody hears a fact that is not durable. Commands that wait together are decided together and share one
transaction. If a batch fails, nothing was said yet: the engine goes back to what is durable. When the store
is to blame, all of it is refused, and so is whatever is new, until something can be written again; else each
command is tried alone, and only whoever asked for what cannot be done hears of it.
"""

import asyncio
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from dispatcher import logs
from dispatcher.centre import Centre
from dispatcher.clock import wall_clock
from dispatcher.commands import Command, ConfigureCentre, RestartCentre
from dispatcher.engine.engine import Engine
from dispatcher.engine.picture import copied
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, NotDurableError, OwnerError
from dispatcher.events import CommandRefused, Event, NumberedFact
from dispatcher.journal import Journal, Keep, Turn, Written, facts_of
from dispatcher.journal.connection import blame
from dispatcher.journal.snapshots import EVERY
from dispatcher.service.lane import Lane
from dispatcher.service.meter import Meter
from dispatcher.service.request import Outcome, Request
from dispatcher.service.spoken import Listener, Spoken
from dispatcher.service.taking import Taking
from dispatcher.service.trouble import Hear
from dispatcher.service.waking import wake
from dispatcher.vocabulary import SECOND, CommandId, Instant

T = TypeVar("T")


BATCH = 100  # commands a transaction: a commit costs the same for one or for a hundred
LONGEST_SLEEP = 1.0  # s: a machine's clock may jump, so look at it now and then
RETRY = 1.0  # s between tries when a follower refuses what only time decided
PAGE_SIZE = 1 << 19  # bytes of facts read at once; a client takes a frame of several times that

log = logs.named(__name__)


class Service:
    """The live centre's heart. Create it with `open_service`; it works while `run` runs."""

    def __init__(
        self,
        journal: Journal,
        store: ThreadPoolExecutor,
        clock: Callable[[], Instant],
        *,
        snapshot_every: int = EVERY,
    ) -> None:
        self.clock = clock
        self._lane = Lane(journal, store)
        self._every = snapshot_every
        self._taking: Taking | None = None
        self._engine = Engine()
        self._spoken = Spoken(State(), journal.last)
        self._inbox: asyncio.Queue[Request] = asyncio.Queue()
        self._unanswered: set[asyncio.Future[Outcome]] = set()
        self._ended = False
        self._followers: list[Keep] = []
        self._beat = asyncio.get_running_loop().time()

    @property
    def state(self) -> State:
        """The picture as last spoken of, all of it durable; to be read on the loop, not written."""
        return self._spoken.state

    @property
    def roster(self) -> Roster:
        """The skills and levers that hold in the picture."""
        return self._spoken.roster

    @property
    def last(self) -> int:
        """The number of the last event that was spoken."""
        return self._spoken.last

    @property
    def waiting(self) -> int:
        """Commands that wait to be decided."""
        return self._inbox.qsize()

    @property
    def last_commit(self) -> float:
        """Seconds that the last transaction took to become durable."""
        return self._lane.last_commit

    @property
    def trouble(self) -> str:
        """Why nothing can be written, and what to do; empty while all is well.

        While there is trouble, whatever is new is refused, time decides nothing, and the picture stays.
        """
        return self._lane.trouble.sentence

    @property
    def refused(self) -> int:
        """Commands turned away so far because they could not be written."""
        return self._lane.trouble.refused

    def on_trouble(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` with what is wrong, and with "" when it is over. Returns what ends that."""
        return self._lane.trouble.listen(hear)

    def watch(self, meter: Meter) -> None:
        """Tell `meter` of every transaction, from now on."""
        self._lane.meter = meter

    @property
    def beat(self) -> float:
        """When the loop turned last, by the event loop's clock; while it runs, no more than a second ago."""
        return self._beat

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every batch of facts once it is durable. Returns what ends it."""
        return self._spoken.listen(listener)

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
            NotDurableError: the store cannot be written; nothing happened, so ask again later.
            Exception: whatever `keep` raised; nothing happened.
            JournalError: the service ended before it answered; whoever asks the next one with the same id
                learns what happened.
        """
        request = Request(command, keep)
        self._unanswered.add(request.answer)
        request.answer.add_done_callback(self._unanswered.discard)
        self._inbox.put_nowait(request)
        if self._ended:
            self._let_go()
        asked = asyncio.get_running_loop().time()
        try:
            outcome = await request.answer
        finally:
            del request  # an error holds this frame, and the request holds the error
        self._lane.meter.answered(asyncio.get_running_loop().time() - asked)
        return outcome

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in a transaction of its own, on the store's thread.

        Raises:
            NotDurableError: the store cannot be written; nothing happened.
            Exception: whatever `change` raised; nothing happened.
        """
        return await self._lane.change(change)

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the store as it is now, on a thread that only reads; also while it cannot be written."""
        return await self._lane.ask(question)

    async def facts(self, *, after: int, limit: int = 1000) -> list[NumberedFact]:
        """The durable facts numbered above `after`: at least one, at most `limit` and about PAGE_SIZE."""
        told = partial(facts_of, after=after, until=self.last, limit=limit, size=PAGE_SIZE)
        return await self._lane.ask(told)

    async def start(self, centre: Centre) -> None:
        """Rebuild the state from the journal, and decide by `centre` from now on.

        Raises:
            JournalError: the journal cannot be trusted.
            NotDurableError: it cannot be written.
            OwnerError: the centre no longer has a queue or an agent with open contacts.
        """
        state, base = await wake(self._lane, self._every)
        self._spoken.begin(await self._lane.do(copied, state), self._lane.journal.last)
        self._engine = Engine(state)
        self._taking = Taking(self._lane, base, self._every)
        if state.centre is not None:
            # As of the last instant we know of: what came due while we were down comes after.
            at = await self._lane.do(self._lane.journal.last_instant)
            await self._at_start(RestartCentre(id=_own_id("restart"), back=self.clock()), at)
        # What was changed live since is no change of the file: it stays.
        if state.filed != centre:
            await self._at_start(ConfigureCentre(id=_own_id("configure"), centre=centre), self.clock())

    async def _at_start(self, command: Command, at: Instant) -> None:
        facts = self._engine.handle(command, at)
        journal = self._lane.journal
        try:
            await self._lane.do(journal.append, [Turn(command, self._engine.now, facts)])
        except sqlite3.Error as error:
            why = blame(error, journal.path.parent) or str(error)
            raise NotDurableError(f"the centre cannot open: {why}") from error
        self._speak([Written(self.last + 1, journal.last, facts)])
        if refused := next((f for f in facts if isinstance(f, CommandRefused)), None):
            raise OwnerError(f"the centre file does not fit what is going on: {refused.detail}")

    # --- the loop ---------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Decide, write down, speak, for ever. When it ends, nobody is left waiting for an answer."""
        try:
            while True:
                self._beat = asyncio.get_running_loop().time()
                batch = await self._next_batch()
                if self._lane.trouble.probe_is_due():
                    await self._lane.probe()
                if batch:
                    await self._decide(batch)
                elif not self._lane.trouble:
                    await self._let_time_pass()
        finally:
            self._ended = True
            self._let_go()

    def _let_go(self) -> None:
        for answer in list(self._unanswered):
            if not answer.done():  # whoever asked may be gone
                answer.set_exception(JournalError("the dispatcher stopped before it answered; ask again"))

    async def _next_batch(self) -> list[Request]:
        """The commands that wait; none when the next deadline came first."""
        batch: list[Request] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._sleep()):
                batch.append(await self._inbox.get())
        while batch and len(batch) < BATCH and not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
        return batch

    def _sleep(self) -> float:
        if self._lane.trouble:
            return self._lane.trouble.until_probe()
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
            self._speak(await self._lane.append([turn]))
            self._lane.meter.decided([], facts)
        except NotDurableError:
            await self._go_back()  # it is decided again once it can be written
        except sqlite3.Error as error:  # not the store's fault but a follower's, and nobody's command
            log.critical("what came due cannot be written: %s", error, exc_info=error)
            await self._go_back()
            await asyncio.sleep(RETRY)

    async def _decide(self, batch: list[Request]) -> None:
        fresh = batch
        try:
            fresh = await self._without_repeats(batch)
            if not fresh or self._lane.trouble:
                self._refuse(fresh)
                return
            written = await self._lane.append([self._turn(request) for request in fresh])
        except NotDurableError as error:
            self._lane.trouble.begin(str(error))
            self._refuse(fresh)
            await self._go_back()
            return
        except Exception as error:
            await self._go_back()
            await self._one_by_one(fresh, error)
            return
        self._speak(written)
        for request, outcome in zip(fresh, written, strict=True):
            request.settle(outcome)
            self._lane.meter.decided([request.command], outcome.facts)

    def _refuse(self, batch: list[Request]) -> None:
        """None of it happened, and nothing new does until the trouble is over."""
        self._lane.trouble.refused += len(batch)
        for request in batch:
            request.fail(NotDurableError(self._lane.trouble.sentence))

    def _turn(self, request: Request) -> Turn:
        facts = self._engine.handle(request.command, self.clock())
        return Turn(request.command, self._engine.now, facts, self._keep(request.keep))

    def _keep(self, own: Keep | None) -> Keep:
        """What is written with the facts: what whoever asked has to keep, then what follows from them."""
        keeps = (*([own] if own is not None else []), *self._followers)

        def keep_all(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
            for keep in keeps:
                keep(connection, facts)

        return keep_all

    async def _without_repeats(self, batch: list[Request]) -> list[Request]:
        """Answer whoever asks again with what was decided then; return the others, each id once."""
        ids = {request.command.id for request in batch}
        done = await self._lane.outcomes(ids)
        fresh: dict[CommandId, Request] = {}
        for request in batch:
            id_ = request.command.id
            if (outcome := done[id_]) is not None:
                request.settle(outcome)
            elif id_ in fresh:
                self._inbox.put_nowait(request)  # its answer is known next time round
            else:
                fresh[id_] = request
        return list(fresh.values())

    async def _one_by_one(self, batch: list[Request], error: Exception) -> None:
        if len(batch) == 1:
            asked = type(batch[0].command).__name__
            log.error("a command could not be done", command=asked, error=logs.cause(error), exc_info=error)
            batch[0].fail(error.with_traceback(None))  # it was told; and its frames hold the request itself
            return
        for request in batch:
            await self._decide([request])

    async def _go_back(self) -> None:
        """Back to what was said, which is what is durable: what was decided since was never said."""
        state = await self._lane.do(copied, self.state)
        self._engine.let_go()
        self._engine = Engine(state)

    def _speak(self, written: Sequence[Written]) -> None:
        self._spoken.say(written)
        if self._taking is not None:
            self._taking.note(self.last)

    async def close(self) -> None:
        """Finish what is being written and let the journal go."""
        if self._taking is not None:
            await self._taking.finish()
        await self._lane.close()


async def open_service(
    path: Path,
    centre: Centre,
    *,
    schemas: Sequence[str] = (),
    clock: Callable[[], Instant] = wall_clock,
    snapshot_every: int = EVERY,
) -> Service:
    """Open the journal and rebuild the centre from it, ready to `run`.

    Raises:
        OwnerError: see `Journal` and `Service.start`.
        NotDurableError: the store cannot be written.
        JournalError: the journal cannot be trusted.
    """
    store = ThreadPoolExecutor(1, thread_name_prefix="store")
    loop = asyncio.get_running_loop()
    try:
        journal = await loop.run_in_executor(store, Journal, path, schemas)
    except BaseException:
        store.shutdown()
        raise
    service = Service(journal, store, clock, snapshot_every=snapshot_every)
    try:
        await service.start(centre)
    except BaseException:
        await service.close()
        raise
    return service


def _own_id(what: str) -> CommandId:
    return CommandId(f"{what}:{uuid.uuid4()}")  # nobody outside can have used it before
