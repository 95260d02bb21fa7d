"""How fast the simulator is: contacts a second, beside a bare SimPy queue of the same callers.

`python -m benchmarks.simulate [--agents 10] [--contacts 20000]`
"""

import argparse
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, NamedTuple

import simpy
from simpy.events import ProcessGenerator

from dispatcher.centre import Agent, Centre, Levers, Queue, Team
from dispatcher.events import ContactClosed
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    SECOND,
    VOICE,
    AgentId,
    ChannelId,
    Instant,
    QueueId,
    Span,
    Strategy,
    TeamId,
)
from simulator.arrivals import Visit, visits
from simulator.day import play
from simulator.experiment import measure
from simulator.scenario import Demand, Kind, Law, Scenario
from simulator.streams import Streams

CALLS, LETTERS, TEAM = QueueId("calls"), QueueId("letters"), TeamId("team")
TALK, WRITE = Law(mean=Span(3 * MINUTE)), Law(mean=Span(6 * MINUTE), kind=Kind.LOGNORMAL, cv=0.8)
BUSY = 0.85  # of what the agents can do


def scenario(agents: int, contacts: int, *, blended: bool) -> Scenario:
    """A run of about so many contacts, calls alone or two calls for an email."""
    calls = BUSY * agents * HOUR / (TALK.mean + (WRITE.mean / 2 if blended else 0))
    rates = {CALLS: (calls, TALK), LETTERS: (calls / 2, WRITE)} if blended else {CALLS: (calls, TALK)}
    demands = {
        queue: Demand(per_hour=(rate,), interval=HOUR, handle=law) for queue, (rate, law) in rates.items()
    }
    return Scenario(
        centre=centre(agents),
        start=Instant(1_741_003_200_000_000),
        length=Span(round(contacts / sum(rate for rate, _ in rates.values()) * HOUR)),
        demands=demands,
    )


def centre(agents: int) -> Centre:
    """One team that takes calls and emails alike; calls may interrupt after 20 s."""
    names = [AgentId(f"agent-{n:03}") for n in range(1, agents + 1)]
    return Centre(
        name="Benchmark",
        teams={TEAM: Team(id=TEAM, name="Team")},
        agents={name: Agent(id=name, name=name, team=TEAM) for name in names},
        queues={
            CALLS: queue(CALLS, VOICE, 20 * SECOND, levers=Levers(interrupt_after=Span(20 * SECOND))),
            LETTERS: queue(LETTERS, EMAIL, 4 * HOUR, strategy=Strategy.LEAST_OCCUPIED),
        },
    )


def queue(name: QueueId, channel: ChannelId, promise: int, **more: Any) -> Queue:
    """A queue for anybody."""
    return Queue(id=name, name=name, channel=channel, promise=Span(promise), **more)


def bare_simpy(supposed: Scenario) -> int:
    """The same callers at a `simpy.Resource` that decides nothing and says nothing; how many were served."""
    env, served = simpy.Environment(supposed.start), 0
    desks = simpy.Resource(env, len(supposed.centre.agents))

    def call(visit: Visit) -> ProcessGenerator:
        nonlocal served
        with desks.request() as desk:
            yield desk
            yield env.timeout(visit.work)
        served += 1

    def come(visitors: Iterator[Visit]) -> ProcessGenerator:
        for visit in visitors:
            yield env.timeout(visit.at - env.now)
            env.process(call(visit))

    env.process(come(visits(supposed, CALLS, Streams(supposed.seed))))
    env.run(until=supposed.end)
    return served


def ringpost(supposed: Scenario) -> int:
    """The live engine and its people; how many contacts were closed."""
    return sum(isinstance(event, ContactClosed) for event in play(supposed))


def with_kpis(supposed: Scenario) -> int:
    """The same, and every KPI measured; how many contacts came."""
    return measure(supposed, 0).contacts


class Timed(NamedTuple):
    """What was run, on how many contacts, in how many seconds at best."""

    what: str
    contacts: int
    seconds: float

    @property
    def rate(self) -> float:
        """Contacts a second."""
        return self.contacts / self.seconds


def timed(what: str, run: Callable[[Scenario], int], supposed: Scenario, rounds: int = 3) -> Timed:
    """The best of a few rounds: the others were disturbed."""
    seconds, contacts = [], 0
    for _ in range(rounds):
        begun = perf_counter()
        contacts = run(supposed)
        seconds.append(perf_counter() - begun)
    return Timed(what, contacts, min(seconds))


def main() -> None:
    """Print a line for each, the first being what the others are compared with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--contacts", type=int, default=20_000)
    options = parser.parse_args()
    calls, blended = (scenario(options.agents, options.contacts, blended=both) for both in (False, True))
    bare = timed("bare SimPy M/M/n", bare_simpy, calls)
    runs = (
        bare,
        timed("Ringpost, calls", ringpost, calls),
        timed("Ringpost, calls and emails", ringpost, blended),
        timed("the same, KPIs measured", with_kpis, blended),
    )
    print(f"{options.agents} agents, {BUSY:.0%} busy")
    for run in runs:
        print(f"{run.what:<28}{run.contacts:>8} contacts {run.rate:>10,.0f}/s {bare.rate / run.rate:>6.1f} x")


if __name__ == "__main__":
    main()
