"""What a decision costs: contacts a second through their whole life, beside bare heap operations.

`python -m benchmarks.engine [--contacts 20000] [--most-waiting 1000000]`

A life is: arrive, be offered, accepted, finished, wrapped up. Each row keeps so many contacts waiting and so
many agents busy, and lets one contact arrive for each that is done. Arrivals are made beforehand, as the live
centre gets them from its codec; all other requests are made within the time measured. Twenty skills, two
hundred queues asking for one or two of them; agents have five each, drawn at random, so that no two need be
alike. The yardstick, taken before and after every row, is a `heapq` push and pop in a heap of as many places
as there are contacts waiting. Bytes are resident memory, what the interpreter holds for a waiting contact and
all that is indexed by it.
"""

import argparse
import gc
import heapq
import random
import resource
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count, islice
from time import perf_counter
from typing import Final, NamedTuple

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Agent, Centre, Queue, Team
from dispatcher.commands import AdmitContact
from dispatcher.engine.engine import Engine
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    MINUTE,
    VOICE,
    AgentId,
    AgentStatus,
    ChannelId,
    CommandId,
    ContactId,
    QueueId,
    Skill,
    Span,
    TeamId,
)

SKILLS, QUEUES, SKILLS_OF_AN_AGENT = 20, 200, 5
START: Final = 1_741_003_200_000_000
STEP: Final = 1_000  # µs between two commands
WORD: Final = {VOICE: "calls", EMAIL: "emails"}


def centre(agents: int, channel: ChannelId, dice: random.Random) -> Centre:
    """So many agents, each with five of twenty skills, and two hundred queues that ask for one or two."""
    skills = [Skill(f"skill-{n:02}") for n in range(SKILLS)]
    names = [AgentId(f"agent-{n:05}") for n in range(agents)]
    return Centre(
        name="Benchmark",
        teams={TeamId("team"): Team(id=TeamId("team"), name="Team")},
        agents={
            name: Agent(
                id=name,
                name=name,
                team=TeamId("team"),
                skills=dict.fromkeys(dice.sample(skills, SKILLS_OF_AN_AGENT), 5),
            )
            for name in names
        },
        queues={queue.id: queue for queue in _queues(channel, skills, dice)},
    )


def _queues(channel: ChannelId, skills: list[Skill], dice: random.Random) -> Iterator[Queue]:
    for number in range(QUEUES):
        name = QueueId(f"queue-{number:03}")
        asked = dice.sample(skills, 1 if number % 2 else 2)
        yield Queue(
            id=name,
            name=name,
            channel=channel,
            skills=dict.fromkeys(asked, 1),
            promise=DAY,
            wrap_up=Span(MINUTE),
        )


