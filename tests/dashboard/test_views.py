"""What an address asks for, and the numbers that it gets."""

from contextlib import closing
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.definition import EDGES
from analytics.eventlog import EventLog
from analytics.grains import Grain
from analytics.intervals import moment
from analytics.kpis import BY_NAME, KPIS, pick
from dashboard.charts import histogram
from dashboard.views import all_kpis, back, heat, span_of, spread_of, table_of, view_of
from dispatcher.vocabulary import DAY, Instant
from tests.analytics.days import GREATER, MORE_PUSHES, MORNING, lived, numbered

TODAY = date(2026, 1, 5)
UTC = ZoneInfo("UTC")
FACTS = numbered(lived([(900, what, n % 5) for n, what in enumerate(MORE_PUSHES * 9)], centre=GREATER))
NOW = FACTS[-1][1].at
LAST = moment(NOW, UTC).date()


@pytest.fixture(scope="module")
def log() -> EventLog:
    log = EventLog()
    log.append(FACTS)
    return log


def test_an_address_that_says_nothing_is_about_today() -> None:
    view = view_of({}, TODAY)
    assert (view.kpi.name, view.by, view.queue, view.grain) == ("incoming", None, "", Grain.QUARTER)
    assert (view.since, view.until, view.before, view.days) == (TODAY, TODAY, 0, 1)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kpi": "x", "by": "run", "grain": "aeon", "since": "soon", "until": "2099-01-01", "before": "-1"},
        {"since": "2026-02-01", "before": "99999999999999999999", "by": "DROP TABLE"},
    ],
)
def test_an_address_that_is_wrong_is_about_today(nonsense: dict[str, str]) -> None:
    assert view_of(nonsense, TODAY) == view_of({}, TODAY)


def test_a_year_is_not_shown_by_the_quarter_hour() -> None:
    ask = {"since": "2025-12-01", "until": "2026-01-05", "grain": "15m"}
    assert view_of(ask, TODAY).grain is Grain.HOUR
    assert view_of(ask | {"since": "2025-01-01"}, TODAY).grain is Grain.DAY
    assert view_of(ask | {"since": "0001-01-01"}, TODAY).days == 1101


def test_the_last_row_is_the_whole(log: EventLog) -> None:
    view = view_of({"since": "2026-01-05", "grain": "day"}, LAST)
    table = table_of(log, view, pick("incoming"), NOW, UTC)
    assert table["window"][-1] == "whole"
    assert table["incoming"][:-1].sum() == table["incoming"][-1] > 0
    assert len(table) == view.days + 1
    today = table_of(log, view_of({}, LAST), pick("incoming"), NOW, UTC)
    assert today["window"][-1] == "today"


def test_one_queue_has_its_own_numbers_and_an_unknown_one_none(log: EventLog) -> None:
    ask = {"since": "2026-01-05", "grain": "day"}
    whole = table_of(log, view_of(ask, LAST), pick("incoming"), NOW, UTC)["incoming"][-1]
    mine = table_of(log, view_of(ask | {"queue": "calls"}, LAST), pick("incoming"), NOW, UTC)
    assert 0 < mine["incoming"][-1] < whole
    nobodys = table_of(log, view_of(ask | {"queue": "nothing"}, LAST), pick("incoming"), NOW, UTC)
    assert nobodys["incoming"].to_list() == [None]


def test_what_means_nothing_is_left_out(log: EventLog) -> None:
    view = view_of({"kpi": "occupancy", "by": "queue"}, LAST)
    assert not view.means_something
    assert BY_NAME["occupancy"] not in all_kpis(view)
    assert len(all_kpis(view_of({}, LAST))) == len(KPIS)
    assert "occupancy" not in table_of(log, view, [view.kpi], NOW, UTC).columns


def test_the_period_before_is_as_long(log: EventLog) -> None:
    view = view_of({"since": str(LAST - timedelta(days=1)), "before": "7"}, LAST)
    earlier = back(view)
    assert (earlier.days, (view.since - earlier.since).days) == (view.days, 7)
    assert span_of(view, NOW, UTC).until == Instant(NOW + 1)
    assert span_of(earlier, NOW, UTC).until - span_of(earlier, NOW, UTC).since == 2 * DAY


def test_a_map_of_hours_has_what_came_in_each(log: EventLog) -> None:
    """Four days of one week: each hour of a weekday was there once, so the map adds up to them all."""
    view = view_of({"since": "2026-01-05"}, LAST)
    found = heat(log, view, NOW, UTC)
    total = table_of(log, view, pick("incoming"), NOW, UTC)["incoming"][-1]
    assert (len(found), {len(row) for row in found}) == (7, {24})
    assert sum(value or 0 for row in found for value in row) == total
    assert found[0][8] is not None
    assert found[5] == [None] * 24


def test_a_quotient_in_the_map_is_that_of_its_sums(log: EventLog) -> None:
    view = view_of({"since": "2026-01-05", "kpi": "time_to_abandon"}, LAST)
    hour = table_of(log, view_of({"kpi": "time_to_abandon", "grain": "hour"}, TODAY), [view.kpi], NOW, UTC)
    monday = heat(log, view, NOW, UTC)[0]
    assert monday == hour["time_to_abandon"][:-1].to_list()
    assert any(monday)


def test_only_percentiles_have_a_distribution(log: EventLog) -> None:
    bins = spread_of(log, view_of({"since": "2026-01-05", "kpi": "wait_median"}, LAST), NOW, UTC)
    assert bins["count"].sum() > 0
    figure = histogram(bins.select("at_least", "below", "count").rows())
    assert sum(figure.data[0].y) == bins["count"].sum()
    assert len(spread_of(log, view_of({}, LAST), NOW, UTC)) == 0
    last = histogram([(EDGES[-1], None, 3), (EDGES[-3], EDGES[-2], 1)])
    assert list(last.data[0].x) == ["2 d–4 d", "4 d–7 d", "≥ 7 d"]


def test_views_ask_a_log_that_has_nothing() -> None:
    with closing(EventLog()) as empty:
        view = view_of({"since": "2026-01-04", "kpi": "wait_p90", "by": "agent"}, TODAY)
        assert heat(empty, view, MORNING, UTC)[0][0] is None
        assert len(spread_of(empty, view, MORNING, UTC)) == 0
