"""Calls as they stand, as a PBX sees them."""

from typing import Literal

from msgspec import Struct

from dispatcher.engine.contact import ContactState, Offer
from dispatcher.engine.state import State
from dispatcher.vocabulary import VOICE, AgentId, ContactId, Instant, OfferId, Phase, QueueId
from dispatcher.voice.reporting import live_queues

CallState = Literal["waiting", "offered", "active", "abandoned", "closed", "ended"]


class Ringing(Struct, frozen=True, kw_only=True):
    """At whose desk a call rings, the offer's name, and until when."""

    agent: AgentId
    offer: OfferId
    expires: Instant


class CallCard(Struct, frozen=True, kw_only=True):
    """A call as it stands. `ended` is a call that is over and no longer remembered.

    `agent` has the call in hand; `ringing` is where it is offered. With `callback` the caller hung up and is
    to be called back, once an agent accepts. One that `consults` is between two agents, about that call.
    `on_hold` says that its agent put the caller on hold.
    """

    id: ContactId
    state: CallState
    queue: QueueId | None = None
    agent: AgentId | None = None
    ringing: Ringing | None = None
    callback: bool = False
    consults: ContactId | None = None
    on_hold: bool = False


class QueueCard(Struct, frozen=True, kw_only=True):
    """A queue calls can be sent to, and how many wait there."""

    id: QueueId
    name: str
    waiting: int


def call_card(contact: ContactState) -> CallCard:
    """This open call."""
    offer = contact.offer
    state: CallState = contact.phase.value  # type: ignore[assignment]
    return CallCard(
        id=contact.id,
        state=state,
        queue=contact.queue,
        agent=contact.agent if contact.phase is Phase.ACTIVE else None,
        ringing=_ringing(offer) if offer is not None else None,
        callback=contact.callback,
        consults=contact.consults,
        on_hold=contact.on_hold,
    )


def _ringing(offer: Offer) -> Ringing:
    return Ringing(agent=offer.agent, offer=offer.id, expires=offer.expires)


def open_calls(state: State, exchange: str = "", *, phone: bool = False) -> tuple[CallCard, ...]:
    """Every call that is not over and whose name begins with `exchange`; consultations about them too.

    Only what phones ring for with `phone`; else whatever customers wait on the line for, such as a chat.
    """
    return tuple(
        call_card(contact)
        for contact in state.contacts.values()
        if (contact.channel == VOICE if phone else contact.live)
        and (contact.consults or contact.id).startswith(exchange)
    )


def queue_cards(state: State) -> tuple[QueueCard, ...]:
    """The queues calls can be sent to."""
    waiting = [c.queue for c in state.contacts.values() if c.phase in (Phase.WAITING, Phase.OFFERED)]
    live = live_queues(state.rules).values()
    return tuple(QueueCard(id=queue.id, name=queue.name, waiting=waiting.count(queue.id)) for queue in live)
