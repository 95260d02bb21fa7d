"""Whether a case holds: the interval of every value covers the truth, or does with fresh seeds."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from simulator.confidence import Estimate
from simulator.experiment import Result, run
from tests.truth.cases import Case, Truth

FRESH = 1_000_003
"""What is added to a seed to have fresh chance."""


class Held(NamedTuple):
    """A truth, what the simulator said of it, and whether it had to be asked twice."""

    truth: Truth
    found: Estimate | None
    again: bool

    @property
    def holds(self) -> bool:
        """Is the truth inside of the interval?"""
        return self.found is not None and self.found.covers(self.truth.value)


def held(case: Case, workers: int = 1) -> Iterator[Held]:
    """Every truth of a case; those the first interval misses are asked once more, with fresh seeds."""
    first = run(case.scenario, workers=workers)
    missed = [truth for truth in case.truths if not Held(truth, found(first, truth), False).holds]
    yield from (Held(truth, found(first, truth), False) for truth in case.truths if truth not in missed)
    if missed:
        fresh = replace(case.scenario, seed=case.scenario.seed + FRESH)
        second = run(fresh, workers=workers)
        yield from (Held(truth, found(second, truth), True) for truth in missed)


def found(result: Result, truth: Truth) -> Estimate | None:
    """What a result says of the value."""
    where = result.people if truth.kpi in ("turned_away", "lost") else result.estimates
    return where.get(truth.queue, {}).get(truth.kpi)
