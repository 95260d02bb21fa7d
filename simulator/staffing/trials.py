"""Trying a staffing out: the shares that are wanted, over many runs with the same people."""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from simulator.confidence import student
from simulator.crew import Crew
from simulator.experiment import Progress
from simulator.staffing.levels import Share, Task, measure
from simulator.staffing.question import Question, Staffing

Floats = NDArray[np.float64]

SURE: Final = 1e-9


class Found(Struct, frozen=True):
    """What came of a wanted share: over all runs together, and half the width of its interval."""

    share: float
    half_width: float


class Trial(Struct, frozen=True, kw_only=True):
    """One staffing tried out; `shares` in the order of what is wanted."""

    staffing: Staffing
    shares: tuple[Found, ...]

    def short(self, question: Question) -> list[int]:
        """The places of what is wanted that fall short."""
        pairs = zip(question.wanted, self.shares, strict=True)
        return [n for n, (wanted, found) in enumerate(pairs) if found.share < wanted.least - SURE]


class Tally:
    """Counts the runs that were played, and how many more are foreseen; `progress` hears both."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress, self._done, self._ahead = progress, 0, 0

    def foresee(self, runs: int) -> None:
        """So many more are to come, as far as is known now."""
        self._ahead = runs

    def count(self) -> None:
        """One more was played."""
        self._done, self._ahead = self._done + 1, max(0, self._ahead - 1)
        if self._progress is not None:
            self._progress(self._done, self._done + self._ahead)


class Trials:
    """Plays staffings, each with the same `replications` of one `seed`, and remembers what came of them."""

    def __init__(self, question: Question, crew: Crew, tally: Tally, *, seed: int, replications: int) -> None:
        self._question, self._crew, self._tally = question, crew, tally
        self._seed, self._replications = seed, replications
        self._known: dict[Staffing, Trial] = {}

    def foresee(self, trials: int) -> None:
        """So many more trials are to come, as far as is known now."""
        self._tally.foresee(trials * self._replications)

    def of(self, *staffings: Staffing) -> list[Trial]:
        """What comes of each.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed, and noted.
        """
        new = [one for one in dict.fromkeys(staffings) if one not in self._known]
        runs = self._crew(measure, [task for one in new for task in self._tasks(one)])
        for staffing in new:
            sums = [self._next(runs) for _ in range(self._replications)]
            self._known[staffing] = Trial(staffing=staffing, shares=_together(sums))
        return [self._known[staffing] for staffing in staffings]

    def _next(self, runs: Iterator[list[Share]]) -> list[Share]:
        found = next(runs)
        self._tally.count()
        return found

    def _tasks(self, staffing: Staffing) -> list[Task]:
        question = self._question
        played = question.scenario(staffing)
        seeded = structs.replace(played, seed=self._seed)
        return [
            Task(seeded, number, question.wanted, question.interval) for number in range(self._replications)
        ]


def _together(runs: Sequence[Sequence[Share]]) -> tuple[Found, ...]:
    """Each share over all runs: the sums' quotient, as busy runs weigh more."""
    table: Floats = np.array(runs, dtype=np.float64)
    return tuple(_quotient(table[:, column, 0], table[:, column, 1]) for column in range(table.shape[1]))


def _quotient(good: Floats, whole: Floats) -> Found:
    """The quotient of means, and half its 95 % interval by the delta method (Law & Kelton's ratio estimate).

    Where nothing happened nothing fell short.
    """
    runs, total = len(good), float(whole.sum())
    if not total:
        return Found(1.0, 0.0)
    share = float(good.sum()) / total
    if runs < 2:
        return Found(share, 1.0)
    off = good - share * whole
    error = sqrt(float(off @ off) / (runs - 1) / runs) / (total / runs)
    return Found(share, student(runs - 1) * error)
