"""What a few replications say of the truth: 95 % confidence intervals."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Final

import numpy as np
from msgspec import Struct
from scipy import stats

LEVEL: Final = 0.95

CONTROLLED: Final = 20
WORTH_IT: Final = 0.1
"""How many replications, and what share of the variance explained, a control needs to be worth its cost."""


class Estimate(Struct, frozen=True):
    """A mean over so many replications, and half the width of its interval; null for fewer than two."""

    mean: float
    half_width: float | None
    replications: int

    def covers(self, truth: float) -> bool:
        """Does the interval hold this value? One replication alone holds any."""
        return self.half_width is None or abs(self.mean - truth) <= self.half_width


class Chance(Struct, frozen=True):
    """How many of so many replications had it, and the interval for the chance of it."""

    times: int
    replications: int
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate | None:
    """Student's t interval for the mean of independent values; None when there are none."""
    if not values:
        return None
    n = len(values)
    if n < 2:
        return Estimate(fmean(values), None, n)
    return Estimate(fmean(values), student(n - 1) * stdev(values) / sqrt(n), n)


def controlled(values: Sequence[float], controls: Sequence[float], truth: float) -> Estimate | None:
    """The mean of values, freed of what a control explains whose true mean is known.

    A control variate: `values` are regressed on `controls`, and read off where those are at their `truth`
    (Lavenberg & Welch 1981). It costs one degree of freedom; where there are fewer than `CONTROLLED` values,
    or they hardly go with the control, the plain interval is the better one.
    """
    n = len(values)
    if n < CONTROLLED or min(controls) == max(controls) or min(values) == max(values):
        return estimate(values)
    off = np.array(controls) - truth
    fit = stats.linregress(off, np.array(values))
    if fit.rvalue**2 < WORTH_IT:
        return estimate(values)
    return Estimate(float(fit.intercept), student(n - 2) * float(fit.intercept_stderr), n)


def chance(outcomes: Sequence[bool]) -> Chance | None:
    """Wilson's score interval (1927), which stays between 0 and 1 and holds for few replications."""
    if not outcomes:
        return None
    n, times, z = len(outcomes), sum(outcomes), float(stats.norm.ppf((1 + LEVEL) / 2))
    share, spread = times / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At both ends the interval reaches the end exactly; floats would miss it by a hair.
    return Chance(times, n, middle - reach if times else 0.0, middle + reach if times < n else 1.0)


def student(freedom: int) -> float:
    """How many standard errors the interval reaches, with so many degrees of freedom."""
    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))
