"""What each request does: one function a command. A `Refused` changes nothing and says why.

Here are those of the centre and of the world outside; an agent's own are in `agent_requests`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.agent_requests import AGENT_REQUESTS
from dispatcher.engine.book import Book
from dispatcher.engine.refusals import Refused, unknown_contact
from dispatcher.engine.steps import close, end_wrap_up, leave, rescind
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    Phase,
    Refusal,
    RescindReason,
    StatusReason,
    WrapUpReason,
    between,
    later,
)


def answer(book: Book, command: ask.Command) -> Refused | None:
    """Do what the command asks, at `book.now`, or say why not."""
    if book.state.centre is None and not isinstance(command, ask.ConfigureCentre):
        return Refused(Refusal.NO_CENTRE, "no centre is configured yet; configure one first")
    agent: AgentId | None = getattr(command, "agent", None)
    if agent is not None and agent not in book.state.agents:
        return Refused(Refusal.UNKNOWN_AGENT, f"this centre has no agent {agent!r}")
    return _REQUESTS[type(command)](book, command)


# --- the centre -----------------------------------------------------------------------------------------


def _configure(book: Book, command: ask.ConfigureCentre) -> Refused | None:
    centre = command.centre
    for contact in book.state.contacts.values():
        queue = centre.queues.get(contact.queue)
        if queue is None or queue.channel is not contact.channel:
            detail = (
                f"queue {contact.queue!r} still has open contacts; keep it as it is until they are closed"
            )
            return Refused(Refusal.STILL_IN_USE, detail)
        if contact.agent is not None and contact.agent not in centre.agents:
            detail = f"agent {contact.agent!r} still holds contacts; keep the agent until they are closed"
            return Refused(Refusal.STILL_IN_USE, detail)
    for name in sorted(book.state.agents.keys() - centre.agents.keys()):
        _remove(book, name)
    book.emit(fact.CentreConfigured(at=book.now, centre=centre))
    return None


def _remove(book: Book, name: AgentId) -> None:
    """End what lasts of her, so that nobody counts her as present for ever."""
    agent = book.state.agents[name]
    if agent.wrap_up is not None:
        end_wrap_up(book, name, WrapUpReason.REMOVED)
    if agent.status is not AgentStatus.OFFLINE:
        leave(book, name, StatusReason.REMOVED)
    if agent.connected:
        book.emit(fact.AgentDisconnected(at=book.now, agent=name))


def _restart(book: Book, command: ask.RestartCentre) -> None:
    for contact in list(book.state.contacts.values()):
        if contact.offer is not None:
            rescind(book, contact, RescindReason.RESTARTED)
    book.emit(fact.CentreRestarted(at=book.now, back=max(book.now, command.back)))


# --- contacts from outside ------------------------------------------------------------------------------


def _admit(book: Book, command: ask.AdmitContact) -> Refused | None:
    followed = book.state.contacts.get(command.follows) if command.follows is not None else None
    if followed is not None and command.message is not None and not followed.channel.live:
        book.emit(
            fact.FollowUpReceived(
                at=book.now, contact=followed.id, message=command.message, agent=followed.agent
            )
        )
        return None
    queue = book.state.rules.queues.get(command.queue)
    if queue is None:
        return Refused(Refusal.UNKNOWN_QUEUE, f"this centre has no queue {command.queue!r}")
    if command.contact in book.state.contacts:
        return Refused(Refusal.CONTACT_EXISTS, f"contact {command.contact!r} is open already")
    book.emit(
        fact.ContactArrived(
            at=book.now,
            contact=command.contact,
            channel=queue.channel,
            queue=queue.id,
            urgency=command.urgency or queue.urgency,
            due=later(book.now, queue.promise),
            customer=command.customer,
            subject=command.subject,
            language=command.language,
            conversation=command.conversation or command.contact,
            follows=command.follows,
            message=command.message,
        )
    )
    return None


def _hang_up(book: Book, command: ask.HangUp) -> Refused | None:
    contact = book.state.contacts.get(command.contact)
    if contact is None:
        return unknown_contact(command.contact)
    if not contact.channel.live:
        return Refused(Refusal.WRONG_CHANNEL, f"{contact.id!r} is no call; only a call can be hung up")
    if contact.phase is Phase.ACTIVE:
        close(book, contact, CloseReason.CALLER_HUNG_UP)
        return None
    if contact.offer is not None:
        rescind(book, contact, RescindReason.CALLER_GONE)
    book.emit(
        fact.ContactAbandoned(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            waited=between(contact.arrived, book.now),
        )
    )
    return None


def _note_delivery(book: Book, command: ask.NoteDelivery) -> None:
    book.emit(
        fact.DeliveryNoted(
            at=book.now,
            contact=command.contact,
            message=command.message,
            delivered=command.delivered,
            detail=command.detail,
        )
    )


_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.ConfigureCentre: _configure,
    ask.RestartCentre: _restart,
    ask.AdmitContact: _admit,
    ask.HangUp: _hang_up,
    ask.NoteDelivery: _note_delivery,
    **AGENT_REQUESTS,
}
