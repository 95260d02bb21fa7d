"""A PBX on a WebSocket, without the socket: reports come in, orders go out, numbered.

It begins with `OpenCalls`, the calls as they stand, or where it was: `Orders` after the last number it has.
Each `Report` is answered by its id. Whoever holds the socket feeds this and sends what it returns.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct

from dispatcher.commands import Command
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import CommandId
from dispatcher.voice.cards import CallCard, open_calls
from dispatcher.voice.ordering import Number, in_facts, orders_in
from dispatcher.voice.orders import AnyOrder, snake
from dispatcher.voice.reporting import Objection, command_of
from dispatcher.voice.reports import AnyReport

LONGEST_RESUME: Final = 10_000  # facts; whoever missed more gets the calls as they stand


class TrunkFrame(Struct, frozen=True, kw_only=True, tag_field="type", tag=snake):
    """One message between a PBX and us."""


class Report(TrunkFrame, frozen=True, kw_only=True):
    """Something happened at the PBX. Sent again with the same id, it has no second effect."""

    id: Annotated[str, Meta(min_length=1, max_length=200)]
    report: AnyReport


class OpenCalls(TrunkFrame, frozen=True, kw_only=True):
    """The calls as they stand at event `number`: ring, connect and hang up until it is so with you too.

    A call of yours that is not here is over. A call that you no longer have, report as hung up, `pbx_lost`.
    """

    number: int
    calls: tuple[CallCard, ...]


class Orders(TrunkFrame, frozen=True, kw_only=True):
    """What is to be done, in this order; then you are at event `number`."""

    number: int
    orders: tuple[AnyOrder, ...]


def welcome(state: State, number: int, exchange: str = "") -> OpenCalls:
    """The calls of this exchange as they stand at event `number`."""
    return OpenCalls(number=number, calls=open_calls(state, exchange, phone=True))


def hear(
    facts: Sequence[NumberedFact], state: State, exchange: str = "", *, number: Number = in_facts
) -> Orders | None:
    """What these facts ask of this exchange, unless it was overtaken; None when that is nothing."""
    orders = orders_in(facts, state, exchange, number=number)
    return Orders(number=facts[-1].number, orders=orders) if orders else None


class Trunk:
    """A connected PBX. `exchange` is what the names of its calls begin with; "" when all calls are its own.

    `after` is the last event it has, None when it wants the calls as they stand. `number` says which number a
    call came from.
    """

    def __init__(self, exchange: str = "", after: int | None = None, number: Number = in_facts) -> None:
        self.exchange = exchange
        self.after = after
        self._number = number

    def resumes(self, last: int) -> int | None:
        """The number after which orders are sent, when `last` is the newest; None: it begins anew.

        It does when it missed too much, or has a number that is still to come: then its is another journal.
        """
        if self.after is None or not last - LONGEST_RESUME <= self.after <= last:
            return None
        return max(self.after, 0)

    def own_id(self, id_: str) -> CommandId:
        """This PBX's id for a report, as the journal knows it: no other's is like it."""
        return CommandId(f"trunk:{self.exchange}:{id_}")

    def asks(self, frame: Report, state: State) -> Command | Objection:
        """The command that this report leads to, or why there is none."""
        return command_of(frame.report, self.own_id(frame.id), state)

    def welcome(self, state: State, number: int) -> OpenCalls:
        """Where a PBX that begins anew starts from."""
        return welcome(state, number, self.exchange)

    def hear(self, facts: Sequence[NumberedFact], state: State) -> Orders | None:
        """What these facts ask of this PBX."""
        return hear(facts, state, self.exchange, number=self._number)
