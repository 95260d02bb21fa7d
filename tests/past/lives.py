"""Days in a journal of their own, and a dispatcher that tells them fact by fact."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC
from pathlib import Path

from dashboard.alerting.alerting import Alerting
from dashboard.boards import Boards
from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.outlooks import Outlooks
from dashboard.past.machine import TimeMachine
from dispatcher.alerts import NONE
from dispatcher.client import Api
from dispatcher.engine.state import State
from dispatcher.events import Event, NumberedFact
from dispatcher.folders.escalation import Escalation
from dispatcher.journal import Journal, Turn
from dispatcher.vocabulary import Instant

HALF_OVER = Escalation(name="half over", share=50)


def written(facts: Sequence[Event], folder: Path) -> Path:
    """A journal with these facts."""
    path = folder / "journal.sqlite"
    journal = Journal(path)
    try:
        journal.append([Turn(None, facts[-1].at, facts)] if facts else [])
    finally:
        journal.close()
    return path


def folded(facts: Sequence[Event]) -> State:
    """The engine's picture after these facts."""
    state = State()
    for event in facts:
        state.apply(event)
    return state


def settings_in(folder: Path) -> Settings:
    """A dashboard whose days are UTC's, and where letters ring that are half over."""
    return Settings(
        eventlog=folder / "events.duckdb",
        journal=folder / "journal.sqlite",
        zone=UTC,
        escalations=(HALF_OVER,),
    )


def outlooks() -> Outlooks:
    """What rings; nobody is asked what is to come."""
    return Outlooks(Api("http://127.0.0.1:1", "nobody answers"), (HALF_OVER,))


def quiet(feed: Feed) -> Alerting:
    """No number alarms."""
    return Alerting(feed, NONE, Path("nowhere"))


class Teller:
    """A dispatcher that tells what it is given, and a feed that hears it. The clock is the last fact's."""

    def __init__(self, folder: Path) -> None:
        self._told: asyncio.Queue[tuple[NumberedFact, ...]] = asyncio.Queue()
        self._settings = settings_in(folder)
        self._now = Instant(0)
        self.feed = Feed(self._settings.eventlog, self._source, clock=lambda: self._now)

    async def _source(
        self, *, after: int, linked: Callable[[bool], None]
    ) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
        linked(True)
        while True:
            yield await self._told.get()

    async def tell(self, facts: Sequence[NumberedFact]) -> None:
        """Tell these facts, and wait until they are known."""
        news = asyncio.Event()
        end = self.feed.listen(news.set)
        self._now = facts[-1].fact.at
        self._told.put_nowait(tuple(facts))
        while self.feed.number < facts[-1].number:
            await news.wait()
            news.clear()
        end()

    async def board(self) -> str:
        """What a screen switched on this moment is sent."""
        return await Boards(self.feed, self._settings, outlooks(), quiet(self.feed)).whole()

    def machine(self) -> TimeMachine:
        """The way back into what it tells."""
        return TimeMachine(self.feed, self._settings, outlooks(), quiet(self.feed))
