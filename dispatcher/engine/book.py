"""The engine's open book: the state, what was derived from it, and the facts of this turn.

Rules write into it by `emit` alone. `refresh` then brings the indices up to the state: lines, pools of agents
with room, timers. All of them can be worked out from the state again, and none of them decides anything.
"""

from typing import Final

from dispatcher import events as fact
from dispatcher.centre import WHOLE, Centre
from dispatcher.engine.agent import AgentState
from dispatcher.engine.blending import NOTHING, YES, Load, has_room, load_of, may_work
from dispatcher.engine.contact import ContactState
from dispatcher.engine.deadlines import (
    OF_AGENTS,
    Deadlines,
    Due,
    Timer,
    agent_deadlines,
    contact_deadlines,
    soonest,
    timetable_switch,
)
from dispatcher.engine.follows import FOLLOWS
from dispatcher.engine.pools import NO_ROOM, Pools, Rooms
from dispatcher.engine.roster import Need, Roster
from dispatcher.engine.state import FOLDS, State
from dispatcher.engine.waiting import Lines
from dispatcher.engine.words import ACTIVE, IDLE, PARKED, WAITING
from dispatcher.vocabulary import AgentId, ChannelId, ContactId, Instant, QueueId, Span

_STEPS: Final = {kind: (FOLDS[kind], follow) for kind, follow in FOLLOWS.items()}
NO_CENTRE: Final = Centre(name="", teams={}, agents={}, queues={})
CENTRE: Final = AgentId("")
"""The name under which the timetables' timer stands."""


