"""A notebook asks an event log, or an archive, and changes neither."""

from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

import analytics
from analytics.archive import keep
from analytics.eventlog import EventLog
from analytics.grains import Grain, cut, day_start, period
from analytics.intervals import QUARTER_HOUR, Window, moment
from analytics.kpis import Cut, pick
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import DAY, Instant
from tests.analytics.days import GREATER, MORE_PUSHES, MORNING, lived, numbered

FACTS = numbered(lived([(700, what, n % 5) for n, what in enumerate(MORE_PUSHES * 3)], centre=GREATER))
LAST = FACTS[-1][1].at
UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "events.duckdb"
    with closing(EventLog(place)) as log:
        log.append(FACTS)
    return place


def test_a_notebook_asks_what_the_log_would_say(path: Path) -> None:
    with analytics.open(path) as book, closing(EventLog()) as plain:
        plain.append(FACTS)
        table = book.kpi("incoming", by="queue", grain="15m")
        windows = cut(Window("all", FACTS[0][1].at, Instant(LAST + 1)), Grain.QUARTER)
        assert table.equals(plain.kpis(windows, pick("incoming"), [Cut.QUEUE]))
        assert table["incoming"].sum() > 0


def test_archives_say_the_same_together(path: Path, tmp_path: Path) -> None:
    middle, folder = Instant(MORNING + DAY // 4), tmp_path / "archive's"
    folder.mkdir()
    with closing(EventLog(path)) as log:
        kept = log.keep_parquet(folder / "one.parquet", Instant(0), middle)
        kept += log.keep_parquet(folder / "two.parquet", middle, Instant(LAST + 1))
    assert kept == len(FACTS)
    with analytics.open(path) as book, analytics.open(folder) as archive:
        for by in ([], ["queue"], ["agent"]):
            assert archive.kpis(by=by).equals(book.kpis(by=by))


def test_days_that_are_over_are_kept_once(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with closing(EventLog(path)) as log:
        kept = dict(keep(log, folder, UTC))
        assert [file.name for file in kept] == ["facts-2026-01-05.parquet"]
        assert list(keep(log, folder, UTC)) == []
        next(iter(kept)).unlink()
        assert dict(keep(log, folder, UTC)) == dict([next(iter(kept.items()))])
        today = day_start(moment(LAST, UTC).date(), UTC)
        assert sum(kept.values()) == sum(event.at < today for _, event in FACTS) > 0
    assert {file.suffix for file in folder.iterdir()} == {".parquet"}


def test_an_empty_log_has_nothing_to_keep(tmp_path: Path) -> None:
    with closing(EventLog()) as log:
        assert list(keep(log, tmp_path, UTC)) == []


def test_nothing_is_changed(path: Path) -> None:
    before = path.read_bytes()
    with analytics.open(path) as book:
        book.kpis()
        book.spread("waits")
    assert path.read_bytes() == before


def test_days_are_said_as_days(path: Path) -> None:
    with analytics.open(path, BERLIN) as book:
        day = book.span("2026-01-05", "2026-01-05")
        assert (day.since, day.until - day.since) == (day_start(date(2026, 1, 5), BERLIN), DAY)
        assert book.span("2026-01-05T08:00+00:00").since == MORNING
        assert book.span().since == FACTS[0][1].at


@pytest.mark.parametrize(
    ("name", "by", "grain", "says"),
    [
        ("service", "queue", "day", "there is no KPI 'service'"),
        ("asa", "colour", "day", "there is no cut 'colour'; there are run, queue"),
        ("asa", "queue", "fortnight", "there is no grain 'fortnight'; there are 15m, hour"),
        ("occupancy", "queue", "day", "occupancy has no meaning by queue"),
    ],
)
def test_what_is_not_there_is_said(path: Path, name: str, by: str, grain: str, says: str) -> None:
    with analytics.open(path) as book, pytest.raises(OwnerError, match=says):
        book.kpi(name, by=by, grain=grain)


def test_a_log_of_another_version_is_refused_and_left_alone(path: Path) -> None:
    with closing(duckdb.connect(str(path))) as file:
        file.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(OwnerError, match="has version 99, not"):
        analytics.open(path)
    assert path.exists()
    with pytest.raises(OwnerError, match="is not there"):
        analytics.open(path.with_name("nothing.duckdb"))


@pytest.mark.parametrize("grain", Grain)
def test_grains_leave_nothing_out(grain: Grain) -> None:
    """From Friday to a Tuesday a month later, over the night that loses an hour."""
    whole = Window("w", day_start(date(2026, 3, 27), BERLIN), day_start(date(2026, 4, 28), BERLIN))
    parts = cut(whole, grain, BERLIN)
    assert (parts[0].since, parts[-1].until) == (whole.since, whole.until)
    assert all(one.until == other.since for one, other in pairwise(parts))
    assert [len(cut(whole, each, BERLIN)) for each in Grain] == [32 * 96 - 4, 32 * 24 - 1, 32, 6, 2]


def test_a_month_is_one_of_its_place() -> None:
    _, october = period("2026-10", BERLIN)
    assert (october.until - october.since) // QUARTER_HOUR == 31 * 96 + 4
    assert [part.name for part in cut(october, Grain.WEEK, BERLIN)][:2] == [
        "2026-10-01T00:00:00+02:00",
        "2026-10-05T00:00:00+02:00",
    ]
    with pytest.raises(ValueError, match="month"):
        period("2026-13")
