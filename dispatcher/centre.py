"""What a centre is made of: channels, teams, agents, queues, opening hours and the blending levers.

This is what the engine decides by. It goes into the journal whenever it changes, so that a day can be
replayed by the rules of that day. `dispatcher.config` reads it from the centre file and knows each setting's
meaning, default and bounds.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from dispatcher.hours import Calendar
from dispatcher.vocabulary import (
    EMAIL,
    MINUTE,
    SECOND,
    VOICE,
    AgentId,
    CalendarId,
    CategoryId,
    ChannelId,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    Tier,
    TimetableId,
    Urgency,
)

Skills = Mapping[Skill, int]
"""Skills with a proficiency of 1 to 10: what an agent has, or the least that a queue asks for."""

WHOLE: Final = 100  # percent of an agent


class Channel(Struct, frozen=True, kw_only=True):
    """How contacts come in.

    On a `live` channel the customer waits on the line and may leave; other work can be parked and gets a
    written answer. An agent has at most `cap` of its contacts at once. Each takes `share` percent of her, by
    default an equal part of the whole for each under her cap, and is offered only while `spare` percent of
    her are free, by default its share.
    """

    id: ChannelId
    name: str
    live: bool
    cap: int
    share: int | None = None
    spare: int | None = None

    def share_under(self, cap: int) -> int:
        """Percent of an agent that one contact takes, under her own cap."""
        return self.share if self.share is not None else WHOLE // max(cap, 1)

    def spare_under(self, cap: int) -> int:
        """Percent of an agent that must be free for one more."""
        return self.spare if self.spare is not None else self.share_under(cap)


CHANNELS: Final = {
    VOICE: Channel(id=VOICE, name="Voice", live=True, cap=1),
    EMAIL: Channel(id=EMAIL, name="Email", live=False, cap=3),
}
"""What a centre has unless its file says otherwise."""


class Levers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The levers that mix written work with calls; what is None is not said here but further out.

    Set for an agent, her team, a queue or the centre; `caps` by channel, for agents, teams and the centre.
    `interrupt_after` is how long a call waits before it may pre-empt emails: 0 at once, `NEVER` never.
    """

    caps: dict[ChannelId, int] = {}
    reserve: int | None = None
    breather: Span | None = None
    ramp: Span | None = None
    interrupt_after: Span | None = None
    max_interruptions: int | None = None
    undisturbed: Span | None = None
    park_limit: Span | None = None
    decline_pause: Span | None = None
    grace: Span | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """The levers that hold for one agent and one queue, every one of them said."""

    reserve: int = 0
    breather: Span = Span(0)
    ramp: Span = Span(0)
    interrupt_after: Span = Span(20 * SECOND)
    max_interruptions: int = 3
    undisturbed: Span = Span(2 * MINUTE)
    park_limit: Span = Span(30 * MINUTE)
    decline_pause: Span = Span(30 * SECOND)
    grace: Span = Span(30 * SECOND)


class Team(Struct, frozen=True, kw_only=True):
    """A group of agents who share levers."""

    id: TeamId
    name: str
    levers: Levers = Levers()


class Agent(Struct, frozen=True, kw_only=True):
    """A person who takes contacts, as configured; what she does now is `engine.agent.AgentState`.

    With `approval` her replies go to an approver first, wherever their queue has one.
    """

    id: AgentId
    name: str
    team: TeamId
    skills: dict[Skill, int] = {}
    languages: frozenset[str] = frozenset()
    approval: bool = False
    levers: Levers = Levers()


class Ring(Struct, frozen=True, kw_only=True):
    """From `after` waiting on, these skills are asked for instead (Genesys' bullseye routing)."""

    after: Span
    skills: dict[Skill, int] = {}
    any_language: bool = False


class Terms(Struct, frozen=True, kw_only=True):
    """What customers of one tier, or matters of one category, get instead; None is as the queue says."""

    urgency: Urgency | None = None
    promise: Span | None = None
    acknowledge_within: Span | None = None
    resolution: Span | None = None


_AS_THE_QUEUE: Final = Terms()


class Approval(Struct, frozen=True, kw_only=True):
    """Replies go to approvers in `queue` first: `share` percent of them, sampled by contact."""

    queue: QueueId
    share: int = 100


