"""The clocks of promises, kept a second time from their facts alone, in the business hours of each queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dispatcher import events as fact
from dispatcher.centre import Terms
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.hours import Hours
from dispatcher.vocabulary import ContactId, Instant, ParkReason, PromiseKind, PromisePhase, QueueId, Span
from tests.engine.broken import Law, hold
from tests.engine.rulebook import Rulebook, due_of

REPLIES: Final = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.ACKNOWLEDGEMENT)


@dataclass
class Clock:
    """A promise as its facts tell it, made in `queue`; `used` is business time run before `since`."""

    length: Span
    due: Instant
    since: Instant
    hours: Hours
    queue: QueueId
    phase: PromisePhase = PromisePhase.RUNNING
    left: Span = Span(0)
    used: int = 0
    warned: int = 0
    broken: int = 0
    version: int = 1

    def over(self, at: Instant) -> int:
        """How much of it is used up by then."""
        stands = self.phase is PromisePhase.PAUSED
        return self.used + (0 if stands else self.hours.between(self.since, at))


class Promised:
    """Hears the facts about promises, before they are folded into the picture."""

    def __init__(self) -> None:
        self.clocks: dict[ContactId, dict[PromiseKind, Clock]] = {}
        self.before: Rulebook | None = None

    def hear(self, event: fact.Event, state: State, book: Rulebook | None) -> None:
        """Check it, and keep it."""
        if isinstance(event, fact.CentreConfigured):
            self.before = book
        elif isinstance(event, fact.PromiseFact):
            assert book is not None
            _CLOCK[type(event)](self, event, state.contacts[event.contact], book)
        elif isinstance(event, fact.ContactArrived):
            self.clocks[event.contact] = {}

    def forget(self, contact: ContactId) -> None:
        """It left."""
        self.clocks.pop(contact, None)

    def _clock(self, event: fact.PromiseFact) -> Clock:
        clock = self.clocks[event.contact].get(event.promise)
        hold(Law.CLOCKS, clock is not None, event, "nothing of that kind was promised")
        assert clock is not None
        return clock

    def _made(self, event: fact.PromiseMade, contact: ContactState, book: Rulebook) -> None:
        open_one = self.clocks[event.contact].get(event.promise)
        hold(Law.CLOCKS, open_one is None or open_one.phase is PromisePhase.KEPT, event, "promised already")
        hours = book.hours(event.queue)
        hold(Law.CLOCKS, event.queue == contact.queue, event, contact)
        hold(Law.CLOCKS, event.due == hours.later(event.at, event.length), event)
        terms = book.terms(contact.queue, contact)
        said = promised_by(terms, event.promise)
        hold(Law.CLOCKS, event.length == said, event, said)
        self.clocks[event.contact][event.promise] = Clock(
            event.length, event.due, event.at, hours, event.queue
        )

    def _paused(self, event: fact.PromisePaused, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        hold(Law.CLOCKS, clock.phase is PromisePhase.RUNNING, event, clock)
        left = book.hours(clock.queue).between(event.at, clock.due)
        hold(Law.CLOCKS, event.left == left, event, left)
        clock.used = clock.over(event.at)
        clock.phase, clock.left = PromisePhase.PAUSED, event.left

    def _resumed(self, event: fact.PromiseResumed, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        hold(Law.CLOCKS, clock.phase is PromisePhase.PAUSED, event, clock)
        hours = book.hours(clock.queue)
        hold(Law.CLOCKS, event.due == hours.later(event.at, clock.left), event, clock)
        clock.phase, clock.due, clock.since = PromisePhase.RUNNING, event.due, event.at
        clock.hours = hours

    def _warned(self, event: fact.PromiseWarned, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        hold(Law.WARNINGS, clock.phase is PromisePhase.RUNNING, event, clock)
        hold(Law.WARNINGS, event.percent > clock.warned, event, clock)
        hold(Law.WARNINGS, event.percent in warns(book, clock), event)
        hold(Law.WARNINGS, is_over(event.percent, clock, book, event.at), event, clock)
        clock.warned = event.percent

    def _kept(self, event: fact.PromiseKept, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        hold(Law.CLOCKS, clock.phase is not PromisePhase.KEPT, event, "kept already")
        hold(Law.BREACH, event.late is bool(clock.broken), event, clock)
        if clock.hours.calendar == book.hours(clock.queue).calendar:
            hold(Law.CLOCKS, event.took == clock.over(event.at), event, clock.over(event.at))
        clock.phase = PromisePhase.KEPT

    def _broken(self, event: fact.PromiseBroken, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        clock.broken += 1
        hold(Law.BREACH, clock.broken == 1, event, "broken twice")
        hold(Law.BREACH, clock.phase is PromisePhase.RUNNING, event, clock)
        hold(Law.BREACH, event.at == clock.due, event, f"due {clock.due}")
        hold(Law.BREACH, event.agent == contact.agent, event, contact.agent)
        clock.phase = PromisePhase.BROKEN

    def _changed(self, event: fact.PromiseChanged, contact: ContactState, book: Rulebook) -> None:
        clock = self._clock(event)
        open_phases = (PromisePhase.RUNNING, PromisePhase.PAUSED)
        hold(Law.CLOCKS, clock.phase in open_phases, event, clock)
        hold(Law.CLOCKS, event.version == clock.version + 1, event, clock)
        hours = book.hours(clock.queue)
        hold(Law.CLOCKS, event.due == hours.later(event.at, Span(max(0, event.left))), event)
        if self._same_hours(clock):
            used = clock.over(event.at)
            hold(Law.CLOCKS, event.length - event.left == used, event, clock, used)
        clock.used = event.length - event.left
        clock.length, clock.left, clock.due, clock.since = event.length, event.left, event.due, event.at
        clock.version, clock.hours = event.version, hours

    def _same_hours(self, clock: Clock) -> bool:
        """Did its business time run by one meter until the rules changed?"""
        before = self.before
        return before is not None and before.hours(clock.queue).calendar == clock.hours.calendar

    # --- between two steps ------------------------------------------------------------------------------

    def check(self, contact: ContactState, book: Rulebook, now: Instant) -> None:
        """Nothing that should have been said is left unsaid."""
        for one in contact.clocks:
            self._same(contact, one.kind, one.phase)
        hold(Law.CLOCKS, contact.due == due_of(contact), contact)
        waits = contact.parked is ParkReason.WAITING_FOR_CUSTOMER or contact.prepared is not None
        for kind, clock in self.clocks[contact.id].items():
            self._due(contact, kind, clock, book, now)
            paused = clock.phase is PromisePhase.PAUSED
            hold(Law.KEPT, paused or not waits or clock.phase is not PromisePhase.RUNNING, kind, contact)
            hold(Law.KEPT, waits or not paused, f"{kind} stands still for nobody", contact)
            if kind in REPLIES:
                hold(Law.KEPT, not contact.replied or clock.phase is PromisePhase.KEPT, kind, contact)
            if kind is PromiseKind.ACKNOWLEDGEMENT and contact.acknowledged:
                hold(Law.KEPT, clock.phase is PromisePhase.KEPT, kind, contact)
            if kind is PromiseKind.ANSWER:
                hold(Law.KEPT, contact.answered is (clock.phase is PromisePhase.KEPT), kind, contact)

    def _same(self, contact: ContactState, kind: PromiseKind, phase: PromisePhase) -> None:
        if contact.clock(kind) is not None:
            newest = contact.clock(kind)
            assert newest is not None
            hold(Law.CLOCKS, newest.phase is self.clocks[contact.id][kind].phase, kind, phase, contact)

    def _due(
        self, contact: ContactState, kind: PromiseKind, clock: Clock, book: Rulebook, now: Instant
    ) -> None:
        if clock.phase is not PromisePhase.RUNNING:
            return
        hold(Law.BREACH, clock.due > now, f"{kind} of {contact.id} was due {clock.due}, it is {now}", clock)
        same = clock.hours.calendar == book.hours(clock.queue).calendar
        hold(Law.CLOCKS, same, f"{kind} of {contact.id} runs by other hours, and nobody said so", clock)
        to_say = [percent for percent in warns(book, clock) if percent > clock.warned]
        missed = [percent for percent in to_say if is_over(percent, clock, book, now)]
        hold(Law.WARNINGS, not missed, f"{missed} % of {kind} of {contact.id} are over", clock)


def promised_by(terms: Terms, kind: PromiseKind) -> Span | None:
    """What these terms say of such a promise."""
    said = {
        PromiseKind.RESOLUTION: terms.resolution,
        PromiseKind.ACKNOWLEDGEMENT: terms.acknowledge_within,
    }
    return said.get(kind, terms.promise)


def warns(book: Rulebook, clock: Clock) -> tuple[int, ...]:
    """At which percents the queue it was made in warns."""
    return book.centre.queues[clock.queue].warn


def is_over(percent: int, clock: Clock, book: Rulebook, at: Instant) -> bool:
    """Is so much of the promise used up? Half of three microseconds is, once one of them is left."""
    left = book.hours(clock.queue).between(at, clock.due)
    return left <= clock.length * (100 - percent) // 100


_CLOCK: Final[Mapping[type[fact.Fact], Callable[[Promised, Any, ContactState, Rulebook], None]]] = {
    fact.PromiseMade: Promised._made,
    fact.PromisePaused: Promised._paused,
    fact.PromiseResumed: Promised._resumed,
    fact.PromiseWarned: Promised._warned,
    fact.PromiseKept: Promised._kept,
    fact.PromiseBroken: Promised._broken,
    fact.PromiseChanged: Promised._changed,
}
