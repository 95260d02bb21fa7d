"""What queueing theory says of a line: Erlang B, C and A, by recursions that neither overflow nor cancel.

`load` is always the offered load in erlangs: arrival rate times mean handle time. Times share one unit, which
the caller chooses; shares lie between 0 and 1. Where a function takes a `patience`, None is the endless one
of Erlang C, and a number the mean of Erlang A's exponential one.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917), for B and C; the recursion is Jagerman's, "Some properties of the Erlang loss
function" (1974). C. Palm (1946), as in O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with
impatient customers" (2002), for A; the law of its waits follows from Palm's rates, see `_served_within`.
"""

from collections.abc import Callable
from math import exp, inf
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

NEGLIGIBLE: Final = 1e-17
"""A state so much less likely than the likeliest one adds nothing to a float."""


# --- Erlang B: nobody may wait --------------------------------------------------------------------------


def blocked(agents: int, load: float) -> float:
    """The share of calls that find all `agents` busy when nobody may wait (Erlang B).

    Raises:
        ValueError: fewer than no agents, or a negative load.
    """
    if agents < 0 or load < 0:
        raise ValueError(f"agents and load cannot be negative: {agents}, {load}")
    share = 1.0
    for n in range(1, agents + 1):
        share = load * share / (n + load * share)
    return share


def agents_for_blocking(load: float, *, loss: float) -> int:
    """The fewest agents, or lines, at which at most the share `loss` is turned away (Erlang B).

    Raises:
        ValueError: `loss` is not above 0.
    """
    _reachable(loss > 0, f"loss must be above 0, as some call always finds all busy: {loss}")
    return _fewest(lambda agents: blocked(agents, load) <= loss, 0)


def load_for_blocking(agents: int, *, loss: float) -> float:
    """The most load of which at most the share `loss` is turned away (Erlang B)."""
    _reachable(0 <= loss < 1, f"loss must be at least 0 and below 1: {loss}")
    return _most(lambda load: blocked(agents, load) <= loss)


# --- Erlang C: all are patient --------------------------------------------------------------------------


def delayed(agents: int, load: float) -> float:
    """The share of calls that must wait when all are patient (Erlang C); 1 when the load is too much."""
    if load >= agents:
        return 1.0
    loss = blocked(agents, load)
    return agents * loss / (agents - load * (1 - loss))


def service_level(
    agents: int, load: float, within: float, handle: float, patience: float | None = None
) -> float:
    """The share of all callers answered `within` that time; those who hang up are not.

    Raises:
        ValueError: with a patience, what `impatient` raises it for.
    """
    if patience is not None:
        return _answered_within(agents, load, within, handle, patience)
    if load >= agents:
        return 0.0
    return 1 - delayed(agents, load) * exp(-(agents - load) * within / handle)


def mean_wait(agents: int, load: float, handle: float, patience: float | None = None) -> float:
    """The mean wait of all callers, who did not wait or hung up too; infinite under overload in C."""
    if patience is not None:
        return impatient(agents, load, handle, patience).mean_wait
    if load >= agents:
        return inf
    return delayed(agents, load) * handle / (agents - load)


# --- Erlang A: callers hang up --------------------------------------------------------------------------


class Impatient(NamedTuple):
    """An Erlang A line in steady state: shares of all callers, and the mean wait of all, also of who left."""

    delayed: float
    abandoned: float
    mean_wait: float


def impatient(agents: int, load: float, handle: float, patience: float) -> Impatient:
    """The steady line of callers who hang up after an exponential `patience` (Erlang A).

    Raises:
        ValueError: no agents, or a time or load that is not above zero.
    """
    waiting = _waiting(agents, load, handle, patience)
    wait = float(waiting @ np.arange(len(waiting))) * handle / load  # Little's law
    # Rounding may carry a sum of shares a hair above the whole.
    return Impatient(min(1.0, float(waiting.sum())), wait / patience, wait)


def _waiting(agents: int, load: float, handle: float, patience: float) -> Floats:
    """The chance that all are busy and 0, 1, 2, … wait."""
    if agents < 1 or min(load, handle, patience) <= 0:
        raise ValueError("Erlang A needs an agent, and a load, handle time and patience above zero")
    log_weights = _log_weights(agents, load, handle / patience)
    scale = log_weights.max()
    weights = np.exp(log_weights - scale)
    # "All busy and nobody waits" weighs 1; the inverse of Erlang B is the sum of it and all below.
    with np.errstate(over="ignore"):
        fewer = (_inverse_blocked(agents, load) - 1) * np.exp(-scale)
    shares: Floats = weights / (fewer + weights.sum())
    return shares


