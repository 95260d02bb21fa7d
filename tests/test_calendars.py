"""A centre file's words about opening hours come out as the days and clocks they mean."""

import subprocess
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.config.calendars import YEARS, calendar_of, country_exists, zone_exists
from dispatcher.hours import Calendar, Opening
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, CalendarId, Span

NINE_TO_FIVE: Final[Opening] = (Span(9 * HOUR), Span(17 * HOUR))
MORNING: Final[Opening] = (Span(9 * HOUR), Span(12 * HOUR))
NOON: Final[Opening] = (Span(12 * HOUR), Span(13 * HOUR))
WEEK: Final = (*((NINE_TO_FIVE,),) * 5, (), ())


def a_calendar(
    zone: str = "UTC",
    *,
    week: tuple[tuple[Opening, ...], ...] = WEEK,
    holidays: str | None = None,
    closed: Sequence[tuple[date, date]] = (),
    opened: Mapping[date, tuple[Opening, ...]] | None = None,
    start: int = 2026,
) -> Calendar:
    return calendar_of(
        CalendarId("desk"),
        zone=zone,
        week=week,
        holidays=holidays,
        closed=closed,
        open=opened or {},
        start=start,
    )


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def listed(calendar: Calendar) -> dict[date, tuple[Opening, ...]]:
    return {date(1970, 1, 1) + timedelta(days=n): openings for n, openings in calendar.days}


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("TH", date(2026, 4, 13)),  # Songkran
        ("TH", date(2026, 12, 5)),  # the late King's birthday, Father's Day
        ("CN", date(2026, 10, 1)),  # National Day
        ("CN", date(2026, 2, 17)),  # Spring Festival, by the moon
        ("IR", date(2026, 3, 21)),  # Nowruz, by the sun
        ("IR", date(2026, 2, 11)),  # 22 Bahman
        ("RU", date(2026, 1, 1)),
        ("RU", date(2026, 5, 9)),  # Victory Day
        ("DE", date(2026, 4, 3)),  # Good Friday
        ("DE-BY", date(2026, 1, 6)),  # Epiphany, in Bavaria
        ("GB-SCT", date(2026, 11, 30)),  # St Andrew's, in Scotland
    ],
)
def test_public_holidays_are_closed(country: str, day: date) -> None:
    assert listed(a_calendar(holidays=country))[day] == ()


def test_a_part_of_a_country_has_days_that_others_have_not() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany not in listed(a_calendar(holidays="DE"))
    assert epiphany not in listed(a_calendar(holidays="DE-BE"))


@pytest.mark.parametrize("country", ["TH", "CN", "IR", "RU", "DE-BY", "IN"])
def test_holidays_are_known_from_last_year_until_ten_years_ahead(country: str) -> None:
    years = {day.year for day in listed(a_calendar(holidays=country))}
    assert min(years) == 2025
    assert max(years) >= 2026 + YEARS - 1  # India's moon is worked out until 2035
    assert max(years) <= 2026 + YEARS


@pytest.mark.filterwarnings("error")
def test_a_country_whose_far_years_are_unknown_is_no_trouble() -> None:
    assert listed(a_calendar(holidays="IN"))[date(2026, 1, 26)] == ()


def test_without_a_country_no_day_differs() -> None:
    assert a_calendar().days == ()


def test_a_closure_is_every_day_from_the_first_to_the_last() -> None:
    calendar = a_calendar(
        closed=[(date(2026, 12, 30), date(2027, 1, 1)), (date(2026, 7, 6), date(2026, 7, 6))]
    )
    closed = [date(2026, 7, 6), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]
    assert listed(calendar) == dict.fromkeys(closed, ())


def test_a_closure_without_end_is_kept_as_far_as_hours_are_known() -> None:
    days = listed(a_calendar(closed=[(date(1, 1, 1), date.max)]))
    assert (min(days), max(days)) == (date(2025, 1, 1), date(2026 + YEARS, 12, 31))


def test_an_opening_of_one_day_holds_against_holiday_closure_and_week() -> None:
    christmas, between_the_years, saturday = date(2026, 12, 25), date(2026, 12, 29), date(2026, 6, 6)
    calendar = a_calendar(
        holidays="DE",
        closed=[(date(2026, 12, 24), date(2026, 12, 31))],
        opened=dict.fromkeys((christmas, between_the_years, saturday), (MORNING,)),
    )
    days = listed(calendar)
    assert [days[day] for day in (christmas, between_the_years, saturday)] == [(MORNING,)] * 3
    assert days[date(2026, 12, 30)] == ()


