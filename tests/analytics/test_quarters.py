"""Laws: what is summed up says what the facts say, whatever is asked, and is trusted no further."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.eventlog import EventLog
from analytics.intervals import QUARTER_HOUR, Window, divided, quarter_hours, quarters_before
from analytics.kpis import KPIS, Cut, that_can_be_cut
from analytics.quarters import ROLLUPS
from dispatcher.events import Event
from dispatcher.vocabulary import HOUR, Instant
from tests.analytics.days import GREATER, MORNING, Push, greater_days, lived, numbered

NAMES = [kpi.name for kpi in KPIS]
CUTS = [
    [],
    [Cut.QUEUE],
    [Cut.CHANNEL],
    [Cut.AGENT],
    [Cut.QUEUE, Cut.CHANNEL],
    [Cut.AGENT, Cut.QUEUE],
    [Cut.RUN],
    [Cut.TEAM],
    [Cut.TEAM, Cut.AGENT],
    [Cut.TIER, Cut.CHANNEL],
    [Cut.CATEGORY],
]


@contextmanager
def kept(facts: list[Event], size: int = 50) -> Iterator[EventLog]:
    """The facts in a log on a disk, where quarter hours are summed up as they end."""
    with tempfile.TemporaryDirectory() as folder, closing(EventLog(Path(folder) / "events.duckdb")) as log:
        day = numbered(facts)
        for start in range(0, len(day), size):
            log.append(day[start : start + size])
        yield log


@settings(max_examples=25, deadline=None)
@given(greater_days(), st.integers(1, 40))
def test_what_is_over_is_asked_once_and_stays_right(day: list[Push], size: int) -> None:
    facts = numbered(stretched(day))
    with closing(EventLog()) as log:
        for start in range(0, len(facts), size):
            log.append(facts[start : start + size])
            asked = quarters_before(facts[min(start + size, len(facts)) - 1][1].at, 16)
            for _ in ("asked", "asked again"):
                assert log.over(asked, KPIS) == [*log.kpis(asked).select(NAMES).iter_rows(named=True)]


def test_another_run_is_not_yet_over() -> None:
    facts = numbered(stretched([(60, "call", 0)] * 12))
    asked = quarters_before(facts[-1][1].at, 8)
    with closing(EventLog()) as log:
        log.append(facts)
        before = [told["incoming"] for told in log.over(asked, KPIS)]
        log.append(facts, run=1)
        assert [told["incoming"] for told in log.over(asked, KPIS)] == [2 * (n or 0) for n in before]
        assert sum(n or 0 for n in before) > 0


def rows(log: EventLog) -> int:
    """How many sums there are."""
    return sum(int(log.ask(f"SELECT count(*) AS n FROM {rollup.table}")["n"][0]) for rollup in ROLLUPS)


def stretched(day: list[Push]) -> list[Event]:
    """The day, and what happens when it is lived twelve times as slowly: it covers many quarter hours."""
    return lived([(gap * 12, what, who) for gap, what, who in day], centre=GREATER)


instants = st.integers(-HOUR, 30 * HOUR).map(lambda after: Instant(MORNING + after))
windows = st.lists(
    st.tuples(instants, instants).map(lambda ends: Window("w", min(ends), max(ends))), min_size=1, max_size=6
)


@settings(max_examples=25, deadline=None)
@given(greater_days(), windows, st.sampled_from(CUTS))
def test_sums_and_facts_give_the_same_numbers(day: list[Push], asked: list[Window], by: list[Cut]) -> None:
    facts, plain = stretched(day), EventLog()
    plain.append(numbered(facts))
    kpis = that_can_be_cut(KPIS, by)
    asked = [*asked, *quarter_hours(Window("day", MORNING, Instant(facts[-1].at + 1)))[:40]]
    with kept(facts) as log:
        assert log.kpis(asked, kpis, by).equals(plain.kpis(asked, kpis, by))


@given(instants, instants, instants)
def test_a_window_is_its_whole_quarters_and_what_is_left(
    since: Instant, other: Instant, summed: Instant
) -> None:
    window = Window("w", min(since, other), max(since, other))
    whole, left = divided(window, summed)
    parts = sorted([(part.since, part.until) for part in ([whole] if whole else []) + left])
    assert parts[0][0] == window.since
    assert parts[-1][1] == window.until
    assert all(one[1] == following[0] for one, following in itertools.pairwise(parts))
    if whole is not None:
        assert (whole.since % QUARTER_HOUR, whole.until % QUARTER_HOUR) == (0, 0)
        assert whole.until <= summed


LONG = lived([(900, "call", i) for i in range(40)], centre=GREATER)


def test_other_definitions_have_the_sums_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    with closing(EventLog(path)) as log:
        log.append(numbered(LONG)[:-1])
        before = rows(log)
        assert before > 0
    with closing(duckdb.connect(str(path))) as file:
        file.execute("UPDATE quarters SET definitions = 'those of last year'")
        file.execute("UPDATE quarters_by_queue SET sum_0 = 1000000")
    with closing(EventLog(path)) as log, closing(EventLog()) as plain:
        plain.append(numbered(LONG))
        assert rows(log) == 0
        log.append(numbered(LONG))
        assert rows(log) == before
        day = [Window("day", MORNING, Instant(LONG[-1].at + 1))]
        assert log.kpis(day).equals(plain.kpis(day))
