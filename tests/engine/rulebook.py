"""The rules, written down a second time and as plainly as can be: no index, no cache of what changes.

The laws hold the engine's way against this one. Nothing of the engine is used here but the picture it draws
(`State`, a fold over facts) and the business hours, which have laws of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dispatcher.centre import (
    Centre,
    Levers,
    Policy,
    Queue,
    Terms,
)
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.state import State
from dispatcher.hours import ALWAYS, Hours
from dispatcher.vocabulary import (
    NEVER,
    AgentId,
    AgentStatus,
    CalendarId,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    ParkReason,
    Phase,
    PromisePhase,
    QueueId,
    ReserveReason,
    Strategy,
    TimetableId,
    Urgency,
)

URGENCIES = [Urgency.URGENT, Urgency.NORMAL, Urgency.LOW, Urgency.IDLE]
BY_A_PERSON = (ReserveReason.ASSIGNED, ReserveReason.TRANSFERRED, ReserveReason.CONSULTED)
KEEP_THEIR_SLOT = (ParkReason.PRE_EMPTED, ParkReason.AGENT_AWAY)


class Rulebook:
    """What one centre says, while these timetables run."""

    def __init__(self, centre: Centre, running: frozenset[TimetableId]) -> None:
        self.centre, self.running = centre, running
        self._levers: dict[tuple[str, AgentId | None, QueueId | None], Any] = {}
        self._caps: dict[tuple[AgentId, ChannelId], int] = {}
        self._asked: dict[tuple[QueueId, int, str, CategoryId | None], dict[str, int]] = {}
        self._able: dict[tuple[QueueId, int, str, CategoryId | None], frozenset[AgentId]] = {}
        self._hours: dict[CalendarId, Hours] = {}

    # --- levers -----------------------------------------------------------------------------------------

    def _said(self, agent: AgentId | None, queue: QueueId | None) -> Iterator[Levers]:
        """The nearest first: agent, team, queue, centre; in each scope a running timetable comes first."""
        centre = self.centre
        # Of two timetables that run for the same scope, the one named last holds.
        tables = [centre.timetables[name] for name in sorted(self.running, reverse=True)]
        if agent is not None:
            profile = centre.agents[agent]
            yield from (table.levers for table in tables if agent in table.agents)
            yield profile.levers
            yield from (table.levers for table in tables if profile.team in table.teams)
            yield centre.teams[profile.team].levers
        if queue is not None:
            yield from (table.levers for table in tables if queue in table.queues)
            yield centre.queues[queue].levers
        for table in tables:
            if not table.agents and not table.teams and not table.queues:
                yield table.levers
        yield centre.levers

    def lever(self, name: str, agent: AgentId | None, queue: QueueId | None) -> Any:
        """What this lever is for her and this queue."""
        key = (name, agent, queue)
        if key not in self._levers:
            said = [getattr(levers, name) for levers in self._said(agent, queue)]
            said = [value for value in said if value is not None]
            self._levers[key] = said[0] if said else getattr(Policy(), name)
        return self._levers[key]

    def cap(self, agent: AgentId, channel: ChannelId) -> int:
        """How many contacts of the channel she may have at once."""
        key = (agent, channel)
        if key not in self._caps:
            said = [one.caps[channel] for one in self._said(agent, None) if channel in one.caps]
            self._caps[key] = said[0] if said else self.centre.channels[channel].cap
        return self._caps[key]

    def share(self, agent: AgentId, channel: ChannelId) -> int:
        """Percent of her that one contact takes."""
        said = self.centre.channels[channel].share
        return 100 // max(1, self.cap(agent, channel)) if said is None else said

    def spare(self, agent: AgentId, channel: ChannelId) -> int:
        """Percent of her that must be free for one more."""
        said = self.centre.channels[channel].spare
        return self.share(agent, channel) if said is None else said

    # --- skills and hours -------------------------------------------------------------------------------

    def asked(self, contact: ContactState) -> dict[str, int]:
        """The skills, and the language as one, that this contact asks for now."""
        queue = self.centre.queues[contact.queue]
        ring = min(contact.ring, len(queue.rings))
        spoken = contact.language if queue.match_language else ""
        key = (contact.queue, ring, spoken, contact.category)
        if key not in self._asked:
            stage = queue.rings[ring - 1] if ring else None
            said = queue.skills if stage is None else stage.skills
            skills = {str(skill): level for skill, level in said.items()}
            if contact.category in self.centre.categories:
                for skill, level in self.centre.categories[contact.category].skills.items():
                    skills[skill] = max(level, skills.get(skill, 0))
            if spoken and not (stage is not None and stage.any_language):
                # A language that nobody speaks who could help is not asked for.
                both = skills | {f"speaks {spoken}": 1}
                skills = both if self.who(both, queue.channel) else skills
            self._asked[key] = skills
        return self._asked[key]

    def able(self, contact: ContactState) -> frozenset[AgentId]:
        """Who has all that is asked for."""
        queue = self.centre.queues[contact.queue]
        key = (contact.queue, min(contact.ring, len(queue.rings)), contact.language, contact.category)
        if key not in self._able:
            self._able[key] = self.who(self.asked(contact), queue.channel)
        return self._able[key]

    def who(self, asked: dict[str, int], channel: ChannelId) -> frozenset[AgentId]:
        """Who has all that is asked for, and takes contacts of this channel at all."""
        fit = (name for name in self.centre.agents if fits(asked, self.skills(name)))
        return frozenset(name for name in fit if self.cap(name, channel))

    def skills(self, agent: AgentId) -> dict[str, int]:
        """Her skills, each language one of them."""
        profile = self.centre.agents[agent]
        spoken = {f"speaks {language}": 1 for language in profile.languages}
        return {str(skill): level for skill, level in profile.skills.items()} | spoken

    def terms(self, queue: QueueId, contact: ContactState) -> Terms:
        """What this customer gets there: the stricter of what her tier and the matter's category say."""
        base, said = self.centre.queues[queue], []
        if contact.tier in base.tiers:
            said.append(base.tiers[contact.tier])
        if contact.category in self.centre.categories:
            said.append(self.centre.categories[contact.category].terms)
        urgencies = sorted((t.urgency for t in said if t.urgency is not None), key=list(Urgency).index)
        promises = sorted(t.promise for t in said if t.promise is not None)
        acknowledged = sorted(t.acknowledge_within for t in said if t.acknowledge_within is not None)
        resolutions = sorted(t.resolution for t in said if t.resolution is not None)
        return Terms(
            urgency=urgencies[0] if urgencies else base.urgency,
            promise=promises[0] if promises else base.promise,
            acknowledge_within=acknowledged[0] if acknowledged else base.acknowledge_within,
            resolution=resolutions[0] if resolutions else base.resolution,
        )

    def first_asked(self, queue: Queue) -> dict[str, int]:
        """What a queue asks for at first, whatever its customers speak."""
        return {str(skill): level for skill, level in queue.skills.items()}

    def calendar(self, name: CalendarId) -> Hours:
        """These opening hours."""
        if name not in self._hours:
            self._hours[name] = Hours(self.centre.calendars[name])
        return self._hours[name]

    def hours(self, queue: QueueId) -> Hours:
        """When the promises of this queue run."""
        name = self.centre.queues[queue].hours
        return ALWAYS if name is None else self.calendar(name)


