"""What queueing theory says of a line: Erlang B, C and A, by recursions that neither overflow nor cancel.

`load` is always the offered load in erlangs: arrival rate times mean handle time. Times share one unit, which
the caller chooses.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917), for B and C; the recursion is Jagerman's, "Some properties of the Erlang loss
function" (1974). C. Palm (1946), as in O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with
impatient customers" (2002), for A.
"""

from dataclasses import dataclass
from math import exp, inf
from typing import NamedTuple


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


def delayed(agents: int, load: float) -> float:
    """The share of calls that must wait when all are patient (Erlang C); 1 when the load is too much."""
    if load >= agents:
        return 1.0
    loss = blocked(agents, load)
    return agents * loss / (agents - load * (1 - loss))


def service_level(agents: int, load: float, within: float, handle: float) -> float:
    """The share of patient callers answered `within` that time, for a mean `handle` time (Erlang C)."""
    if load >= agents:
        return 0.0
    return 1 - delayed(agents, load) * exp(-(agents - load) * within / handle)


def mean_wait(agents: int, load: float, handle: float) -> float:
    """The average speed of answer, those who did not wait included (Erlang C); infinite under overload."""
    if load >= agents:
        return inf
    return delayed(agents, load) * handle / (agents - load)


def agents_for(load: float, *, level: float, within: float, handle: float) -> int:
    """The fewest agents who answer the share `level` of patient callers `within` that time (Erlang C).

    Raises:
        ValueError: `level` is not below 1; no number of agents answers everybody.
    """
    if not level < 1:
        raise ValueError(f"level must be below 1, as no number of agents answers every call: {level}")
    agents = int(load) + 1
    while service_level(agents, load, within, handle) < level:
        agents += 1
    return agents


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
    if agents < 1 or min(load, handle, patience) <= 0:
        raise ValueError("Erlang A needs an agent, and a load, handle time and patience above zero")
    # "All busy and nobody waits" weighs 1; the inverse of Erlang B is the sum of it and all below.
    line = _Weights(fewer=1 / blocked(agents, load) - 1)
    while line.last > 1e-17 * line.full or line.length < load - agents:
        line.lengthen(load / (agents + (line.length + 1) * handle / patience))
    whole = line.fewer + line.full
    mean_wait = line.waiting / whole * handle / load
    return Impatient(line.full / whole, mean_wait / patience, mean_wait)


@dataclass(slots=True)
class _Weights:
    """A birth-death recursion upwards: `fewer` weighs the states with an agent free, `full` all others."""

    fewer: float
    full: float = 1.0
    waiting: float = 0.0
    last: float = 1.0
    length: int = 0

    def lengthen(self, ratio: float) -> None:
        """One more may wait, `ratio` times as likely as one fewer."""
        self.length += 1
        self.last *= ratio
        self.full += self.last
        self.waiting += self.last * self.length
        if self.last > 1e200:  # only ratios of weights matter, and a long overload would overflow
            self._shrink(self.last)

    def _shrink(self, unit: float) -> None:
        self.fewer, self.full = self.fewer / unit, self.full / unit
        self.waiting, self.last = self.waiting / unit, 1.0
