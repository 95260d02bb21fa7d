"""One replication: the scenario's people in a world of their own, from its first instant to its last."""

from collections.abc import Iterable

from dispatcher import events as fact
from dispatcher.commands import ConfigureCentre
from dispatcher.vocabulary import AgentId, ContactId
from simulator.arrivals import Visit, visits
from simulator.desk import Desk
from simulator.people import Customers, keep_shifts
from simulator.scenario import Scenario
from simulator.streams import Streams
from simulator.world import World


def play(scenario: Scenario, replication: int = 0) -> list[fact.Event]:
    """All facts of one run. The same scenario and number give the same facts on any machine."""
    streams = Streams(scenario.seed, replication)
    day = Day(scenario, streams, [visits(scenario, queue, streams) for queue in scenario.demands])
    day.world.clock.run(scenario.end)
    return day.world.facts


class Day:
    """The people of a scenario, about to begin, `comers` queue by queue. `world.clock.run` lets it happen."""

    def __init__(self, scenario: Scenario, streams: Streams, comers: Iterable[Iterable[Visit]]) -> None:
        self.world = World(scenario.start, self._hear)
        work: dict[ContactId, float] = {}
        self._customers = Customers(self.world, work)
        self._desks = {
            agent: Desk(agent, self.world, habits=scenario.habits, streams=streams, work=work)
            for agent in scenario.centre.agents
        }
        self.world.ask(ConfigureCentre(id=self.world.name_command(), centre=scenario.centre))
        for visitors in comers:
            self.world.clock.start(self._customers.come(visitors))
        for agent in scenario.centre.agents:
            self.world.clock.start(keep_shifts(self.world, agent, scenario.shifts_of(agent)))

    def _hear(self, facts: list[fact.Event]) -> None:
        concerned: dict[AgentId, Desk] = {}
        for event in facts:
            self._customers.hear(event)
            agent: AgentId | None = getattr(event, "agent", None)
            if agent is not None:
                concerned[agent] = desk = self._desks[agent]
                desk.hear(event)
        for desk in concerned.values():
            desk.plan()
