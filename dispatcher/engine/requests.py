"""What each request does: one function a command. A `Refused` changes nothing and says why.

Here are those of the world outside; an agent's own are in `agent_requests`, a supervisor's and those about
the centre in `supervisor_requests` and `centre_requests`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine import promises
from dispatcher.engine.agent_requests import AGENT_REQUESTS
from dispatcher.engine.book import Book
from dispatcher.engine.category_requests import CATEGORY_REQUESTS, where_it_waits
from dispatcher.engine.centre_requests import CENTRE_REQUESTS
from dispatcher.engine.contact import ContactState
from dispatcher.engine.focus_requests import FOCUS_REQUESTS
from dispatcher.engine.followups import come_back, follow_up, needs_a_person
from dispatcher.engine.refusals import (
    Refused,
    found,
    held,
    live_only,
    unknown_agent,
    unknown_category,
    unknown_contact,
    unknown_queue,
)
from dispatcher.engine.steps import (
    become,
    close,
    drop_errands,
    let_answer_stand,
    patience,
    rescind,
    reserve_if_there,
)
from dispatcher.engine.supervisor_requests import SUPERVISOR_REQUESTS
from dispatcher.vocabulary import (
    AgentStatus,
    AnswerFailure,
    CallNote,
    CloseReason,
    Phase,
    Refusal,
    RescindReason,
    ReserveReason,
    Span,
    StatusReason,
    between,
)


def not_there(book: Book, command: ask.Command) -> Refused | None:
    """Say what a request lacks: a centre, which one of them makes, or the agent it names."""
    if type(command) is ask.ConfigureCentre:
        return CENTRE_REQUESTS[ask.ConfigureCentre](book, command)
    if book.state.centre is None:
        return Refused(Refusal.NO_CENTRE, "no centre is configured yet; configure one first")
    return unknown_agent(command.agent)  # type: ignore[union-attr]


# --- what comes in --------------------------------------------------------------------------------------


def _admit(book: Book, command: ask.AdmitContact) -> Refused | None:
    name, contacts = command.contact, book.state.contacts
    if command.follows is not None:
        followed = contacts.get(command.follows)
        if followed is not None and command.message is not None and not followed.live:
            follow_up(book, followed, command.message)
            return None
    queue = book.roster.centre.queues.get(command.queue)
    if queue is None:
        return unknown_queue(command.queue)
    if command.category is not None:
        if command.category not in book.roster.centre.categories:
            return unknown_category(command.category)
        queue = where_it_waits(book, queue, command.category)
    if name in contacts:
        return Refused(Refusal.CONTACT_EXISTS, f"contact {name!r} is open already")
    if command.callback and not book.state.rules.channels[queue.channel].live:
        return Refused(
            Refusal.WRONG_CHANNEL, f"queue {queue.id!r} takes no calls: nobody is called back there"
        )
    terms = book.roster.terms(queue.id, command.tier, command.category)
    urgency = command.urgency or terms.urgency
    assert urgency is not None
    book.emit(
        fact.ContactArrived(
            at=book.now,
            contact=name,
            channel=queue.channel,
            queue=queue.id,
            urgency=urgency,
            tier=command.tier,
            customer=command.customer,
            subject=command.subject,
            language=command.language,
            conversation=command.conversation or name,
            follows=command.follows,
            message=command.message,
            category=command.category,
        )
    )
    contact = contacts[name]
    promises.make_first(book, contact, terms)
    if command.callback:
        book.emit(fact.CallbackRequested(at=book.now, contact=contact.id, queue=contact.queue))
    if command.prepared is not None and not contact.live:
        let_answer_stand(book, contact, command.prepared, command.quiet)
    elif command.for_agent is not None:
        span = patience(book, contact, command.for_agent)
        reserve_if_there(book, contact, command.for_agent, ReserveReason.ASSIGNED, span)
    elif queue.last_agent_wait:
        _wait_for_last_agent(book, contact, queue.last_agent_wait)
    return None


def _wait_for_last_agent(book: Book, contact: ContactState, span: Span) -> None:
    """Let it be for whoever served this customer last, if she is there and still has the skills."""
    last = book.state.served_last(contact.customer, book.now)
    if last is not None and last in book.roster.need(contact).agents:
        reserve_if_there(book, contact, last, ReserveReason.LAST_AGENT, span)


# --- callers --------------------------------------------------------------------------------------------


def _hang_up(book: Book, command: ask.HangUp) -> Refused | None:
    contact = book.state.contacts.get(command.contact)
    if contact is None:
        return unknown_contact(command.contact)
    refused = live_only(contact, "hung up")
    if refused is not None:
        return refused
    over = CloseReason.PBX_LOST if command.pbx_lost else CloseReason.CALLER_HUNG_UP
    if contact.phase is Phase.ACTIVE:
        close(book, contact, over)
    elif not contact.callback:
        _gives_up(book, contact, over)
    return None


def _gives_up(book: Book, contact: ContactState, over: CloseReason) -> None:
    """The caller is gone from the line; whoever was answered before did not abandon."""
    if contact.offer is not None:
        rescind(book, contact, RescindReason.CALLER_GONE)
    if contact.consults is not None:
        close(book, contact, CloseReason.CONSULT_OVER)
        return
    if contact.answered:
        close(book, contact, over)
        return
    drop_errands(book, contact)
    book.emit(
        fact.ContactAbandoned(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            waited=between(contact.arrived, book.now),
        )
    )


def _request_callback(book: Book, command: ask.RequestCallback) -> Refused | None:
    contact = found(book.state, command.contact, Phase.WAITING, Phase.OFFERED)
    if isinstance(contact, Refused):
        return contact
    refused = live_only(contact, "called back")
    if refused is not None:
        return refused
    if not contact.callback:
        book.emit(fact.CallbackRequested(at=book.now, contact=contact.id, queue=contact.queue))
    return None


def _unreachable(book: Book, command: ask.ReportUnreachable) -> Refused | None:
    contact = book.load(book.state.agents[command.agent]).rings
    if contact is None or contact.offer is None or contact.offer.id != command.offer:
        return Refused(Refusal.OFFER_GONE, f"offer {command.offer!r} is over")
    rescind(book, contact, RescindReason.PHONE_UNREACHABLE)
    why = StatusReason.PHONE_UNREACHABLE
    become(book, command.agent, AgentStatus.NOT_RESPONDING, why, note=command.cause)
    return None


def _note_call(book: Book, command: ask.NoteCall) -> Refused | None:
    ringing = command.what is CallNote.RINGING
    call = held(book.state, command.agent, command.contact, Phase.OFFERED if ringing else Phase.ACTIVE)
    if isinstance(call, Refused):
        return call
    refused = live_only(call, "rung, held or retrieved")
    known = not ringing and call.on_hold is (command.what is CallNote.HELD)
    if refused is None and not known:
        book.emit(
            fact.CallNoted(
                at=book.now, contact=call.id, agent=command.agent, queue=call.queue, what=command.what
            )
        )
    return refused


def _transfer_away(book: Book, command: ask.TransferAway) -> Refused | None:
    call = held(book.state, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(call, Refused):
        return call
    if call.consults is not None:
        return Refused(Refusal.NOT_ALLOWED, "a consultation cannot be passed on; end it instead")
    refused = live_only(call, "passed on by phone")
    if refused is None:
        close(book, call, CloseReason.TRANSFERRED_AWAY)
    return refused


def _note_delivery(book: Book, command: ask.NoteDelivery) -> None:
    book.emit(
        fact.DeliveryNoted(
            at=book.now,
            contact=command.contact,
            message=command.message,
            delivered=command.delivered,
            detail=command.detail,
            status=command.status,
            final=command.final,
        )
    )
    contact = book.state.contacts.get(command.contact)
    if contact is None:
        return
    if command.again and contact.replied:
        come_back(book, contact, command.message)
    if contact.prepared == command.message and command.final and not command.delivered:
        needs_a_person(book, contact, command.message, AnswerFailure.UNDELIVERED)


def _note_access(book: Book, command: ask.NoteAccess) -> None:
    book.emit(
        fact.AccessNoted(
            at=book.now,
            what=command.what,
            user=command.user,
            by=command.by,
            address=command.address,
            detail=command.detail,
        )
    )


_DO: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.AdmitContact: _admit,
    ask.HangUp: _hang_up,
    ask.RequestCallback: _request_callback,
    ask.ReportUnreachable: _unreachable,
    ask.NoteCall: _note_call,
    ask.TransferAway: _transfer_away,
    ask.NoteDelivery: _note_delivery,
    ask.NoteAccess: _note_access,
    **CENTRE_REQUESTS,
    **AGENT_REQUESTS,
    **SUPERVISOR_REQUESTS,
    **CATEGORY_REQUESTS,
    **FOCUS_REQUESTS,
}

REQUESTS: Final = {kind: (do, "agent" in kind.__struct_fields__) for kind, do in _DO.items()}
"""What each request does, and whether it names an agent who must be there."""
