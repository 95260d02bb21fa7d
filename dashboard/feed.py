"""Follows the dispatcher's numbered feed: into the event log, and into the live picture.

Both stand at the same fact whenever `settled` is held. The feed goes on by itself after the dispatcher's
restarts; after its own it starts from the picture it kept last, and what the log already has is left out.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final, Protocol, TypeVar

import duckdb

from analytics.eventlog import EventLog
from dashboard.acting.ledger import Ledger
from dispatcher import logs
from dispatcher.client.watching import AnotherJournalError
from dispatcher.clock import wall_clock
from dispatcher.engine.picture import restored, saved
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, RingpostError
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import SECOND, Instant, Span, between

T = TypeVar("T")
log = logs.named(__name__)

PICTURE_EVERY: Final = Span(10 * SECOND)
RETRY: Final = 1.0  # s between tries when the log cannot be written or the gateway turns us away
LARGE_BATCH: Final = 500  # facts: history is being caught up with, what happens now is smaller
PAUSE: Final = Span(SECOND)  # without news for so long, we have caught up


class Source(Protocol):
    """Where facts come from: `dispatcher.client.watch` with its address filled in."""

    def __call__(
        self, *, after: int, linked: Callable[[bool], None]
    ) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
        """Facts numbered above `after`, for ever; `linked` hears when the connection comes and goes."""


class Feed:
    """The dashboard's knowledge: `state` is the live picture after fact `number`.

    `trouble` is a sentence for the screen while the feed cannot go on, else empty.
    """

    def __init__(self, path: Path | str, source: Source, clock: Callable[[], Instant] = wall_clock) -> None:
        self.state = State()
        self.number = 0
        self.trouble = ""
        self.clock = clock
        self.settled = asyncio.Lock()
        self._source = source
        self._store = _Store(path)
        self._ledger = Ledger()
        self._linked = False
        self._heard: Instant | None = None
        self._catching_up = False
        self._began = Instant(0)  # the instant that it catches up from
        self._kept_at = Instant(0)
        self._listeners: list[Callable[[], None]] = []
        self._askers: list[Callable[[], Awaitable[None]]] = []

    def as_of(self) -> Instant | None:
        """The last instant at which the picture was known to be whole: now, while we hear the dispatcher.

        None when nothing was heard yet.
        """
        if self._heard is None or not self._linked:
            return self._heard
        return self.state.now if self._is_catching_up() else self.clock()

    def caught_up(self) -> float | None:
        """How far the picture has come on its way to now, from 0 to 1; None while it has none to go."""
        if not self._linked or not self._is_catching_up():
            return None
        way = between(self._began, self.clock())
        return between(self._began, self.state.now) / way if way > 0 else None

    def _is_catching_up(self) -> bool:
        heard = self._heard
        return self._catching_up and heard is not None and between(heard, self.clock()) < PAUSE

    @property
    def live(self) -> bool:
        """Do we hear the dispatcher?"""
        return self._linked and not self.trouble

    async def ask(self, question: Callable[[EventLog], T]) -> T:
        """Ask the event log something, in its own thread.

        Raises:
            OwnerError: the log cannot be opened; the message says why.
        """
        return await self._store.ask(question)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever there is news: facts, or a connection that came or went.

        Returns what ends that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def before_closing(self, quiet: Callable[[], Awaitable[None]]) -> None:
        """Call `quiet` before the log is closed: whoever asks it beside has to be done by then."""
        self._askers.append(quiet)

    async def run(self) -> None:
        """Follow the feed for ever."""
        while True:
            try:
                await self._follow()
            except (duckdb.Error, RingpostError) as error:
                await self._recover(error)
                await asyncio.sleep(RETRY)

    async def close(self) -> None:
        """Keep the picture, and let the log go."""
        with suppress(duckdb.Error, RingpostError):
            if self.number:
                await self._keep_picture()
        await self._quiet()
        await self._store.close()

    # --- following --------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        await self._begin()
        # The last known fact is asked for again: it shows whether this is still the journal we know.
        source = self._source(after=max(self.number - 1, 0), linked=self._note_link)
        async with aclosing(source) as batches:
            async for batch in batches:
                async with self.settled:
                    await self._take(batch)

    async def _begin(self) -> None:
        async with self.settled:
            self.number, self.state = await self.ask(_kept)

    async def _take(self, batch: Sequence[NumberedFact]) -> None:
        if not await self.ask(lambda events: events.agrees_with(batch[0].number, batch[0].fact)):
            raise AnotherJournalError("the dispatcher has another journal than the event log was fed from")
        await self.ask(lambda events: events.append(batch))
        for numbered in batch:
            if numbered.number > self.number:
                self._ledger.see(numbered, self.state)
                self.state.apply(numbered.fact)
                self.number = numbered.number
        if self._ledger.news:
            await self.ask(self._ledger.write)
        self._note_news(batch)
        if between(self._kept_at, self.clock()) > PICTURE_EVERY:
            await self._keep_picture()

    async def _keep_picture(self) -> None:
        number, body = self.number, saved(self.state)
        await self.ask(lambda events: events.keep_picture(number, body))
        self._kept_at = self.clock()

    def _note_news(self, batch: Sequence[NumberedFact]) -> None:
        self.trouble, self._heard = "", self.clock()
        before, self._catching_up = self._catching_up, len(batch) >= LARGE_BATCH
        if not before:
            self._began = batch[0].fact.at
        self._tell()

    def _note_link(self, linked: bool) -> None:
        if linked or self._linked:
            self._heard = self.clock()
        self._linked = linked
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    # --- trouble ----------------------------------------------------------------------------------------

    async def _recover(self, error: Exception) -> None:
        """Leave nothing half done: open the log anew, or give up what cannot be trusted."""
        log.warning("the feed stands still", error=logs.cause(error))
        self.trouble = str(error)
        self._note_link(False)
        with suppress(duckdb.Error, RingpostError):
            await self._quiet()
            if isinstance(error, AnotherJournalError):
                await self.ask(lambda events: events.begin_anew(str(error)))
            elif isinstance(error, JournalError):
                await self.ask(EventLog.forget_picture)
            elif isinstance(error, duckdb.Error):
                await self._store.let_go()

    async def _quiet(self) -> None:
        for quiet in self._askers:
            await quiet()


def _kept(events: EventLog) -> tuple[int, State]:
    """Where to go on from: the picture kept last, or the very beginning."""
    if (found := events.picture()) is not None:
        number, body = found
        state = restored(body)
        if state is not None and number <= events.last_number():
            return number, state
    return 0, State()


class _Store:
    """The event log and the one thread that may touch it; opened when first asked."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._events: EventLog | None = None
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="eventlog")

    async def ask(self, question: Callable[[EventLog], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lane, self._answer, question)

    async def let_go(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._lane, self._close)

    async def close(self) -> None:
        await self.let_go()
        self._lane.shutdown()

    def _answer(self, question: Callable[[EventLog], T]) -> T:
        if self._events is None:
            self._events = EventLog(self._path)
        return question(self._events)

    def _close(self) -> None:
        events, self._events = self._events, None
        if events is not None:
            events.close()
