"""Who comes when, with what work and patience; drawn before any rule is looked at.

A queue's arrivals are a Poisson process of rate 1 stretched to the queue's rates (Çinlar 1975): when a rate
changes, the n-th contact still comes n-th, with the same work and patience.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatcher.vocabulary import DAY, HOUR, ContactId, Instant, QueueId, Span
from simulator.scenario import Demand, Scenario
from simulator.streams import Streams

_BLOCK = 256

Floats = NDArray[np.float64]


class Visit(Struct, frozen=True):
    """One contact to come. `work` is what it takes a full agent; without `patience` it never leaves."""

    contact: ContactId
    queue: QueueId
    at: Instant
    work: Span
    patience: Span | None


def visits(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterator[Visit]:
    """Everybody who comes to this queue during the run, in order; the n-th is the same whatever the rates."""
    demand = scenario.demands[queue]
    patience = demand.patience if scenario.centre.channel_of(queue).live else None
    for number, at in enumerate(_instants(scenario, queue, streams), 1):
        contact = ContactId(f"{queue}-{number}")
        work = streams.draw(demand.handle, "handle", contact)
        leaves_after = None if patience is None else streams.draw(patience, "patience", contact)
        yield Visit(contact, queue, at, work, leaves_after)


def busyness(scenario: Scenario, streams: Streams) -> list[float]:
    """How busy each day of the run is, 1 on average: gamma (Avramidis, Deslauriers & L'Ecuyer 2004)."""
    days = -(-scenario.length // DAY)
    if not scenario.busyness:
        return [1.0] * days
    shape = scenario.busyness**-2
    return [float(streams.of("busyness", day).gamma(shape, 1 / shape)) for day in range(days)]


def _instants(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterator[Instant]:
    edges, expected = _expected(scenario, scenario.demands[queue], busyness(scenario, streams))
    stream, reached = streams.of("arrival", queue), 0.0
    while reached < expected[-1]:
        unit = reached + np.cumsum(stream.exponential(size=_BLOCK))
        reached = float(unit[-1])
        for offset in np.interp(unit[unit < expected[-1]], expected, edges):
            yield Instant(scenario.start + int(offset))


def _expected(scenario: Scenario, demand: Demand, days: list[float]) -> tuple[Floats, Floats]:
    """The run cut where the rate changes, and how many arrivals are expected by each cut."""
    cuts = {
        *range(0, scenario.length, demand.interval),
        *range(0, scenario.length, DAY),
        int(scenario.length),
    }
    edges = np.array(sorted(cuts), dtype=np.float64)
    rates = [_rate(demand, int(edge)) * days[int(edge) // DAY] for edge in edges[:-1]]
    counts = np.cumsum(np.array(rates) * np.diff(edges) / HOUR)
    return edges, np.concatenate(([0.0], counts))


def _rate(demand: Demand, offset: int) -> float:
    return demand.per_hour[offset // demand.interval % len(demand.per_hour)]
