"""Which folders a letter is in. By its state it is in exactly one; by its promises in another one at most."""

from typing import Final

from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.promises import left
from dispatcher.engine.roster import Roster
from dispatcher.engine.words import BROKEN, KEPT, PAUSED, RUNNING
from dispatcher.vocabulary import HOUR, Instant, ParkReason, Phase, Span, Word, between

SOON: Final = Span(HOUR)
"""Due within so much time of the clock on the wall: enough to do something about it."""


class Folder(Word):
    """A folder of letters. The first six tell the state; the next two, whatever that is, the promise."""

    UNANSWERED = "unanswered"
    IN_PROGRESS = "in_progress"
    PARKED = "parked"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_CLOSE = "awaiting_close"
    PAST_SLA = "past_sla"
    DUE_SOON = "due_soon"
    ALL = "all"


_BY_PHASE: Final = {
    Phase.WAITING: Folder.UNANSWERED,
    Phase.OFFERED: Folder.UNANSWERED,
    Phase.ACTIVE: Folder.IN_PROGRESS,
    Phase.PARKED: Folder.PARKED,
    Phase.AWAITING_APPROVAL: Folder.AWAITING_APPROVAL,
    Phase.AWAITING_CLOSE: Folder.AWAITING_CLOSE,
}


def is_letter(contact: ContactState) -> bool:
    """Is it written by a customer, and no errand of ours?"""
    return not contact.live and contact.approves is None and contact.consults is None


def state_folder(contact: ContactState) -> Folder:
    """The folder of its state: where it lies, and for whom we wait."""
    if contact.parked is ParkReason.WAITING_FOR_CUSTOMER:
        return Folder.WAITING_FOR_CUSTOMER
    return _BY_PHASE[contact.phase]


def promise_folder(clock: PromiseClock | None, now: Instant) -> Folder | None:
    """Past its SLA, due soon, or neither, by the promise that counts.

    What stands still while we wait for the customer is not due.
    """
    if clock is None or clock.phase is PAUSED:
        return None
    if clock.phase is BROKEN:
        return Folder.PAST_SLA
    return Folder.DUE_SOON if between(now, clock.due) <= SOON else None


def pressing(contact: ContactState) -> PromiseClock | None:
    """The promise that counts: one that broke, else the next one due; None when all are kept."""
    still_open = [clock for clock in contact.clocks if clock.phase is not KEPT]
    if len(still_open) < 2:
        return still_open[0] if still_open else None
    return min(still_open, key=lambda clock: (_ORDER[clock.phase], clock.due, clock.kind))


def remains(roster: Roster, clock: PromiseClock, now: Instant) -> Span:
    """Business time left of it; below 0 how late it is, by the hours that hold now, since it broke."""
    if clock.phase is BROKEN:
        return Span(-roster.hours(clock.queue).between(clock.due, now))
    return left(roster, clock, now)


_ORDER: Final = {BROKEN: 0, RUNNING: 1, PAUSED: 2}