def her_topic(contact: ContactState, who: AgentState) -> bool:
    """Is she set on nothing, or on this? Calls are for everybody."""
    focus = who.focus
    if focus is None or contact.live:
        return True
    return contact.queue in focus.queues or contact.category in focus.categories


def fits(asked: dict[str, int], has: dict[str, int]) -> bool:
    """Has she all of it?"""
    return all(has.get(skill, 0) >= level for skill, level in asked.items())


def rank(urgency: Urgency) -> int:
    """Smaller is more pressing."""
    return URGENCIES.index(urgency)


def place(contact: ContactState) -> tuple[int, Instant, Instant, ContactId]:
    """The order of the line: urgency, then due, then arrival, then id."""
    return (rank(contact.urgency), contact.due, contact.arrived, contact.id)


def is_task(contact: ContactState) -> bool:
    """Is it idle-time work, which gives way to whatever comes?"""
    return contact.urgency is Urgency.IDLE and not contact.live


def comes_first(contact: ContactState) -> bool:
    """Is it looked at before the written work that has time?"""
    return contact.live or contact.pressing


@dataclass
class Desk:
    """What lies on one agent's desk."""

    calls: list[ContactState] = field(default_factory=list)
    work: list[ContactState] = field(default_factory=list)
    tasks: list[ContactState] = field(default_factory=list)
    to_come_back: list[ContactState] = field(default_factory=list)
    aside: list[ContactState] = field(default_factory=list)
    rings: ContactState | None = None

    @property
    def in_hand(self) -> list[ContactState]:
        """Everything she works on."""
        return [*self.calls, *self.work, *self.tasks]


