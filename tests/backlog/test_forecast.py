"""When the backlog is clear: queues that can be counted by hand, and laws."""

from bisect import bisect_right
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.backlog.forecast import HORIZON, HourCount, answers_ahead, forecast
from dispatcher.hours import ALWAYS, Calendar, Hours
from dispatcher.vocabulary import DAY, HOUR, MINUTE, CalendarId, Instant, Span

MONDAY = Instant(1_740_960_000_000_000)  # 3 March 2025
NINE_TO_FIVE = ((Span(9 * HOUR), Span(17 * HOUR)),)
OFFICE = Hours(Calendar(id=CalendarId("office"), week=(NINE_TO_FIVE,) * 5 + ((),) * 2))
EASTER = Hours(
    Calendar(
        id=CalendarId("easter"),
        week=(NINE_TO_FIVE,) * 5 + ((),) * 2,
        days=((MONDAY // DAY + 1, ()),),
    )
)


def at(day: int, hour: float) -> Instant:
    """This hour of the day so many days after Monday."""
    return Instant(MONDAY + day * DAY + round(hour * HOUR))


def busy(come: int, done: int, *, hours: Hours, until: Instant = MONDAY) -> list[HourCount]:
    """Two weeks before then: so many came and were done in each open hour, and always some waited."""
    past = [Instant(hour) for hour in range(until - 14 * DAY, until, HOUR)]
    opened = [hour for hour in past if hours.between(hour, Instant(hour + HOUR))]
    return [HourCount(hour, come, done, False, 500) for hour in opened]


def test_ten_an_hour_work_forty_off_in_four_hours() -> None:
    found = forecast([at(9, 0)] * 40, busy(0, 10, hours=OFFICE), OFFICE, at(0, 9))
    assert found is not None
    assert (found.clear, found.soonest, found.latest) == (at(0, 13), at(0, 13), at(0, 13))
    assert (found.waiting, found.late) == (40, 0)


def test_what_comes_meanwhile_is_worked_off_as_well() -> None:
    """Six come and ten go: forty less four an hour are gone after ten hours, eight of them on Monday."""
    found = forecast([at(9, 0)] * 40, busy(6, 10, hours=OFFICE), OFFICE, at(0, 9))
    assert found is not None
    assert found.clear == at(1, 11)


def test_nights_weekends_and_holidays_are_no_time_to_answer_in() -> None:
    """A hundred, ten an hour: eighty on Friday, the others on Monday; with a holiday the day after it."""
    over_the_weekend = forecast(
        [at(20, 0)] * 100, busy(0, 10, hours=OFFICE, until=at(4, 0)), OFFICE, at(4, 9)
    )
    over_the_holiday = forecast([at(20, 0)] * 100, busy(0, 10, hours=OFFICE), EASTER, at(0, 9))
    assert over_the_weekend is not None
    assert over_the_holiday is not None
    assert (over_the_weekend.clear, over_the_holiday.clear) == (at(7, 11), at(2, 11))


def test_who_is_due_sooner_is_answered_sooner_and_the_rest_is_late() -> None:
    """Due at ten: the first ten make it, at ten sharp the tenth. Of those due at noon another twenty."""
    due = [at(0, 12)] * 40 + [at(0, 10)] * 20
    found = forecast(due, busy(0, 10, hours=OFFICE), OFFICE, at(0, 9))
    assert found is not None
    assert (found.waiting, found.late) == (60, 10 + 30)


def test_more_comes_than_goes_is_never_clear_at_this_rate() -> None:
    found = forecast([at(1, 0)], busy(11, 10, hours=OFFICE), OFFICE, at(0, 9))
    assert found is not None
    assert (found.clear, found.soonest, found.latest) == (None, None, None)


def test_days_that_differ_give_a_range() -> None:
    """One week five an hour, the other fifteen: sixty take four hours to twelve."""
    past = [
        HourCount(one.hour, 0, 5 if one.hour < at(-7, 0) else 15, False, 500)
        for one in busy(0, 10, hours=OFFICE)
    ]
    found = forecast([at(9, 0)] * 60, past, OFFICE, at(0, 9))
    assert found is not None
    assert found.soonest is not None
    assert found.clear is not None
    assert found.latest is not None
    assert at(0, 13) <= found.soonest < found.clear < found.latest <= at(1, 13)


def test_hours_in_which_the_line_ran_empty_do_not_say_what_could_be_done() -> None:
    """Only two came in each slack hour and were answered; in the one busy afternoon it was twenty an hour."""
    slack = [HourCount(one.hour, 2, 2, True, 0) for one in busy(2, 2, hours=OFFICE)]
    peak = [one._replace(done=20, emptied=False, waiting=100) for one in slack[-5:]]
    found = forecast([at(9, 0)] * 72, [*slack[:-5], *peak], OFFICE, at(0, 13))
    assert found is not None
    assert found.clear == at(0, 17)


def test_of_what_was_never_done_nothing_is_said() -> None:
    assert forecast([at(1, 0)], [], ALWAYS, at(0, 9)) is None
    assert forecast([at(1, 0)], busy(3, 0, hours=OFFICE), OFFICE, at(0, 9)) is None
    assert answers_ahead([], ALWAYS, at(0, 9)) is None


def test_nothing_waits_is_clear_now() -> None:
    found = forecast([], busy(1, 1, hours=OFFICE), OFFICE, at(0, 9))
    assert found is not None
    assert (found.clear, found.waiting, found.late) == (at(0, 9), 0, 0)


def test_the_next_letter_is_answered_after_those_before_it() -> None:
    past = busy(0, 10, hours=OFFICE)
    answers = answers_ahead(past, OFFICE, at(0, 9))
    assert answers is not None
    assert answers[0] == at(0, 9) + 6 * MINUTE
    assert answers[79] == at(0, 17)
    assert answers[80] == at(1, 9) + 6 * MINUTE


rates = st.integers(1, 12)
made = st.lists(st.tuples(st.integers(0, 12), rates), min_size=24, max_size=72)


def told(past: list[tuple[int, int]]) -> list[HourCount]:
    """Hours just before Monday of which each but the first began with something waiting."""
    waits = accumulate((come - done for come, done in past), lambda n, change: max(1, n + change), initial=30)
    start = MONDAY - len(past) * HOUR
    return [
        HourCount(Instant(start + n * HOUR), come, done, False, waiting)
        for n, ((come, done), waiting) in enumerate(zip(past, waits, strict=False))
    ]


@settings(deadline=None)
@given(made, st.integers(0, 300), st.integers(0, 3 * 24 * 60))
def test_more_that_waits_is_never_clear_sooner(past: list[tuple[int, int]], more: int, minutes: int) -> None:
    now = Instant(MONDAY + minutes * MINUTE)
    few = forecast([now] * 20, told(past), ALWAYS, now)
    many = forecast([now] * (20 + more), told(past), ALWAYS, now)
    assert few is not None
    assert many is not None
    assert many.late >= few.late
    for one, other in ((few.soonest, many.soonest), (few.clear, many.clear), (few.latest, many.latest)):
        assert other is None or (one is not None and one <= other)
    in_order = [found for found in (few.soonest, few.clear, few.latest) if found is not None]
    assert in_order == sorted(in_order)
    assert all(now <= end <= now + HORIZON + HOUR for end in in_order)


@settings(deadline=None)
@given(made, st.lists(st.integers(0, 48 * 60), max_size=60))
def test_late_are_those_whose_turn_comes_after_they_were_due(
    past: list[tuple[int, int]], minutes: list[int]
) -> None:
    """Counted a second way: how many turns there are by each due time."""
    counts = told(past)
    turns = (answers_ahead(counts, ALWAYS, MONDAY) or ())[: len(minutes)]
    known = [turn for turn in turns if turn is not None]
    assert known == sorted(known)
    due = sorted(Instant(MONDAY + minute * MINUTE) for minute in minutes)
    found = forecast(due, counts, ALWAYS, MONDAY)
    assert found is not None
    in_time = sum(bisect_right(known, promised) > place for place, promised in enumerate(due))
    assert found.late == len(due) - in_time
