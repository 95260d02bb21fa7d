"""Agents coming and going: shifts, breaks, and those who do not come."""

from collections.abc import Iterator

from simpy.events import ProcessGenerator

from dispatcher import commands as ask
from dispatcher.vocabulary import DAY, AgentId, AgentStatus, Instant
from simulator.clock import Turn
from simulator.scenario import Scenario, Shift
from simulator.streams import Streams
from simulator.world import World

Step = tuple[Instant, AgentStatus]


def keep_shifts(world: World, agent: AgentId, shifts: tuple[Shift, ...]) -> ProcessGenerator:
    """Be ready during one's shifts, away in the breaks, offline between. A call is finished all the same."""
    for shift in shifts:
        yield world.clock.at(shift.begins, Turn.PRESENCE)
        world.ask(ask.ConnectAgent(id=world.name_command(), agent=agent))
        for instant, status in _steps(shift):
            if instant > shift.begins:
                yield world.clock.at(instant, Turn.PRESENCE)
            world.ask(ask.SetStatus(id=world.name_command(), agent=agent, status=status))


def attended(scenario: Scenario, agent: AgentId, streams: Streams) -> tuple[Shift, ...]:
    """The shifts of the days on which she comes; whether she does is a coin for each day."""
    absence, shifts = scenario.habits.absence, scenario.shifts_of(agent)
    if not absence:
        return shifts
    days = [(shift, (shift.begins - scenario.start) // DAY) for shift in shifts]
    return tuple(shift for shift, day in days if streams.uniform("absence", agent, day) >= absence)


def _steps(shift: Shift) -> Iterator[Step]:
    yield shift.begins, AgentStatus.READY
    for begins, ends in shift.breaks:
        yield begins, AgentStatus.AWAY
        yield ends, AgentStatus.READY
    yield shift.ends, AgentStatus.OFFLINE
