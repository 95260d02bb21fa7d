"""Who comes when, with what work and patience; drawn before any rule is looked at.

A queue's arrivals are a Poisson process of rate 1 stretched to the queue's rates (Çinlar 1975): when a rate
changes, the n-th contact still comes n-th, with the same work and patience.
"""

from collections.abc import Iterable, Iterator
from heapq import merge

import numpy as np
from msgspec import Struct
from numpy.random import Generator
from numpy.typing import NDArray

from dispatcher.vocabulary import (
    DAY,
    HOUR,
    CategoryId,
    ContactId,
    Instant,
    QueueId,
    Span,
    Tier,
    Urgency,
)
from simulator.laws import Quantile, quantile
from simulator.scenario import Demand, Scenario
from simulator.streams import Streams

_BLOCK = 256

Floats = NDArray[np.float64]


class Visit(Struct, frozen=True):
    """One contact to come. `work` is what it takes a full agent; without `patience` it never leaves.

    `attempt` counts the tries of one customer, `settles` is the letter that this call is about. The rest is
    what is said of it when it is let in, where that is known.
    """

    contact: ContactId
    queue: QueueId
    at: Instant
    work: Span
    patience: Span | None
    attempt: int = 1
    settles: ContactId | None = None
    urgency: Urgency | None = None
    tier: Tier | None = None
    category: CategoryId | None = None
    customer: str = ""


def customer_of(visit: Visit) -> str:
    """Who it is: whoever calls again is the same customer, and is known by her first contact."""
    return visit.customer or visit.contact.partition("/")[0]


class Comers:
    """Those who come to one queue of their own will, one after another; the n-th is always the same."""

    def __init__(self, scenario: Scenario, queue: QueueId, streams: Streams, cause: str = "") -> None:
        demand = scenario.demands[queue]
        self._queue, self._cause, self._number = queue, cause, 0
        self._work, self._works = quantile(demand.handle), streams.uniforms(f"{cause}handle", queue)
        self._patience = patience_of(scenario, queue)
        self._patiences = streams.uniforms(f"{cause}patience", queue)

    def next_at(self, at: Instant) -> Visit:
        """The next of them, who comes at this instant."""
        self._number += 1
        work, patience = self._work(next(self._works)), None
        if self._patience is not None:
            patience = self._patience(next(self._patiences))
        name = f"{self._queue}-{self._cause}{self._number}"
        return Visit(ContactId(name), self._queue, at, work, patience)


def patience_of(scenario: Scenario, queue: QueueId) -> Quantile | None:
    """How long who comes to this queue waits; None where nobody leaves by himself."""
    patience = scenario.demands[queue].patience if queue in scenario.demands else None
    live = scenario.centre.channel_of(queue).live
    return quantile(patience) if patience is not None and live else None


def visits(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterator[Visit]:
    """Everybody who comes to this queue at an hour of his own, in order; the n-th is always the same."""
    comers = Comers(scenario, queue, streams)
    yield from opening(scenario, queue, streams)
    for at in _instants(scenario, queue, streams):
        yield comers.next_at(at)


def opening(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterator[Visit]:
    """Those who are there when the run begins."""
    there = Comers(scenario, queue, streams, "opening-")
    for _ in range(scenario.demands[queue].opening):
        yield there.next_at(scenario.start)


def busyness(scenario: Scenario, streams: Streams) -> list[float]:
    """How busy each day of the run is, 1 on average: gamma (Avramidis, Deslauriers & L'Ecuyer 2004)."""
    days = range(-(-scenario.length // DAY))
    return [_factor(scenario.busyness, streams.of("busyness", day)) for day in days]


def _factor(spread: float, stream: Generator) -> float:
    """Gamma, 1 on average."""
    return float(stream.gamma(spread**-2, spread**2)) if spread else 1.0


def _instants(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterable[Instant]:
    trace = (at for at in scenario.demands[queue].trace if scenario.start <= at < scenario.end)
    return merge(_by_rate(scenario, queue, streams), trace)


def expected(scenario: Scenario, queue: QueueId, since: Instant) -> float:
    """How many come to this queue of their own will from `since` on, on average over all chance."""
    edges, rates = _rates(scenario, scenario.demands[queue])
    begins = np.maximum(edges[:-1], since - scenario.start)
    by_rate = float(np.sum(rates * np.maximum(edges[1:] - begins, 0.0))) / HOUR
    demand = scenario.demands[queue]
    opening = demand.opening if since <= scenario.start else 0
    return by_rate + sum(since <= at < scenario.end for at in demand.trace) + opening


def _by_rate(scenario: Scenario, queue: QueueId, streams: Streams) -> Iterator[Instant]:
    edges, expected = _counts(scenario, queue, streams)
    stream, reached = streams.of("arrival", queue), 0.0
    while reached < expected[-1]:
        unit = reached + np.cumsum(stream.exponential(size=_BLOCK))
        reached = float(unit[-1])
        for offset in np.interp(unit[unit < expected[-1]], expected, edges).tolist():
            yield Instant(scenario.start + int(offset))


def _counts(scenario: Scenario, queue: QueueId, streams: Streams) -> tuple[Floats, Floats]:
    """The run cut where the rate changes, and how many arrivals are expected by each cut on such days."""
    edges, rates = _rates(scenario, scenario.demands[queue])
    counts = np.cumsum(rates * _factors(scenario, queue, edges[:-1], streams) * np.diff(edges) / HOUR)
    return edges, np.concatenate(([0.0], counts))


def _rates(scenario: Scenario, demand: Demand) -> tuple[Floats, Floats]:
    """The run cut where the rate changes, and the rates an hour between the cuts."""
    cuts = {
        *range(0, scenario.length, demand.interval),
        *range(0, scenario.length, DAY),
        int(scenario.length),
    }
    edges = np.array(sorted(cuts), dtype=np.float64)
    return edges, np.array([_rate(demand, int(edge)) for edge in edges[:-1]])


def _factors(scenario: Scenario, queue: QueueId, edges: Floats, streams: Streams) -> Floats:
    """How much busier than usual it is from each of these cuts on: that day, and that interval."""
    days, demand = busyness(scenario, streams), scenario.demands[queue]
    factors: Floats = np.array([days[int(edge) // DAY] for edge in edges])
    if not demand.spread:
        return factors
    intervals = [int(edge) // demand.interval for edge in edges]
    drawn = {n: _factor(demand.spread, streams.of("spread", queue, n)) for n in set(intervals)}
    factors *= [drawn[n] for n in intervals]
    return factors


def _rate(demand: Demand, offset: int) -> float:
    rates = demand.per_hour
    return rates[offset // demand.interval % len(rates)] if rates else 0.0
