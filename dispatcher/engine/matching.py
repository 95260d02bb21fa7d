"""Who gets what: calls and what is near its deadline first, then what was laid aside, then written work.

`settle` makes every match that can be made at this instant. It is run after whatever happened, so nothing
waits while an eligible agent has room, beyond the levers of `blending`. Between two runs no line's head fits
any agent; so only what changed is tried: lines with a new head against everybody, and agents with new room
against every line.
"""

from collections.abc import Iterable
from typing import Final

from dispatcher.engine.agent import AgentState
from dispatcher.engine.blending import YES, Verdict, may_resume
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.eligibility import judge, laid_aside, may_take_written
from dispatcher.engine.interruption import Cost, cost_of_interrupting
from dispatcher.engine.steps import become_next, offer, rescind, resume
from dispatcher.engine.waiting import Heads, Line
from dispatcher.engine.words import BEST_SKILL, LAST_AGENT, LEAST_OCCUPIED, LONGEST_IDLE
from dispatcher.vocabulary import (
    AgentId,
    ContactId,
    Instant,
    OfferReason,
    ParkReason,
    RescindReason,
    ResumeReason,
    Strategy,
)

REASONS: Final = {strategy: OfferReason(strategy) for strategy in Strategy}
RESERVED: Final = OfferReason.RESERVED
Freed = dict[AgentId, None]


def settle(book: Book) -> None:
    """Offer and resume all that can be, in the order that keeps promises best."""
    book.refresh()
    if book.leaving:
        _let_leave(book)
    lines = book.lines
    while book.freed or lines.dirty or lines.freed:
        _settle_once(book)
    book.changed = False
    book.freeing.clear()


def _settle_once(book: Book) -> None:
    lines = book.lines
    if lines.freed:
        _after_calls(book)
    freed, book.freed = book.freed, {}
    if lines.first.lines:
        offer_waiting(book, lines.first, dict(freed))
    if book.to_resume:
        resume_parked(book, freed)
    if lines.written.lines:
        open_to_more = {agent: None for agent in freed if may_take_written(book, agent)}
        offer_waiting(book, lines.written, open_to_more)
    if book.leaving:
        _let_leave(book)


def _let_leave(book: Book) -> None:
    """Whoever has a next status and nothing in hand takes it."""
    for name in sorted(book.leaving):
        agent = book.state.agents[name]
        if agent.next_status is None:
            del book.leaving[name]
        elif agent.wrap_up is None and not book.load(agent).at_work:
            del book.leaving[name]
            become_next(book, agent)
    book.refresh()


def _after_calls(book: Book) -> None:
    """Where calls of one kind wait no more, those who could take them may have written work again."""
    book.lines.freed.clear()
    if book.lines.written.lines:
        book.free_all()


# --- what waits -----------------------------------------------------------------------------------------


def offer_waiting(book: Book, heads: Heads, freed: Freed) -> None:
    """Each head in order: to whom the queue prefers, else, for a call, to whom it may interrupt."""
    place, contacts, lines = None, book.state.contacts, book.lines
    while (freed or lines.dirty) and (line := heads.next(place, freed)) is not None:
        place, everybody = line.place_of_head, line.dirty
        agent = _match(book, line, contacts[place[3]], None if everybody else freed)
        if agent is not None:
            freed.pop(agent.id, None)
            if book.to_note or book.to_place:
                book.refresh()
        elif everybody:
            book.lines.tried(line)


def _match(book: Book, line: Line, contact: ContactState, among: Freed | None) -> AgentState | None:
    """Offer the contact to the best of these agents; `among` None is everybody. Who is it?"""
    agent, why = preferred(book, line, contact, among)
    if agent is None and line.ripe:
        agent, why = whom_to_interrupt(book, line, contact, among), OfferReason.INTERRUPTS
    if agent is not None:
        parks: tuple[ContactId, ...] = ()
        if agent.contacts:
            parks = _makes_way(book, line, contact, agent)
            _take_offer_back(book, agent)
        offer(book, contact, agent, why, parks)
    return agent


def _makes_way(book: Book, line: Line, contact: ContactState, agent: AgentState) -> tuple[ContactId, ...]:
    """What she lays aside for it: idle-time tasks, and for a call the written work it needs the room of."""
    load = book.load(agent)
    work = laid_aside(book, contact.channel, agent.id, load) if line.live and load.in_hand else []
    return tuple(one.id for one in (*work, *load.tasks))


def _take_offer_back(book: Book, agent: AgentState) -> None:
    """What only rings gives way; it keeps its place and goes to the next."""
    if agent.offer is not None:
        rings = book.load(agent).rings
        assert rings is not None, f"{agent.id} is offered what nobody knows"
        rescind(book, rings, RescindReason.CALL_FIRST)


