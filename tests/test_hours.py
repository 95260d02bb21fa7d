"""Business time runs inside opening hours only, by clocks that change twice a year in their own ways."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dispatcher.config.calendars import calendar_of
from dispatcher.hours import ALWAYS, Calendar, Hours, Opening
from dispatcher.vocabulary import (
    DAY,
    FOREVER,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    CalendarId,
    Instant,
    Span,
    between,
    later,
)

BERLIN: Final = "Europe/Berlin"
CLOSED: Final[tuple[Opening, ...]] = ()


def hhmm(text: str) -> Span:
    hours, minutes = text.split(":")
    return Span(int(hours) * HOUR + int(minutes) * MINUTE)


def openings(text: str) -> tuple[Opening, ...]:
    """The openings of a day: "09:00-12:00 13:00-17:00"."""
    pairs = (one.split("-") for one in text.split())
    return tuple((hhmm(start), hhmm(end)) for start, end in pairs)


def a_week(workdays: str, saturday: str = "", sunday: str = "") -> tuple[tuple[Opening, ...], ...]:
    return (*(openings(workdays),) * 5, openings(saturday), openings(sunday))


OFFICE: Final = a_week("09:00-17:00")
LUNCH: Final = a_week("09:00-12:00 13:00-17:00", saturday="10:00-14:00")
NIGHT: Final = a_week("00:00-06:00 22:00-24:00", "00:00-06:00 22:00-24:00", "00:00-06:00 22:00-24:00")
EARLY: Final = a_week("02:30-05:00", "02:30-05:00", "02:30-05:00")
ALL_DAY: Final = a_week("00:00-24:00", "00:00-24:00", "00:00-24:00")
NO_WEEK: Final = a_week("")


def hours(
    week: tuple[tuple[Opening, ...], ...],
    zone: str = BERLIN,
    *,
    holidays: str | None = None,
    closed: Sequence[date] = (),
    opened: str = "",
) -> Hours:
    """Hours as a centre file of 2026 would have them."""
    return Hours(
        calendar_of(
            CalendarId("desk"),
            zone=zone,
            week=week,
            holidays=holidays,
            closed=[(day, day) for day in closed],
            open={date.fromisoformat(opened[:10]): openings(opened[11:])} if opened else {},
            start=2026,
        )
    )


def at(text: str, zone: str = BERLIN) -> Instant:
    """This instant on the wall clock of the zone; the first, where there are two."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return Instant(int(moment.timestamp()) * SECOND)


# --- plays: June 2026 begins on a Monday ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-06-05 16:30", "2:00", "2026-06-08 10:30"),  # Friday, half an hour before the weekend
        ("2026-06-05 16:30", "0:30", "2026-06-05 17:00"),  # over at closing time, not on Monday
        ("2026-06-06 11:00", "2:00", "2026-06-08 11:00"),  # written on a Saturday
        ("2026-06-08 08:59", "0:01", "2026-06-08 09:01"),
        ("2026-06-08 09:00", "8:00", "2026-06-08 17:00"),
        ("2026-06-08 09:00", "8:01", "2026-06-09 09:01"),
        ("2026-06-08 09:00", "40:00", "2026-06-12 17:00"),
        ("2026-06-08 09:00", "80:00", "2026-06-19 17:00"),
        ("2026-06-06 11:00", "0:00", "2026-06-06 11:00"),  # nothing left to run, though it is Saturday
        ("2026-06-08 12:00", "-1:00", "2026-06-08 12:00"),
    ],
)
def test_a_promise_of_an_office_runs_from_nine_to_five_on_workdays(start: str, span: str, due: str) -> None:
    assert hours(OFFICE).later(at(start), hhmm(span)) == at(due)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-06-08 11:30", "1:00", "2026-06-08 13:30"),
        ("2026-06-08 12:20", "1:00", "2026-06-08 14:00"),
        ("2026-06-08 11:00", "1:00", "2026-06-08 12:00"),
        ("2026-06-05 16:00", "6:00", "2026-06-08 10:00"),  # an hour, the Saturday's four, and one on Monday
    ],
)
def test_nothing_runs_at_lunch(start: str, span: str, due: str) -> None:
    assert hours(LUNCH).later(at(start), hhmm(span)) == at(due)


