"""The law that comes nearest to the times seen, and how near."""

from collections.abc import Callable, Iterator, Sequence
from math import exp, inf, sqrt
from typing import Any, Final

import numpy as np
from msgspec import Struct
from scipy import optimize, special, stats

from analytics.survival import Wait, exponential, kaplan_meier
from dispatcher.vocabulary import Span
from simulator.laws import Kind, Law

FEWEST: Final = 20  # times from which a shape can be told; of fewer the mean is taken, as exponential
MOST_CV: Final = 10.0


class Fit(Struct, frozen=True, kw_only=True):
    """A law, of how many times seen, and its distance: the most that shares differ (Kolmogorov–Smirnov).

    `p` is how likely a sample of the law is as far off; null where the law was chosen of censored times or
    without a choice. It is kind to the law, as this was fitted to the same times.
    """

    law: Law
    seen: int
    distance: float
    p: float | None = None


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


def fit_patience(waits: Sequence[Wait]) -> Fit | None:
    """The likeliest exponential or Weibull patience, whichever is nearer to Kaplan and Meier's.

    None where nobody gave up.
    """
    whole, steps = exponential(waits), kaplan_meier(waits)
    if whole is None:
        return None
    left = sum(wait.gave_up for wait in waits)
    laws: list[tuple[Law, Stays]] = [
        (Law(mean=Span(round(whole.mean))), lambda time: exp(-time / whole.mean))
    ]
    if left >= FEWEST and (found := _weibull(waits, whole.mean)):
        laws.append(found)
    told = [
        Fit(
            law=law,
            seen=left,
            distance=max(abs(step.staying - stays(step.waited)) for step in steps if _known(step)),
        )
        for law, stays in laws
    ]
    # A second parameter always comes a little nearer; it must be worth it.
    return min(told, key=lambda one: one.distance + (0.01 if one.law.kind is Kind.WEIBULL else 0))


def _known(step: Any) -> bool:
    """The tail, of which hardly anybody is left, is noise; the first step is always taken."""
    return bool(step.staying > 0.0)


def _weibull(waits: Sequence[Wait], unit: float) -> tuple[Law, Stays] | None:
    times = np.array([max(wait.waited, 1.0) / unit for wait in waits])
    left = np.array([wait.gave_up for wait in waits])

    def unlikely(logs: Any) -> float:
        shape, scale = np.exp(logs)
        rest = times / scale
        hazards = np.log(shape / scale) + (shape - 1) * np.log(rest[left])
        return float((rest**shape).sum() - hazards.sum())

    found = optimize.minimize(unlikely, np.zeros(2), method="Nelder-Mead")
    shape, scale = np.exp(found.x)
    first = special.gamma(1 + 1 / shape)
    cv = sqrt(max(0.0, special.gamma(1 + 2 / shape) / first**2 - 1))
    if not found.success or not 0 < cv <= MOST_CV:
        return None
    law = Law(mean=Span(round(scale * unit * first)), kind=Kind.WEIBULL, cv=round(cv, 3))
    return law, lambda time: exp(-((time / (scale * unit)) ** shape))
