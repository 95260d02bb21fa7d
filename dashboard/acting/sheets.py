"""What stands on the sheet of an agent or of a queue: how she, or it, is set, and what may be set. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from dashboard.acting.bounds import BOUNDS, Bound
from dashboard.queues import can_serve
from dispatcher.centre import Agent, Centre, Channel, Queue
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.vocabulary import AgentId, AgentStatus, ChannelId, Phase, QueueId, Skill, TeamId

SHOWN: Final = (
    "reserve",
    "breather",
    "ramp",
    "interrupt_after",
    "max_interruptions",
    "undisturbed",
    "park_limit",
    "decline_pause",
)
"""A queue's levers, those first that are pulled most."""


class Cap(Struct, frozen=True, kw_only=True):
    """How much of a channel an agent may have: her `own` cap, if any; what `holds` now; what she `has`."""

    channel: ChannelId
    name: str
    own: int | None
    holds: int
    has: int
    most: int


class Serves(Struct, frozen=True, kw_only=True):
    """A queue beside an agent: what it asks for, and whether she has all of it."""

    queue: QueueId
    name: str
    asks: Mapping[Skill, int]
    serves: bool


class AgentSheet(Struct, frozen=True, kw_only=True):
    """An agent as she is set. `known` are all skills that anybody has or any queue asks for."""

    id: AgentId
    name: str
    team: TeamId
    status: AgentStatus
    next_status: AgentStatus | None
    connected: bool
    busy: bool
    caps: tuple[Cap, ...]
    skills: Mapping[Skill, int]
    known: tuple[Skill, ...]
    queues: tuple[Serves, ...]


class Lever(Struct, frozen=True, kw_only=True):
    """A lever of a queue: its `own` value, if it has one, and what `holds`."""

    name: str
    own: int | None
    holds: int
    bound: Bound


class Person(Struct, frozen=True, kw_only=True):
    """Somebody beside a queue, with her skills: are they those it asks for?"""

    agent: AgentId
    name: str
    skills: Mapping[Skill, int]
    serves: bool


class QueueSheet(Struct, frozen=True, kw_only=True):
    """A queue as it is set, and who has the skills it `asks` for."""

    id: QueueId
    name: str
    live: bool
    asks: Mapping[Skill, int]
    levers: tuple[Lever, ...]
    people: tuple[Person, ...]


def agent_sheet(agent: AgentId, state: State, roster: Roster) -> AgentSheet:
    """Her sheet.

    Raises:
        KeyError: there is no such agent.
    """
    centre = state.rules
    profile, now = centre.agents[agent], state.agents[agent]
    return AgentSheet(
        id=agent,
        name=profile.name,
        team=profile.team,
        status=now.status,
        next_status=now.next_status.status if now.next_status else None,
        connected=now.connected,
        busy=bool(now.contacts) or now.wrap_up is not None,
        caps=tuple(_cap(agent, channel, state, roster) for channel in roster.channels),
        skills=profile.skills,
        known=tuple(_known(centre)),
        queues=tuple(_serves(queue, profile.skills) for queue in centre.queues.values()),
    )


def _cap(agent: AgentId, channel: Channel, state: State, roster: Roster) -> Cap:
    return Cap(
        channel=channel.id,
        name=channel.name,
        own=state.rules.agents[agent].levers.caps.get(channel.id),
        holds=roster.cap(agent, channel.id),
        has=load_of(agent, channel.id, state),
        most=BOUNDS["caps"].most,
    )


def load_of(agent: AgentId, channel: ChannelId, state: State) -> int:
    """How many contacts of this channel count against her cap."""
    held = (state.contacts[contact] for contact in state.agents[agent].contacts)
    return sum(
        contact.phase is not Phase.PARKED or contact.parked is None or contact.parked.keeps_slot
        for contact in held
        if contact.channel == channel
    )


def _known(centre: Centre) -> list[Skill]:
    asking = [queue.skills for queue in centre.queues.values()]
    asking += [category.skills for category in centre.categories.values()]
    having = [agent.skills for agent in centre.agents.values()]
    return sorted({skill for skills in (*asking, *having) for skill in skills})


def _serves(queue: Queue, has: Mapping[Skill, int]) -> Serves:
    return Serves(queue=queue.id, name=queue.name, asks=queue.skills, serves=can_serve(has, queue))


def queue_sheet(name: QueueId, state: State, roster: Roster) -> QueueSheet:
    """Its sheet.

    Raises:
        KeyError: there is no such queue.
    """
    centre = state.rules
    queue, channel = centre.queues[name], centre.channel_of(name)
    people = sorted(centre.agents.values(), key=lambda agent: (agent.name.casefold(), agent.id))
    return QueueSheet(
        id=name,
        name=queue.name,
        live=channel.live,
        asks=queue.skills,
        levers=tuple(_lever(lever, queue, roster) for lever in SHOWN if BOUNDS[lever].fits(channel.live)),
        people=tuple(_person(one, queue) for one in people),
    )


def _person(agent: Agent, queue: Queue) -> Person:
    return Person(agent=agent.id, name=agent.name, skills=agent.skills, serves=can_serve(agent.skills, queue))


def _lever(name: str, queue: Queue, roster: Roster) -> Lever:
    if name == "interrupt_after":
        holds: int = roster.patience(queue.id, queue.urgency)
    else:
        holds = getattr(roster.policy(None, queue.id), name)
    own: Any = getattr(queue.levers, name)
    return Lever(name=name, own=own, holds=holds, bound=BOUNDS[name])
