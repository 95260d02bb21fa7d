"""Looks at the numbers, decides, writes down; and what the board shows of it.

It is asked at the board's own tick, whether anybody looks at a board or not.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
import msgspec

from analytics.eventlog import EventLog
from analytics.intervals import last
from analytics.kpis import Cut, Unit
from dashboard.alerting.record import Record, Recorded, Way
from dashboard.alerting.watches import Standing, Watch, calm, rings_since, seen, watches_of
from dashboard.feed import Feed
from dispatcher import logs
from dispatcher.alerts import AlertRule, Alerts
from dispatcher.errors import OwnerError, RingpostError
from dispatcher.vocabulary import SECOND, Instant, Span, between

T = TypeVar("T")
log = logs.named(__name__)

EVERY: Final = Span(5 * SECOND)  # between two looks; the shortest window is a minute
SHOWN: Final = 100  # alarms of the record that are shown at once


class Alerting:
    """The alarms of one centre. `changed` is set when there is something new to tell."""

    def __init__(self, feed: Feed, alerts: Alerts, path: Path, every: Span = EVERY) -> None:
        """Nothing is opened before it begins, and nothing at all where there is no rule.

        Raises:
            OwnerError: a rule asks for what cannot be measured.
        """
        self._feed, self._path, self._alerts, self._every = feed, path, alerts, every
        self.watches = watches_of(alerts.rules)
        self.changed = asyncio.Event()
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="alarms")
        self._record: Record | None = None
        self._standing: dict[str, Standing] = {}
        self._ringing: dict[str, Recorded] = {}
        self._values: Mapping[str, float | None] = {}
        self._looked = Instant(0)

    async def begin(self) -> None:
        """Take up what rang when this process ended last."""
        if not self.watches:
            return
        try:
            ringing = await self.ask(Record.ringing)
        except (OwnerError, sqlite3.Error) as error:  # the board goes on without
            log.error("nothing alarms", error=str(error))
            self.watches = ()
            return
        by_key = {watch.key: watch for watch in self.watches}
        for alarm in ringing:
            if (watch := by_key.get(alarm.watch)) is not None:
                self._ringing[alarm.watch] = alarm
                self._standing[alarm.watch] = rings_since(watch, alarm.began)
            else:  # its rule is gone, and nobody would ever end it
                await self.ask(partial(Record.end, id_=alarm.id, now=self._feed.clock(), ways=()))

    async def close(self) -> None:
        """Let the record go."""
        if self._record is not None:
            await self.ask(Record.close)
        self._lane.shutdown()

    async def ask(self, question: Callable[[Record], T]) -> T:
        """Ask the record something, in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._lane, self._answer, question)

    # --- looking ----------------------------------------------------------------------------------------

    async def look(self, now: Instant) -> None:
        """Measure what the rules ask for, if it is time, and let begin and end what must."""
        if not self.watches or between(self._looked, now) < self._every:
            return
        self._looked = now
        if not self._feed.live:
            self._forget_what_comes(now)
            return
        try:
            self._values = await self._feed.ask(lambda events: measured(events, self.watches, now))
            for watch in self.watches:
                await self._see(watch, self._values.get(watch.key), now)
        except (duckdb.Error, sqlite3.Error, RingpostError) as error:  # and the next look goes on from here
            log.warning("it is not known whether anything alarms", error=logs.cause(error))

    def _forget_what_comes(self, now: Instant) -> None:
        """What was not looked at did not hold."""
        for key, standing in self._standing.items():
            if not standing.ringing:
                self._standing[key] = Standing(alarm=calm(now).alarm, ended=standing.ended)

    async def _see(self, watch: Watch, value: float | None, now: Instant) -> None:
        before = self._standing.get(watch.key) or calm(now)
        after = seen(before, watch, value, now)
        if after.ringing and not before.ringing:
            await self._begin(watch, value, now)
        elif before.ringing and not after.ringing:
            await self._end(watch, now)
        self._standing[watch.key] = after  # once it is on record

    async def _begin(self, watch: Watch, value: float | None, now: Instant) -> None:
        began = _recorded(watch, value, now)
        id_ = await self.ask(lambda record: record.begin(began, ways_of(watch.rule)))
        self._ringing[watch.key] = msgspec.structs.replace(began, id=id_)
        log.warning("an alarm began", rule=watch.rule.name, target=watch.target)
        self.changed.set()

    async def _end(self, watch: Watch, now: Instant) -> None:
        alarm = self._ringing[watch.key]
        await self.ask(lambda record: record.end(alarm.id, now, ways_of(watch.rule)))
        del self._ringing[watch.key]
        log.info("an alarm ended", rule=watch.rule.name, target=watch.target)
        self.changed.set()

    # --- asked ------------------------------------------------------------------------------------------

    def shown(self) -> list[dict[str, Any]]:
        """What the board shows, the worst first, and of equals the oldest."""
        cards = [self.card(alarm) for alarm in self._worst_first(self._ringing.values())]
        return [card | {"latest": self._values.get(card["watch"])} for card in cards]

    async def shown_at(self, at: Instant) -> list[dict[str, Any]]:
        """What the board showed then, by the rules of today."""
        if not self.watches:
            return []
        return [
            self.card(alarm) for alarm in self._worst_first(await self.ask(lambda record: record.rang(at)))
        ]

    async def latest(self) -> list[dict[str, Any]]:
        """The record, the newest first."""
        if not self.watches:
            return []
        return [self.card(alarm) for alarm in await self.ask(lambda record: record.latest(SHOWN))]

    async def acknowledge(self, id_: int, by: str) -> bool:
        """Make this alarm quiet. False when it is so already, or is over."""
        now = self._feed.clock()
        if not self.watches or not await self.ask(lambda record: record.acknowledge(id_, now, by)):
            return False
        for key, alarm in self._ringing.items():
            if alarm.id == id_:
                self._ringing[key] = msgspec.structs.replace(alarm, acknowledged=now, by=by)
        return True

    def card(self, alarm: Recorded) -> dict[str, Any]:
        """The alarm as pages and webhooks have it, with what its names stand for."""
        watch = next((watch for watch in self.watches if watch.key == alarm.watch), None)
        name = _name(self._feed, alarm)
        said: dict[str, Any] = msgspec.to_builtins(alarm)
        said["name"] = name
        if watch is not None:
            said |= {"unit": watch.kpi.unit, "way": "above" if watch.rule.above is not None else "below"}
        return said

    def rule_of(self, alarm: Recorded) -> AlertRule | None:
        """The rule that it is an alarm of, where there still is one."""
        return next((rule for rule in self._alerts.rules if rule.name == alarm.rule), None)

    def _worst_first(self, alarms: Iterable[Recorded]) -> list[Recorded]:
        shown = [alarm for alarm in alarms if (rule := self.rule_of(alarm)) is not None and rule.screen]
        order = ["breach", "attention"]
        return sorted(shown, key=lambda alarm: (order.index(alarm.severity), alarm.began, alarm.id))

    def _answer(self, question: Callable[[Record], T]) -> T:
        if self._record is None:
            self._record = Record(self._path)
        return question(self._record)


