"""What the days played so far say of a plan, and of the difference between two."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from analytics.kpis import BY_NAME, KPIS, Better
from dashboard.planning.worker import Played, Values
from dispatcher.vocabulary import QueueId
from simulator.confidence import Estimate, estimate

CURVES: Final = ("service_level", "asa", "abandon_rate", "incoming", "backlog")
"""What is drawn by the hour."""


class Difference(Struct, frozen=True):
    """A plan less the baseline, day by day; `verdict` is better, worse, or even when 0 is in the interval."""

    mean: float
    half_width: float | None
    verdict: str


class Summary(Struct, frozen=True, kw_only=True):
    """Means over days with their 95 % intervals: by queue and KPI, and by curve and hour."""

    estimates: Mapping[QueueId, Mapping[str, Estimate]]
    hours: Mapping[str, tuple[Estimate | None, ...]]


def summary(days: Sequence[Played]) -> Summary:
    """What they say together; each day weighs the same."""
    queues = {queue: None for day in days for queue in day.figures}
    return Summary(
        estimates={queue: _estimates([day.figures.get(queue, {}) for day in days]) for queue in queues},
        hours={name: tuple(_by_hour(days, name)) for name in CURVES},
    )


def _estimates(values: Sequence[Values]) -> dict[str, Estimate]:
    found = ((kpi.name, estimate(_known(values, kpi.name))) for kpi in KPIS)
    return {name: one for name, one in found if one is not None}


def _by_hour(days: Sequence[Played], name: str) -> Iterator[Estimate | None]:
    for hour in zip(*(day.hours for day in days), strict=True):
        yield estimate(_known(hour, name))


def _known(values: Sequence[Values], name: str) -> list[float]:
    return [value for one in values if (value := one.get(name)) is not None]


def differences(days: Sequence[Played], baseline: Sequence[Played], queue: QueueId) -> dict[str, Difference]:
    """How a plan differs from the baseline in each KPI, over the days that both have a value for.

    The days are paired: the same day has the same customers in both, so that most of chance falls away.
    """
    found = ((kpi.name, _difference(days, baseline, queue, kpi.name)) for kpi in KPIS)
    return {name: one for name, one in found if one is not None}


def _difference(
    days: Sequence[Played], baseline: Sequence[Played], queue: QueueId, name: str
) -> Difference | None:
    pairs = [(_value(one, queue, name), _value(other, queue, name)) for one, other in zip(days, baseline)]  # noqa: B905  one may be further on
    found = estimate([one - other for one, other in pairs if one is not None and other is not None])
    return None if found is None else Difference(found.mean, found.half_width, _verdict(found, name))


def _value(day: Played, queue: QueueId, name: str) -> float | None:
    return day.figures.get(queue, {}).get(name)


def _verdict(found: Estimate, name: str) -> str:
    better = BY_NAME[name].better
    if found.half_width is None or found.covers(0.0) or better is Better.NEITHER:
        return "even"
    return "better" if (found.mean > 0) is (better is Better.HIGHER) else "worse"
