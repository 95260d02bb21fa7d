"""Kaplan and Meier's estimate, counted by hand, and held to the law it was drawn from."""

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.survival import Wait, exponential, kaplan_meier

WAITS = st.lists(st.builds(Wait, st.integers(1, 50).map(float), st.booleans()), max_size=60)


def test_six_callers_are_counted_by_hand() -> None:
    """One of six gives up at 10 s; at 20 s one of the four left, beside one answered; the last at 40 s."""
    waits = [(10, True), (15, False), (20, True), (20, False), (30, False), (40, True)]
    steps = kaplan_meier(Wait(float(waited), gave_up) for waited, gave_up in waits)
    assert [step.waited for step in steps] == [10, 20, 40]
    assert [step.staying for step in steps] == pytest.approx([5 / 6, 5 / 6 * 3 / 4, 0])
    assert steps[0].error == pytest.approx(5 / 6 * sqrt(1 / (6 * 5)))
    assert steps[1].error == pytest.approx(5 / 8 * sqrt(1 / (6 * 5) + 1 / (4 * 3)))


@given(WAITS)
def test_the_share_only_falls_and_stays_a_share(waits: list[Wait]) -> None:
    shares = [1.0, *(step.staying for step in kaplan_meier(waits))]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


@given(st.lists(st.floats(1, 100), min_size=1, max_size=60))
def test_where_everybody_gives_up_it_is_the_plain_share(waits: list[float]) -> None:
    for step in kaplan_meier(Wait(waited, True) for waited in waits):
        assert step.staying == pytest.approx(sum(waited > step.waited for waited in waits) / len(waits))


def censored(seed: int, number: int = 4000) -> list[Wait]:
    """Patience of 120 s, of callers who are answered after 60 s on average."""
    chance = np.random.default_rng(seed)
    patience, answered = chance.exponential(120, number), chance.exponential(60, number)
    return [Wait(float(min(pair)), bool(pair[0] < pair[1])) for pair in zip(patience, answered, strict=True)]


def test_answered_callers_do_not_make_people_look_impatient() -> None:
    """The law is given back within its intervals, whatever seed; one of twenty may miss."""
    missed = 0
    for seed in range(20):
        waits = censored(seed)
        found = exponential(waits)
        assert found is not None
        missed += not found.low <= 120 <= found.high
        step = next(step for step in kaplan_meier(waits) if step.waited >= 60)
        missed += abs(step.staying - exp(-step.waited / 120)) > 1.96 * step.error
    assert missed <= 6  # of forty at 5 %: more has a chance of less than 1 in 100


def test_nobody_gave_up() -> None:
    assert kaplan_meier([Wait(1.0, False)]) == []
    assert exponential([Wait(1.0, False)]) is None
    assert exponential([]) is None
