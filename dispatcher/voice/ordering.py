"""From facts to orders: one pure function, so that live, resumed and tested orders are the same.

An order follows from its fact alone, but for two things that the fact does not say and its contact's state
does: the customer's number, and whether the customer wants a callback. What became of the call meanwhile is
asked separately, by `in_force`: an order that was overtaken is not sent, be it live or after a restart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from dispatcher import events as fact
from dispatcher.customers.directory import as_it_stands
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import VOICE, CloseReason, ContactId, Instant, Phase
from dispatcher.voice.orders import (
    AnyOrder,
    Bridge,
    DialCustomer,
    HangUpCall,
    HoldCall,
    Play,
    Prompt,
    RetrieveCall,
    RingAgent,
    StopRinging,
)

NO_ID: Final = ""
Number = Callable[[ContactState], str]
"""The number that a call came from, or is to go to. Facts name customers by an id alone."""


def in_facts(contact: ContactState) -> str:
    """What facts themselves say of a call's number: nothing, but for those of former days."""
    return as_it_stands(contact).customer


STAYS_UP: Final = frozenset({CloseReason.PBX_LOST, CloseReason.TRANSFERRED_AWAY, CloseReason.HANDED_OVER})
"""Ends after which there is nothing to hang up: gone with the PBX, with others, or in the next order."""


def orders_in(
    facts: Iterable[NumberedFact], state: State, exchange: str = "", *, number: Number = in_facts
) -> tuple[AnyOrder, ...]:
    """The orders these facts lead to that are still in force, for calls whose names begin with `exchange`."""
    return tuple(
        order
        for numbered in facts
        for order in orders_of(numbered, state, number)
        if belongs(order, exchange) and in_force(order, state)
    )


def orders_of(numbered: NumberedFact, state: State, number: Number = in_facts) -> tuple[AnyOrder, ...]:
    """The orders that follow from this fact, overtaken or not; `state` is the picture at it or later."""
    event = numbered.fact
    follow = _ORDERS.get(type(event))
    # Only phones ring: a chat, say, goes on in the system that its customer writes in.
    if follow is None or getattr(event, "channel", VOICE) != VOICE:
        return ()
    orders: Iterable[AnyOrder] = (_told(order, state, number) for order in follow(event, state))
    return tuple(replace(order, id=f"{numbered.number}.{index}") for index, order in enumerate(orders))


def _told(order: AnyOrder, state: State, number: Number) -> AnyOrder:
    """The order with its customer's number, where it has to do with that."""
    contact = state.contacts.get(order.call)
    if contact is None or not isinstance(order, RingAgent | DialCustomer):
        return order
    return replace(order, customer=number(contact))


def belongs(order: AnyOrder, exchange: str) -> bool:
    """Is it about a call whose name begins with `exchange`, or a consultation about one?"""
    return (order.about or order.call).startswith(exchange)


# --- what follows from a fact ---------------------------------------------------------------------------


def _consulted(call: ContactId, state: State) -> ContactId | None:
    contact = state.contacts.get(call)
    return contact.consults if contact is not None else None


def _arrived(event: fact.ContactArrived, state: State) -> Iterator[AnyOrder]:
    if event.consults is None:
        yield Play(id=NO_ID, at=event.at, call=event.contact, what=Prompt.WAITING)
    else:
        yield HoldCall(id=NO_ID, at=event.at, call=event.consults, consult=event.contact)


def _offered(event: fact.ContactOffered, state: State) -> Iterator[AnyOrder]:
    yield RingAgent(
        id=NO_ID,
        at=event.at,
        call=event.contact,
        about=_consulted(event.contact, state),
        agent=event.agent,
        offer=event.offer,
        queue=event.queue,
        expires=event.expires,
    )


def _accepted(event: fact.OfferAccepted, state: State) -> Iterator[AnyOrder]:
    contact = state.contacts.get(event.contact)
    if contact is not None and contact.callback:
        yield DialCustomer(id=NO_ID, at=event.at, call=event.contact, agent=event.agent, customer="")
    else:
        about = _consulted(event.contact, state)
        yield Bridge(id=NO_ID, at=event.at, call=event.contact, about=about, agent=event.agent)


def _over(why: str | None = None) -> Callable[[Any, State], Iterator[AnyOrder]]:
    """The offer ended in this way, or as its fact says."""

    def follow(event: Any, state: State) -> Iterator[AnyOrder]:
        yield StopRinging(
            id=NO_ID,
            at=event.at,
            call=event.contact,
            about=_consulted(event.contact, state),
            agent=event.agent,
            offer=event.offer,
            why=why or event.why,
        )

    return follow


def _transferred(event: fact.ContactTransferred, state: State) -> Iterator[AnyOrder]:
    yield Play(id=NO_ID, at=event.at, call=event.contact, what=Prompt.PASSED_ON)


def _handed_over(event: fact.ContactHandedOver, state: State) -> Iterator[AnyOrder]:
    yield Bridge(id=NO_ID, at=event.at, call=event.contact, agent=event.to_agent)


def _closed(event: fact.ContactClosed, state: State) -> Iterator[AnyOrder]:
    if event.why not in STAYS_UP:
        yield HangUpCall(id=NO_ID, at=event.at, call=event.contact, about=event.consults)
    if event.consults is not None and event.why is not CloseReason.HANDED_OVER:
        yield RetrieveCall(id=NO_ID, at=event.at, call=event.consults)


def _gone(event: Any, state: State) -> Iterator[AnyOrder]:
    yield HangUpCall(id=NO_ID, at=event.at, call=event.contact)


_ORDERS: Final[Mapping[type[fact.Fact], Callable[[Any, State], Iterator[AnyOrder]]]] = {
    fact.ContactArrived: _arrived,
    fact.ContactOffered: _offered,
    fact.OfferAccepted: _accepted,
    fact.OfferDeclined: _over("declined"),
    fact.OfferTimedOut: _over("timed_out"),
    fact.OfferRescinded: _over(),
    fact.OfferCancelled: _over(),
    fact.ContactTransferred: _transferred,
    fact.ContactHandedOver: _handed_over,
    fact.ContactClosed: _closed,
    fact.ContactAbandoned: _gone,
    fact.ContactRejected: _gone,
}


# --- what was overtaken ---------------------------------------------------------------------------------


def in_force(order: AnyOrder, state: State) -> bool:
    """Is what it asks for still wanted? A phone that is to ring no more always is: again is no harm."""
    contact = state.contacts.get(order.call)
    match order:
        case StopRinging():
            return True
        case HangUpCall():
            return contact is None  # a PBX may use a name again once the call is over
        case _:
            return contact is not None and _wanted(order, contact)


def _wanted(order: AnyOrder, contact: ContactState) -> bool:
    match order:
        case RingAgent():
            # The name of a call, and so of its offer, may come again; two offers may come at one instant.
            offer = contact.offer
            return offer is not None and (offer.id, offer.since) == (order.offer, order.at)
        case Bridge() | DialCustomer():
            return contact.agent == order.agent and _active_since(contact, order.at)
        case HoldCall():
            return contact.phase is Phase.ACTIVE and contact.consult == order.consult
        case RetrieveCall():
            return contact.phase is Phase.ACTIVE and contact.consult is None
        case _:
            return contact.phase in (Phase.WAITING, Phase.OFFERED)


def _active_since(contact: ContactState, at: Instant) -> bool:
    return contact.phase is Phase.ACTIVE and contact.since == at
