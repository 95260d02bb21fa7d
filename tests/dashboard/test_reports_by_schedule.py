"""Reports go out when their time has come: each once, late after a stop, never of a time not over."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from analytics.grains import Grain, name_of, period
from analytics.intervals import instant, moment
from dashboard.feed import Feed
from dashboard.monthly.rounds import Rounds
from dashboard.monthly.schedule import due
from dispatcher.client import Api, watch
from dispatcher.clock import wall_clock
from dispatcher.config.reports import Every, Paper, ReportSettings
from dispatcher.vocabulary import DAY, HOUR, Instant, Span
from tests.dashboard.rooms import House, caught_up, following, open_house

BOSS, BOARD = "boss@example.org", "board@example.org"
BANGKOK, BERLIN = ZoneInfo("Asia/Bangkok"), ZoneInfo("Europe/Berlin")
MONTHLY = ReportSettings(name="board", email=(BOSS,), formats=(Paper.HTML,))
WEEKLY = ReportSettings(name="team", email=(BOSS, BOARD), every=Every.WEEK, formats=(Paper.HTML, Paper.XLSX))


def at(text: str, zone: ZoneInfo = BANGKOK) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC))


@pytest.mark.parametrize(
    ("report", "now", "names"),
    [
        (MONTHLY, "2026-11-01T05:59", []),
        (MONTHLY, "2026-11-01T06:00", ["2026-10"]),
        (MONTHLY, "2026-11-08T06:00", ["2026-10"]),
        (MONTHLY, "2026-11-08T06:01", []),
        (MONTHLY, "2027-01-02T00:00", ["2026-12"]),
        (WEEKLY, "2026-10-12T05:59", ["2026-W40"]),
        (WEEKLY, "2026-10-12T06:00", ["2026-W40", "2026-W41"]),
        (WEEKLY, "2027-01-04T06:30", ["2026-W53"]),
    ],
)
def test_the_time_has_come_and_is_not_long_over(report: ReportSettings, now: str, names: list[str]) -> None:
    assert due(report, at(now), BANGKOK) == names


def test_the_places_clock_counts_in_summer_and_in_winter() -> None:
    report = ReportSettings(name="early", email=(BOSS,), at=Span(3 * HOUR))
    for month, utc in (("2026-03", 1), ("2026-10", 2)):
        first = moment(period(month, BERLIN)[1].until, BERLIN)
        goes = instant(datetime(first.year, first.month, 1, utc, tzinfo=UTC))
        assert due(report, goes, BERLIN) == [month]
        assert due(report, Instant(goes - 1), BERLIN) == []


@given(
    st.dates(date(2020, 1, 10), date(2040, 1, 1)),
    st.integers(0, 24 * 60 - 1),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 31),
    st.sampled_from(list(Every)),
    st.sampled_from([BANGKOK, BERLIN, ZoneInfo("UTC")]),
)
def test_every_report_is_of_a_time_that_is_over(
    day: date, minute: int, at_minute: int, late: int, every: Every, zone: ZoneInfo
) -> None:
    report = ReportSettings(
        name="r", email=(BOSS,), every=every, at=Span(at_minute * 60_000_000), late=Span(late * DAY)
    )
    now = Instant(at(day.isoformat(), zone) + minute * 60_000_000)
    names = due(report, now, zone)
    windows = [period(name, zone)[1] for name in names]
    assert all(window.until <= now for window in windows)
    assert all(earlier.until == later.since for earlier, later in pairwise(windows))
    hour_of_a_changing_clock = HOUR
    for window in windows:
        assert now - window.until <= late * DAY + at_minute * 60_000_000 + hour_of_a_changing_clock


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from([Grain.WEEK, Grain.MONTH]))
def test_a_day_is_in_the_period_that_is_named_after_it(day: date, grain: Grain) -> None:
    found, window = period(name_of(day, grain), BERLIN)
    assert found is grain
    assert moment(window.since, BERLIN).date() <= day < moment(window.until, BERLIN).date()


@pytest.mark.parametrize("name", ["2026", "2026-13", "2026-W54", "2026W41", "W41", "2026-10-01", "", "now"])
def test_nonsense_is_no_period(name: str) -> None:
    with pytest.raises(ValueError, match=r"Invalid|out of range|must be"):
        period(name)


# --- a real centre --------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as house:
        await house.call("one")
        yield house


def next_month() -> Instant:
    """Six o'clock and a bit on the first of the next month, and so of a month in which calls came."""
    first = (moment(wall_clock()).replace(day=28) + timedelta(days=4)).date().replace(day=1)
    return Instant(at(first.isoformat(), ZoneInfo("UTC")) + 7 * HOUR)


