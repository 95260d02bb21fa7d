"""The steps contacts and agents take, each stated as its fact. Requests, timers and matching share them."""

from typing import Final

from dispatcher import events as fact
from dispatcher.engine import promises
from dispatcher.engine.agent import AgentState
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.words import ACTIVE, OFFLINE, RESOLUTION
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CancelReason,
    CloseReason,
    ContactId,
    MessageId,
    OfferId,
    OfferReason,
    ParkReason,
    QueueId,
    RescindReason,
    ReserveReason,
    ResumeReason,
    ReturnReason,
    Span,
    StatusReason,
    WrapUpReason,
    between,
    later,
)

RINGS: Final = 2
"""How many offer timeouts a caller waits for the agent meant; written work waits as it may lie parked."""

# --- offers ---------------------------------------------------------------------------------------------


def offer(
    book: Book,
    contact: ContactState,
    agent: AgentState,
    why: OfferReason,
    interrupts: tuple[ContactId, ...] = (),
) -> None:
    """Let the contact ring at the agent's desk until the queue's offer timeout."""
    queue = book.roster.centre.queues[contact.queue]
    book.emit(
        fact.ContactOffered(
            at=book.now,
            contact=contact.id,
            offer=OfferId(f"{contact.id}/{contact.offers + 1}"),
            agent=agent.id,
            queue=contact.queue,
            channel=contact.channel,
            expires=later(book.now, queue.offer_timeout),
            why=why,
            interrupts=interrupts,
        )
    )


def rescind(book: Book, contact: ContactState, why: RescindReason) -> None:
    """Take an open offer back."""
    assert contact.offer is not None, f"{contact.id} has no offer to take back"
    book.emit(
        fact.OfferRescinded(
            at=book.now,
            contact=contact.id,
            offer=contact.offer.id,
            agent=contact.offer.agent,
            queue=contact.queue,
            channel=contact.channel,
            why=why,
        )
    )


def cancel(book: Book, contact: ContactState, why: CancelReason, by: str = "") -> None:
    """End its open offer, if there is one, because somebody decided otherwise about the contact."""
    if contact.offer is None:
        return
    book.emit(
        fact.OfferCancelled(
            at=book.now,
            contact=contact.id,
            offer=contact.offer.id,
            agent=contact.offer.agent,
            queue=contact.queue,
            channel=contact.channel,
            why=why,
            by=by,
        )
    )


def take_offer_back(book: Book, agent: AgentId, why: RescindReason) -> None:
    """Whatever rings at her desk stops ringing and keeps its place in line."""
    rings = book.load(book.state.agents[agent]).rings
    if rings is not None:
        rescind(book, rings, why)


# --- work in hand ---------------------------------------------------------------------------------------


def park(book: Book, work: ContactState, why: ParkReason) -> None:
    """Lay written work aside; it stays with its agent."""
    assert work.agent is not None, f"{work.id} is in nobody's hands"
    book.emit(fact.ContactParked(at=book.now, contact=work.id, agent=work.agent, queue=work.queue, why=why))
    if why is ParkReason.WAITING_FOR_CUSTOMER:
        promises.pause(book, work)


def resume(book: Book, work: ContactState, why: ResumeReason) -> None:
    """Give parked work back into its agent's hands."""
    assert work.agent is not None, f"{work.id} lies parked with nobody"
    book.emit(
        fact.ContactResumed(
            at=book.now,
            contact=work.id,
            agent=work.agent,
            queue=work.queue,
            parked=between(work.since, book.now),
            why=why,
        )
    )
    promises.run_again(book, work)


def return_to_line(book: Book, work: ContactState, why: ReturnReason, by: str = "") -> None:
    """Put written work back in line with its draft, its arrival time and its place."""
    assert work.agent is not None, f"{work.id} is with nobody"
    book.emit(
        fact.ContactReturned(at=book.now, contact=work.id, agent=work.agent, queue=work.queue, why=why, by=by)
    )
    promises.run_again(book, work)


def patience(book: Book, contact: ContactState, agent: AgentId) -> Span:
    """How long a contact waits for the agent it is meant for, before anybody may have it."""
    if contact.live:
        return Span(RINGS * book.state.queue_of(contact).offer_timeout)
    return book.roster.policy(agent, contact.queue).park_limit


def reserve(
    book: Book,
    contact: ContactId,
    queue: QueueId,
    agent: AgentId,
    why: ReserveReason,
    span: Span,
    *,
    over_cap: bool = False,
    by: str = "",
) -> None:
    """Let a waiting contact be for one agent alone, for so long."""
    book.emit(
        fact.ContactReserved(
            at=book.now,
            contact=contact,
            queue=queue,
            agent=agent,
            until=later(book.now, span),
            why=why,
            over_cap=over_cap,
            by=by,
        )
    )


def reserve_if_there(
    book: Book, contact: ContactState, agent: AgentId, why: ReserveReason, span: Span
) -> None:
    """Let a waiting contact be for this agent first, unless she has gone."""
    there = book.state.agents.get(agent)
    if there is not None and there.connected and there.status is not OFFLINE:
        reserve(book, contact.id, contact.queue, agent, why, span)


def finish(book: Book, contact: ContactState, why: CloseReason) -> None:
    """Its agent is done with it: an answered email may wait until it is quiet, all else is closed."""
    if contact.replied and (quiet := book.state.queue_of(contact).close_after) is not None:
        send(book, contact, quiet)
    else:
        close(book, contact, why)


