"""Customers as desks see them: the store's cards with the names that the centre file gives. Pure."""

from dispatcher.customers.cards import CustomerCard as Customer
from dispatcher.customers.linking import Done
from dispatcher.customers.suggesting import Suggestion
from dispatcher.dossiers.dossier import Other
from dispatcher.dossiers.history import Entry
from dispatcher.engine.state import State
from dispatcher.gateway.customerframes import (
    AddressCard,
    ChangeCard,
    CustomerCard,
    EntryCard,
    JoinedCard,
    MaybeCard,
    OtherCard,
)
from dispatcher.mail.joined import Joined
from dispatcher.vocabulary import AgentId


def tiers_of(state: State) -> tuple[str, ...]:
    """Every tier that some queue knows, by name."""
    return tuple(sorted({str(tier) for queue in state.rules.queues.values() for tier in queue.tiers}))


def customer_card(found: Customer) -> CustomerCard:
    """A customer as desks see her."""
    return CustomerCard(
        name=found.name,
        tier=found.tier,
        language=found.language,
        external=found.external,
        notes=found.notes,
        version=found.version,
        since=found.since,
        addresses=tuple(
            AddressCard(kind=one.kind, value=one.value, said=one.said, claimed=one.claimed)
            for one in found.identities
        ),
    )


def other_card(state: State, other: Other) -> OtherCard:
    """Her other open work."""
    contact = other.contact
    return OtherCard(
        id=contact.id,
        channel=contact.channel,
        channel_name=state.channel_of(contact).name,
        live=contact.live,
        queue_name=state.queue_of(contact).name,
        subject=other.subject,
        phase=contact.phase,
        agent_name=_name(state, contact.agent),
        arrived=contact.arrived,
        same=other.same,
        joins=other.joins,
    )


def joined_card(state: State, joined: Joined) -> JoinedCard:
    """What was joined to a contact."""
    return JoinedCard(was=joined.was, subject=joined.subject, at=joined.at, by=_name(state, joined.by))


def maybe_card(suggestion: Suggestion) -> MaybeCard:
    """Somebody who may be the same customer."""
    other = suggestion.other
    return MaybeCard(
        other=other.id,
        shown=other.shown,
        claimed=next((one.claimed for one in other.identities if one.claimed), ""),
        addresses=tuple(one.said for one in other.identities),
        ground=suggestion.ground,
        by=suggestion.by,
    )


def change_card(state: State, done: Done) -> ChangeCard:
    """What somebody did about who she is."""
    change = done.change
    addresses = tuple(one.said for one in change.moved)
    return ChangeCard(
        number=done.number, at=done.at, by=_name(state, done.by), what=change.what, addresses=addresses
    )


def entry_card(state: State, entry: Entry) -> EntryCard:
    """One contact of her history; what the centre file no longer names keeps its id."""
    rules = state.rules
    channel, queue = rules.channels.get(entry.channel), rules.queues.get(entry.queue)
    category = rules.categories.get(entry.category) if entry.category is not None else None
    there = state.contacts.get(entry.contact)
    return EntryCard(
        contact=entry.contact,
        channel=entry.channel,
        channel_name=channel.name if channel is not None else entry.channel,
        live=channel is not None and channel.live,
        queue_name=queue.name if queue is not None else entry.queue,
        category_name=category.name if category is not None else entry.category or "",
        subject=entry.subject,
        said=entry.said,
        conversation=entry.conversation,
        at=entry.at,
        agent=entry.agent,
        agent_name=_name(state, entry.agent),
        taken=entry.taken,
        handled=entry.handled,
        replied=entry.replied,
        ended=entry.ended,
        phase=there.phase if there is not None else None,
        outcome=entry.outcome,
    )


def _name(state: State, agent: str | None) -> str:
    """Her name; what else there is where she has left, or no agent did it."""
    known = state.rules.agents.get(AgentId(agent)) if agent is not None else None
    return known.name if known is not None else agent or ""