class Category(Struct, frozen=True, kw_only=True):
    """What a contact is about. It waits in `queue`, where that is said, for whoever has `skills` as well.

    With `approval` replies about it go to approvers first, whatever their queue says.
    """

    id: CategoryId
    name: str
    queue: QueueId | None = None
    skills: dict[Skill, int] = {}
    terms: Terms = _AS_THE_QUEUE
    approval: Approval | None = None


class Queue(Struct, frozen=True, kw_only=True):
    """One waiting line: a channel, the skills it takes, and what its customers were promised.

    `promise` runs from arrival to the answer (live) or to the first reply, `acknowledge_within` until the
    customer is told that her letter came, `resolution` until the contact is closed; all in business time of
    the calendar `hours`, or in wall time when that is None. `target` is the
    percent of its promises that are to be kept; boards and simulations measure by it. `warn` are
    percents of a promise at which a warning is due. Once less than `escalate` of it is left, a written
    contact competes with ordinary calls. `expected_handle` is what an average contact takes; it only guides
    choices. `last_agent_wait` is how long a contact waits for whoever served its customer last. An answered
    contact closes by itself after `close_after` of quiet business time; None: when its agent is done.
    """

    id: QueueId
    name: str
    channel: ChannelId
    skills: dict[Skill, int] = {}
    match_language: bool = False
    rings: tuple[Ring, ...] = ()
    strategy: Strategy = Strategy.LONGEST_IDLE
    last_agent_wait: Span = Span(0)
    urgency: Urgency = Urgency.NORMAL
    tiers: dict[Tier, Terms] = {}
    promise: Span
    acknowledge_within: Span | None = None
    resolution: Span | None = None
    hours: CalendarId | None = None
    target: int = 80
    warn: tuple[int, ...] = ()
    escalate: Span | None = None
    approval: Approval | None = None
    close_after: Span | None = None
    offer_timeout: Span = Span(20 * SECOND)
    wrap_up: Span = Span(0)
    expected_handle: Span = Span(5 * MINUTE)
    levers: Levers = Levers()

    def terms(self, tier: Tier | None, category: Category | None = None) -> Terms:
        """What a customer of this tier gets here on a matter of this category; urgency and promise are said.

        Of what the tier and the category say the stricter holds; where neither says anything, the queue's.
        """
        said = [self.tiers[tier]] if tier in self.tiers else []
        said += [category.terms] if category is not None else []
        return Terms(
            urgency=min((one.urgency for one in said if one.urgency), key=_rank, default=self.urgency),
            promise=_strictest([one.promise for one in said], self.promise),
            acknowledge_within=_strictest([one.acknowledge_within for one in said], self.acknowledge_within),
            resolution=_strictest([one.resolution for one in said], self.resolution),
        )


def _strictest(said: Sequence[Span | None], otherwise: Span | None) -> Span | None:
    return min((span for span in said if span is not None), default=otherwise)


def _rank(urgency: Urgency) -> int:
    return urgency.rank


class Timetable(Struct, frozen=True, kw_only=True):
    """Levers by the hour: they hold instead of their scope's own while the calendar `hours` is open.

    They are for the agents, teams and queues named; where none is, for the centre.
    """

    id: TimetableId
    hours: CalendarId
    levers: Levers
    agents: frozenset[AgentId] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    queues: frozenset[QueueId] = frozenset()

    @property
    def for_centre(self) -> bool:
        """Does it hold for all?"""
        return not (self.agents or self.teams or self.queues)


class Centre(Struct, frozen=True, kw_only=True):
    """Everything the engine decides by. `affinity` is how long it remembers who served a customer last."""

    name: str
    channels: dict[ChannelId, Channel] = field(default_factory=lambda: dict(CHANNELS))
    teams: dict[TeamId, Team]
    agents: dict[AgentId, Agent]
    queues: dict[QueueId, Queue]
    categories: dict[CategoryId, Category] = {}
    calendars: dict[CalendarId, Calendar] = {}
    timetables: dict[TimetableId, Timetable] = {}
    levers: Levers = Levers()
    affinity: Span = Span(0)

    def channel_of(self, queue: QueueId) -> Channel:
        """The channel that comes in by this queue."""
        return self.channels[self.queues[queue].channel]