def send(book: Book, contact: ContactState, quiet: Span) -> None:
    """Let an answered contact wait for its close."""
    agent = contact.agent or contact.last_agent
    assert agent is not None, f"{contact.id} was answered by nobody"
    in_hand = contact.agent
    promises.keep(book, contact, RESOLUTION)
    book.emit(
        fact.ContactSent(
            at=book.now,
            contact=contact.id,
            agent=agent,
            queue=contact.queue,
            channel=contact.channel,
            handled=contact.hands_on(book.now),
            closes=book.roster.hours(contact.queue).later(book.now, quiet),
        )
    )
    wrap_up(book, contact, in_hand)


def let_answer_stand(book: Book, contact: ContactState, message: MessageId, quiet: Span) -> None:
    """Let a contact that a prepared answer went out to wait to hear that it did not help."""
    promises.pause(book, contact)
    book.emit(
        fact.ContactAnswered(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            message=message,
            closes=book.roster.hours(contact.queue).later(book.now, quiet),
        )
    )


def close(book: Book, contact: ContactState, why: CloseReason) -> None:
    """The contact is done, and what hung on it; its agent wraps up if its queue says so."""
    promises.keep(book, contact, RESOLUTION)
    if contact.consult is not None or contact.held is not None:
        drop_errands(book, contact)
    if contact.offer is not None:
        cancel(book, contact, CancelReason.CLOSED)
    in_hand = contact.agent
    book.emit(
        fact.ContactClosed(
            at=book.now,
            contact=contact.id,
            agent=contact.agent or contact.last_agent,
            queue=contact.queue,
            channel=contact.channel,
            why=why,
            handled=contact.hands_on(book.now),
            consults=contact.consults,
        )
    )
    if in_hand is None:
        book.touch_contact(contact.id)  # nobody's hands are freed, but something may have waited behind it
    elif contact.consults is None:
        wrap_up(book, contact, in_hand)


def drop_errands(book: Book, contact: ContactState) -> None:
    """End the consultation about it and the request to approve its reply: nothing is left to ask."""
    for name in (contact.consult, contact.held.approval if contact.held is not None else None):
        errand = book.state.contacts.get(name) if name is not None else None
        if errand is not None:
            close(book, errand, CloseReason.CONSULT_OVER if errand.consults else CloseReason.RETURNED)


def wrap_up(book: Book, contact: ContactState, agent: AgentId | None) -> None:
    """Let the agent who had it in hand wrap up, if its queue says so."""
    span = book.roster.centre.queues[contact.queue].wrap_up
    if not span or agent is None or not _may_wrap_up(book, agent):
        return
    book.emit(
        fact.WrapUpStarted(
            at=book.now,
            agent=agent,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            until=later(book.now, span),
        )
    )


def _may_wrap_up(book: Book, agent: AgentId) -> bool:
    """Not beside a call, else the wrap-up of an email would stand where the call's belongs."""
    state = book.state.agents[agent]
    if not state.contacts:
        return state.wrap_up is None
    load = book.load(state)
    rings = load.rings is not None and load.rings.live
    return not load.calls and not rings and state.wrap_up is None


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


# --- agents ---------------------------------------------------------------------------------------------


def leave(book: Book, agent: AgentId, why: StatusReason, note: str = "", by: str = "") -> None:
    """Go offline: her emails go back to the line with their drafts. A call in progress ends by hanging up.

    What waits for its customer stays with her: there is nothing for anybody to do.
    """
    take_offer_back(book, agent, RescindReason.AGENT_LEFT)
    for work in book.written_of(agent):
        if work.parked is not ParkReason.WAITING_FOR_CUSTOMER:
            return_to_line(book, work, ReturnReason.AGENT_LEFT)
    become(book, agent, OFFLINE, why, note, by)


def step_out(book: Book, agent: AgentId, why: StatusReason, note: str = "", by: str = "") -> None:
    """Go away for a while: what she has in hand lies parked until she is back."""
    take_offer_back(book, agent, RescindReason.AGENT_LEFT)
    for work in book.written_of(agent):
        if work.phase is ACTIVE:
            park(book, work, ParkReason.AGENT_AWAY)
    become(book, agent, AgentStatus.AWAY, why, note, by)


def turn_to(
    book: Book, agent: AgentId, status: AgentStatus, why: StatusReason, note: str = "", by: str = ""
) -> None:
    """Take another status, with all that follows for her work."""
    change = {OFFLINE: leave, AgentStatus.AWAY: step_out}.get(status)
    if change is not None:
        change(book, agent, why, note, by)
    else:
        become(book, agent, status, why, note, by)


def become_next(book: Book, agent: AgentState) -> None:
    """Take the status that was queued."""
    queued = agent.next_status
    assert queued is not None, f"{agent.id} has no next status"
    turn_to(book, agent.id, queued.status, StatusReason.QUEUED, queued.note, queued.by)


def become(
    book: Book, agent: AgentId, status: AgentStatus, why: StatusReason, note: str = "", by: str = ""
) -> None:
    """The agent has another status from now on."""
    book.emit(fact.AgentStatusChanged(at=book.now, agent=agent, status=status, why=why, note=note, by=by))