def test_days_come_in_order_so_that_equal_settings_give_equal_bytes() -> None:
    calendar = a_calendar(holidays="TH", opened={date(2026, 2, 1): (MORNING,), date(2025, 1, 2): (MORNING,)})
    assert list(calendar.days) == sorted(calendar.days)


def test_openings_are_put_in_order_and_those_that_touch_become_one() -> None:
    evening = (Span(18 * HOUR), Span(20 * HOUR))
    late = (Span(19 * HOUR), Span(22 * HOUR))
    nothing = (Span(14 * HOUR), Span(14 * HOUR))
    calendar = a_calendar(
        week=((late, NOON, evening, MORNING, nothing), *((),) * 6), opened={date(2026, 6, 6): (NOON, MORNING)}
    )
    until_one = (MORNING[0], NOON[1])
    assert calendar.week[0] == (until_one, (evening[0], late[1]))
    assert calendar.days == ((number(date(2026, 6, 6)), (until_one,)),)


def test_a_zone_without_summer_time_has_one_offset() -> None:
    [(_, ahead)] = a_calendar("Asia/Kolkata").offsets
    assert ahead == 5 * HOUR + 30 * MINUTE


def test_berlin_changes_at_one_utc_on_the_last_sundays_of_march_and_october() -> None:
    offsets = a_calendar("Europe/Berlin").offsets
    changes = {datetime.fromtimestamp(since // SECOND, UTC): ahead for since, ahead in offsets[1:]}
    assert changes[datetime(2026, 3, 29, 1, tzinfo=UTC)] == 2 * HOUR
    assert changes[datetime(2026, 10, 25, 1, tzinfo=UTC)] == HOUR
    assert len(changes) == 2 * (YEARS + 2)


ZONES: Final = [
    "Africa/Casablanca",  # another offset in Ramadan
    "America/New_York",
    "America/St_Johns",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
]
OFFSETS: Final = {
    (zone, start): a_calendar(zone, start=start).offsets for zone in ZONES for start in (2010, 2026)
}


@given(
    st.sampled_from(ZONES),
    st.sampled_from([2010, 2026]),
    st.integers(0, (YEARS + 2) * 365 * DAY // SECOND),
)
@settings(deadline=None)
def test_clocks_are_ahead_as_the_zone_says_at_every_instant(zone: str, start: int, past: int) -> None:
    second = int(datetime(start - 1, 1, 1, tzinfo=UTC).timestamp()) + past
    offsets = OFFSETS[zone, start]
    place = bisect_right([since for since, _ in offsets], second * SECOND) - 1
    said = datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
    assert said == timedelta(microseconds=offsets[place][1])


def test_every_change_is_told_to_the_second() -> None:
    for (zone, _), offsets in OFFSETS.items():
        for since, ahead in offsets[1:]:
            before = datetime.fromtimestamp(since // SECOND - 1, ZoneInfo(zone)).utcoffset()
            assert before != timedelta(microseconds=ahead), (zone, since)


@pytest.mark.parametrize("name", ["Asia/Bangkok", "Asia/Shanghai", "Asia/Tehran", "Europe/Moscow", "UTC"])
def test_zones_there_are(name: str) -> None:
    assert zone_exists(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Asia",
        "Asia/Bangok",
        "../zone",
        "/etc/passwd",
        "zone.tab",
        "a\0b",
        "x" * 5000,
        "localtime",
        "right/UTC",
    ],
)
def test_zones_there_are_not(name: str) -> None:
    assert not zone_exists(name)


@pytest.mark.parametrize("code", ["TH", "CN", "IR", "RU", "DE", "DE-BY", "GB-SCT", "US-CA"])
def test_countries_there_are(code: str) -> None:
    assert country_exists(code)


@pytest.mark.parametrize(
    "code", ["", "T", "th", "THA", "XX", "Thailand", "DE-", "DE-XX", "-BY", "DE_BY", "NYSE", "utils", "TH\n"]
)
def test_countries_there_are_not(code: str) -> None:
    assert not country_exists(code)


def test_the_library_of_holidays_is_not_loaded_for_nothing() -> None:
    program = "import sys, dispatcher.config.calendars; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
