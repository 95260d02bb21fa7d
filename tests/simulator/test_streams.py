"""Chance that is named: equal where the name is, and like no other."""

from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.vocabulary import SECOND, Span
from simulator.confidence import estimate
from simulator.scenario import Kind, Law
from simulator.streams import Streams

PORTABLE = [1862746469, 2060801323, 4015832404]
NAMES = st.tuples(st.integers(0, 99), st.integers(0, 99), st.text(max_size=4), st.text(max_size=4))


@given(NAMES, NAMES)
def test_one_name_one_stream(one: tuple[int, int, str, str], other: tuple[int, int, str, str]) -> None:
    first, second = (
        Streams(seed, run).of(cause, key).integers(2**62) for seed, run, cause, key in (one, other)
    )
    assert (first == second) == (one == other)


def test_a_stream_is_the_same_on_every_machine() -> None:
    """Were it not, no two people could talk about one simulated day."""
    assert Streams(1).of("patience", "calls-1").integers(2**32, size=3).tolist() == PORTABLE


def test_a_fixed_law_needs_no_chance() -> None:
    law = Law(mean=Span(7), kind=Kind.FIXED)
    assert Streams(1).draw(law, "ring") == 7


@pytest.mark.parametrize(
    ("kind", "cv"), [(Kind.EXPONENTIAL, 1.0), (Kind.LOGNORMAL, 0.4), (Kind.LOGNORMAL, 1.2)]
)
def test_a_law_keeps_its_mean_and_spread(kind: Kind, cv: float) -> None:
    law, streams = Law(mean=Span(90 * SECOND), kind=kind, cv=cv), Streams(5)
    drawn = [float(streams.draw(law, "handle", n)) for n in range(6000)]
    found = estimate(drawn)
    assert found is not None
    assert found.covers(law.mean)
    # The spread of a sample's spread, generously: heavy tails converge slowly.
    assert stdev(drawn) / fmean(drawn) == pytest.approx(cv, rel=12 * cv / sqrt(6000) + 0.03)
