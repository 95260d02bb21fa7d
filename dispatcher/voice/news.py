"""How calls change, for whoever only wants to know: from facts to news by one pure function."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from dispatcher import events as fact
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import VOICE, AgentId, ContactId, Instant, OfferId
from dispatcher.voice.cards import CallState

_STATES: Final[Mapping[type[fact.Fact], CallState]] = {
    fact.ContactArrived: "waiting",
    fact.ContactOffered: "offered",
    fact.OfferAccepted: "active",
    fact.OfferDeclined: "waiting",
    fact.OfferTimedOut: "waiting",
    fact.OfferRescinded: "waiting",
    fact.OfferCancelled: "waiting",
    fact.ContactTransferred: "waiting",
    fact.ContactHandedOver: "active",
    fact.ContactAbandoned: "abandoned",
    fact.ContactClosed: "closed",
    fact.ContactRejected: "closed",
}
"""The state a call has after such a fact. Tests hold it against the life cycle."""


class CallChanged(Struct, frozen=True, kw_only=True, tag_field="type", tag="call_changed"):
    """A call is `state` since `at`, because of event `number`.

    `agent` is whom it was offered to, who has it, or had it; `why` a word for how an offer or the call ended.
    """

    number: int
    at: Instant
    call: ContactId
    state: CallState
    queue: str = ""
    agent: AgentId | None = None
    offer: OfferId | None = None
    why: str = ""
    consults: ContactId | None = None


def change_of(numbered: NumberedFact) -> CallChanged | None:
    """How this fact changes a call; None when it changes none."""
    event = numbered.fact
    state = _STATES.get(type(event))
    if state is None or getattr(event, "channel", VOICE) != VOICE:
        return None
    agent = event.to_agent if isinstance(event, fact.ContactHandedOver) else getattr(event, "agent", None)
    return CallChanged(
        number=numbered.number,
        at=event.at,
        call=event.contact,  # type: ignore[union-attr]
        state=state,
        queue=getattr(event, "to_queue", getattr(event, "queue", "")),
        agent=agent,
        offer=getattr(event, "offer", None),
        why=getattr(event, "why", ""),
        consults=getattr(event, "consults", None),
    )


def concerns(change: CallChanged, state: State, exchange: str) -> bool:
    """Is it about a call whose name begins with `exchange`, or a consultation about one?"""
    contact = state.contacts.get(change.call)
    about = change.consults or (contact.consults if contact is not None else None)
    return (about or change.call).startswith(exchange)
