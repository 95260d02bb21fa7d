"""Opening hours as plain numbers, and the business time that runs inside them.

A `Calendar` holds everything worked out: weekly openings, the days that differ, and when the zone's clocks
change. So the engine needs no time-zone database, and a replayed day has the hours it had. `Hours` answers
questions about one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import DAY, FOREVER, NEVER, CalendarId, Instant, Span

Opening = tuple[Span, Span]
"""From and until, since local midnight; until is at most a whole day."""


class Calendar(Struct, frozen=True, kw_only=True):
    """When something is open.

    `week` has seven days, Monday first, each with its openings in order. `days` are those that differ, in
    order, as days since 1970-01-01 in local time: holidays and closures have no opening. `offsets` say how
    far local time is ahead of UTC, each from an instant on; the first holds for all time before it, too.
    """

    id: CalendarId
    week: tuple[tuple[Opening, ...], ...]
    days: tuple[tuple[int, tuple[Opening, ...]], ...] = ()
    offsets: tuple[tuple[Instant, Span], ...] = ((Instant(0), Span(0)),)


class Hours:
    """A calendar made ready for questions; each costs about a microsecond, however far it reaches.

    An opening begins and ends at the first instant at which local clocks show that time or a later one. So
    a time that clocks skip in spring is the instant they change, and of one that comes twice in autumn the
    first counts. Openings that touch, also across midnight, are one.

    Business time is read off a meter that runs while it is open, so differences of readings are spans, and
    the laws of addition hold for them. A second meter runs while it is shut; it finds when that begins.
    """

    __slots__ = ("_open", "_shut", "calendar")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        # Samoa had no 30 December 2011: a day without length is no cycle.
        stretches = [(start, cycle) for start, cycle in _stretches(calendar) if cycle.length]
        self._open = _Meter(stretches)
        self._shut = _Meter([(start, cycle.inverse()) for start, cycle in stretches])

    def is_open(self, at: Instant) -> bool:
        """Is it open at this instant? An opening holds from its first instant until just before its last."""
        return self._open.runs(at)

    def next_change(self, at: Instant) -> Instant | None:
        """The first instant after `at` at which it opens or closes; None when it never does again."""
        meter = self._shut if self._open.runs(at) else self._open
        just_after = meter.when(meter.reads(at) + 1)
        return None if just_after is None else Instant(just_after - 1)

    def later(self, at: Instant, span: Span) -> Instant:
        """The first instant at which `span` of business time has run since `at`; `FOREVER` if it never will.

        For a span of 0 or less that is `at` itself, open or not: nothing is left to run. A span that ends
        with the working day is over at closing time, not at the next opening.
        """
        if span <= 0:
            return at
        when = self._open.when(self._open.reads(at) + span)
        return FOREVER if when is None or when > FOREVER or span >= NEVER else Instant(when)

    def between(self, earlier: Instant, until: Instant) -> Span:
        """How much business time runs between the two; 0 when they are the other way round.

        Until `FOREVER` it is `NEVER`, whatever the hours: an instant that does not come is never near.
        """
        if earlier >= until:
            return Span(0)
        return NEVER if until >= FOREVER else Span(self._open.reads(until) - self._open.reads(earlier))


class _WallTime(Hours):
    """Open all the time, so that no meter need be read."""

    __slots__ = ()

    def later(self, at: Instant, span: Span) -> Instant:
        if span <= 0:
            return at
        return FOREVER if span >= NEVER or at + span > FOREVER else Instant(at + span)

    def between(self, earlier: Instant, until: Instant) -> Span:
        if earlier >= until:
            return Span(0)
        return NEVER if until >= FOREVER else Span(until - earlier)


class _Cycle:
    """A length of time, and when in it something runs; it may come round again and again."""

    __slots__ = ("_before", "_ends", "_starts", "length", "total")

    def __init__(self, length: int, runs: Sequence[tuple[int, int]]) -> None:
        self.length = length
        self._starts = [start for start, _ in runs]
        self._ends = [end for _, end in runs]
        self._before = [0, *accumulate(end - start for start, end in runs)]
        self.total = self._before[-1]

    def inverse(self) -> "_Cycle":
        """One as long that runs when this does not."""
        return _Cycle(self.length, list(zip([0, *self._ends], [*self._starts, self.length], strict=True)))

    def runs(self, into: int) -> bool:
        """Does it run so far into it?"""
        run = bisect_right(self._starts, into) - 1
        return run >= 0 and into < self._ends[run]

    def reads(self, into: int) -> int:
        """How long it has run so far into it."""
        run = bisect_right(self._starts, into) - 1
        if run < 0:
            return 0
        return self._before[run] + min(into, self._ends[run]) - self._starts[run]

    def when(self, reading: int) -> int:
        """How far into it `reads` comes to `reading`, which is more than 0 and at most `total`."""
        run = bisect_left(self._before, reading) - 1
        return self._starts[run] + reading - self._before[run]


class _Meter:
    """What it reads grows with time while it runs, and stands while it does not.

    It is made of cycles, each going round from its start until the next one's. The first goes round before
    its start, too, and the last for ever; so no reading is out of reach, and none takes more than two
    searches.
    """

    __slots__ = ("_cycles", "_readings", "_starts")

    def __init__(self, stretches: Sequence[tuple[int, _Cycle]]) -> None:
        self._starts = [start for start, _ in stretches]
        self._cycles = [cycle for _, cycle in stretches]
        self._readings = [0]
        for place, start in enumerate(self._starts[1:]):
            self._readings.append(self._reads(place, start))

    def runs(self, at: int) -> bool:
        """Does it run at this instant?"""
        place = bisect_right(self._starts, at, 1) - 1
        cycle = self._cycles[place]
        return cycle.runs((at - self._starts[place]) % cycle.length)

    def reads(self, at: int) -> int:
        """What it reads at this instant; less than 0 before its first start."""
        return self._reads(bisect_right(self._starts, at, 1) - 1, at)

    def when(self, reading: int) -> int | None:
        """The first instant at which it reads that much; None when it never does."""
        place = bisect_left(self._readings, reading, 1) - 1
        cycle = self._cycles[place]
        if not cycle.total:
            return None
        rounds, rest = divmod(reading - self._readings[place] - 1, cycle.total)
        return self._starts[place] + rounds * cycle.length + cycle.when(rest + 1)

    def _reads(self, place: int, at: int) -> int:
        cycle = self._cycles[place]
        rounds, into = divmod(at - self._starts[place], cycle.length)
        return self._readings[place] + rounds * cycle.total + cycle.reads(into)


class _LocalTime:
    """What local clocks show, and when; all in microseconds, local ones since 1970-01-01 00:00 there."""

    def __init__(self, offsets: Sequence[tuple[int, int]]) -> None:
        self._offsets = offsets
        self._ends = [since + before for (_, before), (since, _) in pairwise(offsets)]

    def first(self, shown: int) -> int:
        """The first instant at which local clocks show this or more."""
        place = bisect_right(self._ends, shown)
        since, ahead = self._offsets[place]
        return max(shown - ahead, since) if place else shown - ahead

    def changing(self) -> Iterator[int]:
        """The days on which clocks change."""
        for (_, before), (since, ahead) in pairwise(self._offsets):
            days = sorted(((since + before) // DAY, (since + ahead) // DAY))
            yield from range(days[0], days[1] + 1)


def _stretches(calendar: Calendar) -> Iterator[tuple[int, _Cycle]]:
    """Weeks that are as always, and between them, one by one, the days that are like no other."""
    local = _LocalTime(calendar.offsets)
    weeks = [_week(calendar.week, weekday) for weekday in range(7)]
    differ = dict(calendar.days)
    odd = sorted({*differ, *local.changing()})
    day = odd[0] - 1 if odd else 0
    for other in odd:
        if day < other:
            yield local.first(day * DAY), weeks[_weekday(day)]
        yield (
            local.first(other * DAY),
            _odd_day(other, differ.get(other, calendar.week[_weekday(other)]), local),
        )
        day = other + 1
    yield local.first(day * DAY), weeks[_weekday(day)]


def _week(week: Sequence[Sequence[Opening]], first: int) -> _Cycle:
    """Seven days of 24 hours, beginning on the weekday `first`."""
    days = (*week[first:], *week[:first])
    return _Cycle(7 * DAY, [(n * DAY + a, n * DAY + b) for n, day in enumerate(days) for a, b in day])


def _odd_day(day: int, openings: Sequence[Opening], local: _LocalTime) -> _Cycle:
    """One day by its own clocks, which may have 23 hours or 25."""
    midnight = local.first(day * DAY)

    def since_midnight(shown: int) -> int:
        return local.first(day * DAY + shown) - midnight

    runs = [(since_midnight(start), since_midnight(end)) for start, end in openings]
    return _Cycle(since_midnight(DAY), runs)


def _weekday(day: int) -> int:
    """0 is Monday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


ALWAYS: Final[Hours] = _WallTime(Calendar(id=CalendarId("always"), week=(((Span(0), DAY),),) * 7))
"""The hours of what has none: business time is wall time."""