class Floor:
    """An engine at work: agents who accept at once and finish in turn, contacts that arrive by chance.

    While more than `steady` contacts are in hand, one is finished for each that arrives.
    """

    def __init__(self, agents: int, channel: ChannelId, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.centre = centre(agents, channel, self.dice)
        self.engine = Engine()
        self.now = START
        self.names = map(CommandId, map(str, count(1)))
        self.at_work: deque[tuple[AgentId, ContactId]] = deque()
        self.queues = list(self.centre.queues)
        self.steady = 0
        self.ask(ask.ConfigureCentre(id=next(self.names), centre=self.centre))

    def ask(self, command: ask.Command) -> None:
        """Ask the engine, and let whoever is offered something accept it."""
        now = self.now = self.now + STEP
        for event in self.engine.handle(command, now):  # type: ignore[arg-type]  # an Instant is an int
            if type(event) is fact.ContactOffered:
                self.at_work.append((event.agent, event.contact))
                self.ask(ask.AcceptOffer(id=next(self.names), agent=event.agent, offer=event.offer))

    def arrivals(self, contacts: int) -> Iterator[AdmitContact]:
        """So many contacts that are yet to arrive, each in a queue drawn at random."""
        for name in islice(self.names, contacts):
            queue = self.queues[int(self.dice.random() * QUEUES)]
            yield AdmitContact(id=name, contact=ContactId(f"contact-{name}"), queue=queue)

    def finish(self) -> None:
        """Whoever has worked longest is done, and wraps up at once."""
        agent, contact = self.at_work.popleft()
        self.ask(ask.FinishContact(id=next(self.names), agent=agent, contact=contact))
        if self.engine.state.agents[agent].wrap_up is not None:
            self.ask(ask.EndWrapUp(id=next(self.names), agent=agent))

    def open(self) -> None:
        """Everybody is ready."""
        for agent in self.centre.agents:
            self.ask(ask.ConnectAgent(id=next(self.names), agent=agent))
            self.ask(ask.SetStatus(id=next(self.names), agent=agent, status=AgentStatus.READY))


def busy(agents: int, waiting: int, channel: ChannelId) -> tuple[Floor, float]:
    """A floor with everybody at work and so many contacts waiting, and the bytes that each of those takes."""
    floor = Floor(agents, channel)
    gc.collect()
    before = _resident()
    for arrival in floor.arrivals(waiting):
        floor.ask(arrival)
    gc.collect()
    held = (_resident() - before) / max(waiting, 1)
    # Enough for every desk, so that those who wait go on waiting.
    for arrival in floor.arrivals(agents * (3 if channel == EMAIL else 1)):
        floor.ask(arrival)
    floor.open()
    floor.steady = len(floor.at_work) - 1
    return floor, held


def idle(agents: int) -> Floor:
    """A floor with half of the agents at work, so that every call finds somebody idle."""
    floor = Floor(agents, VOICE)
    floor.open()
    for arrival in floor.arrivals(agents // 2):
        floor.ask(arrival)
    floor.steady = len(floor.at_work)
    return floor


def lives(floor: Floor, arrivals: Iterable[AdmitContact]) -> None:
    """For each contact that arrives, another one is done."""
    for arrival in arrivals:
        floor.ask(arrival)
        if len(floor.at_work) > floor.steady:
            floor.finish()


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as sizes:
        return int(sizes.read().split()[1]) * resource.getpagesize()


class Row(NamedTuple):
    """What was measured: contacts a second, heap pairs a second, bytes a waiting contact."""

    agents: int
    waiting: int
    channel: ChannelId
    rate: float
    pairs: float
    bytes: float

    @property
    def cost(self) -> float:
        """What a contact costs, in heap pairs."""
        return self.pairs / self.rate


def heap_pairs(waiting: int, pairs: int = 100_000) -> float:
    """Pushes and pops a second in a heap of so many places like those of a waiting line."""
    dice = random.Random(2)
    heap = [(1, dice.random(), 0, "contact") for _ in range(max(waiting, 1))]
    heapq.heapify(heap)
    entries = [(1, dice.random(), 0, "contact") for _ in range(pairs)]
    begun = perf_counter()
    for entry in entries:
        heapq.heappush(heap, entry)
        heapq.heappop(heap)
    return pairs / (perf_counter() - begun)


def measure(agents: int, waiting: int, channel: ChannelId, contacts: int, rounds: int = 3) -> Row:
    """The best of a few rounds on one floor: the others were disturbed. Nobody waiting: half are idle."""
    floor, held = busy(agents, waiting, channel) if waiting else (idle(agents), 0.0)
    rates, pairs = [], [heap_pairs(waiting)]
    for _ in range(rounds):
        arrivals = list(floor.arrivals(contacts))
        begun = perf_counter()
        lives(floor, arrivals)
        rates.append(contacts / (perf_counter() - begun))
        pairs.append(heap_pairs(waiting))
    return Row(agents, waiting, channel, max(rates), max(pairs), held)


def main() -> None:
    """Print a line for each number of agents and of contacts waiting."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--contacts", type=int, default=20_000, help="lives in each round (default %(default)s)"
    )
    parser.add_argument(
        "--most-waiting", type=int, default=1_000_000, help="the longest line tried (default %(default)s)"
    )
    options = parser.parse_args()
    print(f"{SKILLS} skills, {QUEUES} queues; a life is arrive, offer, accept, finish, wrap-up")
    print(
        f"{'agents':>8}{'waiting':>10}  {'channel':<8}{'contacts/s':>12}"
        f"{'heap pairs/s':>14}{'pairs a contact':>17}{'bytes waiting':>15}"
    )
    for agents in (100, 1_000, 10_000):
        _print(measure(agents, 0, VOICE, options.contacts))
    for channel in (VOICE, EMAIL):
        for agents in (100, 1_000, 10_000):
            _print(measure(agents, 1_000, channel, options.contacts))
        for waiting in (100_000, 1_000_000):
            if waiting <= options.most_waiting:
                _print(measure(1_000, waiting, channel, options.contacts))


def _print(row: Row) -> None:
    size = f"{row.bytes:,.0f}" if row.waiting >= 100_000 else "-"
    print(
        f"{row.agents:>8,}{row.waiting:>10,}  {WORD[row.channel]:<8}{row.rate:>12,.0f}{row.pairs:>14,.0f}"
        f"{row.cost:>17.1f}{size:>15}",
        flush=True,
    )


if __name__ == "__main__":
    main()
