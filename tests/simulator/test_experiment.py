"""Many replications: how many, how they are shared, what is kept of them."""

import gc
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.events import Event
from dispatcher.vocabulary import MINUTE, Span
from simulator.day import play, stream
from simulator.experiment import measure, run
from simulator.laws import Law
from simulator.scenario import Demand, Precision, Redial, Scenario
from tests.simulator.suppose import CALLS, EMAILS, WEEK, calls, centre, demand, emails, scenario

TALK, PATIENCE = Law(mean=Span(3 * MINUTE)), Law(mean=Span(2 * MINUTE))


def day(**changed: object) -> Scenario:
    """Calls and emails, with all that can happen to callers."""
    callers = Demand(
        per_hour=(40,), handle=TALK, patience=PATIENCE, places=6, redial=Redial(share=0.4, after=TALK)
    )
    return scenario(
        centre(2, calls(interrupt_after=Span(0)), emails()),
        {CALLS: callers, EMAILS: demand(8, TALK)},
        **({"replications": 5} | changed),
    )


def test_it_plays_on_until_a_kpi_is_precise() -> None:
    wanted = Precision(kpi="abandon_rate", within=0.15, queue=CALLS, most=400)
    result = run(day(precision=wanted))
    assert 5 < result.replications < 400
    before = run(day(replications=result.replications - 1))
    for found, fits in ((result, True), (before, False)):
        values = [measure(day(), n).figures[CALLS]["abandon_rate"] or 0.0 for n in range(found.replications)]
        assert (half_width(values) <= 0.15 * sum(values) / len(values)) is fits


def half_width(values: list[float]) -> float:
    """Student's, from a table of its own."""
    from scipy import stats

    low, high = stats.t.interval(0.95, len(values) - 1, loc=0, scale=stats.sem(values))
    return float(high - low) / 2


def test_it_stops_at_the_most_though_nothing_is_precise() -> None:
    wanted = Precision(kpi="abandon_rate", within=0.0001, most=7)
    assert run(day(precision=wanted)).replications == 7


def test_it_is_the_same_with_any_number_of_processes_also_when_it_stops_by_itself() -> None:
    wanted = Precision(kpi="abandon_rate", within=0.3, queue=CALLS, most=100)
    assert run(day(precision=wanted), workers=2) == run(day(precision=wanted))


def test_what_was_finished_before_an_interrupt_is_told() -> None:
    """As Ctrl-C does it: in the middle of the third."""

    def stop(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    result = run(day(replications=50), progress=stop)
    assert (result.replications, result.asked) == (3, 50)
    assert result.estimates == run(day(replications=3)).estimates


def test_every_fact_of_every_replication_stands_in_the_event_file(tmp_path: Path) -> None:
    out = tmp_path / "events.parquet"
    run(day(replications=3), events=out)
    facts = pl.read_parquet(out)
    for number in range(3):
        kinds = [type(event).__name__ for event in play(day(), number)]
        assert facts.filter(pl.col("run") == number)["kind"].to_list() == kinds
    assert facts["run"].is_sorted()
    again = tmp_path / "again.parquet"
    run(day(replications=3), events=again, workers=2)
    assert again.read_bytes() == out.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"events.parquet", "again.parquet"}


def test_memory_does_not_grow_with_the_horizon() -> None:
    """There are no more objects in the second half of a long run than in the first."""
    counts, told = list[int](), 0

    def tell(facts: list[Event]) -> None:
        nonlocal told
        told += len(facts)
        if told // 500 > len(counts):
            counts.append(len(gc.get_objects()))

    stream(day(length=WEEK), 0, tell)
    middle = len(counts) // 2
    assert middle > 30
    assert max(counts[middle:]) < 1.02 * max(counts[:middle])


@given(st.integers(0, 50))
@settings(max_examples=5, deadline=None)
def test_shares_of_people_add_up(replication: int) -> None:
    tally = measure(day(), replication).tallies[CALLS]
    assert tally["attempts"] >= tally["customers"] >= tally.get("lost", 0)