def _log_weights(agents: int, load: float, leaving: float) -> Floats:
    """Logarithms, as a long overload's weights would overflow; as many as are not negligible."""
    count = 64
    while True:
        ratios = load / (agents + leaving * np.arange(1, count))
        logs: Floats = np.concatenate(([0.0], np.cumsum(np.log(ratios))))
        if ratios[-1] < 1 and logs[-1] < logs.max() + np.log(NEGLIGIBLE * (1 - ratios[-1])):
            return logs
        count *= 2


def _inverse_blocked(agents: int, load: float) -> float:
    """One over Erlang B, which is infinite where B is too small for a float."""
    inverse = 1.0
    for n in range(1, agents + 1):
        inverse = 1 + inverse * n / load
    return inverse


def _answered_within(agents: int, load: float, within: float, handle: float, patience: float) -> float:
    waiting = _waiting(agents, load, handle, patience)
    if within < 0:
        return 0.0
    served = _served_within(len(waiting), agents * patience / handle, within / patience)
    return float(1 - waiting.sum() + waiting @ served)


def _served_within(lengths: int, strength: float, within: float) -> Any:
    """The chance that who finds 0, 1, 2, … before her is served in that time; times in mean patiences.

    With k before her the line moves k + 1 times, at rates `strength` + k, …, `strength`. Then exp(-wait) is
    the product of k + 1 independent beta variables, which is Beta(strength, k + 1), and also the chance that
    she has stayed so long: what is wanted is the mean of that variable above exp(-within).
    """
    ahead = np.arange(1, lengths + 1)
    upper = special.betainc(ahead, strength + 1, -np.expm1(-within))
    return strength / (strength + ahead) * upper


# --- the other way round --------------------------------------------------------------------------------


def agents_for(
    load: float, *, level: float, within: float, handle: float, patience: float | None = None
) -> int:
    """The fewest agents who answer the share `level` of callers `within` that time.

    Raises:
        ValueError: `level` is not below 1; no number of agents answers everybody.
    """
    _reachable(level < 1, f"level must be below 1, as no number of agents answers every call: {level}")
    return _fewest(lambda agents: service_level(agents, load, within, handle, patience) >= level)


def agents_for_wait(load: float, *, longest: float, handle: float, patience: float | None = None) -> int:
    """The fewest agents at which the mean wait (the average speed of answer, in C) is at most `longest`.

    Raises:
        ValueError: `longest` is not above 0.
    """
    _reachable(longest > 0, f"the mean wait must be above 0, as some call always waits: {longest}")
    return _fewest(lambda agents: mean_wait(agents, load, handle, patience) <= longest)


def agents_for_abandonment(load: float, *, share: float, handle: float, patience: float) -> int:
    """The fewest agents at which at most this share of the callers hang up (Erlang A).

    Raises:
        ValueError: `share` is not above 0.
    """
    _reachable(share > 0, f"the share who hang up must be above 0, as somebody always does: {share}")
    return _fewest(lambda agents: impatient(agents, load, handle, patience).abandoned <= share)


def load_for(
    agents: int, *, level: float, within: float, handle: float, patience: float | None = None
) -> float:
    """The most load of which these agents answer the share `level` `within` that time; 0 for none."""
    _reachable(level > 0, f"level must be above 0, as any load does for it: {level}")
    return _most(lambda load: service_level(agents, load, within, handle, patience) >= level)


def load_for_wait(agents: int, *, longest: float, handle: float, patience: float | None = None) -> float:
    """The most load at which the mean wait of all is at most `longest`.

    Raises:
        ValueError: `longest` is not below `patience`; nobody waits longer than that on average.
    """
    _reachable(patience is None or longest < patience, "the mean wait is always below the patience")
    return _most(lambda load: mean_wait(agents, load, handle, patience) <= longest)


def load_for_abandonment(agents: int, *, share: float, handle: float, patience: float) -> float:
    """The most load of which at most this share hang up (Erlang A)."""
    _reachable(share < 1, f"the share who hang up is always below 1: {share}")
    return _most(lambda load: impatient(agents, load, handle, patience).abandoned <= share)


def _reachable(true: bool, otherwise: str) -> None:
    if not true:
        raise ValueError(otherwise)


def _fewest(enough: Callable[[int], bool], least: int = 1) -> int:
    """The fewest that are enough, where more are never fewer than enough."""
    too_few, most = least - 1, max(least, 1)
    if enough(least):
        return least
    while not enough(most):
        too_few, most = most, 2 * most
    while most - too_few > 1:
        middle = (too_few + most) // 2
        too_few, most = (too_few, middle) if enough(middle) else (middle, most)
    return most


def _most(bearable: Callable[[float], bool]) -> float:
    """The most that can be borne, to the last digits, where less always can."""
    least, too_much = 0.0, 1.0
    while bearable(too_much):
        least, too_much = too_much, 2 * too_much
    while too_much - least > 1e-12 * too_much and too_much > 1e-12:
        middle = (least + too_much) / 2
        least, too_much = (middle, too_much) if bearable(middle) else (least, middle)
    return least
