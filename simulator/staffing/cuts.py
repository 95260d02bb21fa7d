"""The cheapest staffing that no cut forbids: an integer programme over groups, intervals and shifts.

A cut is a linear bound learned from a simulation: so many agents kept so little, and each one more would have
brought about so much (J. Atlason, M. Epelman and S. Henderson, "Call center staffing with simulation and
cutting plane methods", 2004; M. T. Cezik and P. L'Ecuyer, "Staffing multiskill call centers via linear
programming and simulation", 2008). It holds where service is concave in the agents, which it is once there
are nearly enough of them: that is why the search begins near Erlang's answer and not at nobody.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from scipy.optimize import Bounds, LinearConstraint, milp

from simulator.staffing.question import Question, Staffing, Wanted

Cell = tuple[int, int]
"""A group and an interval, by their places."""


class Cut(Struct, frozen=True):
    """The weighted sum of agents must be `least` or more."""

    weights: Mapping[Cell, float]
    least: float


class Shift(NamedTuple):
    """What can be paid: an agent of a group from an interval on, for so many."""

    group: int
    begins: int
    lasts: int

    def covers(self, cell: Cell) -> bool:
        """Is she there then?"""
        return self.group == cell[0] and self.begins <= cell[1] < self.begins + self.lasts


Roster = tuple[int, ...]
"""How many work each of the shifts of a question."""


def shifts_of(question: Question) -> list[Shift]:
    """All shifts there are; one that reaches beyond the run is cut at its end, and only the run is paid."""
    lengths = sorted({min(length, len(question.places)) for length in question.shifts}) or [1]
    return [
        Shift(group, begins, length)
        for group in range(len(question.groups))
        for length in lengths
        for begins in question.places
        if begins + length <= len(question.places)
    ]


def staffing_of(question: Question, shifts: Sequence[Shift], roster: Roster) -> Staffing:
    """Who is there when, if so many work each shift."""
    counts = [[0] * len(question.places) for _ in question.groups]
    for shift, number in zip(shifts, roster, strict=True):
        for place in range(shift.begins, shift.begins + shift.lasts):
            counts[shift.group][place] += number
    return tuple(map(tuple, counts))


def cells(question: Question, wanted: Wanted, group: int) -> list[Cell]:
    """Where another agent of this group can help: of calls in the interval and the one before it."""
    if wanted.queue not in question.groups[group].queues:
        return []
    places = question.places if wanted.place is None else range(max(0, wanted.place - 1), wanted.place + 1)
    return [(group, place) for place in places]


def cheapest(
    question: Question, shifts: Sequence[Shift], cuts: Sequence[Cut], least: Roster | None = None
) -> Roster:
    """The cheapest roster that satisfies all cuts, with `least` so many in each shift."""
    prices = np.array([question.groups[one.group].price * one.lasts for one in shifts], dtype=float)
    rows = [[sum(w for cell, w in cut.weights.items() if one.covers(cell)) for one in shifts] for cut in cuts]
    found = milp(
        # A hair more for each agent settles ties, the same way everywhere.
        prices + 1e-6 * np.arange(1, len(shifts) + 1) / len(shifts),
        integrality=np.ones(len(shifts)),
        bounds=Bounds(np.zeros(len(shifts)) if least is None else np.array(least), np.inf),
        constraints=LinearConstraint(np.array(rows), np.array([cut.least for cut in cuts]), np.inf),
    )
    assert found.x is not None, f"more agents satisfy every cut, yet: {found.message}"
    return tuple(round(count) for count in found.x)
