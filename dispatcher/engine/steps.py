"""The steps contacts and agents take, each stated as its fact. Requests, timers and matching share them."""

from dispatcher import events as fact
from dispatcher.engine.book import Book
from dispatcher.engine.state import AgentState, ContactState
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    ContactId,
    OfferId,
    OfferReason,
    ParkReason,
    RescindReason,
    ResumeReason,
    ReturnReason,
    StatusReason,
    WrapUpReason,
    between,
    later,
)


def offer(
    book: Book,
    contact: ContactState,
    agent: AgentState,
    why: OfferReason,
    interrupts: tuple[ContactId, ...] = (),
) -> None:
    """Let the contact ring at the agent's desk until the queue's offer timeout."""
    queue = book.state.queue_of(contact)
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


def take_offer_back(book: Book, agent: AgentId, why: RescindReason) -> None:
    """Whatever rings at her desk stops ringing and keeps its place in line."""
    for name in list(book.state.agents[agent].contacts):
        if book.state.contacts[name].offer is not None:
            rescind(book, book.state.contacts[name], why)


def park(book: Book, email: ContactState, why: ParkReason) -> None:
    """Lay an email in hand aside."""
    assert email.agent is not None, f"{email.id} is in nobody's hands"
    book.emit(
        fact.ContactParked(at=book.now, contact=email.id, agent=email.agent, queue=email.queue, why=why)
    )


def resume(book: Book, email: ContactState, why: ResumeReason) -> None:
    """Put a parked email back into its agent's hands."""
    assert email.agent is not None, f"{email.id} is with nobody"
    book.emit(
        fact.ContactResumed(
            at=book.now,
            contact=email.id,
            agent=email.agent,
            queue=email.queue,
            parked=between(email.since, book.now),
            why=why,
        )
    )


def return_to_line(book: Book, email: ContactState, why: ReturnReason) -> None:
    """Hand an email back: it keeps its arrival time, its place and its draft."""
    assert email.agent is not None, f"{email.id} is with nobody"
    book.emit(
        fact.ContactReturned(at=book.now, contact=email.id, agent=email.agent, queue=email.queue, why=why)
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
    load = book.load(book.state.agents[agent])
    return not load.on_call and not load.call_rings and book.state.agents[agent].wrap_up is None


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


def leave(book: Book, agent: AgentId, why: StatusReason, note: str = "") -> None:
    """Go offline: her emails go back to the line with their drafts. A call in progress ends by hanging up."""
    take_offer_back(book, agent, RescindReason.AGENT_LEFT)
    for email in book.emails_of(agent):
        return_to_line(book, email, ReturnReason.AGENT_LEFT)
    become(book, agent, AgentStatus.OFFLINE, why, note)


def become(book: Book, agent: AgentId, status: AgentStatus, why: StatusReason, note: str = "") -> None:
    """The agent has another status from now on."""
    book.emit(fact.AgentStatusChanged(at=book.now, agent=agent, status=status, why=why, note=note))
