"""Laws: whether days are in the log's file or in the archive alone, every number is the same."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analytics
from analytics.archive import keep, retire
from analytics.asof import AsOf
from analytics.eventlog import EventLog
from analytics.grains import Grain, cut
from analytics.horizon import LOOKING_BACK, archive_of
from analytics.intervals import Window
from analytics.kpis import KPIS, SPREADS, Cut, Kind, that_can_be_cut
from dispatcher.errors import OwnerError
from dispatcher.events import Event
from dispatcher.vocabulary import DAY, HOUR, Instant, Span
from tests.analytics.days import GREATER, MORE_PUSHES, MORNING, Push, greater_days, lived, numbered

UTC = ZoneInfo("UTC")
NAMES = [kpi.name for kpi in KPIS]
CUTS: list[list[Cut]] = [[], [Cut.QUEUE], [Cut.AGENT], [Cut.CHANNEL, Cut.TIER], [Cut.AGENT, Cut.QUEUE]]


@contextmanager
def two_logs(facts: Sequence[tuple[int, Event]]) -> Iterator[tuple[EventLog, EventLog]]:
    """One that keeps everything, and one beside an archive, which has seen the first facts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(EventLog(Path(folder) / "whole" / "events.duckdb")) as whole,
        closing(EventLog(Path(folder) / "short" / "events.duckdb")) as short,
    ):
        for log in (whole, short):
            log.append(facts)
        yield whole, short


def archived(log: EventLog) -> Path:
    """The log's archive, with every day that is over."""
    assert log._path is not None
    list(keep(log, archive_of(log._path), UTC))
    return archive_of(log._path)


def told(log: EventLog, windows: Sequence[Window]) -> list[pl.DataFrame]:
    """Everything that can be asked."""
    tables = [log.kpis(windows, that_can_be_cut(KPIS, by), by) for by in CUTS]
    return tables + [log.spread(windows, spread.name, [Cut.QUEUE]) for spread in SPREADS]


def slowly(day: list[Push], slower: int) -> list[tuple[int, Event]]:
    return numbered(lived([(gap * slower, what, who) for gap, what, who in day], centre=GREATER))


@settings(max_examples=6, deadline=None)
@given(greater_days(), st.sampled_from([8, 60, 400]), st.floats(0, 1), st.floats(0, 1), st.data())
def test_no_number_changes_when_days_are_let_go(
    day: list[Push], slower: int, seen: float, kept: float, data: st.DataObject
) -> None:
    facts = slowly(day, slower)
    first, last = facts[0][1].at, Instant(facts[-1][1].at + 1)
    split = int(seen * len(facts))
    ends = st.integers(first - HOUR, last + HOUR)
    windows = [
        Window(str(n), Instant(min(pair)), Instant(max(pair) + 1))
        for n, pair in enumerate(data.draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=4)))
    ]
    whole_days = cut(Window("", first, last), Grain.DAY, UTC)[-20:]
    with two_logs(facts[:split]) as (whole, short):
        for until in (split, len(facts)):
            for log in (whole, short):
                log.append(facts[:until])
            archived(short)
            retire(short, last, facts=Span(int((last - first) * kept)), archive=None, zone=UTC)
            beyond = Instant(max(short.reaches + LOOKING_BACK, first))
            late = [Window("late", beyond, last)] if beyond < last else []  # asked of the file alone
            for asked in ([window] for window in (*windows, *late)):
                for mine, right in zip(told(short, asked), told(whole, asked), strict=True):
                    assert mine.equals(right), asked
            assert short.kpis(whole_days).equals(whole.kpis(whole_days))
            assert short.ends() == whole.ends()
            assert short.ask("SELECT count(*) FROM facts").equals(whole.ask("SELECT count(*) FROM facts"))


FACTS = slowly([(900, what, n % 5) for n, what in enumerate(MORE_PUSHES * 5)], 12)
LAST = FACTS[-1][1].at
WINDOWS = cut(Window("", MORNING, Instant(LAST + 1)), Grain.DAY, UTC)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with closing(EventLog(tmp_path / "events.duckdb")) as log:
        log.append(FACTS)
        yield log


def in_file(log: EventLog) -> int:
    (count,) = log._connection.execute("SELECT count(*) FROM facts").fetchone() or (0,)
    return int(count)


def as_it_stood(log: EventLog, number: int, event: Event) -> pl.DataFrame:
    """The flows of all that had happened when this was the last fact."""
    flows = [kpi for kpi in KPIS if kpi.kind is Kind.FLOW]
    with AsOf(log, number, event.at) as then:
        return then.kpis([Window("", MORNING, Instant(event.at + 1))], flows)


