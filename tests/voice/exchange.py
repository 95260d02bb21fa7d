"""A PBX in memory that does as it is ordered, and what the engine's picture says that it should look like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import ContactArrived, ContactClosed, Event, NumberedFact
from dispatcher.vocabulary import VOICE, AgentId, CloseReason, ContactId, OfferId, Phase
from dispatcher.voice.cards import CallCard
from dispatcher.voice.orders import (
    AnyOrder,
    Bridge,
    DialCustomer,
    HangUpCall,
    HoldCall,
    Play,
    RetrieveCall,
    RingAgent,
    StopRinging,
)
from tests.engine.centres import begins, draw
from tests.engine.walk import stroll

OWN_DOING: Final = (CloseReason.PBX_LOST, CloseReason.TRANSFERRED_AWAY)


def walk(seed: int, steps: int) -> Iterator[tuple[list[NumberedFact], State]]:
    """Some steps of a random day in a random centre: what each led to, and the picture after it."""
    engine, number = Engine(), 0
    for now, command in islice(stroll(seed, lambda: engine.state, draw(seed), begins(seed)), steps):
        facts = numbered(engine.handle(command, now), number)
        number += len(facts)
        yield facts, engine.state


def numbered(facts: Iterable[Event], after: int) -> list[NumberedFact]:
    """These facts as a journal that has `after` of them would number them."""
    return [NumberedFact(number=number, fact=fact) for number, fact in enumerate(facts, after + 1)]


@dataclass
class Exchange:
    """Which phones ring for which call, who talks, who is held; and which calls were hung up."""

    rings: dict[ContactId, tuple[AgentId, OfferId]] = field(default_factory=dict)
    talks: dict[ContactId, AgentId] = field(default_factory=dict)
    held: dict[ContactId, ContactId] = field(default_factory=dict)
    over: set[ContactId] = field(default_factory=set)

    def obey(self, orders: Iterable[AnyOrder]) -> None:
        """Carry them out; what makes no sense is an AssertionError."""
        for order in orders:
            assert order.call not in self.over or isinstance(order, HangUpCall | StopRinging), order
            self._do(order)

    def _do(self, order: AnyOrder) -> None:
        call = order.call
        match order:
            case RingAgent():
                assert call not in self.rings, order
                assert call not in self.talks, order
                self.rings[call] = order.agent, order.offer
            case StopRinging():
                if self.rings.get(call) == (order.agent, order.offer):
                    del self.rings[call]
            case Bridge() | DialCustomer():
                # An agent who was asked about the call and is left with it: her phone comes out of that talk.
                consult = self.held.pop(call, ContactId(""))
                self.talks.pop(consult, None)
                self.rings.pop(consult, None)
                self.rings.pop(call, None)
                self.talks[call] = order.agent
            case Play():
                self.talks.pop(call, None)
            case HoldCall():
                self.held[call] = order.consult
            case RetrieveCall():
                self.held.pop(call, None)
            case HangUpCall():
                # The agent who was left with the call may have come and gone while nobody told us.
                self.forget(self.held.get(call, call))
                self.forget(call)

    def forget(self, call: ContactId) -> None:
        """The call is over."""
        self.over.add(call)
        self.rings.pop(call, None)
        self.talks.pop(call, None)
        self.held.pop(call, None)

    def does(self, facts: Iterable[NumberedFact]) -> None:
        """What it does itself it knows: names it gives to new calls, calls it lost or passed on outside."""
        for numbered in facts:
            match numbered.fact:
                case ContactArrived(contact=call):
                    self.forget(call)
                    self.over.discard(call)
                case ContactClosed(contact=call, why=why) if why in OWN_DOING:
                    self.forget(call)
                case _:
                    pass

    def take_over(self, calls: Iterable[CallCard]) -> None:
        """Begin anew with the calls as they stand."""
        for call in calls:
            if call.ringing is not None:
                self.rings[call.id] = call.ringing.agent, call.ringing.offer
            if call.agent is not None:
                self.talks[call.id] = call.agent
            if call.consults is not None:
                self.held[call.consults] = call.id

    def agrees_with(self, state: State) -> None:
        """See that it stands just as the engine's picture does."""
        calls = [c for c in state.contacts.values() if c.channel == VOICE]
        assert self.rings == {c.id: (c.offer.agent, c.offer.id) for c in calls if c.offer is not None}
        assert self.talks == {c.id: c.agent for c in calls if c.phase is Phase.ACTIVE}
        assert self.held == {c.id: c.consult for c in calls if c.consult is not None}
