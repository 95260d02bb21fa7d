"""What a supervisor can ask for: one function a command. All of it is in the log, with who asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.followups import follow_up
from dispatcher.engine.refusals import (
    Refused,
    found,
    unknown_agent,
    unknown_queue,
    written_only,
    wrong_phase,
)
from dispatcher.engine.steps import cancel, close, drop_errands, patience, reserve, return_to_line
from dispatcher.vocabulary import (
    CancelReason,
    CloseReason,
    Phase,
    Refusal,
    ReserveReason,
    ReturnReason,
    UrgencyReason,
)

AT_WORK: Final = (Phase.WAITING, Phase.OFFERED, Phase.ACTIVE, Phase.PARKED)
OPEN: Final = (*AT_WORK, Phase.AWAITING_APPROVAL, Phase.AWAITING_CLOSE)


def _assign(book: Book, command: ask.AssignContact) -> Refused | None:
    contact = found(book.state, command.contact, *AT_WORK)
    if isinstance(contact, Refused):
        return contact
    if command.to_agent not in book.state.agents:
        return unknown_agent(command.to_agent)
    refused = _fits(book, contact, command)
    if refused is not None:
        return refused
    _take_back(book, contact, CancelReason.ASSIGNED, command.by)
    reserve(
        book,
        contact.id,
        contact.queue,
        command.to_agent,
        ReserveReason.ASSIGNED,
        patience(book, contact, command.to_agent),
        over_cap=command.over_cap,
        by=command.by,
    )
    return None


def _fits(book: Book, contact: ContactState, command: ask.AssignContact) -> Refused | None:
    if contact.live and contact.phase is Phase.ACTIVE:
        return wrong_phase(contact, Phase.WAITING, Phase.OFFERED)
    if contact.agent == command.to_agent and contact.phase is not Phase.OFFERED:
        return Refused(Refusal.WRONG_PHASE, f"{contact.id!r} is with {command.to_agent!r} already")
    if contact.approves is not None and contact.excluded == command.to_agent:
        return Refused(Refusal.NOT_ALLOWED, "nobody approves her own reply; choose somebody else")
    if not command.over_cap and book.roster.cap(command.to_agent, contact.channel) == 0:
        detail = f"{command.to_agent!r} takes no {contact.channel}; raise her cap, or say over_cap"
        return Refused(Refusal.AT_CAP, detail)
    return None


def _take_back(book: Book, contact: ContactState, why: CancelReason, by: str) -> None:
    """From wherever it lies into the line."""
    cancel(book, contact, why, by)
    if contact.agent is not None:
        return_to_line(book, contact, ReturnReason.PULLED_BACK, by)


def _pull_back(book: Book, command: ask.PullBack) -> Refused | None:
    contact = found(book.state, command.contact, *AT_WORK)
    if isinstance(contact, Refused):
        return contact
    if contact.live and contact.phase is Phase.ACTIVE:
        return wrong_phase(contact, Phase.OFFERED)
    if contact.phase is Phase.WAITING:
        return _let_anybody(book, contact, command.by)
    _take_back(book, contact, CancelReason.PULLED_BACK, command.by)
    return None


def _let_anybody(book: Book, contact: ContactState, by: str) -> Refused | None:
    """It waits for one agent alone: from now on for anybody."""
    if contact.reserved is None:
        return wrong_phase(contact, Phase.OFFERED, Phase.ACTIVE, Phase.PARKED)
    book.emit(fact.ReservationEnded(at=book.now, contact=contact.id, queue=contact.queue, by=by))
    return None


def _move(book: Book, command: ask.MoveContact) -> Refused | None:
    contact = found(book.state, command.contact, Phase.WAITING, Phase.OFFERED)
    if isinstance(contact, Refused):
        return contact
    to_queue = command.to_queue or contact.queue
    queue = book.state.rules.queues.get(to_queue)
    if queue is None:
        return unknown_queue(to_queue)
    if queue.channel != contact.channel:
        return Refused(
            Refusal.WRONG_CHANNEL, f"queue {to_queue!r} takes {queue.channel}, not {contact.channel}"
        )
    if to_queue == contact.queue and command.urgency in (None, contact.urgency):
        return Refused(Refusal.WRONG_PHASE, f"{contact.id!r} is there already; name a queue or an urgency")
    cancel(book, contact, CancelReason.MOVED, command.by)
    if to_queue == contact.queue:
        assert command.urgency is not None
        book.emit(
            fact.UrgencyChanged(
                at=book.now,
                contact=contact.id,
                queue=contact.queue,
                urgency=command.urgency,
                why=UrgencyReason.BY_SUPERVISOR,
                by=command.by,
            )
        )
        return None
    urgency = command.urgency or book.roster.terms(queue.id, contact.tier, contact.category).urgency
    assert urgency is not None
    book.emit(
        fact.ContactMoved(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            to_queue=to_queue,
            urgency=urgency,
            by=command.by,
        )
    )
    return None


def _merge(book: Book, command: ask.MergeContacts) -> Refused | None:
    contact = found(book.state, command.contact, *AT_WORK)
    if isinstance(contact, Refused):
        return contact
    into = found(book.state, command.into, *OPEN)
    if isinstance(into, Refused):
        return into
    refused = written_only(contact, "merged") or written_only(into, "merged")
    if refused is not None:
        return refused
    if contact is into:
        return Refused(Refusal.WRONG_PHASE, f"{contact.id!r} cannot be merged into itself")
    if contact.approves is not None or into.approves is not None:
        return Refused(Refusal.WRONG_CHANNEL, "a request for approval cannot be merged")
    cancel(book, contact, CancelReason.MERGED, command.by)
    book.emit(
        fact.ContactMerged(
            at=book.now,
            contact=contact.id,
            into=into.id,
            queue=contact.queue,
            channel=contact.channel,
            agent=contact.agent,
            by=command.by,
        )
    )
    if contact.message is not None and not contact.replied:
        follow_up(book, into, contact.message)
    return None


def _reject(book: Book, command: ask.RejectContact) -> Refused | None:
    contact = found(book.state, command.contact, *AT_WORK)
    if isinstance(contact, Refused):
        return contact
    refused = written_only(contact, "rejected")
    if refused is not None:
        return refused
    if contact.approves is not None:
        return Refused(Refusal.WRONG_CHANNEL, "a request for approval cannot be rejected; return the reply")
    cancel(book, contact, CancelReason.REJECTED, command.by)
    drop_errands(book, contact)
    book.emit(
        fact.ContactRejected(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            why=command.why,
            agent=contact.agent,
            by=command.by,
        )
    )
    return None


def _close(book: Book, command: ask.CloseContact) -> Refused | None:
    contact = found(book.state, command.contact, *OPEN)
    if isinstance(contact, Refused):
        return contact
    if contact.live and contact.phase is Phase.ACTIVE:
        return wrong_phase(contact, Phase.WAITING, Phase.OFFERED)
    if contact.approves is not None:
        return Refused(Refusal.WRONG_CHANNEL, "a request for approval is ended by approving or returning")
    close(book, contact, CloseReason.BY_SUPERVISOR)
    return None


SUPERVISOR_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.AssignContact: _assign,
    ask.PullBack: _pull_back,
    ask.MoveContact: _move,
    ask.MergeContacts: _merge,
    ask.RejectContact: _reject,
    ask.CloseContact: _close,
}
