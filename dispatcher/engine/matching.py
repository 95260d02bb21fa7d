"""Who gets what: calls first, then emails that were laid aside, then emails that wait.

`settle` makes every match that can be made at this instant. It is run after whatever happened, so nothing
waits while an eligible agent has room, beyond the levers of `blending`.
"""

from collections.abc import Mapping

from dispatcher.engine.blending import (
    Verdict,
    declined_lately,
    may_release_email,
    may_resume_email,
    may_take_call,
    may_take_email,
)
from dispatcher.engine.book import Book
from dispatcher.engine.interruption import cost_of_interrupting, interrupts_after
from dispatcher.engine.state import AgentState, ContactState
from dispatcher.engine.steps import offer, rescind, resume
from dispatcher.vocabulary import (
    AgentId,
    OfferReason,
    ParkReason,
    QueueId,
    RescindReason,
    ResumeReason,
    between,
)


def settle(book: Book) -> None:
    """Offer and resume all that can be, in the order that keeps promises best."""
    offer_calls(book)
    resume_emails(book)
    offer_emails(book)


# --- calls ----------------------------------------------------------------------------------------------


def offer_calls(book: Book) -> None:
    """Each waiting call in order: to the free agent idle longest, else to whom it may interrupt."""
    for name in book.lines.in_order(book.roster.calls):
        contact = book.state.contacts[name]
        if (free := longest_idle(book, queue_agents(book, contact))) is not None:
            take_email_offer_back(book, free)
            offer(book, contact, free, OfferReason.LONGEST_IDLE)
        elif (victim := whom_to_interrupt(book, contact)) is not None:
            load = book.load(victim)
            interrupts = tuple(email.id for email in load.in_hand)
            take_email_offer_back(book, victim)
            offer(book, contact, victim, OfferReason.INTERRUPTS_EMAIL, interrupts)


def longest_idle(book: Book, agents: list[AgentState]) -> AgentState | None:
    """The free agent who has been idle longest; one whose desk rings with an email comes after the others."""
    free = [agent for agent in agents if may_take_call(agent, book.load(agent)) is Verdict.YES]
    return min(free, key=lambda a: (a.offer is not None, a.idle_since, a.id), default=None)


def whom_to_interrupt(book: Book, call: ContactState) -> AgentState | None:
    """The agent a call may interrupt at least cost, once it has waited as long as its queue says."""
    queue = book.state.queue_of(call)
    patience = interrupts_after(call, queue)
    if patience is None or between(call.arrived, book.now) < patience:
        return None
    costs = []
    for agent in queue_agents(book, call):
        load = book.load(agent)
        if may_take_call(agent, load) is Verdict.EMAIL_IN_HAND:
            levers, length = book.state.rules.blending, queue.expected_handle
            cost = cost_of_interrupting(agent, load, levers=levers, call_length=length, now=book.now)
            if cost is not None:
                costs.append(cost)
    return book.state.agents[min(costs)[-1]] if costs else None


def take_email_offer_back(book: Book, agent: AgentState) -> None:
    """An email that rings gives way to a call; it keeps its place and goes to the next."""
    if agent.offer is not None:
        email = next(c for c in map(book.state.contacts.__getitem__, agent.contacts) if c.offer is not None)
        rescind(book, email, RescindReason.CALL_FIRST)


# --- emails ---------------------------------------------------------------------------------------------


def resume_emails(book: Book) -> None:
    """Emails laid aside come back to their agents, nearest to a broken promise first."""
    parked = [book.state.contacts[name] for name in book.to_resume]
    for email in sorted(parked, key=lambda c: (c.due, c.id)):
        assert email.agent is not None, f"{email.id} lies parked with nobody"
        agent = book.state.agents[email.agent]
        cap = book.state.rules.email_cap(agent.id)
        if may_resume_email(agent, book.load(agent), cap) is Verdict.YES:
            away = email.parked is ParkReason.AGENT_AWAY
            resume(book, email, ResumeReason.AGENT_BACK if away else ResumeReason.CALL_OVER)


def offer_emails(book: Book) -> None:
    """Each waiting email in order, to the agent with room and the fewest emails."""
    if not any(map(book.lines.waiting, book.roster.emails)):
        return
    waiting_calls = book.waiting_calls()
    room = agents_with_room(book, waiting_calls)
    for name in book.lines.in_order(book.roster.emails):
        if not room:
            break
        contact = book.state.contacts[name]
        if (agent := fewest_emails(queue_agents(book, contact), room)) is not None:
            offer(book, contact, agent, OfferReason.FEWEST_EMAILS)
            room = agents_with_room(book, waiting_calls)


def fewest_emails(agents: list[AgentState], room: Mapping[AgentId, int]) -> AgentState | None:
    """Of the agents with room, the one with the fewest emails, then the idlest."""
    candidates = [agent for agent in agents if agent.id in room]
    return min(candidates, key=lambda a: (room[a.id], a.idle_since, a.id), default=None)


def agents_with_room(book: Book, waiting_calls: frozenset[QueueId]) -> dict[AgentId, int]:
    """The agents whom the levers let have one more email, whatever its queue, and how many each has."""
    levers = book.state.rules.blending
    # Who is idle matters only where a reserve asks for it.
    idle = idle_for_calls(book) if levers.reserve else frozenset()
    room = {}
    for agent in book.state.agents.values():
        load = book.load(agent)
        verdict = may_take_email(
            agent,
            load,
            cap=book.state.rules.email_cap(agent.id),
            breather=levers.breather,
            calls_waiting=not waiting_calls.isdisjoint(book.roster.calls_of[agent.id]),
            now=book.now,
        )
        takes_idle = agent.id in idle
        if verdict is Verdict.YES and (
            may_release_email(idle=len(idle), takes_idle=takes_idle, reserve=levers.reserve) is Verdict.YES
        ):
            room[agent.id] = load.slots
    return room


def idle_for_calls(book: Book) -> frozenset[AgentId]:
    """The agents at whose desks a call could ring with nothing to give way; parked emails are nothing."""
    return frozenset(
        agent.id
        for agent in book.state.agents.values()
        if agent.offer is None
        and book.roster.calls_of[agent.id]
        and may_take_call(agent, book.load(agent)) is Verdict.YES
    )


# --- what both do ---------------------------------------------------------------------------------------


def queue_agents(book: Book, contact: ContactState) -> list[AgentState]:
    """The agents there with the skills for this contact, but for who just declined its queue; by id."""
    pause, now = book.state.rules.blending.decline_pause, book.now
    agents = (book.state.agents[name] for name in book.roster.agents[contact.queue])
    return [a for a in agents if a.available and not declined_lately(a, contact.queue, pause=pause, now=now)]
