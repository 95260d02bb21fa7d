"""Laws keep their mean and spread, and times that were seen are drawn as often as they were."""

from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.vocabulary import MINUTE, SECOND, Span
from simulator.confidence import estimate
from simulator.laws import NOTHING, SPREAD, Kind, Law, empirical, quantile, second_moment
from simulator.streams import Streams

SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.EMPIRICAL])


@pytest.mark.parametrize(
    ("kind", "cv"),
    [
        (Kind.EXPONENTIAL, 1.0),
        (Kind.LOGNORMAL, 0.4),
        (Kind.LOGNORMAL, 1.2),
        (Kind.GAMMA, 0.5),
        (Kind.GAMMA, 1.5),
        (Kind.WEIBULL, 0.6),
        (Kind.WEIBULL, 1.3),
        (Kind.HYPEREXPONENTIAL, 1.6),
    ],
)
def test_a_law_keeps_its_mean_and_spread(kind: Kind, cv: float) -> None:
    law, chance = Law(mean=Span(90 * SECOND), kind=kind, cv=cv), Streams(5).uniforms("handle")
    draw = quantile(law)
    drawn = [float(draw(next(chance))) for _ in range(8000)]
    found = estimate(drawn)
    assert found is not None
    assert found.covers(law.mean)
    # The spread of a sample's spread, generously: heavy tails converge slowly.
    assert stdev(drawn) / fmean(drawn) == pytest.approx(cv, rel=12 * cv / sqrt(8000) + 0.03)
    assert second_moment(law) == pytest.approx(law.mean**2 * (1 + cv**2))


@given(KINDS, SHARES, SHARES)
def test_a_greater_share_takes_longer(kind: Kind, one: float, other: float) -> None:
    """So that common numbers make one scenario's work longer where the other's is."""
    law = Law(mean=MINUTE, kind=kind, cv=max(1.5, SPREAD.get(kind, (0, 0))[0]))
    draw = quantile(law)
    assert draw(one) >= 0
    if kind is not Kind.HYPEREXPONENTIAL:
        assert (draw(one) <= draw(other)) or one > other


def test_what_was_seen_is_drawn_each_as_likely() -> None:
    law = empirical([Span(30), Span(10), Span(20), Span(20)])
    draw = quantile(law)
    assert [draw((n + 0.5) / 8) for n in range(8)] == [10, 10, 20, 20, 20, 20, 30, 30]
    assert law.mean == 20
    assert second_moment(law) == (100 + 400 + 400 + 900) / 4


def test_nothing_and_the_fixed_need_no_chance() -> None:
    assert quantile(NOTHING)(0.7) == 0
    assert quantile(Law(mean=Span(7), kind=Kind.FIXED))(0.7) == 7
    assert quantile(Law(mean=Span(0)))(0.7) == 0
