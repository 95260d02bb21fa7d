"""One replication: the scenario's people in a world of their own, from its first instant to its last."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from simpy.events import ProcessGenerator

from dispatcher import events as fact
from dispatcher.commands import ConfigureCentre
from dispatcher.engine.engine import Engine
from dispatcher.vocabulary import AgentId, ContactId, QueueId
from simulator import desk, people
from simulator.arrivals import Visit, visits
from simulator.desk import Desk, Habitual, Manner
from simulator.fates import fates_of
from simulator.people import Customers
from simulator.scenario import Scenario
from simulator.shifts import attended, keep_shifts
from simulator.streams import Streams
from simulator.world import Hear, World


class Played(Struct, frozen=True):
    """What a run's facts do not tell: what `Fates.tally` counted, and the work that `Customers` brought."""

    tallies: Mapping[QueueId, Mapping[str, int]]
    brought: int


def play(scenario: Scenario, replication: int = 0) -> list[fact.Event]:
    """All facts of one run. The same scenario and number give the same facts on any machine."""
    facts: list[fact.Event] = []
    stream(scenario, replication, facts.extend)
    return facts


def stream(scenario: Scenario, replication: int, tell: Hear) -> Played:
    """Play one run, and `tell` its facts as they happen; nothing of them is kept."""
    day = about(scenario, replication, tell)
    day.world.clock.run(scenario.end)
    return day.played


def about(scenario: Scenario, replication: int, tell: Hear) -> "Day":
    """The run with this number, about to begin."""
    streams = Streams(scenario.seed, replication)
    comers = [visits(scenario, queue, streams) for queue in scenario.demands]
    return Day(scenario, streams, comers, tell)


class Staff(Struct, frozen=True):
    """How the agents of a day behave, and how each comes and goes."""

    manner: Callable[[AgentId], Manner]
    presence: Callable[[World, AgentId], ProcessGenerator]


def supposed(scenario: Scenario, streams: Streams) -> Staff:
    """They keep the scenario's shifts, and have its habits."""
    manner = Habitual(scenario.habits, streams)
    return Staff(
        lambda _: manner,
        lambda world, agent: keep_shifts(world, agent, attended(scenario, agent, streams)),
    )


class Day:
    """The people of a scenario, about to begin, `comers` queue by queue. `world.clock.run` lets it happen.

    Agents behave as the scenario supposes, unless other `staff` is said.
    """

    def __init__(
        self,
        scenario: Scenario,
        streams: Streams,
        comers: Iterable[Iterable[Visit]],
        tell: Hear,
        engine: Engine | None = None,
        staff: Staff | None = None,
    ) -> None:
        staff = staff or supposed(scenario, streams)
        self.world = World(scenario.start, self._hear, engine)
        self._tell = tell
        work: dict[ContactId, float] = {}
        self._fates = fates_of(scenario, streams, self.world, lambda visit: self._customers.enter(visit))
        self._customers = Customers(self.world, work, self._fates, scenario.measured_from)
        self._desks = {
            agent: Desk(
                agent,
                self.world,
                habits=scenario.habits,
                pace=scenario.pace_of(agent),
                manner=staff.manner(agent),
                work=work,
            )
            for agent in scenario.centre.agents
        }
        self.world.ask(ConfigureCentre(id=self.world.name_command(), centre=scenario.centre))
        for fates in self._fates.values():
            fates.begin()
        for visitors in comers:
            self._customers.come(iter(visitors))
        for agent in scenario.centre.agents:
            self.world.clock.start(staff.presence(self.world, agent))

    @property
    def played(self) -> Played:
        """What was counted so far."""
        tallies = {queue: dict(fates.tally) for queue, fates in self._fates.items()}
        return Played(tallies, self._customers.brought)

    def _hear(self, facts: list[fact.Event]) -> None:
        self._tell(facts)
        concerned: dict[AgentId, Desk] = {}
        for event in facts:
            kind = type(event)
            if kind in people.HEARS:
                people.HEARS[kind](self._customers, event)
            if kind in desk.HEARS:
                agent: AgentId | None = event.agent  # type: ignore[union-attr]  # all of these have one
                if agent is not None:
                    concerned[agent] = self._desks[agent]
                    desk.HEARS[kind](self._desks[agent], event)
        for one in concerned.values():
            one.plan()
