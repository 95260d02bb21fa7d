"""Customers: those who come, wait, and lose patience, in the world the engine arranges.

They hear facts and set alarms; only an alarm asks the engine for something. What else they do (call again,
write instead, phone about a letter) is told in `simulator.fates`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.vocabulary import ContactId, Instant, QueueId, later
from simulator.arrivals import Visit, customer_of
from simulator.clock import Alarm, Turn
from simulator.fates import Fates
from simulator.world import World


class Customers:
    """Everybody who comes, each laying what has to be done into `work`.

    Callers hang up when their patience ends before somebody answers. It begins on entering the queue; that a
    phone rings somewhere does not stop it. `fates` are for the queues where more happens than that. `brought`
    is the work that came in with those who came of their own will, from `since` on.
    """

    def __init__(
        self, world: World, work: dict[ContactId, float], fates: Mapping[QueueId, Fates], since: Instant
    ) -> None:
        self._world, self._work, self._fates, self._since = world, work, fates, since
        self.brought = 0
        self._patience: dict[ContactId, Alarm] = {}

    def come(self, visits: Iterator[Visit]) -> None:
        """Come one after another."""
        visit = next(visits, None)
        if visit is not None:
            self._world.clock.at(visit.at, Turn.ARRIVAL, partial(self._arrive, visit, visits))

    def enter(self, visit: Visit) -> None:
        """Come now, unless all places are taken."""
        fates = self._fates.get(visit.queue)
        if fates is not None and not fates.let_in(visit):
            return
        world = self._world
        self._work[visit.contact] = float(visit.work)
        if visit.patience is not None:
            end, leave = later(visit.at, visit.patience), partial(self._hang_up, visit.contact)
            self._patience[visit.contact] = world.clock.at(end, Turn.ABANDONMENT, leave)
        world.ask(
            ask.AdmitContact(
                id=world.name_command(),
                contact=visit.contact,
                queue=visit.queue,
                urgency=visit.urgency,
                tier=visit.tier,
                category=visit.category,
                customer=visit.customer if fates is None else customer_of(visit),
            )
        )

    def answered(self, event: fact.OfferAccepted) -> None:
        """Whoever talks to an agent has patience enough."""
        alarm = self._patience.pop(event.contact, None)
        if alarm is not None:
            alarm.call_off()
        if event.queue in self._fates and event.first:
            self._fates[event.queue].taken_up(event.contact)

    def replied(self, event: fact.ReplySubmitted) -> None:
        """Whoever has a reply is content."""
        if event.queue in self._fates:
            self._fates[event.queue].content(event.contact)

    def gave_up(self, event: fact.ContactAbandoned) -> None:
        """Whoever hung up may do something else."""
        if event.queue in self._fates:
            self._fates[event.queue].gave_up(event.contact)

    def done(self, event: fact.ContactClosed) -> None:
        """Whoever is served is gone."""
        if event.agent is None:  # no desk has forgotten it
            self._work.pop(event.contact, None)
        for fates in self._fates.values():
            fates.done(event.contact)

    def _arrive(self, visit: Visit, others: Iterator[Visit], _: object) -> None:
        if visit.at >= self._since:
            self.brought += visit.work
        self.enter(visit)
        self.come(others)

    def _hang_up(self, contact: ContactId, _: object) -> None:
        del self._patience[contact], self._work[contact]
        self._world.ask(ask.HangUp(id=self._world.name_command(), contact=contact))


HEARS: Final[Mapping[type[fact.Event], Callable[[Customers, Any], None]]] = {
    fact.OfferAccepted: Customers.answered,
    fact.ReplySubmitted: Customers.replied,
    fact.ContactAbandoned: Customers.gave_up,
    fact.ContactClosed: Customers.done,
}
"""What concerns customers, of all facts."""
