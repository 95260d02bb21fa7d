"""The one connector interface: what stands between the engine and a PBX, of whatever make.

A connector turns what its PBX does into reports, hands them to `take`, and carries out orders. What every
connector must keep to:

- Orders are for its own calls, those whose names begin with its `exchange`. It chooses the ids of legs and
  bridges itself, from the order's, and writes down what it is about to do before it asks the PBX for it:
  events overtake answers.
- Doing an order twice is doing it once; hanging up what is gone is success.
- A phone that is busy, offline or unknown is `PhoneUnreachable`, never left to time out: only a phone that
  rang can be missed.
- After each new connection it takes the calls as they stand (`trunk.welcome`), makes its PBX agree, and tells
  what the PBX no longer has (`lost`). One that learns it was replaced by another connection stops at once.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Protocol

from dispatcher.commands import AdmitContact
from dispatcher.customers.arriving import Customers
from dispatcher.events import NumberedFact
from dispatcher.journal import Keep
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId
from dispatcher.voice.cards import CallCard
from dispatcher.voice.ordering import Number, in_facts, orders_in
from dispatcher.voice.orders import AnyOrder
from dispatcher.voice.reporting import Objection, command_of, objection
from dispatcher.voice.reports import AnyReport, CallHungUp, Party


class Connector(Protocol):
    """A PBX's connector. `exchange` is what the names of its calls begin with; "" when all are its own."""

    @property
    def exchange(self) -> str:
        """What the names of its calls begin with."""

    async def run(self) -> None:
        """Keep connected until cancelled, or until another connection took its place."""

    def order(self, order: AnyOrder) -> None:
        """Carry this out soon and in order. It never waits, and nothing is raised for a PBX that is away."""


async def take(
    service: Service,
    customers: Customers,
    report: AnyReport,
    id_: CommandId,
    keep: Keep | None = None,
) -> Objection | None:
    """Have a report taken in, durable; or say why it changed nothing. The same `id_` again has no effect.

    Raises:
        sqlite3.Error, JournalError: it could not be written; see `Service.submit`.
    """
    command = command_of(report, id_, service.state)
    if isinstance(command, Objection):
        return command
    if isinstance(command, AdmitContact):
        outcome = await customers.admit(command, command.customer, keep=keep)
    else:
        outcome = await service.submit(command, keep)
    return objection(report, outcome.refused, service.state)


def attach(service: Service, connector: Connector, number: Number = in_facts) -> Callable[[], None]:
    """Give the connector each order from now on, once it is durable. Returns what ends it."""

    def hear(facts: Sequence[NumberedFact]) -> None:
        for order in orders_in(facts, service.state, connector.exchange, number=number):
            connector.order(order)

    return service.listen(hear)


def lost(calls: Iterable[CallCard], still_there: Container[ContactId]) -> tuple[CallHungUp, ...]:
    """What a PBX reports of these open calls when it has only those `still_there`: the others are gone."""
    gone = (call.id for call in calls if call.id not in still_there)
    return tuple(CallHungUp(call=call, by=Party.PBX_LOST) for call in gone)
