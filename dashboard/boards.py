"""The wallboard on every screen: computed once, serialised once, and nobody waits for a slow one.

A screen gets the whole board when it connects and now and then; between, only what changed. Each has room for
one message: a screen that did not take the last one yet is sent the whole board when it does.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, Final

import duckdb
import msgspec

from dashboard.alarms import Alarms
from dashboard.alerting.alerting import Alerting
from dashboard.feed import Feed
from dashboard.figures import board
from dashboard.house import Settings
from dashboard.measured import Measured, take, unmeasured
from dashboard.outlooks import Outlooks
from dashboard.version import fingerprint
from dispatcher import logs
from dispatcher.engine.state import State
from dispatcher.errors import RingpostError
from dispatcher.vocabulary import SECOND, Instant, Span, between

log = logs.named(__name__)

TICK: Final = 0.25  # s between two pushes at least: the eye sees no more
HEARTBEAT: Final = 1.0  # s between two pushes at most: three missed, and the screen says so
WHOLE_EVERY: Final = 60  # pushes until the whole board is sent again, whatever happened to it on the way
MEASURE_EVERY: Final = Span(5 * SECOND)  # windows move on even when nothing happens

Parts = dict[str, Any]


class Screen:
    """One connected board: room for one message."""

    def __init__(self) -> None:
        self._message = ""
        self._behind = True
        self._arrived = asyncio.Event()

    def put(self, whole: str, changes: str) -> None:
        """Leave the changes; the whole board where it is new, or has not taken the last message yet."""
        self._message = whole if self._behind else changes
        self._behind = True
        self._arrived.set()

    async def take(self) -> str:
        """The next message."""
        await self._arrived.wait()
        self._arrived.clear()
        self._behind = False
        return self._message


class Boards:
    """The wallboard as it is, and all screens that show it."""

    def __init__(self, feed: Feed, settings: Settings, outlooks: Outlooks, alerting: Alerting) -> None:
        self._feed, self._settings, self._outlooks = feed, settings, outlooks
        self._alerting = alerting
        self._screens: set[Screen] = set()
        self._alarms = Alarms()
        self._measured = unmeasured(Instant(0))
        self._measured_number = -1
        self._shown: Parts = {}
        self._pushes = 0
        self._wanted = asyncio.Event()
        feed.listen(self._wanted.set)

    async def run(self) -> None:
        """Push for ever: soon after something changed, and at every heartbeat."""
        await self._alerting.begin()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._wanted.wait()
            self._wanted.clear()
            await self._alerting.look(self._feed.clock())
            if self._screens:
                await self._push()
            await asyncio.sleep(TICK)

    @contextlib.contextmanager
    def screen(self) -> Iterator[Screen]:
        """A screen that is on; the whole board is on its way to it."""
        screen = Screen()
        self._screens.add(screen)
        self._wanted.set()
        try:
            yield screen
        finally:
            self._screens.discard(screen)

    async def whole(self) -> str:
        """The whole board as it is now, as a message of its own."""
        return self._message("whole", await self._parts())

    async def _push(self) -> None:
        self._pushes += 1
        before, self._shown = self._shown, await self._parts()
        whole = self._message("whole", self._shown)
        now_and_then = self._pushes % WHOLE_EVERY == 0
        less = whole if now_and_then else self._message("changes", changes(before, self._shown))
        for screen in self._screens:
            screen.put(whole, less)

    def _message(self, kind: str, parts: Parts) -> str:
        feed = self._feed
        head = {"type": kind, "now": feed.clock(), "as_of": feed.as_of(), "trouble": feed.trouble}
        head |= {"caught_up": feed.caught_up(), "version": fingerprint()}
        return msgspec.json.encode(head | {"number": feed.number, "board": parts}).decode()

    async def _parts(self) -> Parts:
        feed = self._feed
        async with feed.settled:
            now = max(feed.clock(), feed.state.now)
            self._measured = await self._measure(now)
            parts = shown(feed.state, self._measured, now, self._alarms, self._outlooks)
        return parts | {"alerts": self._alerting.shown()}

    async def _measure(self, now: Instant) -> Measured:
        """The KPIs at the picture's own fact; measured again when that moved on, or time did."""
        number, age = self._feed.number, between(self._measured.at, now)
        if number == self._measured_number and age < MEASURE_EVERY:
            return self._measured
        try:
            measured = await self._feed.ask(lambda events: take(events, now, self._settings.zone))
        except (duckdb.Error, RingpostError) as error:
            log.warning("the board goes without KPIs", error=logs.cause(error))
            measured = unmeasured(now)
        self._measured_number = number
        return measured


def shown(state: State, measured: Measured, now: Instant, alarms: Alarms, outlooks: Outlooks) -> Parts:
    """All that a screen shows of this state, be it the live one or that of a past moment."""
    picture = board(state, measured, now, lambda key, share, target: alarms.share(key, share, target, now))
    parts: Parts = msgspec.to_builtins(picture)
    ringing = msgspec.to_builtins(outlooks.alarms(state, now))
    return parts | {"alarms": ringing, "outlook": outlooks.latest, "stopped": outlooks.stopped}


def changes(before: Parts, after: Parts) -> Parts:
    """What `after` has otherwise: whole values, but tables of rows by row; a row that is gone is null."""
    return {
        name: _rows(before.get(name, {}), value) if isinstance(value, dict) else value
        for name, value in after.items()
        if value != before.get(name)
    }


def _rows(before: Parts, after: Parts) -> Parts:
    gone: Parts = dict.fromkeys(before.keys() - after.keys())
    return gone | {key: row for key, row in after.items() if row != before.get(key)}
