"""When the letters that wait will be answered, if the coming days are like those before. Pure.

Each coming hour is drawn from past hours of the same weekday and time of day, a hundred times over (the
bootstrap: Efron, *Bootstrap methods*, 1979); of the hundred ends the middle one is told, and between which
two eighty of them lie. What a centre can answer shows only while work waits: hours in which the line ran
empty say how much came, not how much could have been done, and count only where there are no others.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from msgspec import Struct

from dispatcher.hours import Calendar, Hours
from dispatcher.vocabulary import DAY, HOUR, Instant, Span

MEMORY: Final = Span(28 * DAY)
"""How far back we look: four of each weekday, and no season of last year."""

HORIZON: Final = Span(28 * DAY)
"""How far ahead we say anything; what is not clear by then is not, at this rate."""

PATHS: Final = 100
ROUNDING: Final = 1e-9  # ten tenths of a letter are a letter
FEW: Final = 2  # past hours of this weekday: fewer than that, and those of all weekdays are taken


class HourCount(NamedTuple):
    """One past hour of a queue: what came, what was done, whether nothing waited, how many did at its end."""

    hour: Instant
    arrived: int
    done: int
    emptied: bool
    waiting: int


class Forecast(Struct, frozen=True, kw_only=True):
    """When nobody waits any more: at `clear`, in eight of ten such futures between `soonest` and `latest`.

    `clear` None: never at this rate; `latest` None: perhaps never. `late` of the `waiting` will be answered
    after their promise ran out, or it ran out already.
    """

    waiting: int
    late: int
    clear: Instant | None
    soonest: Instant | None
    latest: Instant | None


class Past:
    """What came and what could be done in hours like each coming one."""

    def __init__(self, counts: Sequence[HourCount], hours: Hours, now: Instant) -> None:
        self._hours = hours
        self._come: dict[tuple[int, int], list[float]] = {}
        self._busy: dict[tuple[int, int], list[float]] = {}
        self._slack: dict[tuple[int, int], list[float]] = {}
        for count, begins_with in _every_hour(counts, now):
            self._note(count, begins_with)

    def _note(self, count: HourCount, begins_with: int) -> None:
        key = _place(self._hours.calendar, count.hour)
        _put(self._come, key, count.arrived)
        share = self._open_share(count.hour, Instant(count.hour + HOUR))
        if share >= 0.5:  # of less than half an hour nobody can tell the rate
            busy = begins_with > 0 and not count.emptied
            _put(self._busy if busy else self._slack, key, count.done / share)

    def _open_share(self, start: Instant, end: Instant) -> float:
        return self._hours.between(start, end) / HOUR

    @property
    def known(self) -> bool:
        """Was anything ever done?"""
        return any(any(done) for done in (*self._busy.values(), *self._slack.values()))

    def coming(self, at: Instant) -> Sequence[float]:
        """What came in hours like this."""
        return _like(self._come, _place(self._hours.calendar, at)) or (0.0,)

    def doable(self, at: Instant, until: Instant) -> tuple[Sequence[float], float]:
        """What could be done in hours like this, and what share of one lies in opening hours until then."""
        share = self._open_share(at, until)
        if not share:
            return (0.0,), 0.0
        key = _place(self._hours.calendar, at)
        found = _like(self._busy, key) or _like(self._slack, key)
        return found or _all(self._busy) or _all(self._slack), share


def forecast(
    due: Sequence[Instant], counts: Sequence[HourCount], hours: Hours, now: Instant
) -> Forecast | None:
    """When these letters, and those that come meanwhile, are answered; None where nothing is known yet.

    Args:
        due: when each that waits is due, in any order; they are worked down in order of promise.
        counts: what happened in the queue's past hours, the oldest first; older than `MEMORY` is left out.
        hours: when the queue is open.
        now: the present.
    """
    past = Past([one for one in counts if one.hour >= now - MEMORY], hours, now)
    if not past.known and due:
        return None
    ahead = list(_ahead(past, now))
    ends = [_clears(len(due), ahead, Random(f"backlog {now} {path}")) for path in range(PATHS if due else 0)]
    in_order = sorted(ends or [now], key=lambda end: (end is None, end))
    return Forecast(
        waiting=len(due),
        late=_late(sorted(due), ahead, now),
        clear=in_order[len(in_order) // 2],
        soonest=in_order[len(in_order) // 10],
        latest=in_order[len(in_order) * 9 // 10],
    )


def answers_ahead(counts: Sequence[HourCount], hours: Hours, now: Instant) -> tuple[Instant, ...] | None:
    """When the first that waits is answered, the second, and so on for 28 days, as things go on average.

    None: we do not know.
    """
    past = Past([one for one in counts if one.hour >= now - MEMORY], hours, now)
    return tuple(_answers(_ahead(past, now))) if past.known else None


class Step(NamedTuple):
    """A coming hour, or what is left of this one: what came in hours like it, and what could be done.

    Of both whole hours are told; `length` and `share` say how much of one this is, and is open.
    """

    start: Instant
    length: Span
    come: Sequence[float]
    doable: Sequence[float]
    share: float

    def after(self, part: float) -> Instant:
        """The instant at which this part of it is over."""
        return Instant(self.start + round(part * self.length))


def _ahead(past: Past, now: Instant) -> Iterator[Step]:
    start = now
    while start < now + HORIZON:
        end = Instant(start - start % HOUR + HOUR)
        yield Step(start, Span(end - start), past.coming(start), *past.doable(start, end))
        start = end


def _clears(waiting: float, ahead: Sequence[Step], dice: Random) -> Instant | None:
    """One future: when the line is empty for the first time; None when it is not within the horizon."""
    for step in ahead:
        come = dice.choice(step.come) * step.length / HOUR
        done = dice.choice(step.doable) * step.share
        if waiting + come <= done:
            return step.after(waiting / (done - come) if done > come else 1)
        waiting += come - done
    return None


def _late(due: Sequence[Instant], ahead: Sequence[Step], now: Instant) -> int:
    """How many are answered after they were due, each in its turn, as things go on average."""
    answers = _answers(ahead)
    return sum(promised < next(answers, Instant(now + HORIZON)) for promised in due)


def _answers(ahead: Iterable[Step]) -> Iterator[Instant]:
    """When the first, the second, the third that waits is answered, as things go on average."""
    over = 0.0
    for step in ahead:
        done = sum(step.doable) / len(step.doable) * step.share
        count = int(over + done + ROUNDING)
        yield from (step.after((n - over) / done) for n in range(1, count + 1))
        over = max(0.0, over + done - count)


def _every_hour(counts: Sequence[HourCount], now: Instant) -> Iterator[tuple[HourCount, int]]:
    """Each past hour that is over, with how many waited at its beginning; in some nothing happened."""
    known = {one.hour: one for one in counts}
    waiting, hour = 0, counts[0].hour if counts else now
    while hour + HOUR <= now:
        count = known.get(hour) or HourCount(hour, 0, 0, waiting == 0, waiting)
        yield count, waiting
        waiting, hour = count.waiting, Instant(hour + HOUR)


def _place(calendar: Calendar, at: Instant) -> tuple[int, int]:
    """The weekday, Monday is 0, and the hour that local clocks show."""
    offset = bisect_right(calendar.offsets, at, key=lambda change: change[0]) - 1
    local = at + calendar.offsets[max(offset, 0)][1]
    return (local // DAY + 3) % 7, local % DAY // HOUR  # 1970 began on a Thursday


def _put(pools: dict[tuple[int, int], list[float]], key: tuple[int, int], value: float) -> None:
    pools.setdefault(key, []).append(value)


def _like(pools: Mapping[tuple[int, int], list[float]], key: tuple[int, int]) -> Sequence[float]:
    """Hours of this weekday and time of day; where there are few, of this time on any day."""
    same = pools.get(key, [])
    if len(same) >= FEW:
        return same
    return [value for weekday in range(7) for value in pools.get((weekday, key[1]), ())]


def _all(pools: Mapping[tuple[int, int], Iterable[float]]) -> Sequence[float]:
    return [value for pool in pools.values() for value in pool]
