"""The law that comes nearest to the times seen, and how near."""

from collections.abc import Callable, Iterator, Sequence
from math import exp, inf, sqrt
from typing import Any, Final

import numpy as np
from msgspec import Struct
from scipy import optimize, special, stats

from analytics.survival import Wait, exponential, kaplan_meier
from dispatcher.vocabulary import Span
from simulator.fitting.redials import Left
from simulator.laws import Kind, Law

FEWEST: Final = 20  # times from which a shape can be told; of fewer the mean is taken, as exponential
MOST_CV: Final = 10.0


class Fit(Struct, frozen=True, kw_only=True):
    """A law, of how many times seen, and its distance: the most that shares differ (Kolmogorov–Smirnov).

    `p` is how likely a sample of the law is as far off; null where the law was chosen of censored times or
    without a choice. It is kind to the law, as this was fitted to the same times. `low` and `high` are the
    ends of a 95 % interval for the mean of a patience.
    """

    law: Law
    seen: int
    distance: float
    p: float | None = None
    low: Span | None = None
    high: Span | None = None


def fit(times: Sequence[float]) -> Fit | None:
    """The nearest of the likeliest exponential, lognormal, gamma and Weibull laws; None of no times.

    Times are microseconds; those that are not above zero say nothing of a shape and are left out.
    """
    seen = np.array([time for time in times if time > 0], dtype=float)
    if not len(seen):
        return None
    if len(seen) < FEWEST:
        return Fit(
            law=Law(mean=Span(round(seen.mean()))),
            seen=len(seen),
            distance=_off(seen, stats.expon(scale=seen.mean())),
        )
    told = [_told(seen, kind, law) for kind, law in _likeliest(seen)]
    return min((one for one in told if one is not None), key=lambda one: (one.distance, one.law.kind))


def _likeliest(seen: Any) -> Iterator[tuple[Kind, Any]]:
    # Microseconds are far from 1, where the searches begin: so in units of the mean.
    mean = seen.mean()
    unit = seen / mean
    yield Kind.EXPONENTIAL, stats.expon(scale=mean)
    if np.ptp(seen) == 0:
        return
    logs = np.log(seen)
    yield Kind.LOGNORMAL, stats.lognorm(s=logs.std(), scale=exp(logs.mean()))
    shape, _, scale = stats.gamma.fit(unit, floc=0)
    yield Kind.GAMMA, stats.gamma(shape, scale=scale * mean)
    shape, _, scale = stats.weibull_min.fit(unit, floc=0)
    yield Kind.WEIBULL, stats.weibull_min(shape, scale=scale * mean)


def _told(seen: Any, kind: Kind, law: Any) -> Fit | None:
    mean, cv = law.mean(), law.std() / law.mean()
    if not (0 < mean < inf and 0 < cv <= MOST_CV):
        return None
    found = stats.kstest(seen, law.cdf)
    named = Law(
        mean=Span(round(mean)), kind=kind, cv=1.0 if kind is Kind.EXPONENTIAL else round(float(cv), 3)
    )
    return Fit(law=named, seen=len(seen), distance=float(found.statistic), p=float(found.pvalue))


def _off(seen: Any, law: Any) -> float:
    return float(stats.kstest(seen, law.cdf).statistic)


# --- patience, seen only of those who gave up -----------------------------------------------------------


Stays = Callable[[float], float]
"""The share that waits at least so long."""

SHAPELY: Final = 6.63
"""How much likelier, by twice the logarithm, a second parameter must make what was seen: 1 in 100 by chance
(likelihood ratio, chi-square with one degree of freedom)."""

KNOWN: Final = 0.05
"""Steps of Kaplan and Meier's estimate with a larger standard error are noise; no law is held to them."""


