"""Markov chains in continuous time, small enough to solve outright.

A chain is a first state and a function that names the moves out of a state, each with its rate. Whatever can
be reached is found by walking.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, lil_matrix
from scipy.sparse.linalg import expm_multiply, spsolve

State = Any
Moves = Callable[[State], Iterable[tuple[State, float]]]
Worth = Callable[[State], float]
Floats = NDArray[np.float64]


class Chain:
    """All states that can be reached from the first one, and the rates between them."""

    def __init__(self, first: Hashable, moves: Moves) -> None:
        self.states = [first]
        self.place = {first: 0}
        rates: list[tuple[int, int, float]] = []
        for here, state in enumerate(self.states):  # it grows while we walk
            for after, rate in moves(state):
                if after not in self.place:
                    self.place[after] = len(self.states)
                    self.states.append(after)
                rates.append((here, self.place[after], rate))
        self._rates = lil_matrix((len(self.states), len(self.states)))
        for here, there, rate in rates:
            self._rates[here, there] += rate
            self._rates[here, here] -= rate

    def steady(self) -> Floats:
        """How likely each state is in the long run."""
        balance = self._rates.T.tolil()
        balance[0, :] = 1.0  # one equation is superfluous; that the whole is 1 takes its place
        whole = np.zeros(len(self.states))
        whole[0] = 1.0
        return np.asarray(spsolve(csc_matrix(balance), whole))

    def after(self, span: float) -> Floats:
        """How likely each state is so long after the first one."""
        begin = np.zeros(len(self.states))
        begin[0] = 1.0
        return np.asarray(expm_multiply(csc_matrix(self._rates.T) * span, begin))

    def mean(self, chances: Floats, worth: Worth) -> float:
        """The mean of something that each state is worth."""
        return float(np.dot(chances, [worth(state) for state in self.states]))
