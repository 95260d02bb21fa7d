"""Callers, writers, and agents: what people do of their own will, in the world the engine arranges.

They hear facts and set alarms; only an alarm asks the engine for something.
"""

from collections.abc import Iterable
from functools import partial

from simpy.events import ProcessGenerator

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, later
from simulator.arrivals import Visit
from simulator.clock import Alarm, Turn
from simulator.scenario import Shift
from simulator.world import World


class Customers:
    """Everybody who comes, each laying what has to be done into `work`.

    Callers hang up when their patience ends before somebody answers. It begins on entering the queue; that a
    phone rings somewhere does not stop it.
    """

    def __init__(self, world: World, work: dict[ContactId, float]) -> None:
        self._world, self._work = world, work
        self._patience: dict[ContactId, Alarm] = {}

    def come(self, visits: Iterable[Visit]) -> ProcessGenerator:
        """Come one after another."""
        world = self._world
        for visit in visits:
            yield world.clock.at(visit.at, Turn.ARRIVAL)
            self._work[visit.contact] = float(visit.work)
            if visit.patience is not None:
                end, leave = later(visit.at, visit.patience), partial(self._hang_up, visit.contact)
                self._patience[visit.contact] = world.clock.at(end, Turn.ABANDONMENT, leave)
            world.ask(ask.AdmitContact(id=world.name_command(), contact=visit.contact, queue=visit.queue))

    def hear(self, event: fact.Event) -> None:
        """Be answered: whoever talks to an agent has patience enough."""
        if isinstance(event, fact.OfferAccepted):
            alarm = self._patience.pop(event.contact, None)
            if alarm is not None:
                alarm.call_off()

    def _hang_up(self, contact: ContactId) -> None:
        del self._patience[contact], self._work[contact]
        self._world.ask(ask.HangUp(id=self._world.name_command(), contact=contact))


def keep_shifts(world: World, agent: AgentId, shifts: tuple[Shift, ...]) -> ProcessGenerator:
    """Be ready during one's shifts, offline between them. A call in progress is finished all the same."""
    for shift in shifts:
        yield world.clock.at(shift.begins, Turn.PRESENCE)
        world.ask(ask.ConnectAgent(id=world.name_command(), agent=agent))
        world.ask(ask.SetStatus(id=world.name_command(), agent=agent, status=AgentStatus.READY))
        yield world.clock.at(shift.ends, Turn.PRESENCE)
        world.ask(ask.SetStatus(id=world.name_command(), agent=agent, status=AgentStatus.OFFLINE))
