"""Intervals by hand, and how often they hold the truth."""

import numpy as np
import pytest

from simulator.confidence import chance, estimate


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
