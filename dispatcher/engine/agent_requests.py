"""What an agent can ask for, in her own name: one function a command."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.book import Book
from dispatcher.engine.lifecycles import may_become
from dispatcher.engine.refusals import Refused, unknown_contact
from dispatcher.engine.state import ContactState
from dispatcher.engine.steps import become, close, end_wrap_up, leave, park, resume, take_offer_back
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    ContactId,
    ParkReason,
    Phase,
    Refusal,
    RescindReason,
    ResumeReason,
    StatusReason,
    WrapUpReason,
    between,
)

# --- herself ------------------------------------------------------------------------------------------


def _connect(book: Book, command: ask.ConnectAgent) -> None:
    if not book.state.agents[command.agent].connected:
        book.emit(fact.AgentConnected(at=book.now, agent=command.agent))


def _disconnect(book: Book, command: ask.DisconnectAgent) -> None:
    if book.state.agents[command.agent].connected:
        take_offer_back(book, command.agent, RescindReason.AGENT_LOST)
        book.emit(fact.AgentDisconnected(at=book.now, agent=command.agent))


def _set_status(book: Book, command: ask.SetStatus) -> Refused | None:
    agent = book.state.agents[command.agent]
    if command.status is agent.status:
        return None
    if command.status is AgentStatus.NOT_RESPONDING or not may_become(agent.status, command.status):
        detail = f"from {agent.status} one cannot become {command.status}"
        return Refused(Refusal.WRONG_PHASE, detail)
    if command.status is AgentStatus.OFFLINE:
        leave(book, agent.id, StatusReason.BY_AGENT, command.note)
        return None
    if command.status is AgentStatus.AWAY:
        take_offer_back(book, agent.id, RescindReason.AGENT_LEFT)
        for email in book.emails_of(agent.id):
            if email.phase is Phase.ACTIVE:
                park(book, email, ParkReason.AGENT_AWAY)
    become(book, agent.id, command.status, StatusReason.BY_AGENT, command.note)
    return None


# --- offers -------------------------------------------------------------------------------------------


def _accept(book: Book, command: ask.AcceptOffer) -> Refused | None:
    contact = _offered(book, command.agent, command.offer)
    if contact is None:
        return _gone(command.offer)
    assert contact.offer is not None
    if contact.channel.live:
        for email in book.load(book.state.agents[command.agent]).in_hand:
            park(book, email, ParkReason.PRE_EMPTED)
    book.emit(
        fact.OfferAccepted(
            at=book.now,
            contact=contact.id,
            offer=contact.offer.id,
            agent=command.agent,
            queue=contact.queue,
            channel=contact.channel,
            waited=between(contact.arrived, book.now),
            first=not contact.answered,
        )
    )
    return None


def _decline(book: Book, command: ask.DeclineOffer) -> Refused | None:
    contact = _offered(book, command.agent, command.offer)
    if contact is None:
        return _gone(command.offer)
    book.emit(
        fact.OfferDeclined(
            at=book.now,
            contact=contact.id,
            offer=command.offer,
            agent=command.agent,
            queue=contact.queue,
            channel=contact.channel,
        )
    )
    return None


def _offered(book: Book, agent: AgentId, offer: str) -> ContactState | None:
    for name in book.state.agents[agent].contacts:
        contact = book.state.contacts[name]
        if contact.offer is not None and contact.offer.id == offer:
            return contact
    return None


def _gone(offer: str) -> Refused:
    return Refused(Refusal.OFFER_GONE, f"offer {offer!r} is over: taken back, timed out, or answered already")


# --- work in hand -------------------------------------------------------------------------------------


def _finish(book: Book, command: ask.FinishContact) -> Refused | None:
    contact = _held(book, command.agent, command.contact, Phase.ACTIVE, Phase.PARKED)
    if isinstance(contact, Refused):
        return contact
    close(book, contact, CloseReason.FINISHED)
    return None


def _park(book: Book, command: ask.ParkContact) -> Refused | None:
    contact = _held(book, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    if contact.channel.live:
        return Refused(Refusal.WRONG_CHANNEL, "a call cannot be parked; only emails can")
    park(book, contact, ParkReason.BY_HAND)
    return None


def _resume(book: Book, command: ask.ResumeContact) -> Refused | None:
    contact = _held(book, command.agent, command.contact, Phase.PARKED)
    if isinstance(contact, Refused):
        return contact
    agent = book.state.agents[command.agent]
    load = book.load(agent)
    if load.on_call or load.call_rings or agent.wrap_up is not None:
        # While a call rings too: accepting it would park an email that the offer did not name.
        return Refused(
            Refusal.ON_CALL, "finish the call and its wrap-up first; the email comes back by itself"
        )
    own_slot = contact.parked is not ParkReason.BY_HAND
    cap = book.state.rules.email_cap(command.agent)
    if load.slots - own_slot >= cap:
        return Refused(Refusal.AT_CAP, f"{cap} emails are in hand already; finish or park one first")
    resume(book, contact, ResumeReason.BY_HAND)
    return None


def _submit_reply(book: Book, command: ask.SubmitReply) -> Refused | None:
    contact = _held(book, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    if contact.channel.live:
        return Refused(Refusal.WRONG_CHANNEL, "a call has no reply; only emails have")
    if contact.replied:
        return Refused(Refusal.ALREADY_REPLIED, "this email is answered already; finish it")
    book.emit(
        fact.ReplySubmitted(
            at=book.now,
            contact=contact.id,
            agent=command.agent,
            queue=contact.queue,
            message=command.message,
            took=between(contact.asked, book.now),
            first=not contact.kept,
        )
    )
    return None


def _end_wrap_up(book: Book, command: ask.EndWrapUp) -> Refused | None:
    if book.state.agents[command.agent].wrap_up is None:
        return Refused(Refusal.NO_WRAP_UP, "there is no wrap-up to end")
    end_wrap_up(book, command.agent, WrapUpReason.BY_AGENT)
    return None


def _held(book: Book, agent: AgentId, name: ContactId, *phases: Phase) -> ContactState | Refused:
    contact = book.state.contacts.get(name)
    if contact is None:
        return unknown_contact(name)
    if contact.agent != agent:
        return Refused(Refusal.NOT_YOURS, f"{name!r} is not with you")
    if contact.phase not in phases:
        return Refused(Refusal.WRONG_PHASE, f"{name!r} is {contact.phase}, not {' or '.join(phases)}")
    return contact


AGENT_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.ConnectAgent: _connect,
    ask.DisconnectAgent: _disconnect,
    ask.SetStatus: _set_status,
    ask.AcceptOffer: _accept,
    ask.DeclineOffer: _decline,
    ask.FinishContact: _finish,
    ask.ParkContact: _park,
    ask.ResumeContact: _resume,
    ask.SubmitReply: _submit_reply,
    ask.EndWrapUp: _end_wrap_up,
}
