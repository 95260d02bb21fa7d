"""Who comes, and when."""

from collections.abc import Callable
from itertools import pairwise
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.vocabulary import HOUR, MINUTE, Span
from simulator.arrivals import Visit, busyness, visits
from simulator.confidence import estimate
from simulator.scenario import Demand, Law, Scenario
from simulator.streams import Streams
from tests.simulator.suppose import CALLS, EMAILS, NOON, calls, centre, demand, emails, fixed, scenario

TALK, PATIENCE = Law(mean=Span(3 * MINUTE)), Law(mean=MINUTE)
HALF_HOURS = Demand(per_hour=(0.0, 120.0, 30.0), interval=Span(30 * MINUTE), handle=TALK)


def who_comes(who: Demand, replication: int = 0, **changed: object) -> list[Visit]:
    """Everybody who comes to the calls."""
    supposed = scenario(centre(1, calls()), {CALLS: who}, **changed)
    return list(visits(supposed, CALLS, Streams(supposed.seed, replication)))


def covers(truth: float, count: Callable[[int], float], replications: int = 60) -> bool:
    """Does the interval of this count over replications hold the truth?"""
    found = estimate([count(replication) for replication in range(replications)])
    return found is not None and found.covers(truth)


def test_as_many_come_as_the_rate_says() -> None:
    assert covers(40.0, lambda n: len(who_comes(demand(40, TALK), n)))


def test_a_rate_by_interval_holds_in_its_interval_and_begins_anew() -> None:
    def between(begin: int, end: int) -> Callable[[int], float]:
        def count(replication: int) -> float:
            came = who_comes(HALF_HOURS, replication, length=Span(3 * HOUR))
            return sum(begin * MINUTE <= one.at - NOON < end * MINUTE for one in came)

        return count

    assert all(between(0, 30)(n) == between(90, 120)(n) == 0 for n in range(5))
    assert covers(60.0, between(30, 60))
    assert covers(15.0, between(60, 90))
    assert covers(60.0, between(120, 150))


def test_gaps_between_poisson_arrivals_are_as_spread_as_long() -> None:
    came = who_comes(demand(600, TALK), length=Span(5 * HOUR))
    gaps = [later.at - one.at for one, later in pairwise(came)]
    assert stdev(gaps) / fmean(gaps) == pytest.approx(1, abs=0.1)


@given(st.floats(1, 300), st.floats(1, 300))
@settings(max_examples=15, deadline=None)
def test_the_nth_contact_is_the_same_person_at_any_rate(quiet: float, busy: float) -> None:
    some, others = (who_comes(demand(rate, TALK, PATIENCE)) for rate in (quiet, busy))
    for one, other in zip(some, others, strict=False):
        assert (one.contact, one.work, one.patience) == (other.contact, other.work, other.patience)


@given(st.integers(1, 200))
@settings(max_examples=15, deadline=None)
def test_everybody_comes_in_order_and_inside_the_run(minutes: int) -> None:
    came = [one.at for one in who_comes(demand(200, TALK), length=Span(minutes * MINUTE))]
    assert came == sorted(came)
    assert all(NOON <= at < NOON + minutes * MINUTE for at in came)


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    short, long = (who_comes(demand(300, TALK), length=Span(hours * HOUR)) for hours in (1, 3))
    assert long[: len(short)] == short


def test_writers_never_hang_up() -> None:
    who = demand(30, TALK, PATIENCE)
    supposed = scenario(centre(1, calls(), emails()), {CALLS: who, EMAILS: who})
    came = {queue: list(visits(supposed, queue, Streams(1))) for queue in (CALLS, EMAILS)}
    assert all(one.patience is None for one in came[EMAILS])
    assert all(one.patience is not None for one in came[CALLS])


def busy(spread: float) -> Scenario:
    """A year of days, each as busy as chance has it."""
    return scenario(
        centre(1, calls()),
        {CALLS: demand(10, fixed(MINUTE))},
        length=Span(365 * 24 * HOUR),
        busyness=spread,
    )


def test_busy_days_are_busy_for_all_and_average_out() -> None:
    days = busyness(busy(0.2), Streams(3))
    found = estimate(days)
    assert found is not None
    assert found.covers(1.0)
    assert stdev(days) == pytest.approx(0.2, rel=0.15)
    assert busyness(busy(0.0), Streams(3)) == [1.0] * 365


def test_a_busy_day_brings_more() -> None:
    supposed = replace(busy(0.3), length=Span(24 * HOUR))
    runs = [(busyness(supposed, Streams(1, n))[0], Streams(1, n)) for n in range(60)]
    found = estimate([len(list(visits(supposed, CALLS, streams))) / day for day, streams in runs])
    assert found is not None
    assert found.covers(240.0)
