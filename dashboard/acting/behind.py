"""The contacts behind a number, and the people who could have them. Pure."""

from collections.abc import Mapping
from heapq import nsmallest
from typing import Final

from msgspec import Struct

from dashboard.acting.sheets import load_of
from dashboard.queues import in_line, is_customers, running_out
from dispatcher.engine.contact import ContactState
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.query import may_see
from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    Phase,
    PromisePhase,
    QueueId,
    TeamId,
    Tier,
    Urgency,
    Word,
)

MOST: Final = 100  # rows: nobody acts on the next one before the first


class Of(Word):
    """Which contacts a number counts."""

    ALL = "all"
    WAITING = "waiting"
    CALLS = "calls"
    LATE = "late"
    IN_HAND = "in_hand"


class Behind(Struct, frozen=True, kw_only=True):
    """The number asked about: of one queue, of one agent, or of everything."""

    of: Of = Of.ALL
    queue: QueueId | None = None
    agent: AgentId | None = None


class ContactRow(Struct, frozen=True, kw_only=True):
    """An open contact. `agent` has it, or it rings at her desk, or it waits for her alone.

    `due` is the next promise that can be kept yet, `broke` when the first broke that is not kept.
    """

    id: ContactId
    queue: QueueId
    channel: ChannelId
    live: bool
    phase: Phase
    agent: AgentId | None
    reserved: bool
    arrived: Instant
    due: Instant | None
    broke: Instant | None
    late: bool
    urgency: Urgency
    tier: Tier | None
    category: CategoryId | None


class Taker(Struct, frozen=True, kw_only=True):
    """Somebody to whom a contact can be given: how much of each channel she has, and may have."""

    agent: AgentId
    name: str
    there: bool
    has: Mapping[ChannelId, int]
    caps: Mapping[ChannelId, int]


class Found(Struct, frozen=True, kw_only=True):
    """The most urgent of them, and how many there are."""

    total: int
    rows: tuple[ContactRow, ...]


def found(wanted: Behind, state: State, teams: frozenset[TeamId]) -> Found:
    """What stands behind the number, as far as these teams reach: late first, then by what is due."""
    them = [contact for contact in state.contacts.values() if _counts(contact, wanted)]
    seen = [contact for contact in them if may_see(contact, teams, state)]
    rows = tuple(_row(contact) for contact in nsmallest(MOST, seen, key=_worst_first))
    return Found(total=len(seen), rows=rows)


def _counts(contact: ContactState, wanted: Behind) -> bool:
    if not is_customers(contact) or (wanted.queue is not None and contact.queue != wanted.queue):
        return False
    return (wanted.agent is None or _whose(contact) == wanted.agent) and _is_of(contact, wanted.of)


def _is_of(contact: ContactState, of: Of) -> bool:
    match of:
        case Of.WAITING:
            return in_line(contact)
        case Of.CALLS:
            return in_line(contact) and contact.live
        case Of.LATE:
            return contact.broken
        case Of.IN_HAND:
            return contact.phase in (Phase.ACTIVE, Phase.PARKED)
    return True


def _whose(contact: ContactState) -> AgentId | None:
    if contact.agent is not None:
        return contact.agent
    return contact.reserved.agent if contact.reserved is not None else None


def _worst_first(contact: ContactState) -> tuple[bool, Instant, Instant, ContactId]:
    return not contact.broken, contact.due, contact.arrived, contact.id


def _row(contact: ContactState) -> ContactRow:
    return ContactRow(
        id=contact.id,
        queue=contact.queue,
        channel=contact.channel,
        live=contact.live,
        phase=contact.phase,
        agent=_whose(contact),
        reserved=contact.agent is None and contact.reserved is not None,
        arrived=contact.arrived,
        due=min(running_out(contact), default=None),
        broke=min(
            (clock.due for clock in contact.clocks if clock.phase is PromisePhase.BROKEN), default=None
        ),
        late=contact.broken,
        urgency=contact.urgency,
        tier=contact.tier,
        category=contact.category,
    )


def taker(agent: AgentId, state: State, roster: Roster) -> Taker:
    """An agent as somebody to give work to."""
    channels = [channel.id for channel in roster.channels]
    return Taker(
        agent=agent,
        name=state.rules.agents[agent].name,
        there=state.agents[agent].connected,
        has={channel: load_of(agent, channel, state) for channel in channels},
        caps={channel: roster.cap(agent, channel) for channel in channels},
    )
