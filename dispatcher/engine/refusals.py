"""How a request is refused: a word for programs, a sentence for whoever asked."""

from typing import NamedTuple

from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import AgentId, CategoryId, ContactId, Phase, QueueId, Refusal


class Refused(NamedTuple):
    """Why a request changed nothing, as a word and as a sentence."""

    reason: Refusal
    detail: str


def unknown_contact(contact: ContactId) -> Refused:
    """No such contact is open."""
    return Refused(Refusal.UNKNOWN_CONTACT, f"no contact {contact!r} is open")


def unknown_queue(queue: QueueId) -> Refused:
    """The centre has no such queue."""
    return Refused(Refusal.UNKNOWN_QUEUE, f"this centre has no queue {queue!r}")


def unknown_category(category: CategoryId) -> Refused:
    """The centre has no such category."""
    return Refused(Refusal.UNKNOWN_CATEGORY, f"this centre has no category {category!r}")


def unknown_agent(agent: AgentId) -> Refused:
    """The centre has no such agent."""
    return Refused(Refusal.UNKNOWN_AGENT, f"this centre has no agent {agent!r}")


def wrong_phase(contact: ContactState, *phases: Phase) -> Refused:
    """It is not where it would have to be."""
    allowed = " or ".join(phase.replace("_", " ") for phase in phases)
    return Refused(Refusal.WRONG_PHASE, f"{contact.id!r} is {contact.phase.replace('_', ' ')}, not {allowed}")


def found(state: State, name: ContactId, *phases: Phase) -> ContactState | Refused:
    """The open contact of that name, in one of these phases."""
    contact = state.contacts.get(name)
    if contact is None:
        return unknown_contact(name)
    return contact if contact.phase in phases else wrong_phase(contact, *phases)


def held(state: State, agent: AgentId, name: ContactId, *phases: Phase) -> ContactState | Refused:
    """The contact of that name on this agent's desk, in one of these phases."""
    contact = state.contacts.get(name)
    if contact is None:
        return unknown_contact(name)
    if contact.agent != agent:
        return Refused(Refusal.NOT_YOURS, f"{name!r} is not with you")
    return contact if contact.phase in phases else wrong_phase(contact, *phases)


def written_only(contact: ContactState, what: str) -> Refused | None:
    """Refuse what makes no sense while a customer waits on the line."""
    if not contact.live:
        return None
    return Refused(
        Refusal.WRONG_CHANNEL, f"{contact.id!r} is a {contact.channel} contact; it cannot be {what}"
    )


def live_only(contact: ContactState, what: str) -> Refused | None:
    """Refuse what makes sense only while a customer waits on the line."""
    if contact.live:
        return None
    return Refused(Refusal.WRONG_CHANNEL, f"{contact.id!r} is no call; only a call can be {what}")
