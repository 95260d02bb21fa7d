"""How fast the simulator is, beside others that simulate the same centre, in one run on one core.

`python -m benchmarks.simulate [--calls 200000] [--rounds 2] [--replications 20]`: first an Erlang-A centre of
100 agents, calls a second; then a blended day of 200 agents, seconds a replication, and what two processes
gain.
"""

import argparse
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks import peers
from benchmarks.peers import Ended, Line
from dispatcher.centre import CHANNELS, Agent, Centre, Channel, Levers, Queue, Team
from dispatcher.events import ContactAbandoned, ContactClosed, Event
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
    Skill,
    Span,
    Strategy,
    TeamId,
)
from simulator.day import stream
from simulator.experiment import measure, run
from simulator.scenario import Demand, Habits, Kind, Law, Scenario

NINE = Instant(1_741_003_200_000_000)
TEAM, CHAT = TeamId("team"), ChannelId("chat")


def erlang_a(agents: int, calls: int) -> tuple[Line, Scenario]:
    """As much work as there are agents; callers wait two minutes on average. For others, and for us."""
    line = Line(agents, calls, between=180 / agents, talk=180.0, patience=120.0)
    queue = QueueId("calls")
    demand = Demand(
        per_hour=(3600 / line.between,),
        handle=Law(mean=Span(3 * MINUTE)),
        patience=Law(mean=Span(2 * MINUTE)),
    )
    supposed = Scenario(
        centre=Centre(
            name="Erlang A",
            teams={TEAM: Team(id=TEAM, name="Team")},
            agents=_agents(agents, [{}]),
            queues={queue: _queue(queue, VOICE, 20 * SECOND)},
        ),
        start=NINE,
        length=Span(round(calls * line.between * SECOND)),
        demands={queue: demand},
    )
    return line, supposed


def blended_day(agents: int = 200) -> Scenario:
    """Twelve hours of 20,000 calls, 6,000 emails and 2,000 chats, in 20 queues with a skill each."""
    names = [QueueId(f"{channel}-{number:02}") for channel, number in _queues()]
    has = [{Skill(names[(agent + step) % 20]): 5 for step in (0, 3, 7, 11)} for agent in range(20)]
    kinds: dict[str, tuple[ChannelId, int, float, Law, Law | None]] = {
        "calls": (VOICE, 20 * SECOND, 20_000 / 12, _law(4, 0.9), _law(3, 1.0)),
        "letters": (EMAIL, 4 * HOUR, 6_000 / 5, _law(6, 0.8), None),
        "chats": (CHAT, MINUTE, 2_000 / 3, _law(5, 0.7), _law(4, 1.0)),
    }
    queues, demands = {}, {}
    for name in names:
        channel, promise, contacts, work, patience = kinds[name.partition("-")[0]]
        queues[name] = _queue(name, channel, promise, skills={Skill(name): 1}, wrap_up=Span(10 * SECOND))
        demands[name] = Demand(per_hour=(contacts / 12,), handle=work, patience=patience)
    return Scenario(
        centre=Centre(
            name="Blended",
            channels=CHANNELS | {CHAT: Channel(id=CHAT, name="Chat", live=True, cap=2)},
            teams={TEAM: Team(id=TEAM, name="Team")},
            agents=_agents(agents, has),
            queues=queues,
        ),
        start=NINE,
        length=Span(12 * HOUR),
        demands=demands,
        habits=Habits(ring=Law(mean=Span(4 * SECOND), kind=Kind.LOGNORMAL, cv=0.5), speeds=(1.0, 1.0, 0.9)),
        busyness=0.1,
    )


def _queues() -> list[tuple[str, int]]:
    return [
        (channel, number)
        for channel, count in (("calls", 12), ("letters", 5), ("chats", 3))
        for number in range(count)
    ]


def _law(minutes: int, cv: float) -> Law:
    return Law(mean=Span(minutes * MINUTE), kind=Kind.LOGNORMAL, cv=cv)


def _agents(number: int, has: list[dict[Skill, int]]) -> dict[AgentId, Agent]:
    names = [AgentId(f"agent-{n:03}") for n in range(1, number + 1)]
    return {
        name: Agent(id=name, name=name, team=TEAM, skills=has[n % len(has)]) for n, name in enumerate(names)
    }