class Picture:
    """One instant of a centre, and every question the laws ask of it."""

    def __init__(self, state: State, book: Rulebook, now: Instant) -> None:
        self.state, self.book, self.now = state, book, now
        self._desks: dict[AgentId, Desk] = {}

    @cached_property
    def waiting(self) -> list[ContactState]:
        """Everybody who waits."""
        return [c for c in self.state.contacts.values() if c.phase is Phase.WAITING]

    @cached_property
    def calls_waiting(self) -> list[frozenset[AgentId]]:
        """For each call that waits, who could take it."""
        return [self.book.able(c) for c in self.waiting if c.live]

    @cached_property
    def work_waiting(self) -> list[ContactState]:
        """Each piece of written work that waits and is no task."""
        return [c for c in self.waiting if not c.live and c.urgency is not Urgency.IDLE]

    def desk(self, agent: AgentId) -> Desk:
        """What lies on her desk."""
        found = self._desks.get(agent)
        if found is None:
            found = self._desks[agent] = Desk()
            for name in self.state.agents[agent].contacts:
                _lay(found, self.state.contacts[name])
        return found

    def slots(self, agent: AgentId, channel: ChannelId) -> int:
        """What counts under her cap; idle-time tasks give way, and do not."""
        desk = self.desk(agent)
        rings = [desk.rings] if desk.rings is not None else []
        counted = [*desk.calls, *desk.work, *desk.to_come_back, *rings]
        return sum(c.channel == channel and not is_task(c) for c in counted)

    def busy(self, agent: AgentId) -> int:
        """Percent of her that is taken."""
        desk = self.desk(agent)
        return sum(self.book.share(agent, c.channel) for c in (*desk.calls, *desk.work))

    def on_calls(self, agent: AgentId) -> int:
        """Percent of her that is taken by calls."""
        return sum(self.book.share(agent, c.channel) for c in self.desk(agent).calls)

    # --- what stands between a waiting contact and an agent ---------------------------------------------

    def obstacle(self, contact: ContactState, agent: AgentId) -> str:
        """The reason this agent is not offered it; none when she could be, "interrupts" if it takes that."""
        who = self.state.agents[agent]
        return (
            self._not_for_her(contact, agent)
            or ("other topic" if contact.reserved is None and not her_topic(contact, who) else "")
            or self._said_no(contact, who)
            or self._not_there(who)
            or self._no_room(contact, agent)
            or self._held_back(contact, who)
        )

    def _not_for_her(self, contact: ContactState, agent: AgentId) -> str:
        if contact.approves is not None and agent == self.author(contact):
            return "her own reply"
        reserved = contact.reserved
        if reserved is not None and reserved.agent != agent:
            return "reserved"
        if reserved is not None and reserved.why in BY_A_PERSON:
            return ""
        able = self.book.able(contact)
        if agent not in able:
            return "skills"
        pause = self.book.lever("decline_pause", None, contact.queue)
        lately = self.now < contact.excluded_at + pause
        return "excluded" if contact.excluded == agent and lately and len(able) > 1 else ""

    def author(self, approval: ContactState) -> AgentId | None:
        """Who wrote the reply that this piece of work asks to approve."""
        about = self.state.contacts.get(approval.approves) if approval.approves is not None else None
        return about.held.author if about is not None and about.held is not None else None

    def _said_no(self, contact: ContactState, who: AgentState) -> str:
        declined = who.declined.get(contact.queue)
        pause = self.book.lever("decline_pause", who.id, contact.queue)
        return "declined" if declined is not None and declined + pause > self.now else ""

    def _not_there(self, who: AgentState) -> str:
        if not who.connected or who.status is not AgentStatus.READY:
            return "not ready"
        if who.next_status is not None:
            return "leaving"
        return "wrap-up" if who.wrap_up is not None else ""

    def _no_room(self, contact: ContactState, agent: AgentId) -> str:
        why = self._full(contact, agent)
        over = contact.reserved is not None and contact.reserved.over_cap
        if over and why in ("at cap", "busy", "work in hand"):
            return ""
        return self._cannot_interrupt(contact, agent) if why == "work in hand" else why

    def _full(self, contact: ContactState, agent: AgentId) -> str:
        book, channel, desk = self.book, contact.channel, self.desk(agent)
        used = self.slots(agent, channel)
        if desk.rings is not None:
            if not gives_way(desk.rings, contact):
                return "ringing"
            used -= desk.rings.channel == channel and not is_task(desk.rings)
        spare = book.spare(agent, channel)
        calls = self.on_calls(agent)
        if calls and 100 - calls < spare:
            return "on call" if calls >= 100 else "busy"
        if used >= book.cap(agent, channel):
            return "at cap"
        if 100 - self.busy(agent) < spare:
            return "work in hand" if contact.live else "busy"
        return ""

    def _cannot_interrupt(self, call: ContactState, agent: AgentId) -> str:
        if self.now < call.entered + self.patience(call):
            return "not yet"
        parks = self.must_go(call, agent)
        return "protected" if any(self.safe(work, call, agent) for work in parks) else "interrupts"

    def presses(self, contact: ContactState) -> bool:
        """Is so little left of one of its promises, in business time, that it competes with calls?"""
        near = self.state.queue_of(contact).escalate
        return near is not None and any(
            clock.phase is PromisePhase.BROKEN
            or (clock.phase is PromisePhase.RUNNING and self._left(clock) <= near)
            for clock in contact.clocks
        )

    def _left(self, clock: PromiseClock) -> int:
        return self.book.hours(clock.queue).between(self.now, clock.due)

    def patience(self, call: ContactState) -> int:
        """How long it waits before it interrupts; one more urgent than its queue need not."""
        queue = self.state.queue_of(call)
        after: int = self.book.lever("interrupt_after", None, call.queue)
        return 0 if after < NEVER and rank(call.urgency) < rank(queue.urgency) else after

    def must_go(self, call: ContactState, agent: AgentId) -> list[ContactState]:
        """What she would lay aside for the call: that with most time left first, until there is room."""
        free, parks = 100 - self.busy(agent), []
        for work in sorted(self.desk(agent).work, key=lambda c: (-c.due, c.id)):
            if free < self.book.spare(agent, call.channel):
                parks.append(work)
                free += self.book.share(agent, work.channel)
        return parks

    def safe(self, work: ContactState, call: ContactState, agent: AgentId) -> bool:
        """May no call interrupt this work now?"""
        back = work.undisturbed_since
        return (
            work.replied
            or work.interruptions >= self.book.lever("max_interruptions", agent, work.queue)
            or (back is not None and self.now < back + self.book.lever("undisturbed", agent, work.queue))
            or work.due < self.now + self.state.queue_of(call).expected_handle
        )

    def _held_back(self, contact: ContactState, who: AgentState) -> str:
        """The levers that keep written work from somebody who has room for it."""
        if contact.live or (contact.reserved is not None and contact.reserved.why in BY_A_PERSON):
            return ""
        book, desk = self.book, self.desk(who.id)
        ramp = book.lever("ramp", who.id, contact.queue)
        written = len(desk.work) + len(desk.to_come_back)
        if ramp and written > (self.now - who.back_since) // ramp:
            return "ramp"
        if contact.urgency is Urgency.IDLE:
            if desk.in_hand:
                return "busy"
            if any(who.id in self.book.able(c) and her_topic(c, who) for c in self.work_waiting):
                return "work waits"
        if comes_first(contact):
            return ""
        breather = book.lever("breather", who.id, contact.queue)
        if who.last_call_ended is not None and self.now < who.last_call_ended + breather:
            return "breather"
        if any(who.id in able for able in self.calls_waiting):
            return "calls wait"
        reserve = book.lever("reserve", who.id, contact.queue)
        if reserve and contact.urgency is not Urgency.IDLE and not self._spares(who, reserve):
            return "reserve"
        return ""

    def _spares(self, who: AgentState, reserve: int) -> bool:
        """Were she gone, would `reserve` others be idle for each kind of call she takes?"""
        if not self.idle(who):
            return True
        for queue in self.state.rules.queues.values():
            if not self.state.rules.channels[queue.channel].live:
                continue
            could = self.book.who(self.book.first_asked(queue), queue.channel)
            others = sum(name != who.id and self.idle(self.state.agents[name]) for name in could)
            if who.id in could and others < reserve:
                return False
        return True

    def idle(self, who: AgentState) -> bool:
        """Could a call ring at her desk now, with nothing to give way but idle-time tasks?"""
        desk = self.desk(who.id)
        rings = desk.rings is not None and not is_task(desk.rings)
        return not (self._not_there(who) or desk.calls or desk.work or rings)

    # --- whom of several --------------------------------------------------------------------------------

    def free_for(self, contact: ContactState) -> list[AgentState]:
        """Whoever could be offered it as things are; of them those at whose desk nothing rings, if any."""
        free = [a for a in self.state.agents.values() if not self.obstacle(contact, a.id)]
        return [a for a in free if a.offer is None] or free

    def preference(self, contact: ContactState, who: AgentState, by: Strategy) -> tuple[int, int, int, str]:
        """Smaller is better."""
        has = self.book.skills(who.id)
        skill = sum(has.get(one, 0) for one in self.book.asked(contact))
        return (
            -skill if by is Strategy.BEST_SKILL else 0,
            0 if by is Strategy.LONGEST_IDLE else self.busy(who.id),
            who.idle_since,
            who.id,
        )

    def cost(self, call: ContactState, who: AgentState) -> tuple[int, int, int, int, str]:
        """What interrupting her costs; smaller is better."""
        parks = self.must_go(call, who.id)
        return (
            max(work.interruptions for work in parks),
            who.interruptions,
            sum(work.handled + (self.now - work.since) for work in parks),
            -min(work.due for work in parks),
            who.id,
        )

    def could_resume(self, work: ContactState) -> bool:
        """Could this laid-aside work come back into its agent's hands now?"""
        assert work.agent is not None
        who, desk = self.state.agents[work.agent], self.desk(work.agent)
        if self._not_there(who) or desk.calls or (desk.rings is not None and desk.rings.live):
            return False
        if is_task(work):
            return not desk.in_hand and desk.rings is None
        rings = [desk.rings] if desk.rings is not None and not is_task(desk.rings) else []
        same = sum(c.channel == work.channel for c in (*desk.work, *rings))
        free = 100 - self.busy(who.id) - sum(self.book.share(who.id, c.channel) for c in rings)
        cap, share = self.book.cap(who.id, work.channel), self.book.share(who.id, work.channel)
        return same < cap and free >= share


def gives_way(rings: ContactState, comes: ContactState) -> bool:
    """Does what only rings give way: an idle-time task to all but its like, written work to a call.

    What is near its deadline competes with calls, so it gives way only to one that stands before it.
    """
    if rings.live:
        return False
    if is_task(rings):
        return not is_task(comes)
    return comes.live and (not rings.pressing or place(comes) < place(rings))


def due_of(contact: ContactState) -> Instant:
    """By what it stands in line: the first of its promises that is not kept, else the last that was."""
    open_dues = [clock.due for clock in contact.clocks if clock.phase is not PromisePhase.KEPT]
    if open_dues:
        return min(open_dues)
    return contact.clocks[-1].due if contact.clocks else contact.arrived


def _lay(desk: Desk, contact: ContactState) -> None:
    if contact.phase is Phase.OFFERED:
        desk.rings = contact
    elif contact.phase is Phase.PARKED:
        (desk.to_come_back if contact.parked in KEEP_THEIR_SLOT else desk.aside).append(contact)
    elif contact.live:
        desk.calls.append(contact)
    else:
        (desk.tasks if is_task(contact) else desk.work).append(contact)