def ways_of(rule: AlertRule) -> Sequence[Way]:
    """How those are told who do not look at a screen."""
    return [*([Way.EMAIL] if rule.email else []), *([Way.WEBHOOK] if rule.webhook else [])]


def measured(events: EventLog, watches: Sequence[Watch], now: Instant) -> Mapping[str, float | None]:
    """The number of each watch, by its key; one question for each window and cut."""
    values: dict[str, float | None] = {}
    for (window, cut), group in groupby(sorted(watches, key=_question), key=_question):
        some = list(group)
        kpis = list({watch.kpi.name: watch.kpi for watch in some}.values())
        rows = events.kpis([last(Span(window), now, "now")], kpis, [Cut(cut)] if cut else []).rows(named=True)
        by_target = {row[cut] if cut else "": row for row in rows}
        for watch in some:
            # A queue of which nothing is known in the window has no row; what is counted is none then.
            nothing = 0.0 if watch.kpi.unit is Unit.COUNT else None
            values[watch.key] = by_target.get(watch.target, {}).get(watch.kpi.name, nothing)
    return values


def _question(watch: Watch) -> tuple[int, str]:
    return watch.rule.window, watch.cut or ""


def _recorded(watch: Watch, value: float | None, now: Instant) -> Recorded:
    return Recorded(
        id=0,
        watch=watch.key,
        rule=watch.rule.name,
        kpi=watch.kpi.name,
        cut=watch.cut or "",
        target=watch.target,
        severity=watch.rule.severity,
        threshold=watch.threshold,
        value=value,
        began=now,
    )


def _name(feed: Feed, alarm: Recorded) -> str:
    """What the queue or team is called now; "" for the whole centre."""
    centre = feed.state.centre
    if centre is None or not alarm.cut:
        return alarm.target
    known = (centre.queues if alarm.cut == Cut.QUEUE else centre.teams).get(alarm.target)  # type: ignore[call-overload]
    return known.name if known is not None else alarm.target