class Book:
    """The state with its indices.

    `freed` are the agents to whom something new may be given, since they were last looked at; `leaving` are
    those with a next status; at the desks of those `ringing` there rings what gives way to a call. `idle`
    counts, by what a call needs, the agents idle for it; it is kept only while a reserve holds.

    Since it was last settled: has anything `changed` by which something could be given out that could not be
    before, and who has become free (`freeing`)? Most turns only fill somebody's hands, and do neither. Yet to
    be done: contacts `to_place` in their lines, agents `to_note`, timers of those `untimed`.
    """

    def __init__(self, state: State, *, now: Instant | None = None) -> None:
        self.state = state
        self.now = state.now if now is None else now
        self.facts: list[fact.Event] = []
        self.stale = False
        self.roster = Roster(NO_CENTRE, frozenset())
        self._index()
        # Whoever left this state gave out all that could be; to look again would be too early by an instant.
        self.lines.settled()
        self.freed.clear()
        self.changed = False

    # --- facts ------------------------------------------------------------------------------------------

    def emit(self, event: fact.Event) -> None:
        """State a fact: it changes the state, and goes to the journal."""
        state = self.state
        state.now = self.now
        fold, follow = _STEPS[type(event)]
        fold(state, event)
        self.facts.append(event)
        follow(self, event)

    def rings(self, contact: ContactId, agent: AgentId) -> None:
        """It rings at her desk, and she has room for nothing else; written work gives way to a call."""
        rings, roster = self.state.contacts[contact], self.roster
        if agent in self.loads:
            self.loads[agent].ring(rings)
        self.freeing.pop(agent, None)
        self.pools.leave(agent)
        if not rings.live or len(self.state.agents[agent].contacts) > 1 or roster.uses_reserve:
            self.to_note[agent] = None
        elif agent in self.lines.reserved:
            self.freed[agent] = None
        if roster.rests:
            self.untimed_agents[agent] = None

    def touch_agent(self, agent: AgentId) -> None:
        """Look at her anew: at her desk, and whether there is something for her."""
        self.to_note[agent] = self.untimed_agents[agent] = None
        self.loads.pop(agent, None)
        self.changed = True

    def touch_contact(self, contact: ContactId) -> None:
        """Look at it anew: at its place in line, and its timers."""
        self.to_place[contact] = self.untimed[contact] = None
        self.changed = True

    # --- lookups ----------------------------------------------------------------------------------------

    def load(self, agent: AgentState) -> Load:
        """What the agent has on her desk; kept up as it rings and she answers, else counted anew."""
        if not agent.contacts:
            return NOTHING
        load = self.loads.get(agent.id)
        if load is None:
            load = self.loads[agent.id] = load_of(
                agent, self.state.contacts, self.roster.measures(agent.id).shares
            )
        return load

    def rooms(self, agent: AgentState) -> Rooms:
        """The channels she has room for; none while something rings, even if it would give way."""
        if agent.offer is not None or may_work(agent) is not YES:
            return NO_ROOM
        measures = self.roster.measures(agent.id)
        if not agent.contacts:
            return measures.rooms
        load = self.load(agent)
        if load.live >= WHOLE:
            return NO_ROOM
        channels, busy = self.roster.channels, load.busy
        return {channel.id: busy for channel in channels if has_room(load, channel, measures) is YES}

    def soonest(self, queue: QueueId) -> tuple[Span, Due]:
        """How long after its arrival in this queue, at the soonest, something comes due for a contact."""
        found = self._soonest.get(queue)
        if found is None:
            found = self._soonest[queue] = soonest(queue, self.roster)
        return found

    def share(self, agent: AgentId, channel: ChannelId) -> int:
        """Percent of her that one contact of this channel takes."""
        return self.roster.measures(agent).shares[channel]

    def takes_all(self, agent: AgentId, channel: ChannelId) -> bool:
        """Has she room for nothing beside a contact of this channel? Only a call can be so."""
        found = self._takes_all.get((agent, channel))
        if found is None:
            found = self.roster.centre.channels[channel].live and self.share(agent, channel) >= WHOLE
            self._takes_all[agent, channel] = found
        return found

    def written_of(self, agent: AgentId) -> list[ContactState]:
        """The written contacts she has in hand or parked, by what is due first."""
        contacts = (self.state.contacts[name] for name in self.state.agents[agent].contacts)
        held = [c for c in contacts if not c.live and c.phase in (ACTIVE, PARKED)]
        return sorted(held, key=lambda c: (c.due, c.id))

    def let_go(self) -> None:
        """Undo the circles of this book and the indices that ask it."""
        del self.pools, self.deadlines

    # --- indices ----------------------------------------------------------------------------------------

    def _index(self) -> None:
        """Work everything out from the state."""
        self.stale = False
        self.lines = Lines()
        self.pools = Pools(self._idle_and_rooms)
        self.deadlines = Deadlines(self._look)
        self.idle: dict[Need, int] = {}
        self.to_resume: dict[AgentId, None] = {}
        self.ringing: dict[AgentId, None] = {}
        self.freed: dict[AgentId, None] = {}
        self.leaving: dict[AgentId, None] = {}
        self.loads: dict[AgentId, Load] = {}
        self._is_idle: set[AgentId] = set()
        self._watched: set[str] = set()
        self._soonest: dict[QueueId, tuple[Span, Due]] = {}
        self._takes_all: dict[tuple[AgentId, ChannelId], bool] = {}
        self.changed = True
        self.freeing: dict[AgentId, None] = {}
        self.to_note: dict[AgentId, None] = {}
        self.to_place: dict[ContactId, None] = {}
        self.untimed_agents: dict[AgentId, None] = {}
        self.untimed: dict[ContactId, None] = {}
        if self.state.centre is None:
            return
        self.roster = Roster(self.state.centre, self.state.running)
        self.to_place = dict.fromkeys(self.state.contacts)
        self.to_note = dict.fromkeys(self.state.agents)
        self.untimed, self.untimed_agents = dict(self.to_place), {**self.to_note, CENTRE: None}
        self.refresh()
        self.set_timers()

    def refresh(self) -> None:
        """Bring the lines and the pools up to what was said since."""
        if self.stale:
            self._index()
            return
        if self.to_place:
            contacts, self.to_place = self.to_place, {}
            for name in contacts:
                self.place(name)
        if self.to_note:
            agents, self.to_note = self.to_note, {}
            for who in agents:
                agent = self.state.agents.get(who)
                if agent is not None:
                    self._note_agent(agent)

    def place(self, name: ContactId) -> None:
        """Let this contact stand where it should wait now, if it waits."""
        contact = self.state.contacts.get(name)
        if contact is None or contact.phase is not WAITING:
            self.lines.drop(name)
        elif self.lines.note(contact, self.roster, self.now):
            self.changed = True

    def _note_agent(self, agent: AgentState) -> None:
        name = agent.id
        self.pools.unplaced[name] = None
        if agent.contacts:
            self._note_desk(agent)
        else:
            if self.to_resume or self.ringing:
                self.to_resume.pop(name, None)
                self.ringing.pop(name, None)
            if name in self.lines.reserved or self.rooms(agent):
                self.freed[name] = None
        if agent.next_status is not None:
            self.leaving[name] = None
        if self.roster.uses_reserve:
            self._count_idle(agent, self.load(agent))

    def _note_desk(self, agent: AgentState) -> None:
        """What follows from what she has on her desk."""
        name, load = agent.id, self.load(agent)
        yields = load.rings is not None and not load.rings.live and may_work(agent) is YES
        if yields:
            self.ringing[name] = None
        else:
            self.ringing.pop(name, None)
        if load.to_resume:
            self.to_resume[name] = None
        else:
            self.to_resume.pop(name, None)
        if yields or load.in_hand or load.to_resume or name in self.lines.reserved or self.rooms(agent):
            self.freed[name] = None

    def _idle_and_rooms(self, name: AgentId) -> tuple[Instant, Rooms]:
        agent = self.state.agents[name]
        return agent.idle_since, self.rooms(agent)

    def _count_idle(self, agent: AgentState, load: Load) -> None:
        """Is there an agent more, or less, at whose desk a call could ring with nothing to give way?"""
        rings = load.rings is not None and load.rings.urgency is not IDLE
        idle = may_work(agent) is YES and not load.busy and not rings
        if idle is (agent.id in self._is_idle):
            return
        (self._is_idle.add if idle else self._is_idle.discard)(agent.id)
        for need in self.roster.calls_of(agent.id):
            self.idle[need] = self.idle.get(need, 0) + (1 if idle else -1)
        if idle and self.lines.written.lines:
            self.free_all()

    def is_idle(self, agent: AgentId) -> bool:
        """Could a call ring at her desk now? Told only while a reserve holds."""
        return agent in self._is_idle

    def free_all(self) -> None:
        """Look again at everybody with room for written work."""
        for channel in self.roster.centre.channels.values():
            if not channel.live:
                self.freed.update(dict.fromkeys(self.pools.members(channel.id)))

    def watch(self, need: Need) -> None:
        """See that the agents this need is looked up by are pooled."""
        if need.anchor not in self._watched:
            self._watched.add(need.anchor)
            self.pools.watch(need.anchor, self.roster.having(need.anchor))

    def set_timers(self) -> None:
        """Set the timers of all about which something may come due that would not have before."""
        if self.untimed:
            contacts, self.untimed = self.untimed, {}
            for name in contacts:
                contact = self.state.contacts.get(name)
                if contact is not None and (timers := contact_deadlines(contact, self.roster, self.now)):
                    self.deadlines.set_contact(name, *min(timers))
        if self.untimed_agents:
            agents, self.untimed_agents = self.untimed_agents, {}
            for who in agents:
                agent = self.state.agents.get(who)
                if agent is not None and (timers := agent_deadlines(agent, self.roster, self.now)):
                    self.deadlines.set_agent(who, *min(timers))
                elif who == CENTRE and (switch := timetable_switch(self.roster, self.now)) is not None:
                    self.deadlines.set_agent(CENTRE, *switch)

    def _look(self, due: Due, name: str, at: Instant) -> Timer | None:
        """What comes due first for this contact or agent from this timer on, as things stand now."""
        before, first = Instant(at - 1), (at, due)
        if due not in OF_AGENTS:
            contact = self.state.contacts.get(ContactId(name))
            timers = contact_deadlines(contact, self.roster, before) if contact is not None else []
        elif name == CENTRE:
            return timetable_switch(self.roster, before)
        else:
            agent = self.state.agents.get(AgentId(name))
            timers = agent_deadlines(agent, self.roster, before) if agent is not None else []
        # What stood before it has been fired, or it would have been set; it may be that instant still.
        return min((timer for timer in timers if timer >= first), default=None)
