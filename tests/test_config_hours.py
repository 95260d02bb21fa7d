"""What a centre file says of opening hours and timetables: what it means, and what would make no sense."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.centre import Levers, Timetable
from dispatcher.config import CentreFileError, read_centre
from dispatcher.config.hourkinds import Stretch, cut_at_midnight
from dispatcher.hours import Calendar
from dispatcher.vocabulary import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    CalendarId,
    QueueId,
    Span,
    TeamId,
    TimetableId,
)
from tests.centrefile import SMALL, centre, only_mistake, said

OFFICE, RUSH = CalendarId("office"), TimetableId("rush")
WEEK = '[hours.office]\nweek = { mon-fri = ["09:00-17:00"] }\n'
RUSH_HOUR = WEEK + '[timetables.rush]\nhours = "office"\n'


def office(tmp_path: Path, lines: str) -> Calendar:
    """The calendar that these lines mean."""
    return centre(tmp_path, f"[hours.office]\n{lines}").calendars[OFFICE]


def day_number(year: int, month: int, day: int) -> int:
    """As a calendar counts it."""
    return (date(year, month, day) - date(1970, 1, 1)).days


# --- the week ------------------------------------------------------------------------------------------


def test_a_week_names_days_one_by_one_or_in_a_row(tmp_path: Path) -> None:
    found = office(tmp_path, 'week = { mon-wed = ["13:00-17:00", "09:00-12:00"], sat = ["00:00-24:00"] }')
    workday = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
    assert found.week == (workday,) * 3 + ((), (), ((0, DAY),), ())
    assert found.offsets[0][1] == 0


def test_hours_over_midnight_end_the_next_day(tmp_path: Path) -> None:
    found = office(tmp_path, '[hours.office.week]\nfri-sat = ["22:00-06:00"]\nsun = ["04:00-08:00"]')
    night, morning = (22 * HOUR, DAY), (0, 6 * HOUR)
    assert found.week == ((),) * 4 + ((night,), (morning, night), ((0, 8 * HOUR),))


def test_a_row_of_days_may_go_over_sunday(tmp_path: Path) -> None:
    found = office(tmp_path, 'week = { sat-mon = ["09:00-10:00"] }')
    assert [bool(openings) for openings in found.week] == [True, False, False, False, False, True, True]


times = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


@given(st.dictionaries(st.integers(0, 6), st.lists(st.tuples(times, times), max_size=3)))
def test_no_minute_is_won_or_lost_at_midnight(week: dict[int, list[tuple[str, str]]]) -> None:
    days = {day: [Stretch().fit("-".join(pair)) for pair in pairs] for day, pairs in week.items()}
    cut = cut_at_midnight(days)
    assert all(0 <= begin < end <= DAY for openings in cut for begin, end in openings)
    assert sum(end - begin for openings in cut for begin, end in openings) == sum(
        end - begin for stretches in days.values() for begin, end in stretches
    )


@given(times, times)
def test_hours_are_written_as_they_were_read(begin: str, end: str) -> None:
    kind = Stretch()
    stretch = kind.fit(f"{begin}-{end}")
    assert kind.fit(kind.say(stretch).strip('"')) == stretch


# --- days that differ, and zones -------------------------------------------------------------------------


def test_closed_days_have_no_hours_and_open_ones_their_own(tmp_path: Path) -> None:
    found = office(
        tmp_path,
        """
        zone = "Asia/Bangkok"
        week = { mon-fri = ["09:00-17:00"] }
        holidays = "TH"
        closed = [2026-06-15, "2026-12-24/2026-12-26"]
        open = { 2026-04-13 = ["10:00-12:00"], "2026-12-25" = ["00:00-24:00"] }
        """,
    )
    assert dict(found.days)[day_number(2026, 4, 14)] == ()  # Songkran
    assert dict(found.days)[day_number(2026, 4, 13)] == ((10 * HOUR, 12 * HOUR),)
    assert dict(found.days)[day_number(2026, 6, 15)] == ()
    assert [dict(found.days)[day_number(2026, 12, day)] for day in (24, 25, 26)] == [(), ((0, DAY),), ()]
    assert day_number(2026, 12, 27) not in dict(found.days)
    assert {offset for _, offset in found.offsets} == {7 * HOUR}


def test_hours_are_known_from_the_year_before_the_five_on(tmp_path: Path) -> None:
    found = office(tmp_path, 'zone = "Europe/Berlin"\nweek = { mon = ["09:00-17:00"] }\nholidays = "DE-BY"')
    assert min(dict(found.days)) == day_number(2024, 1, 1)
    assert len({offset for _, offset in found.offsets}) == 2


def test_a_file_means_the_same_for_five_years(tmp_path: Path) -> None:
    file = tmp_path / "center.toml"
    file.write_text(SMALL + WEEK + 'holidays = "TH"\nzone = "Europe/Berlin"\n', "utf-8")
    first, last, after = date(2025, 1, 1), date(2029, 12, 31), date(2030, 1, 1)
    assert read_centre(file, today=first) == read_centre(file, today=last)
    assert read_centre(file, today=first) != read_centre(file, today=after)


@pytest.mark.parametrize(
    ("lines", "key", "part"),
    [
        ("", "", 'nothing that is ever open; some hours, such as week = { mon-fri = ["09:00-17:00"] }'),
        ("week = { mon = [] }", "week", "nothing that is ever open"),
        ("week = { mon = [] }\nopen = { 2026-01-01 = [] }", "week", "nothing that is ever open"),
        ('week = ["09:00-17:00"]', "week", "a list; a table such as { mon-fri"),
        ('week = { monday = ["09:00-17:00"] }', "week.monday", "mon, tue, wed, thu, fri, sat or sun"),
        ('week = { mon-mon = ["09:00-17:00"] }', "week.mon-mon", "or from one to another"),
        ('week = { mon- = ["09:00-17:00"] }', "week.mon-", "or from one to another"),
        ('week = { mon-fri = ["09:00-17:00"], wed = ["09:00-12:00"] }', "week.wed", "wed once more"),
        ('week = { mon = "09:00-17:00" }', "week.mon", "a list in [ ]"),
        ('week = { mon = ["9-17"] }', "week.mon[0]", '"08:00-16:30" or "22:00-06:00"'),
        ('week = { mon = ["24:00-06:00"] }', "week.mon[0]", "hours of the day"),
        ('week = { mon = ["09:60-10:00"] }', "week.mon[0]", "hours of the day"),
        ('week = { mon = ["09:00-25:00"] }', "week.mon[0]", "hours of the day"),
        (
            'week = { mon = ["09:00-13:00", "12:00-17:00"] }',
            "week.mon[1]",
            '"12:00-17:00", which lies across others',
        ),
        ('week = { mon = ["12:00-17:00", "09:00-13:00"] }', "week.mon[0]", '"12:00-17:00", which'),
        ('zone = "Asia/Bankok"', "zone", '"Asia/Bankok"; a time zone of the IANA database'),
        ('zone = "localtime"', "zone", "a time zone"),
        ('zone = "../UTC"', "zone", "a time zone"),
        ("zone = 7", "zone", "7; a time zone"),
        ('holidays = "XX"', "holidays", "a country's code"),
        ('holidays = "DE-XX"', "holidays", "a region's such as"),
        ('holidays = "Thailand"', "holidays", "a country's code"),
        ('closed = "2026-12-24"', "closed", "a list in [ ]"),
        ('closed = ["2026-02-30"]', "closed[0]", "a date from 2000 to 2199"),
        ("closed = [0001-01-01]", "closed[0]", "a date from 2000 to 2199"),
        ("closed = [2026-01-01T00:00:00]", "closed[0]", "a date or time; a date"),
        ('closed = ["2026-12-26/2026-12-24"]', "closed[0]", "the first and last of several"),
        ('open = { "24.12." = ["09:00-10:00"] }', 'open."24.12."', "a date from 2000"),
        ('open = { 2026-12-24 = ["22:00-06:00"] }', "open.2026-12-24[0]", "hours of that one day"),
        ("start = 2026", "start", "an unknown key"),
    ],
)
def test_hours_that_make_no_sense(tmp_path: Path, lines: str, key: str, part: str) -> None:
    week = "" if not lines or "week" in lines else 'week = { mon-fri = ["09:00-17:00"] }\n'
    found, told = only_mistake(tmp_path, f"[hours.office]\n{week}{lines}")
    assert found == f"hours.office.{key or 'week'}"
    assert part in told


# --- timetables ------------------------------------------------------------------------------------------


def test_a_timetable_is_for_those_it_names_or_for_all(tmp_path: Path) -> None:
    found = centre(
        tmp_path,
        RUSH_HOUR
        + """\
