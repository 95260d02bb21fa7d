"""What a centre is made of: teams, agents, queues and the blending levers.

This is what the engine decides by. It goes into the journal whenever it changes, so that a day can be
replayed by the rules of that day. `dispatcher.config` reads it from the centre file and knows each setting's
meaning, default and bounds.
"""

from msgspec import Struct

from dispatcher.vocabulary import MINUTE, SECOND, AgentId, Channel, QueueId, Skill, Span, TeamId, Urgency


class Team(Struct, frozen=True, kw_only=True):
    """A group of agents who share an email cap."""

    id: TeamId
    name: str
    email_cap: int | None = None


class Agent(Struct, frozen=True, kw_only=True):
    """A person who takes contacts, as configured; what she does now is `engine.state.AgentState`."""

    id: AgentId
    name: str
    team: TeamId
    skills: frozenset[Skill]
    email_cap: int | None = None


class Queue(Struct, frozen=True, kw_only=True):
    """One waiting line: a channel, the skills it takes, and what its customers were promised.

    `promise` runs from arrival to the answer (voice) or to the first reply (email). `interrupt_after` is how
    long a call waits before it may pre-empt emails: 0 at once, None never. `expected_handle` is what an
    average contact takes; it only guides choices (slack, cost of an interruption).
    """

    id: QueueId
    name: str
    channel: Channel
    skills: frozenset[Skill]
    urgency: Urgency = Urgency.NORMAL
    promise: Span
    interrupt_after: Span | None = None
    offer_timeout: Span = Span(20 * SECOND)
    wrap_up: Span = Span(0)
    expected_handle: Span = Span(5 * MINUTE)


class Blending(Struct, frozen=True, kw_only=True):
    """The levers that mix emails with calls."""

    email_cap: int = 3
    reserve: int = 0
    breather: Span = Span(0)
    max_interruptions: int = 3
    undisturbed: Span = Span(2 * MINUTE)
    park_limit: Span = Span(30 * MINUTE)
    decline_pause: Span = Span(30 * SECOND)
    grace: Span = Span(30 * SECOND)


class Centre(Struct, frozen=True, kw_only=True):
    """Everything the engine decides by."""

    name: str
    teams: dict[TeamId, Team]
    agents: dict[AgentId, Agent]
    queues: dict[QueueId, Queue]
    blending: Blending = Blending()

    def email_cap(self, agent: AgentId) -> int:
        """The agent's own cap, else her team's, else the centre's."""
        own = self.agents[agent]
        if own.email_cap is not None:
            return own.email_cap
        team = self.teams[own.team].email_cap
        return self.blending.email_cap if team is None else team
