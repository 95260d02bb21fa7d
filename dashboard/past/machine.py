"""The board of a past moment, made by the very code that makes the live one.

The state is folded from the journal, the KPIs are asked of the event log as it stood then. All of it happens
in threads: the live board goes on meanwhile, and the dispatcher notices nothing.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import duckdb
import msgspec
from msgspec import Struct

from analytics.asof import AsOf
from analytics.eventlog import EventLog
from dashboard.alarms import Alarms
from dashboard.alerting.alerting import Alerting
from dashboard.boards import Parts, shown
from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.measured import Measured, take, unmeasured
from dashboard.outlooks import Outlooks
from dashboard.past.journey import Journey, Place
from dashboard.past.telling import told
from dispatcher import logs
from dispatcher.engine.explain import Explanation, explained
from dispatcher.errors import JournalError, OwnerError, RingpostError
from dispatcher.vocabulary import ContactId, Instant

T = TypeVar("T")
log = logs.named(__name__)

AGAIN: Final = 30.0  # s between two looks whether there is another stride to fold
REST: Final = 0.05  # s between two strides while nobody waits: the live board comes first
MOST_FACTS: Final = 200  # told at once


class Moment(Struct, frozen=True, kw_only=True):
    """The board at `now`, after event `number`; `measured` is false where the event log is behind it."""

    number: int
    now: Instant
    board: Parts
    measured: bool


class TimeMachine:
    """Past boards, what happened then, and why."""

    def __init__(self, feed: Feed, settings: Settings, outlooks: Outlooks, alerting: Alerting) -> None:
        self._feed, self._settings, self._outlooks = feed, settings, outlooks
        self._alerting = alerting
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="past")
        self._journey: Journey | None = None
        self._wanted = asyncio.Event()

    @contextlib.asynccontextmanager
    async def running(self, _: object = None) -> AsyncIterator[None]:
        """Make checkpoints as the journal grows, until the end of the block."""
        task = asyncio.create_task(self._keep_up(), name="past")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))
            await asyncio.get_running_loop().run_in_executor(self._lane, self._close)
            self._lane.shutdown()

    async def ask(self, question: Callable[[Journey], T]) -> T:
        """Ask the journey something, in its own thread; it raises what the journey does."""
        return await asyncio.get_running_loop().run_in_executor(self._lane, self._answer, question)

    # --- what is asked ----------------------------------------------------------------------------------

    async def ends(self) -> tuple[Place, Place]:
        """The first event and the last."""

        def look(journey: Journey) -> tuple[Place, Place]:
            with journey.looking() as connection:
                return journey.ends(connection)

        return await self.ask(look)

    async def at(self, now: Instant) -> Moment:
        """The board as it was at this instant."""

        def look(journey: Journey) -> Place:
            with journey.looking() as connection:
                return journey.by_instant(connection, now)

        return await self._moment((await self.ask(look)).number, now)

    async def after(self, number: int) -> Moment:
        """The board just after this event, or after the last one that there is."""

        def look(journey: Journey) -> Place:
            with journey.looking() as connection:
                _, last = journey.ends(connection)
                return journey.place(connection, number) if number < last.number else last

        place = await self.ask(look)
        return await self._moment(place.number, place.at)

    async def facts(self, first: int, last: int) -> list[dict[str, Any]]:
        """The facts of these numbers, told by the names that held after the last of them."""

        def look(journey: Journey) -> list[dict[str, Any]]:
            with journey.looking() as connection:
                found = journey.facts(connection, max(first, 1), min(last, first + MOST_FACTS))
                rules = journey.after(connection, found[-1].number).state.centre if found else None
                return [told(numbered, rules) for numbered in found]

        self._wanted.set()
        return await self.ask(look)

    async def why(self, contact: ContactId, number: int) -> Explanation:
        """How things stood for this contact just before event `number`."""

        def look(journey: Journey) -> Explanation:
            with journey.looking() as connection:
                event = journey.fact(connection, number)
                return explained(contact, number, event, journey.after(connection, number - 1).state)

        self._wanted.set()
        return await self.ask(look)

    async def _moment(self, number: int, now: Instant) -> Moment:
        self._wanted.set()
        measured = await self._measure(number, now)

        def look(journey: Journey) -> Parts:
            with journey.looking() as connection:
                state = journey.after(connection, number).state
                # No level was held up then by what was shown before: the board is as one switched on then.
                return shown(state, measured or unmeasured(now), now, Alarms(), self._outlooks)

        board = await self.ask(look) | {"alerts": await self._alerting.shown_at(now)}
        return Moment(number=number, now=now, board=board, measured=measured is not None)

    async def _measure(self, number: int, now: Instant) -> Measured | None:
        def measure(events: EventLog) -> Measured | None:
            if events.last_number() < number or now < events.begins:  # it is behind, or has let go of it
                return None
            with AsOf(events, number, now) as then:
                return take(then, now, self._settings.zone)

        try:
            return await self._feed.ask(measure)
        except (duckdb.Error, RingpostError) as error:
            log.warning("the past goes without KPIs", error=logs.cause(error))
            return None

    # --- the thread -------------------------------------------------------------------------------------

    async def _keep_up(self) -> None:
        while True:
            further = False
            with contextlib.suppress(OwnerError):  # there is no journal yet
                further = await self._advance()
            if further:
                await asyncio.sleep(0 if self._wanted.is_set() else REST)
                continue
            self._wanted.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await self._wanted.wait()

    async def _advance(self) -> bool:
        try:
            return await self.ask(Journey.advance)
        except JournalError as error:
            log.warning("the past cannot be read", error=logs.cause(error))
            return False

    def _answer(self, question: Callable[[Journey], T]) -> T:
        if self._journey is None:
            place = self._settings.journal
            self._journey = Journey(place, self._settings.eventlog.with_name("past.sqlite"))
        return question(self._journey)

    def _close(self) -> None:
        if self._journey is not None:
            self._journey.close()


def as_json(moment: Moment) -> bytes:
    """The moment in the shape in which the live board is pushed."""
    head = {"type": "whole", "now": moment.now, "as_of": moment.now, "trouble": ""}
    told = {"number": moment.number, "board": moment.board, "measured": moment.measured}
    return msgspec.json.encode(head | told)
