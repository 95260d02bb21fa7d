"""What an agent's desk shows, drawn from the state."""

from collections.abc import Iterator

from dispatcher.customers.directory import Shows, as_it_stands
from dispatcher.engine.contact import ContactState, Offer
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.gateway.frames import (
    AgentCard,
    CategoryCard,
    ContactCard,
    OfferCard,
    Place,
    Places,
    WrapUpCard,
)
from dispatcher.vocabulary import (
    EMAIL,
    AgentId,
    AgentStatus,
    CategoryId,
    ContactId,
    PromisePhase,
)


def agent_card(state: State, roster: Roster, agent: AgentId) -> AgentCard:
    """The agent, as she sees herself."""
    now, wrap_up = state.agents[agent], state.agents[agent].wrap_up
    return AgentCard(
        id=agent,
        name=state.rules.agents[agent].name,
        status=now.status,
        since=now.since,
        email_cap=roster.cap(agent, EMAIL),
        next_status=now.next_status.status if now.next_status else None,
        wrap_up=WrapUpCard(contact=wrap_up.contact, until=wrap_up.until) if wrap_up else None,
    )


def contact_card(
    state: State, agent: AgentId, contact: ContactId | None, shows: Shows = as_it_stands
) -> ContactCard | None:
    """This contact as it lies on this agent's desk; None when it is not there."""
    if contact is None or contact not in state.agents[agent].contacts:
        return None
    return _card(state, state.contacts[contact], shows)


def desk_cards(state: State, agent: AgentId, shows: Shows = as_it_stands) -> tuple[ContactCard, ...]:
    """Everything on this agent's desk."""
    return tuple(_card(state, state.contacts[contact], shows) for contact in state.agents[agent].contacts)


def _card(state: State, contact: ContactState, shows: Shows) -> ContactCard:
    shown = shows(contact)
    return ContactCard(
        id=contact.id,
        channel=contact.channel,
        channel_name=state.channel_of(contact).name,
        live=contact.live,
        queue=contact.queue,
        queue_name=state.queue_of(contact).name,
        urgency=contact.urgency,
        phase=contact.phase,
        since=contact.since,
        arrived=contact.arrived,
        due=contact.due,
        customer=shown.customer,
        subject=shown.subject,
        language=contact.language,
        category=contact.category,
        category_name=_category_name(contact.category, state),
        replied=contact.replied,
        paused=any(clock.phase is PromisePhase.PAUSED for clock in contact.clocks),
        callback=contact.callback,
        approves=contact.approves,
        consults=contact.consults,
        offer=_offer(contact.offer) if contact.offer else None,
        parked=contact.parked,
    )


def category_cards(state: State) -> tuple[CategoryCard, ...]:
    """What contacts can be about here, in the order of the centre file."""
    return tuple(CategoryCard(id=one.id, name=one.name) for one in state.rules.categories.values())


def _category_name(category: CategoryId | None, state: State) -> str:
    """What it is called; its id where the centre has it no more."""
    if category is None:
        return ""
    known = state.rules.categories.get(category)
    return known.name if known is not None else category


def _offer(offer: Offer) -> OfferCard:
    return OfferCard(
        id=offer.id, since=offer.since, expires=offer.expires, why=offer.why, interrupts=offer.interrupts
    )


# --- passing a contact on -------------------------------------------------------------------------------


def places(state: State, roster: Roster, contact: ContactId, id_: str) -> Places:
    """Where this contact can go from its agent's desk; the names in order."""
    passed = state.contacts[contact]
    queues = (
        Place(id=queue.id, name=queue.name)
        for queue in state.rules.queues.values()
        if queue.channel == passed.channel and queue.id != passed.queue
    )
    return Places(
        id=id_,
        contact=contact,
        queues=tuple(sorted(queues, key=_by_name)),
        agents=tuple(sorted(_colleagues(state, roster, passed), key=_by_name)),
    )


def _colleagues(state: State, roster: Roster, contact: ContactState) -> Iterator[Place]:
    gone = (AgentStatus.OFFLINE, AgentStatus.NOT_RESPONDING)
    for agent in state.agents.values():
        there = agent.connected and agent.status not in gone and agent.id != contact.agent
        if there and roster.cap(agent.id, contact.channel) > 0:
            yield Place(id=agent.id, name=state.rules.agents[agent.id].name)


def _by_name(place: Place) -> tuple[str, str]:
    return place.name.casefold(), place.id
