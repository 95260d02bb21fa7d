"""What else customers do: find no place, call again, write instead, write again, phone about a letter.

One `Fates` for each queue of whose contacts the scenario says such a thing. Every coin is keyed by its
contact, so the same people do the same under another policy, as far as they come to it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from msgspec.structs import replace

from dispatcher import commands as ask
from dispatcher.vocabulary import ContactId, Instant, MessageId, QueueId, Span, later
from simulator.arrivals import Comers, Visit, customer_of, patience_of
from simulator.clock import Alarm, Turn
from simulator.scenario import Hop, Scenario
from simulator.streams import Streams
from simulator.world import World

Enter = Callable[[Visit], None]


class Fates:
    """What becomes of those who come to one queue; `enter` lets somebody come, now.

    `tally` counts, from the end of the warm-up on, `attempts` to come in, those `turned_away`, the
    `customers` behind them, counted when they come first, and the `lost`, who gave up for good.
    """

    def __init__(
        self, scenario: Scenario, queue: QueueId, streams: Streams, world: World, enter: Enter
    ) -> None:
        self._scenario, self._queue, self._streams, self._world = scenario, queue, streams, world
        self._demand, self._enter = scenario.demands[queue], enter
        self._open: dict[ContactId, Visit] = {}
        self._waits: dict[ContactId, list[Alarm]] = {}
        self._endless = Comers(scenario, queue, streams)
        self.tally: Counter[str] = Counter()

    def begin(self) -> None:
        """Let those of an endless line come."""
        for _ in range(self._demand.endless):
            self._at(Span(0), self._next_of_line)

    def let_in(self, visit: Visit) -> bool:
        """Is there a place? Whoever finds none is turned away, and maybe tries again."""
        places = self._demand.places
        self._count("attempts")
        if visit.attempt == 1:
            self._count("customers")
        if places is not None and len(self._open) >= places:
            self._count("turned_away")
            self._try_again(visit)
            return False
        self._open[visit.contact] = visit
        self._wait_for_reply(visit)
        return True

    def taken_up(self, contact: ContactId) -> None:
        """Somebody was taken from the line; where it has no end, the next one comes."""
        if self._demand.endless and contact in self._open:
            self._at(Span(0), self._next_of_line)

    def gave_up(self, contact: ContactId) -> None:
        """A caller hung up."""
        visit = self._open.pop(contact, None)
        if visit is not None:
            self._try_again(visit)

    def content(self, contact: ContactId) -> None:
        """A writer has a reply."""
        for alarm in self._waits.pop(contact, ()):
            alarm.call_off()

    def done(self, contact: ContactId) -> None:
        """A contact is closed, and so is the letter it was about."""
        visit = self._open.pop(contact, None)
        self.content(contact)
        if visit is not None and visit.settles is not None:
            self._at(Span(0), partial(self._settle, visit.settles), Turn.COMPLETION)

    # --- trying again -----------------------------------------------------------------------------------

    def _try_again(self, visit: Visit) -> None:
        redial = self._demand.redial
        tries = redial is not None and visit.attempt < redial.most
        if redial is not None and tries and self._coin("redial", visit.contact) < redial.share:
            delay = self._streams.draw(redial.after, "redial after", visit.contact)
            self._at(delay, partial(self._redial, visit))
            return
        self._count("lost")
        if self._demand.instead is not None:
            self._turn_to(self._demand.instead, visit)

    def _redial(self, visit: Visit, alarm: Alarm) -> None:
        first, attempt = visit.contact.partition("/")[0], visit.attempt + 1
        name = ContactId(f"{first}/{attempt}")
        again = self._visit(name, visit.queue, alarm.instant, visit.work, attempt, visit.settles)
        self._enter(replace(again, customer=customer_of(visit)))

    # --- turning elsewhere ------------------------------------------------------------------------------

    def _turn_to(self, hop: Hop, visit: Visit, settles: ContactId | None = None) -> Alarm | None:
        contact = visit.contact
        if self._coin("hop", contact) >= hop.share:
            return None
        delay = self._streams.draw(hop.after, "hop after", contact)
        return self._at(delay, partial(self._hop, hop.to, visit, settles))

    def _hop(self, to: QueueId, visit: Visit, settles: ContactId | None, alarm: Alarm) -> None:
        name = ContactId(f"{visit.contact}-{to}")
        work = self._streams.draw(self._scenario.demands[to].handle, "handle", name)
        hopped = self._visit(name, to, alarm.instant, work, 1, settles)
        self._enter(replace(hopped, customer=customer_of(visit)))

    def _visit(
        self,
        name: ContactId,
        queue: QueueId,
        at: Instant,
        work: Span,
        attempt: int,
        settles: ContactId | None,
    ) -> Visit:
        patience = patience_of(self._scenario, queue)
        waits = None if patience is None else patience(self._coin("patience", name))
        return Visit(name, queue, at, work, waits, attempt, settles)

    # --- waiting for a reply ----------------------------------------------------------------------------

    def _wait_for_reply(self, visit: Visit) -> None:
        if self._demand.again is not None:
            self._write_later(visit.contact, 1)
        if self._demand.hops is not None:
            self._keep(visit.contact, self._turn_to(self._demand.hops, visit, visit.contact))

    def _write_later(self, contact: ContactId, number: int) -> None:
        again = self._demand.again
        if again is not None and number <= again.most and self._coin("again", contact, number) < again.share:
            delay = self._streams.draw(again.after, "again after", contact, number)
            self._keep(contact, self._at(delay, partial(self._write_again, contact, number)))

    def _write_again(self, contact: ContactId, number: int, _: object) -> None:
        name = f"{contact}/again-{number}"
        self._world.ask(
            ask.AdmitContact(
                id=self._world.name_command(),
                contact=ContactId(name),
                queue=self._queue,
                follows=contact,
                message=MessageId(name),
            )
        )
        self._write_later(contact, number + 1)

    def _keep(self, contact: ContactId, alarm: Alarm | None) -> None:
        if alarm is not None:
            self._waits.setdefault(contact, []).append(alarm)

    def _settle(self, letter: ContactId, _: object) -> None:
        if letter in self._world.state.contacts:
            self._world.ask(
                ask.CloseContact(id=self._world.name_command(), contact=letter, by="its customer")
            )

    # --- small things -----------------------------------------------------------------------------------

    def _next_of_line(self, alarm: Alarm) -> None:
        self._enter(self._endless.next_at(alarm.instant))

    def _coin(self, cause: str, *key: object) -> float:
        return self._streams.uniform(cause, *key)

    def _count(self, what: str) -> None:
        if self._world.clock.now >= self._scenario.measured_from:
            self.tally[what] += 1

    def _at(self, delay: Span, do: Callable[[Alarm], None], turn: Turn = Turn.ARRIVAL) -> Alarm:
        clock = self._world.clock
        return clock.at(later(clock.now, delay), turn, do)


def fates_of(scenario: Scenario, streams: Streams, world: World, enter: Enter) -> Mapping[QueueId, Fates]:
    """Those of the queues whose contacts do more than come and be served, and of where they turn to."""
    said = {queue: demand for queue, demand in scenario.demands.items() if demand.eventful}
    hops = (hop for demand in said.values() for hop in (demand.instead, demand.hops) if hop is not None)
    wanted = sorted({*said, *(hop.to for hop in hops)})
    return {queue: Fates(scenario, queue, streams, world, enter) for queue in wanted}
