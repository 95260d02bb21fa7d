"""What each request does: one function a command. A `Refused` changes nothing and says why."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.blending import Load, load_of
from dispatcher.engine.book import Book
from dispatcher.engine.lifecycles import may_become
from dispatcher.engine.matching import park, rescind, resume
from dispatcher.engine.state import ContactState
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
    ReturnReason,
    StatusReason,
    WrapUpReason,
    between,
    later,
)


class Refused(NamedTuple):
    """Why a request changed nothing, as a word and as a sentence."""

    reason: Refusal
    detail: str


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
        return _unknown(command.contact)
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


# --- the agent herself ----------------------------------------------------------------------------------


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
    _become(book, agent.id, command.status, StatusReason.BY_AGENT, command.note)
    return None


def leave(book: Book, agent: AgentId, why: StatusReason, note: str = "") -> None:
    """Go offline: her emails go back to the line with their drafts. A call in progress ends by hanging up."""
    take_offer_back(book, agent, RescindReason.AGENT_LEFT)
    for email in book.emails_of(agent):
        return_to_line(book, email, ReturnReason.AGENT_LEFT)
    _become(book, agent, AgentStatus.OFFLINE, why, note)


def take_offer_back(book: Book, agent: AgentId, why: RescindReason) -> None:
    """Whatever rings at her desk stops ringing and keeps its place in line."""
    for name in list(book.state.agents[agent].contacts):
        if book.state.contacts[name].offer is not None:
            rescind(book, book.state.contacts[name], why)


def _become(book: Book, agent: AgentId, status: AgentStatus, why: StatusReason, note: str) -> None:
    book.emit(fact.AgentStatusChanged(at=book.now, agent=agent, status=status, why=why, note=note))


# --- offers ---------------------------------------------------------------------------------------------


def _accept(book: Book, command: ask.AcceptOffer) -> Refused | None:
    contact = _offered(book, command.agent, command.offer)
    if contact is None:
        return _gone(command.offer)
    assert contact.offer is not None
    if contact.channel.live:
        for email in _desk(book, command.agent).in_hand:
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


# --- work in hand ---------------------------------------------------------------------------------------


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
    load, agent = _desk(book, command.agent), book.state.agents[command.agent]
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


def end_wrap_up(book: Book, agent: AgentId, why: WrapUpReason) -> None:
    """After-contact work is over."""
    wrap_up = book.state.agents[agent].wrap_up
    assert wrap_up is not None, f"{agent} is not wrapping up"
    book.emit(
        fact.WrapUpEnded(
            at=book.now,
            agent=agent,
            contact=wrap_up.contact,
            queue=wrap_up.queue,
            channel=wrap_up.channel,
            lasted=between(wrap_up.started, book.now),
            why=why,
        )
    )


def close(book: Book, contact: ContactState, why: CloseReason) -> None:
    """The contact is done; its agent wraps up if its queue says so."""
    agent = contact.agent
    assert agent is not None, f"{contact.id} is in nobody's hands"
    queue = book.state.queue_of(contact)
    book.emit(
        fact.ContactClosed(
            at=book.now,
            contact=contact.id,
            agent=agent,
            queue=queue.id,
            channel=contact.channel,
            why=why,
            handled=contact.hands_on(book.now),
        )
    )
    if queue.wrap_up and _may_wrap_up(book, agent):
        book.emit(
            fact.WrapUpStarted(
                at=book.now,
                agent=agent,
                contact=contact.id,
                queue=queue.id,
                channel=contact.channel,
                until=later(book.now, queue.wrap_up),
            )
        )


def _may_wrap_up(book: Book, agent: AgentId) -> bool:
    """Not beside a call, else the wrap-up of an email would stand where the call's belongs."""
    load = _desk(book, agent)
    return not load.on_call and not load.call_rings and book.state.agents[agent].wrap_up is None


def return_to_line(book: Book, email: ContactState, why: ReturnReason) -> None:
    """Hand an email back: it keeps its arrival time, its place and its draft."""
    assert email.agent is not None, f"{email.id} is with nobody"
    book.emit(
        fact.ContactReturned(at=book.now, contact=email.id, agent=email.agent, queue=email.queue, why=why)
    )


def _held(book: Book, agent: AgentId, name: ContactId, *phases: Phase) -> ContactState | Refused:
    contact = book.state.contacts.get(name)
    if contact is None:
        return _unknown(name)
    if contact.agent != agent:
        return Refused(Refusal.NOT_YOURS, f"{name!r} is not with you")
    if contact.phase not in phases:
        return Refused(Refusal.WRONG_PHASE, f"{name!r} is {contact.phase}, not {' or '.join(phases)}")
    return contact


def _unknown(contact: ContactId) -> Refused:
    return Refused(Refusal.UNKNOWN_CONTACT, f"no contact {contact!r} is open")


def _desk(book: Book, agent: AgentId) -> Load:
    return load_of(book.state.agents[agent], book.state.contacts)


_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.ConfigureCentre: _configure,
    ask.RestartCentre: _restart,
    ask.AdmitContact: _admit,
    ask.HangUp: _hang_up,
    ask.NoteDelivery: _note_delivery,
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