def test_a_past_moment_is_the_same_when_its_day_was_let_go(log: EventLog) -> None:
    moments = FACTS[:: len(FACTS) // 7]
    before = [as_it_stood(log, *moment) for moment in moments]
    archived(log)
    retire(log, LAST, facts=Span(0), archive=None, zone=UTC)
    assert in_file(log) < len(FACTS) // 2
    for moment, right in zip(moments, before, strict=True):
        assert as_it_stood(log, *moment).equals(right), moment


def test_the_file_is_smaller_and_opened_again_says_the_same(log: EventLog, tmp_path: Path) -> None:
    before, size = told(log, WINDOWS), in_file(log)
    archived(log)
    gone, _ = retire(log, LAST, facts=Span(5 * DAY), archive=None, zone=UTC)
    assert gone > size / 2
    assert in_file(log) == size - gone
    assert all(a.equals(b) for a, b in zip(told(log, WINDOWS), before, strict=True))
    log.close()
    with closing(EventLog(tmp_path / "events.duckdb")) as again:
        assert all(a.equals(b) for a, b in zip(told(again, WINDOWS), before, strict=True))
    with analytics.open(tmp_path / "events.duckdb", UTC) as book:
        assert book.kpis(since="2026-01-05")[1:].select(NAMES).equals(before[0][1:].select(NAMES))


def test_what_is_not_archived_is_not_let_go(log: EventLog) -> None:
    size = in_file(log)
    with pytest.raises(OwnerError, match=r"has 0 facts of days where the event log has"):
        retire(log, LAST, facts=Span(5 * DAY), archive=None, zone=UTC)
    kept = archived(log)
    lost = sorted(kept.iterdir())[1]
    lost.unlink()
    with pytest.raises(OwnerError, match="move its files away"):
        retire(log, LAST, facts=Span(5 * DAY), archive=None, zone=UTC)
    assert (in_file(log), log.reaches) == (size, 0)


def test_another_versions_archive_does_not_count(log: EventLog) -> None:
    for file in archived(log).iterdir():
        pl.read_parquet(file).drop("tier").write_parquet(file)
    with pytest.raises(OwnerError, match="has 0 facts"):
        retire(log, LAST, facts=Span(5 * DAY), archive=None, zone=UTC)


def test_what_is_let_go_is_not_archived_anew(log: EventLog) -> None:
    kept = archived(log)
    retire(log, LAST, facts=Span(5 * DAY), archive=None, zone=UTC)
    next(iter(sorted(kept.iterdir()))).unlink()
    assert list(keep(log, kept, UTC)) == []


def test_removed_days_have_no_number_and_the_others_theirs(log: EventLog) -> None:
    before = log.kpis(WINDOWS)
    kept = archived(log)
    files = len(list(kept.iterdir()))
    _, removed = retire(log, LAST, facts=Span(5 * DAY), archive=Span(8 * DAY), zone=UTC)
    assert 0 < removed == files - len(list(kept.iterdir()))
    table, first = log.kpis(WINDOWS), WINDOWS[removed]
    assert log.begins == first.since
    assert table[:removed].select(NAMES).null_count().sum_horizontal()[0] == removed * len(NAMES)
    # What looks further back (who came before, what somebody was in the middle of) finds less of it there.
    by_itself = [kpi.name for kpi in KPIS if kpi.kind not in (Kind.TIME, Kind.VISIT)]
    assert table[removed:].select(by_itself).equals(before[removed:].select(by_itself))
    log.append([(FACTS[-1][0] + 1, FACTS[-1][1])])
    assert log.kpis(WINDOWS)["incoming"][0] is None


def test_nothing_that_the_file_still_has_is_removed(log: EventLog) -> None:
    archived(log)
    assert retire(log, LAST, facts=None, archive=Span(8 * DAY), zone=UTC) == (0, 0)
    assert log.begins == 0


def test_an_idle_centre_loses_nothing(log: EventLog) -> None:
    """A year later the last day is not over: nothing came after it, so it is in no archive."""
    archived(log)
    before = told(log, WINDOWS)
    retire(log, Instant(LAST + 365 * DAY), facts=Span(5 * DAY), archive=None, zone=UTC)
    assert in_file(log) > 0
    assert all(a.equals(b) for a, b in zip(told(log, WINDOWS), before, strict=True))


LONG = slowly([(1000, what, n * 7 % 6) for n, what in enumerate(MORE_PUSHES * 3)], 300)


@pytest.mark.parametrize("part", [0.2, 0.35, 0.5, 0.65, 0.8])
def test_beyond_the_horizon_the_file_alone_says_the_same(part: float) -> None:
    """What began before and lasts, and who waits since before: all of it is still there."""
    first, last = LONG[0][1].at, Instant(LONG[-1][1].at + 1)
    with two_logs(LONG) as (whole, short):
        kept = archived(short)
        gone, _ = retire(short, last, facts=Span(int((last - first) * part)), archive=None, zone=UTC)
        assert gone > 0
        for file in kept.iterdir():
            file.unlink()
        beyond = Instant(short.reaches + LOOKING_BACK)
        step = (last - beyond) // 7
        windows = [
            Window(str(n), Instant(beyond + n * step), Instant(beyond + (n + 1) * step)) for n in range(7)
        ]
        for mine, right in zip(told(short, windows), told(whole, windows), strict=True):
            assert mine.equals(right)
