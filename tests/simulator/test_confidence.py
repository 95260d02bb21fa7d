"""Intervals by hand, and how often they hold the truth."""

import numpy as np
import pytest

from simulator.confidence import CONTROLLED, chance, controlled, estimate


def test_an_interval_counted_by_hand() -> None:
    """Mean 3, deviation 1.581, t(4) = 2.776: half width 2.776 * 1.581 / sqrt(5)."""
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found is not None
    assert found.mean == 3.0
    assert found.half_width == pytest.approx(1.963, abs=1e-3)
    assert found.covers(1.1)
    assert not found.covers(5.0)


def test_one_value_is_no_interval_and_none_no_estimate() -> None:
    one = estimate([7.0])
    assert one is not None
    assert one.half_width is None
    assert estimate([]) is None
    assert chance([]) is None


def test_wilsons_interval_counted_by_hand() -> None:
    """8 of 10: the score interval is 0.490 to 0.943 (Newcombe 1998 has the like)."""
    found = chance([True] * 8 + [False] * 2)
    assert found is not None
    assert found.low == pytest.approx(0.490, abs=1e-3)
    assert found.high == pytest.approx(0.943, abs=1e-3)


def test_always_and_never_reach_the_end_but_claim_no_certainty() -> None:
    never, always = chance([False] * 20), chance([True] * 20)
    assert never is not None
    assert always is not None
    assert (never.low, always.high) == (0.0, 1.0)
    assert never.high == pytest.approx(0.161, abs=1e-3)
    assert always.low == pytest.approx(0.839, abs=1e-3)


def test_nineteen_intervals_of_twenty_hold_the_truth() -> None:
    samples = np.random.default_rng(4).exponential(5.0, size=(2000, 30))
    held = sum(found.covers(5.0) for row in samples if (found := estimate(row.tolist())))
    assert held / 2000 == pytest.approx(0.94, abs=0.025)


def test_a_control_takes_out_what_it_explains() -> None:
    """A value that is the control and a little noise: the interval is a tenth, and about the true mean."""
    dice = np.random.default_rng(5)
    controls = dice.normal(100.0, 10.0, 40)
    values = controls + dice.normal(0.0, 1.0, 40)
    plain, freed = estimate(values.tolist()), controlled(values.tolist(), controls.tolist(), 100.0)
    assert plain is not None
    assert freed is not None
    assert freed.covers(100.0)
    assert (freed.half_width or 9.0) < (plain.half_width or 0.0) / 5


def test_a_control_that_explains_nothing_is_left_alone() -> None:
    dice = np.random.default_rng(6)
    values, controls = dice.normal(size=40).tolist(), dice.normal(size=40).tolist()
    assert controlled(values, controls, 0.0) == estimate(values)
    few = values[: CONTROLLED - 1]
    assert controlled(few, few, 0.0) == estimate(few)
    assert controlled(values, [1.0] * 40, 1.0) == estimate(values)


def test_intervals_with_a_control_hold_the_truth_as_often() -> None:
    dice = np.random.default_rng(7)
    controls = dice.exponential(1.0, size=(2000, 25))
    values = controls + dice.exponential(1.0, size=(2000, 25))
    held = sum(
        found.covers(2.0)
        for one, other in zip(values, controls, strict=True)
        if (found := controlled(one.tolist(), other.tolist(), 1.0))
    )
    assert 0.92 <= held / 2000 <= 0.98
