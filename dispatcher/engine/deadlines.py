"""What comes due by itself: every state that can last has a timer that ends it.

`contact_deadlines` and `agent_deadlines` say which timers stand now; the heap only remembers when to look.
An entry that no longer stands when its time comes is dropped, so a cancelled timer needs no cancelling.
"""

import heapq
from collections.abc import Iterator
from enum import IntEnum

from dispatcher.centre import Blending
from dispatcher.engine.interruption import interrupts_after
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, Instant, Phase, later


class Due(IntEnum):
    """What comes due. At the same instant the smaller number goes first."""

    WRAP_UP_ENDS = 0
    OFFER_EXPIRES = 1
    PROMISE_BREAKS = 2
    PARKED_TOO_LONG = 3
    GRACE_ENDS = 4
    DECIDE_AGAIN = 5


Entry = tuple[Instant, Due, str]


def contact_deadlines(contact: ContactState, state: State) -> Iterator[tuple[Instant, Due]]:
    """The timers that stand for this contact now."""
    levers = state.rules.blending
    if contact.offer is not None:
        yield contact.offer.expires, Due.OFFER_EXPIRES
    if not contact.broken and not contact.kept:
        yield contact.due, Due.PROMISE_BREAKS
    if contact.phase is Phase.PARKED:
        yield later(contact.since, levers.park_limit), Due.PARKED_TOO_LONG
    if contact.phase is Phase.ACTIVE and contact.undisturbed_since is not None:
        yield later(contact.undisturbed_since, levers.undisturbed), Due.DECIDE_AGAIN
    patience = interrupts_after(contact, state.queue_of(contact))
    if contact.phase is Phase.WAITING and patience is not None:
        yield later(contact.arrived, patience), Due.DECIDE_AGAIN


def agent_deadlines(agent: AgentState, levers: Blending) -> Iterator[tuple[Instant, Due]]:
    """The timers that stand for this agent now."""
    if agent.wrap_up is not None:
        yield agent.wrap_up.until, Due.WRAP_UP_ENDS
    if agent.lost_at is not None and agent.status is not AgentStatus.OFFLINE:
        yield later(agent.lost_at, levers.grace), Due.GRACE_ENDS
    if agent.last_call_ended is not None:
        yield later(agent.last_call_ended, levers.breather), Due.DECIDE_AGAIN
    for declined in agent.declined.values():
        yield later(declined, levers.decline_pause), Due.DECIDE_AGAIN


class Deadlines:
    """When to look again, for every contact and agent."""

    def __init__(self) -> None:
        self._heap: list[Entry] = []
        self._known: set[Entry] = set()

    def note_contact(self, contact: ContactState, state: State, now: Instant) -> None:
        """Remember this contact's timers."""
        for at, due in contact_deadlines(contact, state):
            self._push((at, due, contact.id), now)

    def note_agent(self, agent: AgentState, state: State, now: Instant) -> None:
        """Remember this agent's timers."""
        for at, due in agent_deadlines(agent, state.rules.blending):
            self._push((at, due, agent.id), now)

    def next(self, state: State) -> Entry | None:
        """The earliest timer that still stands."""
        while self._heap and not _stands(self._heap[0], state):
            self._pop()
        return self._heap[0] if self._heap else None

    def pop(self, state: State, until: Instant) -> Entry | None:
        """Take out the earliest timer that still stands, if it is due by `until`."""
        entry = self.next(state)
        if entry is None or entry[0] > until:
            return None
        return self._pop()

    def _push(self, entry: Entry, now: Instant) -> None:
        # A decision that was due is being made anyway; only one to come needs a timer.
        if entry in self._known or (entry[1] is Due.DECIDE_AGAIN and entry[0] <= now):
            return
        self._known.add(entry)
        heapq.heappush(self._heap, entry)

    def _pop(self) -> Entry:
        entry = heapq.heappop(self._heap)
        self._known.discard(entry)
        return entry


def _stands(entry: Entry, state: State) -> bool:
    at, due, name = entry
    if (contact := state.contacts.get(ContactId(name))) is not None and (at, due) in contact_deadlines(
        contact, state
    ):
        return True
    agent = state.agents.get(AgentId(name))
    return agent is not None and (at, due) in agent_deadlines(agent, state.rules.blending)