reserve = 1
caps = { email = 1 }
[timetables.night]
hours = "office"
teams = ["care"]
breather = "1m"
[timetables.calls]
hours = "office"
queues = ["calls"]
interrupt = "never"
""",
    )
    night, calls = TimetableId("night"), TimetableId("calls")
    assert found.timetables[RUSH].for_centre
    assert found.timetables[RUSH].levers.reserve == 1
    assert found.timetables == {
        RUSH: found.timetables[RUSH],
        night: Timetable(
            id=night, hours=OFFICE, teams=frozenset({TeamId("care")}), levers=Levers(breather=MINUTE)
        ),
        calls: Timetable(
            id=calls,
            hours=OFFICE,
            queues=frozenset({QueueId("calls")}),
            levers=Levers(interrupt_after=NEVER),
        ),
    }


def test_a_timetable_for_all_says_when_calls_interrupt_where_the_centre_does(tmp_path: Path) -> None:
    text = SMALL.replace('"Small"', '"Small"\ninterrupt = "never"') + RUSH_HOUR + 'interrupt = "after 1m"\n'
    levers = said(tmp_path, text).centre.timetables[RUSH].levers
    assert levers == Levers(interrupt_after=Span(MINUTE))


@pytest.mark.parametrize(
    ("lines", "key", "part"),
    [
        ("", "", "no lever; at least one, such as reserve = 1"),
        ('agents = ["ploy"]', "", "no lever"),
        ('reserve = "one"', "reserve", '"one"; a whole number'),
        ("reserve = 2", "reserve", "2, more than there are agents; at most 1"),
        ('agents = ["ploi"]\nreserve = 1', "agents[0]", '"ploi"; ploy'),
        ('teams = ["care", "caer"]\nreserve = 1', "teams[1]", '"caer"; care'),
        ('queues = ["letter"]\nreserve = 1', "queues[0]", '"letter"; calls or letters'),
        ('queues = ["calls"]\nreserve = 1', "reserve", "it for the queue calls; only for queues of written"),
        (
            'queues = ["letters"]\ninterrupt = "never"',
            "interrupt",
            "for the queue letters; only for queues of live",
        ),
        ('queues = ["letters"]\ncaps = { email = 1 }', "caps", "it for queues; only for agents, for teams"),
        ('queues = ["letters"]\ngrace = "1m"', "grace", "it for queues; only for agents, for teams"),
        ('teams = ["care"]\ninterrupt = "never"', "interrupt", "it for agents or teams; only for queues"),
        ('interrupt = "never"', "interrupt", "it for the whole centre, where each queue has its own"),
        ("caps = { chat = 1 }", "caps.chat", '"chat"; voice or email'),
    ],
)
def test_timetables_that_make_no_sense(tmp_path: Path, lines: str, key: str, part: str) -> None:
    found, told = only_mistake(tmp_path, RUSH_HOUR + lines)
    assert found == f"timetables.rush.{key}".rstrip(".")
    assert part in told


@pytest.mark.parametrize("more", ["", WEEK])
def test_a_timetable_has_hours_that_are_there(tmp_path: Path, more: str) -> None:
    lines = '[timetables.rush]\nhours = "offcie"\nreserve = 1\n'
    known = "office" if more else "none are there yet"
    assert only_mistake(tmp_path, more + lines) == ("timetables.rush.hours", f'"offcie"; {known}')


@pytest.mark.parametrize("table", ["[centre]", "[teams.care]", "[agents.ploy]", "[queues.letters]"])
def test_no_more_agents_are_held_back_than_there_are(tmp_path: Path, table: str) -> None:
    with pytest.raises(
        CentreFileError, match=r"reserve: found 2, more than there are agents; allowed: at most 1"
    ):
        said(tmp_path, SMALL.replace(table, f"{table}\nreserve = 2"))
