"""What an agent can ask for, in her own name: one function a command.

Answers and their approval are in `answer_requests`; passing a contact on is in `handing_requests`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import WHOLE
from dispatcher.engine.agent import AgentState
from dispatcher.engine.answer_requests import ANSWER_REQUESTS
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.eligibility import laid_aside
from dispatcher.engine.handing_requests import HANDING_REQUESTS
from dispatcher.engine.lifecycles import may_become
from dispatcher.engine.promises import keep
from dispatcher.engine.refusals import Refused, held, written_only
from dispatcher.engine.steps import end_wrap_up, finish, park, resume, take_offer_back, turn_to
from dispatcher.engine.words import ACTIVE, ANSWER, FINISHED, OFFERED, PARKED
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    ParkReason,
    Phase,
    Refusal,
    RescindReason,
    ResumeReason,
    StatusReason,
    Urgency,
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
    if command.status is agent.status and agent.next_status is None:
        return None
    may = command.status is agent.status or may_become(agent.status, command.status)
    if command.status is AgentStatus.NOT_RESPONDING or not may:
        detail = f"from {agent.status} one cannot become {command.status}"
        return Refused(Refusal.WRONG_PHASE, detail)
    busy = agent.wrap_up is not None or book.load(agent).at_work
    if command.status is agent.status or (command.when_done and busy):
        _queue_status(book, command)
    else:
        why = StatusReason.BY_SUPERVISOR if command.by else StatusReason.BY_AGENT
        turn_to(book, agent.id, command.status, why, command.note, command.by)
    return None


def _queue_status(book: Book, command: ask.SetStatus) -> None:
    """Take it when she has nothing in hand; the status she has now takes back what was queued."""
    take_offer_back(book, command.agent, RescindReason.AGENT_LEFT)
    book.emit(
        fact.NextStatusQueued(
            at=book.now, agent=command.agent, status=command.status, note=command.note, by=command.by
        )
    )


# --- offers -------------------------------------------------------------------------------------------


def _accept(book: Book, command: ask.AcceptOffer) -> Refused | None:
    agent = book.state.agents[command.agent]
    contact = _offered(book, agent, command.offer)
    if contact is None:
        return _gone(command.offer)
    if len(agent.contacts) > 1:
        _lay_aside(book, contact, agent)
    book.emit(
        fact.OfferAccepted(
            at=book.now,
            contact=contact.id,
            offer=command.offer,
            agent=agent.id,
            queue=contact.queue,
            channel=contact.channel,
            waited=between(contact.arrived, book.now),
            first=not contact.answered and contact.consults is None,
        )
    )
    if contact.live:
        keep(book, contact, ANSWER)
    return None


def _lay_aside(book: Book, contact: ContactState, agent: AgentState) -> None:
    """Park what the contact needs the room of, and idle-time tasks, which give way to everything."""
    load = book.load(agent)
    if contact.live and load.in_hand:
        for work in laid_aside(book, contact.channel, agent.id, load):
            park(book, work, ParkReason.PRE_EMPTED)
    for task in load.tasks:
        park(book, task, ParkReason.PRE_EMPTED)


def _decline(book: Book, command: ask.DeclineOffer) -> Refused | None:
    contact = _offered(book, book.state.agents[command.agent], command.offer)
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


def _offered(book: Book, agent: AgentState, offer: str) -> ContactState | None:
    """The contact that rings at her desk by this offer."""
    if agent.offer != offer:
        return None
    for name in agent.contacts:
        contact = book.state.contacts[name]
        if contact.phase is OFFERED:
            return contact
    return None


def _gone(offer: str) -> Refused:
    return Refused(Refusal.OFFER_GONE, f"offer {offer!r} is over: taken back, timed out, or answered already")


# --- work in hand -------------------------------------------------------------------------------------


def _finish(book: Book, command: ask.FinishContact) -> Refused | None:
    mine = held(book.state, command.agent, command.contact, ACTIVE, PARKED)
    if isinstance(mine, Refused):
        asked = book.state.contacts.get(command.contact)
        if asked is None or not _asked_for(book, asked, command.agent):
            return mine
        finish(book, asked, CloseReason.CONSULT_OVER)
    elif mine.consults is not None:
        finish(book, mine, CloseReason.CONSULT_OVER)
    elif mine.approves is not None:
        return Refused(Refusal.WRONG_CHANNEL, "approve the reply or return it to its author")
    else:
        finish(book, mine, FINISHED)
    return None


def _asked_for(book: Book, contact: ContactState, agent: AgentId) -> bool:
    """Is it a consultation about a call of hers? She may end it, be it answered or not."""
    about = book.state.contacts.get(contact.consults) if contact.consults is not None else None
    return about is not None and about.agent == agent


def _park(book: Book, command: ask.ParkContact) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    if command.why not in (ParkReason.BY_HAND, ParkReason.WAITING_FOR_CUSTOMER):
        return Refused(Refusal.NOT_ALLOWED, "park by hand, or until the customer writes")
    if contact.approves is not None and command.why is not ParkReason.BY_HAND:
        return Refused(Refusal.WRONG_CHANNEL, "a request for approval waits for no customer")
    refused = written_only(contact, "parked")
    if refused is None:
        park(book, contact, command.why)
    return refused


def _resume(book: Book, command: ask.ResumeContact) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.PARKED)
    if isinstance(contact, Refused):
        return contact
    agent = book.state.agents[command.agent]
    if agent.status is AgentStatus.OFFLINE:
        return Refused(Refusal.WRONG_PHASE, "you are offline; become ready or away first")
    load = book.load(agent)
    rings = load.rings is not None and load.rings.live
    if load.calls or rings or agent.wrap_up is not None:
        # While a call rings too: accepting it would park an email that the offer did not name.
        return Refused(
            Refusal.ON_CALL, "finish the call and its wrap-up first; the email comes back by itself"
        )
    own_slot = (
        contact.parked is not None and contact.parked.keeps_slot and contact.urgency is not Urgency.IDLE
    )
    cap = book.roster.cap(command.agent, contact.channel)
    if load.slots.get(contact.channel, 0) - own_slot >= cap:
        return Refused(
            Refusal.AT_CAP, f"{cap} of {contact.channel} are in hand already; finish or park one first"
        )
    if contact.urgency is not Urgency.IDLE and WHOLE - load.busy < book.share(agent.id, contact.channel):
        return Refused(Refusal.AT_CAP, "there is too much in hand already; finish or park something first")
    resume(book, contact, ResumeReason.BY_HAND)
    return None


def _end_wrap_up(book: Book, command: ask.EndWrapUp) -> Refused | None:
    if book.state.agents[command.agent].wrap_up is None:
        return Refused(Refusal.NO_WRAP_UP, "there is no wrap-up to end")
    end_wrap_up(book, command.agent, WrapUpReason.BY_AGENT)
    return None


AGENT_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.ConnectAgent: _connect,
    ask.DisconnectAgent: _disconnect,
    ask.SetStatus: _set_status,
    ask.AcceptOffer: _accept,
    ask.DeclineOffer: _decline,
    ask.FinishContact: _finish,
    ask.ParkContact: _park,
    ask.ResumeContact: _resume,
    ask.EndWrapUp: _end_wrap_up,
    **ANSWER_REQUESTS,
    **HANDING_REQUESTS,
}