def preferred(
    book: Book, line: Line, contact: ContactState, among: Freed | None
) -> tuple[AgentState | None, OfferReason]:
    """The agent with room whom the queue's strategy prefers, and the reason."""
    if line.reserved is not None:
        return _first(book, line, contact, [line.reserved[0]]), RESERVED
    strategy = line.strategy
    if strategy is LAST_AGENT:
        last = book.state.served_last(contact.customer, book.now)
        if last is not None and (among is None or last in among):
            agent = _first(book, line, contact, [last])
            if agent is not None:
                return agent, OfferReason.LAST_AGENT
        strategy = LONGEST_IDLE
    return _best(book, line, contact, among, strategy), REASONS[strategy]


def _best(
    book: Book, line: Line, contact: ContactState, among: Freed | None, strategy: Strategy
) -> AgentState | None:
    """Of those at whose desk nothing rings, the best; else of those where it gives way."""
    if among is None:
        able = _ranked(book, line, contact, strategy)
        among = book.ringing
    elif len(among) == 1:  # who is asked alone is preferred to nobody
        return _first(book, line, contact, among)
    else:
        able = [agent for agent in _able(book, line, contact, among) if agent.offer is None]
    if not able and among:
        able = [agent for agent in _able(book, line, contact, among) if agent.offer is not None]
    if len(able) < 2:
        return able[0] if able else None
    return min(able, key=lambda agent: _preference(book, line, agent, strategy))


def _ranked(book: Book, line: Line, contact: ContactState, strategy: Strategy) -> list[AgentState]:
    """Candidates among those who have room and a quiet desk, the best of them included."""
    book.watch(line.need)
    found: list[AgentState] = []
    for pool in book.pools.ranked(line.channel.id, line.need.anchor):
        if strategy is BEST_SKILL:
            found += _able(book, line, contact, pool)
        elif (agent := _first(book, line, contact, pool)) is not None:
            found.append(agent)
            if strategy is LEAST_OCCUPIED:
                break
    return found


def _first(book: Book, line: Line, contact: ContactState, agents: Iterable[AgentId]) -> AgentState | None:
    """The first of the agents who may be offered the contact."""
    everybody = book.state.agents
    for name in agents:
        if name in everybody and judge(book, line, contact, agent := everybody[name]) is YES:
            return agent
    return None


def _able(book: Book, line: Line, contact: ContactState, agents: Iterable[AgentId]) -> list[AgentState]:
    """Those of the agents who may be offered the contact."""
    there = map(book.state.agents.get, agents)
    return [one for one in there if one is not None and judge(book, line, contact, one) is YES]


def _preference(
    book: Book, line: Line, agent: AgentState, strategy: Strategy
) -> tuple[int, int, Instant, AgentId]:
    """Smaller is better; ties go to the one idle longest, then by id."""
    proficiency = book.roster.proficiency(line.need, agent.id) if strategy is BEST_SKILL else 0
    busy = 0 if strategy is LONGEST_IDLE else book.load(agent).busy
    return (-proficiency, busy, agent.idle_since, agent.id)


def whom_to_interrupt(book: Book, line: Line, call: ContactState, among: Freed | None) -> AgentState | None:
    """The agent the call may interrupt at least cost, once it has waited as long as its queue says."""
    costs: list[Cost] = []
    agents: Iterable[AgentId] = line.agents if among is None else among
    if line.reserved is not None:
        agents = [line.reserved[0]]
    for name in agents:
        agent = book.state.agents.get(name)
        if agent is None or not agent.contacts:
            continue
        if judge(book, line, call, agent) is Verdict.INTERRUPTS:
            emails = laid_aside(book, call.channel, name, book.load(agent))
            costs.append(cost_of_interrupting(agent, emails, book.now))
    return book.state.agents[min(costs)[-1]] if costs else None


# --- what lies parked -----------------------------------------------------------------------------------


def resume_parked(book: Book, freed: Freed) -> None:
    """Work laid aside comes back to its agents, nearest to a broken promise first."""
    back = [name for name in freed if name in book.to_resume]
    parked = [book.state.contacts[contact] for name in back for contact in book.state.agents[name].contacts]
    for work in sorted(parked, key=lambda c: (c.due, c.id)):
        if work.parked is None or not work.parked.keeps_slot:
            continue
        assert work.agent is not None, f"{work.id} lies parked with nobody"
        agent, measures = book.state.agents[work.agent], book.roster.measures(work.agent)
        if may_resume(agent, book.load(agent), work, measures) is YES:
            away = work.parked is ParkReason.AGENT_AWAY
            resume(book, work, ResumeReason.AGENT_BACK if away else ResumeReason.CALL_OVER)
    book.refresh()
