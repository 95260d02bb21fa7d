"""The quick answer beside the simulated one: each hour of a plan as a steady line, by Erlang A or C.

All callers stand in one line for anybody; emails fill what the calls leave. That is rougher than the
simulation, and there at once.
"""

from math import ceil, inf
from typing import Final

from msgspec import Struct

from analytics import erlang
from dashboard.planning.plan import Supposed, planned
from dispatcher.vocabulary import HOUR, QueueId

BUSIEST: Final = 0.95  # of their time agents may be busy where letters are to be answered the same day


class Hour(Struct, frozen=True, kw_only=True):
    """One hour: agents there, and needed; and what comes of those there. Shares; times in microseconds."""

    agents: int
    needed: int
    service_level: float | None
    abandon_rate: float | None
    asa: float | None
    occupancy: float


class Quick(Struct, frozen=True, kw_only=True):
    """The day by its hours, and the calls of all hours together; None where no calls come, or none get on."""

    hours: tuple[Hour, ...]
    service_level: float | None
    abandon_rate: float | None
    asa: float | None


class _Calls(Struct, frozen=True, kw_only=True):
    """The calls of an hour as one line: rate, erlangs, mean times, strictest promise and target."""

    rate: float
    load: float
    handle: float
    patience: float | None
    within: float
    level: float


def quick(supposed: Supposed) -> Quick:
    """What theory says of the plan, hour by hour."""
    told = [_hour(supposed, hour) for hour in range(len(supposed.plan.agents))]
    return Quick(
        hours=tuple(hour for _, hour in told),
        service_level=_mean([(rate, hour.service_level) for rate, hour in told]),
        abandon_rate=_mean([(rate, hour.abandon_rate) for rate, hour in told]),
        asa=_mean([(rate, hour.asa) for rate, hour in told]),
    )


def _mean(weighed: list[tuple[float, float | None]]) -> float | None:
    total = sum(rate for rate, _ in weighed)
    if not total or any(value is None for rate, value in weighed if rate):
        return None
    return sum(rate * (value or 0.0) for rate, value in weighed) / total


def _hour(supposed: Supposed, hour: int) -> tuple[float, Hour]:
    agents, calls = supposed.plan.staff[hour], _calls(supposed, hour)
    letters = sum(_load(supposed, queue, hour) for queue in _queues(supposed, live=False))
    load = letters + (calls.load if calls else 0.0)
    needed = max(ceil(load / BUSIEST), _for_calls(calls))
    level, lost, wait = _fares(calls, agents)
    busy = min(1.0, load / agents) if agents else 0.0
    return calls.rate if calls else 0.0, Hour(
        agents=agents, needed=needed, service_level=level, abandon_rate=lost, asa=wait, occupancy=busy
    )


def _for_calls(calls: _Calls | None) -> int:
    if calls is None:
        return 0
    return erlang.agents_for(
        calls.load, level=calls.level, within=calls.within, handle=calls.handle, patience=calls.patience
    )


def _fares(calls: _Calls | None, agents: int) -> tuple[float | None, float | None, float | None]:
    if calls is None:
        return None, None, None
    if not agents:
        return 0.0, 1.0 if calls.patience else 0.0, calls.patience
    line = (agents, calls.load)
    lost = erlang.impatient(*line, calls.handle, calls.patience).abandoned if calls.patience else 0.0
    wait = erlang.mean_wait(*line, calls.handle, calls.patience)
    level = erlang.service_level(*line, calls.within, calls.handle, calls.patience)
    return level, lost, None if wait == inf else wait


def _calls(supposed: Supposed, hour: int) -> _Calls | None:
    queues = [queue for queue in _queues(supposed, live=True) if _rate(supposed, queue, hour)]
    if not queues:
        return None
    centre, lines = planned(supposed), supposed.plan.lines
    rate, load = (sum(of(supposed, queue, hour) for queue in queues) for of in (_rate, _load))
    impatient = [(queue, patience) for queue in queues if (patience := lines[queue].patience)]
    leave = sum(_rate(supposed, queue, hour) / patience for queue, patience in impatient)
    return _Calls(
        rate=rate,
        load=load,
        handle=load * HOUR / rate,
        patience=rate / leave if leave else None,
        within=min(centre.queues[queue].promise for queue in queues),
        level=min(0.99, max(centre.queues[queue].target for queue in queues) / 100),
    )


def _queues(supposed: Supposed, *, live: bool) -> list[QueueId]:
    return [queue for queue in supposed.plan.lines if supposed.centre.channel_of(queue).live is live]


def _rate(supposed: Supposed, queue: QueueId, hour: int) -> float:
    return supposed.plan.lines[queue].per_hour[hour] * supposed.plan.volume / 100


def _load(supposed: Supposed, queue: QueueId, hour: int) -> float:
    """Erlangs, with the wrap-up."""
    handle = supposed.plan.lines[queue].handle + supposed.centre.queues[queue].wrap_up
    return _rate(supposed, queue, hour) * handle / HOUR
