"""Stretches of time to measure over: a day where the centre stands, the last minutes, quarter hours.

A window holds what happened at or after `since` and before `until`; so windows that touch share nothing.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import msgspec

from dispatcher.vocabulary import MINUTE, Instant, Span, later

QUARTER_HOUR: Final = Span(15 * MINUTE)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class Window(msgspec.Struct, frozen=True):
    """A stretch of time, under the name its row will have."""

    name: str
    since: Instant
    until: Instant


def last(span: Span, now: Instant, name: str) -> Window:
    """The stretch of this length that ends with `now`, what happens at `now` included."""
    end = _just_after(now)
    return Window(name, later(end, Span(-span)), end)


def today(now: Instant, zone: tzinfo | None = None) -> Window:
    """From midnight in that zone (by default the machine's) until `now`, what happens at `now` included."""
    return Window("today", midnight(now, zone), _just_after(now))


def midnight(now: Instant, zone: tzinfo | None = None) -> Instant:
    """When the day of `now` began in that zone; by default in the machine's."""
    start = datetime.combine(moment(now, zone).date(), time.min, tzinfo=zone)
    return instant(start.astimezone(UTC))


def quarter_hours(window: Window) -> list[Window]:
    """The quarter hours that make up a window, oldest first, none left out; the last ends with the window.

    They start on the quarter hours of the clock, in every zone there is: all offsets from UTC are multiples
    of fifteen minutes today. Each is named by its start, in microseconds.
    """
    first = window.since - window.since % QUARTER_HOUR
    starts = [window.since, *range(first + QUARTER_HOUR, window.until, QUARTER_HOUR), window.until]
    return [Window(str(since), Instant(since), Instant(until)) for since, until in pairwise(starts)]


def quarters_before(now: Instant, count: int) -> list[Window]:
    """The last so many quarter hours of the clock that are over, oldest first; one that is not is a part."""
    end = now - now % QUARTER_HOUR
    return quarter_hours(Window("", Instant(end - count * QUARTER_HOUR), Instant(end)))


def moment(at: Instant, zone: tzinfo | None = None) -> datetime:
    """The instant as a date and time of that zone; by default of the machine's."""
    return (_EPOCH + at * _TICK).astimezone(zone)


def instant(when: datetime) -> Instant:
    """The instant of a date and time that knows its zone."""
    return Instant((when - _EPOCH) // _TICK)


def stamp(at: Instant) -> datetime:
    """The instant as the event log keeps it: UTC, and no zone said."""
    return moment(at, UTC).replace(tzinfo=None)


def divided(window: Window, until: Instant) -> tuple[Window | None, list[Window]]:
    """The whole quarter hours of a window that end by `until`, as one stretch, and what is left of it."""
    first = -(-window.since // QUARTER_HOUR) * QUARTER_HOUR
    end = min(window.until, until) // QUARTER_HOUR * QUARTER_HOUR
    if first >= end:
        return None, [window]
    edges = [(window.since, first), (end, window.until)]
    left = [Window(window.name, Instant(since), Instant(stop)) for since, stop in edges if since < stop]
    return Window(window.name, Instant(first), Instant(end)), left


def _just_after(now: Instant) -> Instant:
    return Instant(now + 1)