def test_a_public_holiday_is_passed_over_where_it_is_one() -> None:
    corpus_christi = "2026-06-04 12:00"  # a Thursday: free in Munich, a workday in Berlin
    bavaria, berlin = hours(OFFICE, holidays="DE-BY"), hours(OFFICE, holidays="DE-BE")
    assert bavaria.later(at("2026-06-03 16:00"), hhmm("2:00")) == at("2026-06-05 10:00")
    assert berlin.later(at("2026-06-03 16:00"), hhmm("2:00")) == at("2026-06-04 10:00")
    assert (bavaria.is_open(at(corpus_christi)), berlin.is_open(at(corpus_christi))) == (False, True)


def test_a_closure_is_passed_over_and_an_opening_of_its_own_hours_counts() -> None:
    party = hours(OFFICE, closed=[date(2026, 6, 9)], opened="2026-06-13 10:00-11:00")
    assert party.later(at("2026-06-08 16:00"), hhmm("2:00")) == at("2026-06-10 10:00")
    assert party.later(at("2026-06-12 16:00"), hhmm("2:30")) == at("2026-06-15 09:30")
    assert party.between(at("2026-06-08 00:00"), at("2026-06-15 00:00")) == hhmm("33:00")


def test_christmas_eve_may_have_a_morning() -> None:
    desk = hours(OFFICE, holidays="DE", opened="2026-12-25 09:00-12:00")
    assert desk.later(at("2026-12-24 16:00"), hhmm("2:00")) == at("2026-12-25 10:00")
    assert desk.next_change(at("2026-12-25 10:00")) == at("2026-12-25 12:00")
    assert desk.next_change(at("2026-12-25 12:00")) == at("2026-12-28 09:00")