def feed_then(house: House, folder: Path, clock: Callable[[], Instant] = next_month) -> Feed:
    return Feed(folder / "events.duckdb", partial(watch, house.api), clock)


async def letters(house: House) -> list[tuple[str, str]]:
    query = (
        "SELECT o.recipient, subject FROM mail_outbox o JOIN mail_message m ON m.id = o.message ORDER BY 1"
    )
    return await house.service.read(lambda connection: connection.execute(query).fetchall())


def this_month() -> str:
    return name_of(moment(wall_clock(), ZoneInfo("UTC")).date(), Grain.MONTH)


async def test_a_report_goes_out_once_whoever_restarts(house: House, tmp_path: Path) -> None:
    wanted = [(BOSS, f"Monthly report {this_month()} · Test Centre")]
    for sent in (1, 0, 0):
        async with following(feed_then(house, tmp_path)) as feed:
            await caught_up(feed, house)
            rounds = Rounds(feed, house.api, [MONTHLY], ZoneInfo("UTC"))
            assert [await rounds.send(), await rounds.send()] == [sent, 0]
            assert await letters(house) == wanted


async def test_an_address_that_is_added_gets_it_too(house: House, tmp_path: Path) -> None:
    async with following(feed_then(house, tmp_path)) as feed:
        await caught_up(feed, house)
        both = ReportSettings(name="board", email=(BOSS, BOARD), formats=(Paper.HTML,))
        assert await Rounds(feed, house.api, [MONTHLY], ZoneInfo("UTC")).send() == 1
        assert await Rounds(feed, house.api, [both], ZoneInfo("UTC")).send() == 1
    assert [address for address, _ in await letters(house)] == [BOARD, BOSS]


async def test_while_facts_may_be_missing_nothing_is_sent(house: House, tmp_path: Path) -> None:
    """The dispatcher was not heard yet: what happened last in the month is not in the log."""
    feed = feed_then(house, tmp_path)
    assert await Rounds(feed, house.api, [MONTHLY], ZoneInfo("UTC")).send() == 0
    await feed.close()
    assert await letters(house) == []


async def test_a_month_without_a_fact_is_not_reported(house: House, tmp_path: Path) -> None:
    two_months_on = partial(lambda: Instant(next_month() + 32 * DAY))
    late = ReportSettings(name="board", email=(BOSS,), late=Span(14 * DAY), formats=(Paper.HTML,))
    async with following(feed_then(house, tmp_path, two_months_on)) as feed:
        await caught_up(feed, house)
        assert await Rounds(feed, house.api, [late], ZoneInfo("UTC")).send() == 0
    assert await letters(house) == []


async def test_what_a_silent_dispatcher_was_not_told_it_is_told_later(house: House, tmp_path: Path) -> None:
    async with following(feed_then(house, tmp_path)) as feed, Api("http://127.0.0.1:9") as nobody:
        await caught_up(feed, house)
        assert await Rounds(feed, nobody, [MONTHLY], ZoneInfo("UTC")).send() == 0
        assert await letters(house) == []
        assert await Rounds(feed, house.api, [MONTHLY], ZoneInfo("UTC")).send() == 1