def _queue(name: QueueId, channel: ChannelId, promise: int, **more: Any) -> Queue:
    levers = Levers(interrupt_after=Span(20 * SECOND)) if channel != EMAIL else Levers()
    strategy = Strategy.LEAST_OCCUPIED if channel == EMAIL else Strategy.LONGEST_IDLE
    return Queue(
        id=name, name=name, channel=channel, promise=Span(promise), levers=levers, strategy=strategy, **more
    )


def ringpost(supposed: Scenario) -> Ended:
    """The live engine, its people, and SimPy's clock."""
    ended = {ContactClosed: 0, ContactAbandoned: 0}

    def tell(facts: list[Event]) -> None:
        for event in facts:
            if type(event) in ended:
                ended[type(event)] += 1

    stream(supposed, 0, tell)
    return Ended(ended[ContactClosed], ended[ContactAbandoned])


def with_kpis(supposed: Scenario) -> Ended:
    """The same, and every KPI measured."""
    figures = measure(supposed, 0).figures[QueueId("")]
    return Ended(round(figures["closed"] or 0), round(figures["abandoned"] or 0))


class Timed(NamedTuple):
    """What was run, how it ended, and the processor's seconds at best."""

    what: str
    ended: Ended
    seconds: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return sum(self.ended) / self.seconds


def timed(what: str, play: Callable[[], Ended], rounds: int) -> Timed:
    """The best of a few rounds: the others were disturbed."""
    seconds, ended = [], Ended(0, 0)
    for _ in range(rounds):
        begun = process_time()
        ended = play()
        seconds.append(process_time() - begun)
    return Timed(what, ended, min(seconds))


def compare(calls: int, rounds: int) -> None:
    """The Erlang-A centre, a line for each way to simulate it."""
    line, supposed = erlang_a(100, calls)
    print(f"Erlang-A centre: 100 agents, {calls:,} calls, load 100; one core, processor time")
    ways: list[tuple[str, Callable[[], Ended]]] = [
        ("a bare loop over a heap", lambda: peers.bare_heap(line)),
        ("SimPy, processes, nobody gives up", lambda: peers.simpy_without_patience(line)),
        ("SimPy, processes that give up", lambda: peers.simpy_processes(line)),
        ("Ciw", lambda: peers.ciw(line)),
        ("Ringpost: the engine in SimPy", lambda: ringpost(supposed)),
        ("the same, KPIs measured", lambda: with_kpis(supposed)),
    ]
    rates: dict[str, float] = {}
    for what, play in ways:
        try:
            found = timed(what, play, rounds)
        except ImportError:
            print(f"  {what:<36} not installed (pip install {what.lower()})")
            continue
        rates[what] = found.rate
        gave_up = found.ended.gave_up / sum(found.ended)
        print(f"  {what:<36} {found.rate:>10,.0f} calls/s   gave up {gave_up:>6.2%}", flush=True)
    ours = rates["Ringpost: the engine in SimPy"]
    for other in ("SimPy, processes that give up", "Ciw"):
        if other in rates:
            print(f"  Ringpost is {ours / rates[other]:.2f} times as fast as {other}")


def blended(replications: int) -> None:
    """The blended day: seconds a replication, alone and by two processes."""
    supposed = blended_day()
    begun = process_time()
    measured = measure(supposed, 0)
    seconds = process_time() - begun
    print(f"Blended day: 200 agents, 20 skills, 3 channels, {measured.contacts:,} contacts")
    print(f"  one replication, KPIs measured: {seconds:.1f} s of processor time", flush=True)
    if not replications:
        return
    took = []
    for workers in (1, 2):
        begun = perf_counter()
        run(supposed, replications=replications, workers=workers)
        took.append(perf_counter() - begun)
    print(
        f"  {replications} replications: {took[0]:.0f} s by one process, {took[1]:.0f} s by two: "
        f"{took[0] / took[1]:.2f} times as fast"
    )


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--replications", type=int, default=20, help="of the blended day; 0 for one alone")
    options = parser.parse_args()
    compare(options.calls, options.rounds)
    blended(options.replications)


if __name__ == "__main__":
    main()
