"""What an agent's desk shows, drawn from the state."""

from dispatcher.engine.state import ContactState, Offer, State
from dispatcher.gateway.frames import AgentCard, ContactCard, OfferCard, WrapUpCard
from dispatcher.vocabulary import AgentId, ContactId


def agent_card(state: State, agent: AgentId) -> AgentCard:
    """The agent, as she sees herself."""
    now, wrap_up = state.agents[agent], state.agents[agent].wrap_up
    return AgentCard(
        id=agent,
        name=state.rules.agents[agent].name,
        status=now.status,
        since=now.since,
        email_cap=state.rules.email_cap(agent),
        wrap_up=WrapUpCard(contact=wrap_up.contact, until=wrap_up.until) if wrap_up else None,
    )


def contact_card(state: State, agent: AgentId, contact: ContactId | None) -> ContactCard | None:
    """This contact as it lies on this agent's desk; None when it is not there."""
    if contact is None or contact not in state.agents[agent].contacts:
        return None
    return _card(state, state.contacts[contact])


def desk_cards(state: State, agent: AgentId) -> tuple[ContactCard, ...]:
    """Everything on this agent's desk."""
    return tuple(_card(state, state.contacts[contact]) for contact in state.agents[agent].contacts)


def _card(state: State, contact: ContactState) -> ContactCard:
    return ContactCard(
        id=contact.id,
        channel=contact.channel,
        queue=contact.queue,
        queue_name=state.queue_of(contact).name,
        urgency=contact.urgency,
        phase=contact.phase,
        since=contact.since,
        arrived=contact.arrived,
        due=contact.due,
        customer=contact.customer,
        subject=contact.subject,
        language=contact.language,
        replied=contact.replied,
        offer=_offer(contact.offer) if contact.offer else None,
        parked=contact.parked,
    )


def _offer(offer: Offer) -> OfferCard:
    return OfferCard(
        id=offer.id, since=offer.since, expires=offer.expires, why=offer.why, interrupts=offer.interrupts
    )
