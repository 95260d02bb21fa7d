"""How long things take: a law is a mean, a shape and a spread, and makes a span of a number between 0 and 1.

Chance comes in by that number alone (inversion), so two scenarios that draw the same number for the same
contact differ by their laws and by nothing else.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean
from typing import Final

from msgspec import Struct
from scipy.special import gammaincinv

from dispatcher.vocabulary import Span

Quantile = Callable[[float], Span]


class Kind(StrEnum):
    """The shape of a law."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    WEIBULL = "weibull"
    HYPEREXPONENTIAL = "hyperexponential"
    FIXED = "fixed"
    EMPIRICAL = "empirical"


SPREAD: Final = {
    Kind.LOGNORMAL: (0.0, 10.0),
    Kind.GAMMA: (0.0, 10.0),
    Kind.WEIBULL: (0.0, 10.0),
    Kind.HYPEREXPONENTIAL: (1.0, 10.0),
}
"""The shapes whose `cv` is looked at, and its bounds: above the first, at most the second."""


class Law(Struct, frozen=True, kw_only=True):
    """How long something takes. `cv` is standard deviation over mean; see `SPREAD`.

    Hyperexponential is a mixture of two exponentials, each of which brings half of the mean. An empirical law
    has `values`, sorted, each as likely as another; see `empirical`.
    """

    mean: Span
    kind: Kind = Kind.EXPONENTIAL
    cv: float = 1.0
    values: tuple[Span, ...] = ()


NOTHING: Final = Law(mean=Span(0), kind=Kind.FIXED)
"""The law of what takes no time."""


def empirical(values: Iterable[Span]) -> Law:
    """The law of what was seen: each of these, at least one, is as likely as another."""
    rising = tuple(sorted(values))
    return Law(mean=Span(round(fmean(rising))), kind=Kind.EMPIRICAL, cv=0.0, values=rising)


def quantile(law: Law) -> Quantile:
    """The span that a share `u` of all do not pass, 0 < u < 1; in whole microseconds.

    For the hyperexponential law it is a span with that law, though not one that rises with `u`.
    """
    if not law.mean:
        return lambda _: Span(0)
    return _MAKERS[law.kind](law)


def longer(law: Law, past: Span, u: float) -> Span:
    """The span that a share `u` of those do not pass who have passed `past` already; a law of patience.

    Raises:
        ValueError: the law is neither exponential nor Weibull's.
    """
    if law.kind not in (Kind.EXPONENTIAL, Kind.WEIBULL):
        raise ValueError(f"no law of patience: {law.kind}")
    shape = weibull_shape(law.cv) if law.kind is Kind.WEIBULL else 1.0
    scale = law.mean / exp(lgamma(1 + 1 / shape))
    hazard = (past / scale) ** shape - log1p(-u)
    return Span(max(past, round(scale * hazard ** (1 / shape))))


def second_moment(law: Law) -> float:
    """The mean of the square, in square microseconds."""
    if law.kind is Kind.EMPIRICAL:
        return fmean(float(value) ** 2 for value in law.values)
    spread = 0.0 if law.kind is Kind.FIXED else law.cv if law.kind in SPREAD else 1.0
    return float(law.mean) ** 2 * (1 + spread**2)


def _exponential(law: Law) -> Quantile:
    mean = float(law.mean)
    return lambda u: round(-mean * log1p(-u))  # type: ignore[return-value]  # calling the type costs more


def _lognormal(law: Law) -> Quantile:
    variance = log(1 + law.cv**2)
    middle, spread, normal = log(law.mean) - variance / 2, sqrt(variance), NormalDist().inv_cdf
    return lambda u: round(exp(middle + spread * normal(u)))  # type: ignore[return-value]


def _gamma(law: Law) -> Quantile:
    shape = law.cv**-2
    scale = law.mean / shape
    return lambda u: Span(round(scale * float(gammaincinv(shape, u))))


def _weibull(law: Law) -> Quantile:
    power = 1 / weibull_shape(law.cv)
    scale = law.mean / exp(lgamma(1 + power))
    return lambda u: round(scale * (-log1p(-u)) ** power)


@lru_cache
def weibull_shape(cv: float) -> float:
    """The shape with this deviation over mean, by halving: log(1 + cv²) falls as the shape rises."""
    low, high, wanted = 0.05, 1e4, log1p(cv**2)
    for _ in range(200):
        shape = sqrt(low * high)
        if lgamma(1 + 2 / shape) - 2 * lgamma(1 + 1 / shape) > wanted:
            low = shape
        else:
            high = shape
    return shape


def often(cv: float) -> float:
    """How often the shorter of a hyperexponential law's two exponentials is drawn."""
    return (1 + sqrt((cv**2 - 1) / (cv**2 + 1))) / 2


def _hyperexponential(law: Law) -> Quantile:
    share = often(law.cv)
    short, long = law.mean / (2 * share), law.mean / (2 * (1 - share))

    def draw(u: float) -> Span:
        if u < share:
            return Span(round(-short * log((share - u) / share)))
        return Span(round(-long * log((1 - u) / (1 - share))))

    return draw


def _fixed(law: Law) -> Quantile:
    return lambda _: law.mean


def _empirical(law: Law) -> Quantile:
    values, number = law.values, len(law.values)
    return lambda u: values[int(u * number)]


_MAKERS: Final = {
    Kind.EXPONENTIAL: _exponential,
    Kind.LOGNORMAL: _lognormal,
    Kind.GAMMA: _gamma,
    Kind.WEIBULL: _weibull,
    Kind.HYPEREXPONENTIAL: _hyperexponential,
    Kind.FIXED: _fixed,
    Kind.EMPIRICAL: _empirical,
}
