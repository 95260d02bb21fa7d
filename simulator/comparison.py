"""Scenarios side by side: paired differences over common random numbers."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from analytics.kpis import BY_NAME, Better
from dispatcher.config.spans import say_span
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import QueueId
from simulator.confidence import Estimate, estimate
from simulator.experiment import WHOLE, Measured, Progress, Result, measurements, result_of
from simulator.scenario import Scenario


class Finding(StrEnum):
    """What a difference says: significant at the level of its interval, and then good or bad."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    UNCLEAR = "unclear"


class Difference(Struct, frozen=True, kw_only=True):
    """What a scenario has more of than the first one, replication by replication."""

    estimate: Estimate
    finding: Finding


class Compared(Struct, frozen=True, kw_only=True):
    """One scenario: its own result, and by queue and KPI what it differs in from the first."""

    name: str
    result: Result
    differences: Mapping[QueueId, Mapping[str, Difference]]


def compare(
    scenarios: Mapping[str, Scenario], *, workers: int = 1, progress: Progress | None = None
) -> list[Compared]:
    """Play all of them with the seed and the replications of the first, and set them beside it.

    Raises:
        OwnerError: their runs are not equally long, so that counts could not be compared.
        KeyboardInterrupt: it came before the last scenario had a replication finished.
    """
    (first, base), *_ = scenarios.items()
    for name, scenario in scenarios.items():
        _refuse_other_length(first, base, name, scenario)
    played: list[list[Measured]] = []
    for scenario in scenarios.values():
        told = _told(progress, len(played) * base.replications, len(scenarios) * base.replications)
        alike = replace(scenario, seed=base.seed, replications=base.replications, precision=None)
        played.append(measurements(alike, workers=workers, progress=told))
        if len(played[-1]) < base.replications and len(played) < len(scenarios):
            raise KeyboardInterrupt
    finished = min(map(len, played))
    return [
        Compared(
            name=name,
            result=result_of(replace(scenario, seed=base.seed), measured[:finished]),
            differences=_differences(played[0][:finished], measured[:finished]),
        )
        for (name, scenario), measured in zip(scenarios.items(), played, strict=True)
    ]


def _told(progress: Progress | None, before: int, total: int) -> Progress | None:
    """The same, after so many of so many."""
    return None if progress is None else lambda done, _: progress(before + done, total)


def _refuse_other_length(first: str, base: Scenario, name: str, scenario: Scenario) -> None:
    for key in ("length", "warm_up"):
        one, other = getattr(base, key), getattr(scenario, key)
        if one != other:
            raise OwnerError(
                f"{name}: scenario.{key} is {say_span(other)}, that of {first} is {say_span(one)};"
                " make them equal to compare the two"
            )


def _differences(
    base: Sequence[Measured], others: Sequence[Measured]
) -> dict[QueueId, dict[str, Difference]]:
    queues = [queue for queue in base[0].figures if queue in others[0].figures]
    return {
        queue: {name: found for name in BY_NAME if (found := _difference(base, others, queue, name))}
        for queue in [WHOLE, *sorted(set(queues) - {WHOLE})]
    }


def _difference(
    base: Sequence[Measured], others: Sequence[Measured], queue: QueueId, name: str
) -> Difference | None:
    pairs = [
        (one.figures.get(queue, {}).get(name), other.figures.get(queue, {}).get(name))
        for one, other in zip(base, others, strict=True)
    ]
    found = estimate([b - a for a, b in pairs if a is not None and b is not None])
    return None if found is None else Difference(estimate=found, finding=_finding(name, found))


def _finding(name: str, found: Estimate) -> Finding:
    better = BY_NAME[name].better
    if found.half_width is None or found.covers(0.0):
        return Finding.UNCLEAR
    if better is Better.NEITHER:
        return Finding.OTHER
    return Finding.BETTER if (found.mean > 0) == (better is Better.HIGHER) else Finding.WORSE
