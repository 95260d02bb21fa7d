"""May this agent be offered that contact now? One function that says yes, or what stands in the way.

Matching asks it of every candidate, and `explain` asks it of everybody: so what a supervisor is told is what
was decided by.
"""

from dispatcher.engine.agent import AgentState
from dispatcher.engine.blending import (
    WORK_IN_HAND,
    YES,
    Load,
    Verdict,
    breathes,
    declined_lately,
    has_room,
    keeps_reserve,
    may_work,
    ramps,
)
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.interruption import may_interrupt, to_park
from dispatcher.engine.waiting import Line, place_in_line
from dispatcher.engine.words import IDLE
from dispatcher.vocabulary import AgentId, ChannelId

_ROOM_OF_CALLS = frozenset({Verdict.AT_CAP, Verdict.BUSY, Verdict.WORK_IN_HAND})


def judge(book: Book, line: Line, contact: ContactState, agent: AgentState) -> Verdict:
    """YES, INTERRUPTS when the call may take her from what she has in hand, or what stands in the way."""
    if line.plain and not agent.contacts and agent.id in line.agents and not agent.declined:
        return may_work(agent)  # a call, and nothing on her desk: most often there is no more to ask
    verdict = _is_for(book, line, agent.id)
    if verdict is not YES:
        return verdict
    if agent.focus is not None and line.reserved is None and not on_topic(line, agent):
        return Verdict.OTHER_TOPIC
    queue = line.need.queue.id
    if agent.declined:
        policy = book.roster.policy(agent.id, queue)
        if declined_lately(agent, queue, policy=policy, now=book.now):
            return Verdict.DECLINED
    verdict = may_work(agent)
    if verdict is not YES:
        return verdict
    load = book.load(agent)
    if load.rings is not None and _keeps_ringing(load.rings, contact):
        return Verdict.RINGING
    verdict = has_room(load, line.channel, book.roster.measures(agent.id))
    if line.reserved is not None and line.reserved[2] and verdict in _ROOM_OF_CALLS:
        return YES
    if verdict is WORK_IN_HAND:
        return _interrupts(book, line, agent, load)
    if verdict is not YES or line.live:
        return verdict
    return _held_back(book, line, agent, load)


def on_topic(line: Line, agent: AgentState) -> bool:
    """Is it what she is set on, if she is set on anything? Calls are for everybody."""
    return line.live or agent.focus is None or agent.focus.covers(line.need.queue.id, line.need.category)


def _keeps_ringing(rings: ContactState, comes: ContactState) -> bool:
    """Idle-time tasks do not push each other out; what is near its deadline competes with calls, in order."""
    if rings.urgency is IDLE:
        return comes.urgency is IDLE
    return rings.pressing and place_in_line(rings) < place_in_line(comes)


def _is_for(book: Book, line: Line, agent: AgentId) -> Verdict:
    """Does the contact ask for somebody like her?"""
    reserved, excluded = line.reserved, line.excluded
    if reserved is not None:
        if reserved[0] != agent:
            return Verdict.RESERVED
        if reserved[1]:
            return YES
    if agent not in line.agents:
        return Verdict.NOT_SKILLED if book.roster.cap(agent, line.channel.id) else Verdict.AT_CAP
    if excluded is not None and excluded[0] == agent and (excluded[1] or len(line.agents) > 1):
        return Verdict.EXCLUDED
    return YES


def _interrupts(book: Book, line: Line, agent: AgentState, load: Load) -> Verdict:
    """May this call take her from what she has in hand?"""
    if not line.ripe:
        return Verdict.NOT_YET
    safe = not all(
        may_interrupt(
            email,
            policy=book.roster.policy(agent.id, email.queue),
            call_length=line.need.queue.expected_handle,
            now=book.now,
        )
        for email in laid_aside(book, line.channel.id, agent.id, load)
    )
    return Verdict.PROTECTED if safe else Verdict.INTERRUPTS


def laid_aside(book: Book, channel: ChannelId, agent: AgentId, load: Load) -> list[ContactState]:
    """The written work she would lay aside for a contact of this channel."""
    measures = book.roster.measures(agent)
    return to_park(load, spare=measures.spares[channel], shares=measures.shares)


def may_take_written(book: Book, agent: AgentId) -> bool:
    """Could any written work that is not near its deadline be hers? A quick look before each is judged."""
    if agent in book.lines.reserved:
        return True
    state = book.state.agents[agent]
    if book.roster.written_channels.isdisjoint(book.rooms(state)):
        rings = book.load(state).rings
        if rings is None or rings.urgency is not IDLE:
            return False
    least = book.roster.least(agent)
    if breathes(state, policy=least, now=book.now) or _calls_wait(book, agent):
        return False
    return not least.reserve or _leaves_reserve(book, agent, least.reserve) or _tasks_wait(book)


def _tasks_wait(book: Book) -> bool:
    """Does an idle-time task wait? The reserve does not hold it back, as it gives way to a call."""
    return any(line.urgency is IDLE for line in book.lines.all())


def _held_back(book: Book, line: Line, agent: AgentState, load: Load) -> Verdict:
    """Which lever keeps written work from an agent who has room for it?"""
    reserved = line.reserved
    if reserved is not None and reserved[1]:
        return YES
    policy = book.roster.policy(agent.id, line.need.queue.id)
    if ramps(agent, load, policy=policy, now=book.now):
        return Verdict.RAMP
    if line.urgency is IDLE:
        if load.at_work:
            return Verdict.BUSY
        if _work_waits(book, agent):
            return Verdict.WORK_WAITING
    if line.first:  # its deadline is near: it competes with calls, and no lever holds it back for them
        return YES
    if policy.breather and breathes(agent, policy=policy, now=book.now):
        return Verdict.BREATHER
    if _calls_wait(book, agent.id):
        return Verdict.CALLS_WAITING
    if policy.reserve and line.urgency is not IDLE and not _leaves_reserve(book, agent.id, policy.reserve):
        return Verdict.RESERVE
    return YES


def _calls_wait(book: Book, agent: AgentId) -> bool:
    """Does a call wait that she could take?"""
    return any(agent in need.agents for need in book.lines.calls)


def _work_waits(book: Book, agent: AgentState) -> bool:
    """Does written work wait that she could take?"""
    work = (line for line in book.lines.all() if line.urgency is not IDLE and not line.live)
    return any(agent.id in line.agents and on_topic(line, agent) for line in work)


def _leaves_reserve(book: Book, agent: AgentId, reserve: int) -> bool:
    """Would enough others stay idle for each kind of call she takes? Only one who is idle is missed."""
    if not book.is_idle(agent):
        return True
    return all(keeps_reserve(idle=book.idle[need], reserve=reserve) for need in book.roster.calls_of(agent))


def somebody_else_could(book: Book, work: ContactState) -> bool:
    """Has another agent room for this parked work, were it in line?"""
    need = book.roster.need(work)
    author = (work.excluded, True) if work.approves is not None and work.excluded is not None else None
    line = Line((need, None, author, True, work.urgency, False), book.lines.first, {})
    book.watch(need)
    others = (agent for pool in book.pools.ranked(need.channel.id, need.anchor) for agent in pool)
    return any(
        agent != work.agent and judge(book, line, work, book.state.agents[agent]) is YES for agent in others
    )