def fit_patience(waits: Sequence[Wait]) -> Fit | None:
    """The likeliest exponential patience; Weibull's where that is likelier by more than chance explains.

    The likelihood counts everybody for as long as she waited. How near a curve comes to Kaplan and Meier's
    would not do for choosing: where few are left their steps are noise, and a second parameter follows it.
    None where nobody gave up.
    """
    whole = exponential(waits)
    if whole is None:
        return None
    left = sum(wait.gave_up for wait in waits)
    law = Law(mean=Span(round(whole.mean)))
    plain = _held_to(waits, left, law, lambda time: exp(-time / whole.mean), (whole.low, whole.high))
    return (_weibull(waits, left, whole.mean) if left >= FEWEST else None) or plain


def _held_to(waits: Sequence[Wait], left: int, law: Law, stays: Stays, ends: tuple[float, float]) -> Fit:
    first, *others = kaplan_meier(waits)
    steps = [first, *(step for step in others if 0 < step.error <= KNOWN)]
    off = max(abs(step.staying - stays(step.waited)) for step in steps)
    low, high = (Span(round(end)) for end in ends)
    return Fit(law=law, seen=left, distance=off, low=low, high=high)


def _weibull(waits: Sequence[Wait], left: int, unit: float) -> Fit | None:
    """None where it is not likelier than the exponential by more than chance."""
    times = np.array([max(wait.waited, 1.0) / unit for wait in waits])
    gone = times[np.array([wait.gave_up for wait in waits])]

    def unlikely(logs: Any) -> float:
        shape, scale = np.exp(logs)
        hazards = np.log(shape / scale) + (shape - 1) * np.log(gone / scale)
        return float(((times / scale) ** shape).sum() - hazards.sum())

    found = optimize.minimize(unlikely, np.zeros(2), method="Nelder-Mead")
    # With the shape and the scale 1 it is the exponential.
    if not found.success or 2 * (unlikely(np.zeros(2)) - found.fun) < SHAPELY:
        return None
    shape, scale = np.exp(found.x)
    mean = scale * unit * special.gamma(1 + 1 / shape)
    cv = sqrt(max(0.0, special.gamma(1 + 2 / shape) / special.gamma(1 + 1 / shape) ** 2 - 1))
    if not 0 < cv <= MOST_CV:
        return None
    law = Law(mean=Span(round(mean)), kind=Kind.WEIBULL, cv=round(cv, 3))
    reach = exp(1.96 * _error(unlikely, found.x))
    ends = (mean / reach, mean * reach)
    return _held_to(waits, left, law, lambda time: exp(-((time / (scale * unit)) ** shape)), ends)


def _error(unlikely: Callable[[Any], float], logs: Any) -> float:
    """The standard error of the logarithm of the mean: the information's inverse, by the delta method."""
    step = 1e-3
    across = np.eye(2) * step
    information = np.array(
        [
            [
                unlikely(logs + one + other)
                - unlikely(logs + one - other)
                - unlikely(logs - one + other)
                + unlikely(logs - one - other)
                for other in across
            ]
            for one in across
        ]
    ) / (4 * step**2)
    shape = exp(logs[0])
    slope = np.array([-special.digamma(1 + 1 / shape) / shape, 1.0])
    return sqrt(max(0.0, float(slope @ np.linalg.pinv(information) @ slope)))


# --- redials --------------------------------------------------------------------------------------------


class RedialFit(Struct, frozen=True, kw_only=True):
    """Of those who hung up `share` call again, `after` so long, `most` times in all as far as was seen."""

    share: float
    after: Fit
    most: int


def fit_redial(calls: Sequence[Left]) -> RedialFit | None:
    """How many call again, by Kaplan and Meier: whose day ended first may still have called.

    Whoever had called as often as anybody did had called for the last time, and says nothing of the share.
    None where nobody known was seen to call again.
    """
    most = 1 + max((call.attempt for call in calls if call.wait.gave_up), default=0)
    told = [call.wait for call in calls if call.attempt < most]
    after = fit([wait.waited for wait in told if wait.gave_up])
    if after is None:
        return None
    return RedialFit(share=1 - kaplan_meier(told)[-1].staying, after=after, most=most)
