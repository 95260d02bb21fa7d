"""The clocks of promises: made, paused, warned, kept, broken, changed. Every step is a fact.

They run in the business time of the contact's queue. Response and resolution are separate promises; whoever
approves a reply has a clock of his own, and the customer's runs on meanwhile. While we wait for the customer
all stand still. A deadline is worked out from the facts, never written over (the event shape of Zendesk's SLA
metrics).
"""

from typing import Final

from dispatcher import events as fact
from dispatcher.centre import Terms
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.deadlines import next_warning
from dispatcher.engine.roster import Roster
from dispatcher.engine.words import ANSWER, BROKEN, FIRST_RESPONSE, KEPT, PAUSED, RESOLUTION, RUNNING
from dispatcher.vocabulary import ContactId, Instant, PromiseKind, QueueId, Span

OPEN: Final = frozenset({RUNNING, PAUSED, BROKEN})
"""The phases of a promise that is not kept yet."""


def make(book: Book, contact: ContactId, queue: QueueId, kind: PromiseKind, length: Span) -> None:
    """Promise it, from now."""
    due = book.roster.hours(queue).later(book.now, length)
    book.emit(
        fact.PromiseMade(at=book.now, contact=contact, queue=queue, promise=kind, length=length, due=due)
    )


def make_first(book: Book, contact: ContactState, terms: Terms) -> None:
    """Promise whoever arrives an answer or a first reply, and whatever else is promised there."""
    assert terms.promise is not None, f"{contact.queue} promises nothing"
    make(book, contact.id, contact.queue, ANSWER if contact.live else FIRST_RESPONSE, terms.promise)
    if terms.acknowledge_within is not None and not contact.live:
        make(book, contact.id, contact.queue, PromiseKind.ACKNOWLEDGEMENT, terms.acknowledge_within)
    if terms.resolution is not None:
        make(book, contact.id, contact.queue, RESOLUTION, terms.resolution)


def make_approval(book: Book, errand: ContactState) -> None:
    """Promise the author of a held reply that somebody reads it as soon as a customer's letter."""
    length = book.roster.terms(errand.queue, errand.tier, errand.category).promise
    assert length is not None, f"{errand.queue} promises nothing"
    make(book, errand.id, errand.queue, PromiseKind.APPROVAL, length)


def make_next(book: Book, contact: ContactState) -> None:
    """The customer wrote after the answer: promise another, like the first."""
    length = book.roster.terms(contact.queue, contact.tier, contact.category).promise
    assert length is not None, f"{contact.queue} promises nothing"
    make(book, contact.id, contact.queue, PromiseKind.NEXT_RESPONSE, length)


def length_of(kind: PromiseKind, terms: Terms) -> Span | None:
    """How long a promise of this kind is by these terms; None where there is none."""
    if kind is PromiseKind.RESOLUTION:
        return terms.resolution
    return terms.acknowledge_within if kind is PromiseKind.ACKNOWLEDGEMENT else terms.promise


def left(roster: Roster, clock: PromiseClock, now: Instant) -> Span:
    """Business time left by `now`; below zero when it is late."""
    if clock.phase is PAUSED:
        return clock.left
    return clock.left - roster.hours(clock.queue).between(clock.since, now)  # type: ignore[return-value]


def keep(book: Book, contact: ContactState, *kinds: PromiseKind) -> None:
    """What was promised is done; a promise that broke before is kept late."""
    now = book.now
    for clock in contact.clocks:
        if clock.kind in kinds and clock.phase is not KEPT:
            took = clock.length - left(book.roster, clock, now)
            book.emit(
                fact.PromiseKept(
                    at=now,
                    contact=contact.id,
                    queue=contact.queue,
                    promise=clock.kind,
                    took=took,  # type: ignore[arg-type]  # a sum of spans is one
                    late=clock.phase is BROKEN,
                )
            )


def pause(book: Book, contact: ContactState) -> None:
    """We wait for the customer: all clocks that run stand still."""
    for clock in [c for c in contact.clocks if c.phase is RUNNING]:
        book.emit(
            fact.PromisePaused(
                at=book.now,
                contact=contact.id,
                queue=contact.queue,
                promise=clock.kind,
                left=left(book.roster, clock, book.now),
            )
        )


def run_again(book: Book, contact: ContactState) -> None:
    """The customer wrote, or we wait no more."""
    for clock in [c for c in contact.clocks if c.phase is PAUSED]:
        due = book.roster.hours(clock.queue).later(book.now, clock.left)
        book.emit(
            fact.PromiseResumed(
                at=book.now, contact=contact.id, queue=contact.queue, promise=clock.kind, due=due
            )
        )


def break_due(book: Book, contact: ContactState) -> None:
    """State each promise that runs out now; exactly once, at its instant."""
    for clock in [c for c in contact.clocks if c.phase is RUNNING and c.due <= book.now]:
        book.emit(
            fact.PromiseBroken(
                at=book.now,
                contact=contact.id,
                queue=contact.queue,
                promise=clock.kind,
                channel=contact.channel,
                agent=contact.agent,
            )
        )


def warn_due(book: Book, contact: ContactState) -> None:
    """State the warning of each promise of which so much is over now."""
    for clock in [c for c in contact.clocks if c.phase is RUNNING]:
        warning = next_warning(clock, book.roster)
        if warning is not None and warning[0] <= book.now:
            book.emit(
                fact.PromiseWarned(
                    at=book.now,
                    contact=contact.id,
                    queue=contact.queue,
                    promise=clock.kind,
                    percent=warning[1],
                    agent=contact.agent,
                )
            )


def adapt(book: Book, contact: ContactState, before: Roster) -> None:
    """Give running promises the lengths and hours that hold now; what they used up stays used up."""
    for clock in [c for c in contact.clocks if c.phase in (RUNNING, PAUSED)]:
        length = length_of(clock.kind, book.roster.terms(clock.queue, contact.tier, contact.category))
        if length is None:  # promised is promised
            length = clock.length
        hours = book.roster.hours(clock.queue)
        same_hours = hours.calendar == before.hours(clock.queue).calendar or clock.phase is PAUSED
        if length == clock.length and same_hours:
            continue
        remains = Span(length - (clock.length - left(before, clock, book.now)))
        due = hours.later(book.now, Span(max(0, remains)))
        book.emit(
            fact.PromiseChanged(
                at=book.now,
                contact=contact.id,
                queue=contact.queue,
                promise=clock.kind,
                length=length,
                left=remains,
                due=due,
                version=clock.version + 1,
            )
        )
