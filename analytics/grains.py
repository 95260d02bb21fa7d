"""Stretches of the calendar to measure over: quarter hours, hours, days, weeks, months of the place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from analytics.intervals import Window, instant, moment, quarter_hours
from dispatcher.vocabulary import Instant


class Grain(StrEnum):
    """How long a window is. A day is one of its place's calendar: some have 23 hours; weeks begin Mondays."""

    QUARTER = "15m"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def cut(whole: Window, grain: Grain, zone: tzinfo | None = None) -> list[Window]:
    """The windows that make up the whole, oldest first, none left out; the first and the last may be shorter.

    Each is named by its start, ISO 8601, as the clocks of that zone (by default the machine's) show it.
    """
    if whole.since >= whole.until:
        return []
    starts = _quarters(whole) if grain is Grain.QUARTER else list(_starts(whole, grain, zone))
    inner = [start for start in starts if whole.since < start < whole.until]
    return [
        Window(moment(since, zone).isoformat(), since, until)
        for since, until in pairwise([whole.since, *inner, whole.until])
    ]


def _quarters(whole: Window) -> list[Instant]:
    return [window.since for window in quarter_hours(whole)]


def _starts(whole: Window, grain: Grain, zone: tzinfo | None) -> Iterator[Instant]:
    if grain is Grain.HOUR:
        yield from _hours(whole, zone)
        return
    day = _first(moment(whole.since, zone).date(), grain)
    while (start := day_start(day, zone)) < whole.until:
        yield start
        day = _next(day, grain)


def _hours(whole: Window, zone: tzinfo | None) -> Iterator[Instant]:
    """Where the minutes of the place's clock are 0; some clocks are half an hour off the others."""
    yield from (at for at in _quarters(whole) if moment(at, zone).minute == 0)


def _first(day: date, grain: Grain) -> date:
    if grain is Grain.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain is Grain.MONTH else day


def _next(day: date, grain: Grain) -> date:
    if grain is Grain.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if grain is Grain.WEEK else 1)


def day_start(day: date, zone: tzinfo | None = None) -> Instant:
    """The instant of that day's midnight in the zone, by default the machine's."""
    return instant(datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC))


def period(name: str, zone: tzinfo | None = None) -> tuple[Grain, Window]:
    """A whole month, such as "2026-10", or a week from Monday on, such as "2026-W41" (ISO 8601).

    Raises:
        ValueError: it is neither.
    """
    grain = Grain.WEEK if "W" in name else Grain.MONTH
    first = date.fromisoformat(f"{name}-1" if grain is Grain.WEEK else f"{name}-01")
    return grain, Window(name, day_start(first, zone), day_start(_next(first, grain), zone))


def name_of(day: date, grain: Grain) -> str:
    """The name of the month or the week that this day is in, as `period` reads it."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}" if grain is Grain.WEEK else f"{day:%Y-%m}"