def test_the_doors_of_an_office_open_and_close() -> None:
    desk = hours(OFFICE)
    assert [desk.is_open(at(f"2026-06-08 {t}")) for t in ("08:59:59", "09:00", "16:59:59", "17:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert desk.next_change(at("2026-06-05 12:00")) == at("2026-06-05 17:00")
    assert desk.next_change(at("2026-06-05 17:00")) == at("2026-06-08 09:00")
    assert desk.next_change(at("2026-06-08 09:00")) == at("2026-06-08 17:00")


def test_a_night_that_goes_over_midnight_is_one_opening() -> None:
    desk = hours(NIGHT)
    assert desk.next_change(at("2026-06-08 23:00")) == at("2026-06-09 06:00")
    assert desk.later(at("2026-06-08 23:00"), hhmm("7:30")) == at("2026-06-09 22:30")


def test_the_night_of_spring_has_an_hour_less_and_that_of_autumn_one_more() -> None:
    desk = hours(NIGHT)
    nights = [("2026-03-28", "2026-03-29"), ("2026-06-06", "2026-06-07"), ("2026-10-24", "2026-10-25")]
    worked = [desk.between(at(f"{a} 12:00"), at(f"{b} 12:00")) for a, b in nights]
    assert worked == [hhmm("7:00"), hhmm("8:00"), hhmm("9:00")]
    assert desk.later(at("2026-03-28 22:00"), hhmm("7:00")) == at("2026-03-29 06:00")
    assert desk.later(at("2026-10-24 22:00"), hhmm("8:00")) == at("2026-10-25 05:00")


def test_a_desk_never_shut_has_a_day_of_23_hours_and_one_of_25() -> None:
    desk = hours(ALL_DAY)
    assert desk.later(at("2026-03-28 12:00"), DAY) == at("2026-03-29 13:00")
    assert desk.later(at("2026-10-24 12:00"), DAY) == at("2026-10-25 11:00")
    assert desk.next_change(at("2026-03-28 12:00")) is None


def test_an_office_opens_at_nine_by_the_clock_before_and_after_the_change() -> None:
    desk = hours(OFFICE)
    assert desk.next_change(at("2026-03-27 18:00")) == at("2026-03-30 07:00+00:00")
    assert desk.next_change(at("2026-10-23 18:00")) == at("2026-10-26 08:00+00:00")


def test_a_time_that_does_not_exist_is_the_instant_of_the_change() -> None:
    desk = hours(EARLY)  # from 02:30; that night 02:00 is followed by 03:00
    assert desk.next_change(at("2026-03-28 12:00")) == at("2026-03-29 01:00+00:00")
    assert desk.between(at("2026-03-28 12:00"), at("2026-03-29 12:00")) == hhmm("2:00")


def test_of_a_time_that_exists_twice_the_first_counts() -> None:
    desk = hours(EARLY)  # from 02:30; that night 02:00 to 03:00 comes twice
    assert desk.next_change(at("2026-10-24 12:00")) == at("2026-10-25 00:30+00:00")
    assert desk.is_open(at("2026-10-25 01:10+00:00"))  # 02:10 for the second time
    assert desk.next_change(at("2026-10-25 01:10+00:00")) == at("2026-10-25 05:00")
    assert desk.between(at("2026-10-24 12:00"), at("2026-10-25 12:00")) == hhmm("3:30")


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    """Samoa went over the date line: Thursday, 29 December 2011 was followed by Saturday."""
    zone = "Pacific/Apia"
    clocks = calendar_of(
        CalendarId("z"), zone=zone, week=OFFICE, holidays=None, closed=(), open={}, start=2011
    )
    desk = Hours(clocks)
    assert desk.next_change(at("2011-12-29 17:00", zone)) == at("2012-01-02 09:00", zone)
    assert desk.later(at("2011-12-29 16:00", zone), hhmm("2:00")) == at("2012-01-02 10:00", zone)


def test_what_is_shut_for_good_keeps_no_promise() -> None:
    last_day = hours(NO_WEEK, opened="2026-06-08 09:00-10:00")
    assert last_day.later(at("2026-06-01 09:00"), HOUR) == at("2026-06-08 10:00")
    assert last_day.later(at("2026-06-01 09:00"), Span(HOUR + 1)) == FOREVER
    assert last_day.later(at("2026-06-08 10:00"), Span(1)) == FOREVER
    assert last_day.next_change(at("2026-06-08 09:30")) == at("2026-06-08 10:00")
    assert last_day.next_change(at("2026-06-08 10:00")) is None
    assert last_day.between(at("2026-06-08 10:00"), FOREVER) == NEVER


def test_a_day_far_off_is_found() -> None:
    desk = Hours(Calendar(id=CalendarId("z"), week=NO_WEEK, days=((1_000_000, openings("09:00-10:00")),)))
    opens = Instant(1_000_000 * DAY + 9 * HOUR)
    assert desk.next_change(Instant(0)) == opens
    assert desk.later(Instant(0), HOUR) == opens + HOUR


@pytest.mark.parametrize("desk", [ALWAYS, hours(ALL_DAY), hours(OFFICE, holidays="DE")])
def test_a_promise_without_end_is_never_due(desk: Hours) -> None:
    assert desk.later(at("1960-01-01 12:00"), NEVER) == FOREVER
    assert desk.later(FOREVER, HOUR) == FOREVER
    assert desk.between(at("2026-06-08 10:00"), FOREVER) == NEVER
    assert desk.between(FOREVER, FOREVER) == 0


# --- laws: against a walk over every minute -------------------------------------------------------------

DAYS: Final = 5
WINDOW: Final = DAYS * 24 * 60


class Scene(NamedTuple):
    """A zone and the UTC day from which the walk goes `DAYS` days; in most its clocks change on the way."""

    zone: str
    first: date

    @property
    def day(self) -> int:
        """The first day's number."""
        return (self.first - date(1970, 1, 1)).days


SCENES: Final = [
    Scene("Europe/Berlin", date(2026, 3, 27)),
    Scene("Europe/Berlin", date(2026, 10, 23)),
    Scene("America/New_York", date(2026, 3, 6)),
    Scene("America/New_York", date(2026, 10, 30)),
    Scene("America/Havana", date(2026, 3, 6)),  # 00:00 is followed by 01:00
    Scene("America/Havana", date(2026, 10, 30)),
    Scene("America/St_Johns", date(2010, 11, 5)),  # a minute after midnight it was yesterday again
    Scene("Australia/Lord_Howe", date(2026, 4, 2)),  # half an hour
    Scene("Australia/Lord_Howe", date(2026, 10, 1)),
    Scene("Asia/Kolkata", date(2026, 5, 1)),
    Scene("Asia/Tehran", date(2022, 3, 19)),
    Scene("Asia/Tehran", date(2022, 9, 19)),
    Scene("Pacific/Apia", date(2011, 12, 28)),  # a whole day left out
]
everywhere = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.zone} {scene.first:%B}")

Days = Mapping[int, tuple[Opening, ...]]
Week = tuple[tuple[Opening, ...], ...]


@cache
def clock(scene: Scene) -> tuple[list[Instant], list[int]]:
    """The minutes of the walk, and the highest that local clocks have shown by each."""
    zone, start = ZoneInfo(scene.zone), datetime.combine(scene.first, time(), UTC)
    moments = [start + timedelta(minutes=n) for n in range(WINDOW)]
    shown = (moment.astimezone(zone).replace(tzinfo=UTC).timestamp() for moment in moments)
    minutes = [Instant(scene.day * DAY + n * MINUTE) for n in range(WINDOW)]
    return minutes, list(accumulate((int(one) * SECOND for one in shown), max))


@cache
def offsets(scene: Scene) -> tuple[tuple[Instant, Span], ...]:
    calendar = calendar_of(
        CalendarId("z"),
        zone=scene.zone,
        week=NO_WEEK,
        holidays=None,
        closed=(),
        open={},
        start=scene.first.year,
    )
    return calendar.offsets


def staged(scene: Scene, week: Week, odd: Days) -> tuple[Hours, list[bool]]:
    """Hours to ask, and whether they are open, minute by minute.

    The walk knows one rule: openings begin and end where clocks first show that time, or more.
    """
    days = {scene.day + n: opened for n, opened in odd.items()}
    calendar = Calendar(
        id=CalendarId("z"), week=week, days=tuple(sorted(days.items())), offsets=offsets(scene)
    )
    _, shown = clock(scene)
    walked = [False] * WINDOW
    for day in range(scene.day - 2, scene.day + DAYS + 2):
        for start, end in days.get(day, week[(day + 3) % 7]):
            ends = [bisect_left(shown, day * DAY + past) for past in (start, end)]
            walked[ends[0] : ends[1]] = [True] * (ends[1] - ends[0])
    return Hours(calendar), walked


QUARTERS: Final = [0, 1, 2, 4, 7, 8, 9, 10, 12, 14, 36, 48, 52, 68, 91, 92, 94, 96]
"""Of an hour, since midnight: many about the times at which clocks change, and about midnight."""
TIMES: Final = [Span(quarter * 15 * MINUTE) for quarter in QUARTERS]
BUSY: Final = (tuple(zip(TIMES[::2], TIMES[1::2], strict=True)),) * 7
BETWEEN: Final = (tuple(zip(TIMES[1:-1:2], TIMES[2::2], strict=True)),) * 7


@st.composite
def days(draw: st.DrawFn) -> tuple[Opening, ...]:
    """Openings in order; they may touch, and one may be empty."""
    ends = sorted(draw(st.lists(st.sampled_from(TIMES), max_size=6)))
    return tuple(zip(ends[:-1:2], ends[1::2], strict=False))


weeks = st.tuples(*[days()] * 7)
odd_days = st.dictionaries(st.integers(-1, DAYS), days(), max_size=3)


@everywhere
@given(week=weeks, odd=odd_days)
@example(week=BUSY, odd={})
@example(week=BETWEEN, odd={})
@settings(deadline=None, max_examples=15)
def test_it_is_open_in_the_minutes_that_a_walk_finds(scene: Scene, week: Week, odd: Days) -> None:
    desk, walked = staged(scene, week, odd)
    minutes, _ = clock(scene)
    assert [desk.is_open(minute) for minute in minutes] == walked


@everywhere
@given(week=weeks, odd=odd_days)
@example(week=BUSY, odd={})
@example(week=BETWEEN, odd={})
@settings(deadline=None, max_examples=15)
def test_every_change_is_where_a_walk_finds_it(scene: Scene, week: Week, odd: Days) -> None:
    desk, walked = staged(scene, week, odd)
    minutes, _ = clock(scene)
    found, change = [], desk.next_change(minutes[0])
    while change is not None and change <= minutes[-1]:
        found.append(change)
        change = desk.next_change(change)
    assert found == [minute for n, minute in enumerate(minutes) if n and walked[n] != walked[n - 1]]


@everywhere
@given(week=weeks, odd=odd_days, start=st.integers(0, WINDOW - 1), end=st.integers(0, WINDOW - 1))
@example(week=BUSY, odd={}, start=0, end=WINDOW - 1)
@example(week=BETWEEN, odd={}, start=0, end=WINDOW - 1)
@settings(deadline=None, max_examples=25)
def test_business_time_is_the_open_minutes_of_a_walk(
    scene: Scene, week: Week, odd: Days, start: int, end: int
) -> None:
    desk, walked = staged(scene, week, odd)
    minutes, _ = clock(scene)
    ran = Span(sum(walked[start:end]) * MINUTE)
    assert desk.between(minutes[start], minutes[end]) == ran
    if ran:
        last = max(n for n in range(start, end) if walked[n])
        assert desk.later(minutes[start], ran) == minutes[last] + MINUTE


# --- laws: of any hours, at any time --------------------------------------------------------------------

LONG_AGO, FAR_OFF = at("1900-01-01 00:00+00:00"), at("2200-01-01 00:00+00:00")
instants = st.integers(LONG_AGO, FAR_OFF).map(Instant) | st.integers(
    at("2026-01-01 00:00"), at("2027-01-01 00:00")
).map(Instant)
spans = st.integers(0, 100 * HOUR).map(Span) | st.integers(0, 100_000 * DAY).map(Span)


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    odd = draw(st.dictionaries(st.integers(20_000, 21_000), days(), max_size=8))
    clocks = offsets(draw(st.sampled_from(SCENES)))
    return Hours(
        Calendar(id=CalendarId("z"), week=draw(weeks), days=tuple(sorted(odd.items())), offsets=clocks)
    )


@given(any_hours(), instants, spans)
@settings(deadline=None)
def test_what_is_promised_has_run_when_it_is_due_and_not_before(
    desk: Hours, now: Instant, span: Span
) -> None:
    due = desk.later(now, span)
    if due != FOREVER:
        assert desk.between(now, due) == span
        assert span == 0 or desk.between(now, Instant(due - 1)) == span - 1


@given(any_hours(), instants, spans, spans)
@settings(deadline=None)
def test_two_promises_one_after_the_other_are_one_of_both(
    desk: Hours, now: Instant, one: Span, other: Span
) -> None:
    assert desk.later(desk.later(now, one), other) == desk.later(now, Span(one + other))


@given(any_hours(), st.lists(instants, min_size=3, max_size=3).map(sorted))
@settings(deadline=None)
def test_business_time_adds_up(desk: Hours, three: list[Instant]) -> None:
    a, b, c = three
    assert desk.between(a, b) + desk.between(b, c) == desk.between(a, c)
    assert 0 <= desk.between(a, c) <= between(a, c)
    assert desk.between(c, a) == 0


@given(any_hours(), instants, spans, spans)
@settings(deadline=None)
def test_who_comes_later_or_is_promised_more_is_due_no_earlier(
    desk: Hours, now: Instant, wait: Span, span: Span
) -> None:
    assert desk.later(now, span) <= desk.later(later(now, wait), span)
    assert desk.later(now, span) <= desk.later(now, Span(span + wait))


@given(any_hours(), instants)
@settings(deadline=None)
def test_until_the_next_change_it_stays_as_it_is(desk: Hours, now: Instant) -> None:
    before, change = desk.is_open(now), desk.next_change(now)
    end = FAR_OFF + 100_000 * DAY if change is None else change
    assert desk.between(now, Instant(end)) == (end - now if before else 0)
    if change is not None:
        assert change > now
        assert desk.is_open(Instant(change - 1)) is before
        assert desk.is_open(change) is not before


@given(instants, spans)
@settings(deadline=None)
def test_what_has_no_hours_runs_by_the_wall_clock(now: Instant, span: Span) -> None:
    never_shut = Hours(ALWAYS.calendar)
    due = later(now, span)
    assert ALWAYS.later(now, span) == never_shut.later(now, span) == due
    assert ALWAYS.between(now, due) == never_shut.between(now, due) == span
    assert ALWAYS.is_open(now)
    assert ALWAYS.next_change(now) is None
    assert ALWAYS.later(now, Span(-span)) == now
    assert ALWAYS.between(due, now) == 0
