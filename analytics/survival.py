"""How long callers are patient: seen of those who hung up; of the others, that theirs is longer."""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from typing import NamedTuple


class Wait(NamedTuple):
    """How long somebody waited, and whether she then gave up; else she was answered (censored)."""

    waited: float
    gave_up: bool


class Step(NamedTuple):
    """From this wait on the share `staying` has not given up; `error` is its standard error."""

    waited: float
    staying: float
    error: float


def kaplan_meier(waits: Iterable[Wait]) -> list[Step]:
    """The share that would still wait, a step at each time at which somebody gave up (the product limit).

    Who was answered at that very time had waited through it. E. L. Kaplan and P. Meier, "Nonparametric
    estimation from incomplete observations" (1958); the error is Greenwood's (1926).
    """
    rising = sorted(waits)
    at_risk, staying, spread = len(rising), 1.0, 0.0
    steps: list[Step] = []
    place = 0
    while place < len(rising):
        waited = rising[place].waited
        together = _together(rising, place)
        left = sum(wait.gave_up for wait in together)
        if left:
            staying *= 1 - left / at_risk
            spread += left / (at_risk * (at_risk - left)) if left < at_risk else 0.0
            steps.append(Step(waited, staying, staying * sqrt(spread)))
        at_risk -= len(together)
        place += len(together)
    return steps


def _together(rising: Sequence[Wait], place: int) -> Sequence[Wait]:
    """Those who waited as long as the one at this place."""
    end = place
    while end < len(rising) and rising[end].waited == rising[place].waited:
        end += 1
    return rising[place:end]


class Mean(NamedTuple):
    """The likeliest exponential patience, with the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


def exponential(waits: Iterable[Wait]) -> Mean | None:
    """All time waited over those who gave up; None where nobody did.

    The interval is that of the logarithm, whose standard error is one over the root of how many gave up.
    """
    seen = list(waits)
    left = sum(wait.gave_up for wait in seen)
    total = sum(wait.waited for wait in seen)
    if not left or not total:
        return None
    reach = 1.96 / sqrt(left)
    middle = log(total / left)
    return Mean(total / left, *(exp(middle + sign * reach) for sign in (-1, 1)))
