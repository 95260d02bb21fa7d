"""Passing a contact on: to another queue, to another agent, or to a colleague one has asked first."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine import promises
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.refusals import Refused, held, live_only, unknown_agent, unknown_queue
from dispatcher.engine.steps import close, patience, reserve, wrap_up
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    Phase,
    QueueId,
    Refusal,
    ReserveReason,
)


def _transfer(book: Book, command: ask.TransferContact) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE, Phase.PARKED)
    if isinstance(contact, Refused):
        return contact
    if contact.approves is not None or contact.consults is not None or contact.consult is not None:
        return Refused(Refusal.NOT_ALLOWED, "end the consultation, or the request for approval, first")
    refused = _goes_to(book, contact, command.to_queue, command.to_agent)
    if refused is not None:
        return refused
    queue = book.state.rules.queues[command.to_queue or contact.queue]
    urgency = book.roster.terms(queue.id, contact.tier, contact.category).urgency
    assert urgency is not None
    book.emit(
        fact.ContactTransferred(
            at=book.now,
            contact=contact.id,
            agent=command.agent,
            queue=contact.queue,
            channel=contact.channel,
            to_queue=queue.id,
            urgency=urgency if queue.id != contact.queue else contact.urgency,
            handled=contact.hands_on(book.now),
            note=command.note,
        )
    )
    promises.run_again(book, contact)
    if command.to_agent is not None:
        _wait_for(book, contact, command.to_agent, ReserveReason.TRANSFERRED)
    wrap_up(book, contact, command.agent)
    return None


def _wait_for(book: Book, contact: ContactState, agent: AgentId, why: ReserveReason) -> None:
    reserve(book, contact.id, contact.queue, agent, why, patience(book, contact, agent))


def _goes_to(
    book: Book, contact: ContactState, to_queue: QueueId | None, to_agent: AgentId | None
) -> Refused | None:
    """Is there such a queue or agent, other than where it is?"""
    if to_queue is None and to_agent is None:
        return Refused(Refusal.UNKNOWN_QUEUE, "say where it goes: to_queue or to_agent")
    if to_queue is not None:
        queue = book.state.rules.queues.get(to_queue)
        if queue is None:
            return unknown_queue(to_queue)
        if queue.channel != contact.channel:
            return Refused(
                Refusal.WRONG_CHANNEL, f"queue {to_queue!r} takes {queue.channel}, not {contact.channel}"
            )
    if to_agent is not None:
        return _there(book, contact, to_agent)
    return None


def _there(book: Book, contact: ContactState, agent: AgentId) -> Refused | None:
    state = book.state.agents.get(agent)
    if state is None:
        return unknown_agent(agent)
    if agent == contact.agent:
        return Refused(Refusal.WRONG_PHASE, f"{contact.id!r} is with you already")
    gone = not state.connected or state.status in (AgentStatus.OFFLINE, AgentStatus.NOT_RESPONDING)
    if gone or state.next_status is not None:
        return Refused(Refusal.WRONG_PHASE, f"{agent!r} is not there or leaves; choose another, or a queue")
    if book.roster.cap(agent, contact.channel) == 0:
        return Refused(Refusal.AT_CAP, f"{agent!r} takes no {contact.channel}; choose somebody else")
    return None


# --- consultation ---------------------------------------------------------------------------------------


def _consult(book: Book, command: ask.ConsultAgent) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    refused = live_only(contact, "put on hold to ask a colleague") or _goes_to(
        book, contact, command.to_queue, command.to_agent
    )
    if refused is not None:
        return refused
    if contact.consult is not None or contact.consults is not None:
        return Refused(Refusal.NOT_ALLOWED, "one consultation at a time; end the other first")
    if command.consult in book.state.contacts:
        return Refused(Refusal.CONTACT_EXISTS, f"contact {command.consult!r} is open already")
    queue = book.state.rules.queues[command.to_queue or contact.queue]
    book.emit(
        fact.ContactArrived(
            at=book.now,
            contact=command.consult,
            channel=contact.channel,
            queue=queue.id,
            urgency=contact.urgency,
            customer=contact.customer,
            subject=contact.subject,
            language=contact.language if command.to_agent is None else "",
            conversation=contact.conversation,
            consults=contact.id,
        )
    )
    if command.to_agent is not None:
        _wait_for(book, book.state.contacts[command.consult], command.to_agent, ReserveReason.CONSULTED)
    return None


def _complete(book: Book, command: ask.CompleteTransfer) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    consult = book.state.contacts.get(contact.consult) if contact.consult is not None else None
    if consult is None or consult.phase is not Phase.ACTIVE or consult.agent is None:
        return Refused(Refusal.NO_CONSULT, "nobody is being consulted about this call; ask a colleague first")
    colleague = consult.agent
    close(book, consult, CloseReason.HANDED_OVER)
    book.emit(
        fact.ContactHandedOver(
            at=book.now,
            contact=contact.id,
            agent=command.agent,
            to_agent=colleague,
            queue=contact.queue,
            channel=contact.channel,
            handled=contact.hands_on(book.now),
        )
    )
    book.touch_agent(colleague)
    wrap_up(book, contact, command.agent)
    return None


HANDING_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.TransferContact: _transfer,
    ask.ConsultAgent: _consult,
    ask.CompleteTransfer: _complete,
}
