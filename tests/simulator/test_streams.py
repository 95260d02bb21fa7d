"""Chance that is named: equal where the name is, and like no other."""

from collections import Counter
from itertools import islice
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.vocabulary import Span
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


@given(NAMES, NAMES)
def test_one_name_one_number(one: tuple[int, int, str, str], other: tuple[int, int, str, str]) -> None:
    first, second = (Streams(seed, run).uniform(cause, key) for seed, run, cause, key in (one, other))
    assert (first == second) == (one == other)
    assert 0 < first < 1


def test_numbers_lie_evenly_between_0_and_1() -> None:
    """By the hash and by the stream: all tenths are met equally often, within four deviations."""
    endless = Streams(1).uniforms("handle", "calls")
    for drawn in ([Streams(1).uniform("ring", n) for n in range(10_000)], [*islice(endless, 10_000)]):
        tenths = Counter(int(10 * number) for number in drawn)
        assert all(abs(tenths[n] - 1000) < 4 * sqrt(900) for n in range(10))


def test_the_nth_number_is_the_same_however_many_are_drawn() -> None:
    one, other = (Streams(1).uniforms("handle", "calls") for _ in range(2))
    assert [next(one) for _ in range(2000)][:700] == [next(other) for _ in range(700)]
