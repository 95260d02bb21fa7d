"""The engine's open book: the state, what was derived from it, and the facts of this turn.

Rules write into it by `emit` alone; it keeps lines and timers true to the state.
"""

from dispatcher import events as fact
from dispatcher.engine.blending import Load, load_of
from dispatcher.engine.deadlines import Deadlines
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.engine.waiting import Lines
from dispatcher.vocabulary import AgentId, ContactId, ParkReason, Phase, QueueId


class Book:
    """The state with its indices; all of them can be worked out from the state again."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.now
        self.facts: list[fact.Event] = []
        self.lines = Lines()
        self.deadlines = Deadlines()
        self.to_resume: set[ContactId] = set()
        self._loads: dict[AgentId, Load] = {}
        self._index()

    def emit(self, event: fact.Event) -> None:
        """State a fact: it changes the state, and goes to the journal."""
        leaving = self._leaving(event)
        self.state.apply(event)
        self.facts.append(event)
        if isinstance(event, fact.CentreConfigured | fact.CentreRestarted):
            self._index()
            return
        if leaving is not None:
            self.lines.drop(leaving.queue, leaving.id)
            self.to_resume.discard(leaving.id)
        contact: ContactId | None = getattr(event, "contact", None)
        if contact in self.state.contacts:
            self._note_contact(self.state.contacts[contact])
        agent: AgentId | None = getattr(event, "agent", None)
        if agent in self.state.agents:
            self._loads.pop(agent, None)
            self.deadlines.note_agent(self.state.agents[agent], self.state, self.now)

    def load(self, agent: AgentState) -> Load:
        """What the agent has on her desk; counted anew only after a fact that names her."""
        if (load := self._loads.get(agent.id)) is None:
            load = self._loads[agent.id] = load_of(agent, self.state.contacts)
        return load

    def emails_of(self, agent: AgentId) -> list[ContactState]:
        """The emails she has in hand or parked, by what is due first."""
        contacts = (self.state.contacts[name] for name in self.state.agents[agent].contacts)
        held = [c for c in contacts if not c.channel.live and c.phase in (Phase.ACTIVE, Phase.PARKED)]
        return sorted(held, key=lambda c: (c.due, c.id))

    def _leaving(self, event: fact.Event) -> ContactState | None:
        if isinstance(event, fact.ContactClosed | fact.ContactAbandoned):
            return self.state.contacts.get(event.contact)
        return None

    def _note_contact(self, contact: ContactState) -> None:
        self.lines.note(contact)
        self.deadlines.note_contact(contact, self.state, self.now)
        if contact.phase is Phase.PARKED and contact.parked is not ParkReason.BY_HAND:
            self.to_resume.add(contact.id)
        else:
            self.to_resume.discard(contact.id)

    def _index(self) -> None:
        self._loads.clear()
        if self.state.centre is None:
            return
        self.roster = Roster(self.state.centre)
        for contact in self.state.contacts.values():
            self._note_contact(contact)
        for agent in self.state.agents.values():
            self.deadlines.note_agent(agent, self.state, self.now)

    def waiting_calls(self) -> frozenset[QueueId]:
        """The voice queues somebody waits in."""
        return frozenset(queue for queue in self.roster.calls if self.lines.waiting(queue))
