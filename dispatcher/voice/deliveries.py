"""What a webhook is sent for which facts, and what becomes of it: the rules, without a socket."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Literal

from msgspec import Struct

from dispatcher.codec import encode
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import DAY, SECOND, ContactId, Instant
from dispatcher.voice.news import CallChanged, change_of, concerns
from dispatcher.voice.ordering import Number, belongs, in_facts, in_force, orders_of
from dispatcher.voice.orders import AnyOrder
from dispatcher.voice.settings import Kind, Webhook

GIVEN_UP: Final = DAY  # what nobody took for so long is old news
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 300.0  # s between tries; the first is short, as a phone must ring soon


class Payload(Struct, frozen=True, kw_only=True):
    """The body of a webhook's request, in the form that Standard Webhooks proposes.

    `timestamp` is when it became so; `type` is the data's, with its kind before it.
    """

    type: str
    timestamp: datetime
    data: AnyOrder | CallChanged


class Delivery(Struct, frozen=True, kw_only=True):
    """One request to make: `id` is the same however often it is tried."""

    id: str
    number: int
    call: ContactId
    at: Instant
    data: AnyOrder | CallChanged

    @property
    def body(self) -> bytes:
        """What is sent."""
        kind = "order" if not isinstance(self.data, CallChanged) else "call"
        tag = self.data.__struct_config__.tag
        return encode(
            Payload(
                type=f"{kind}.{tag}",
                timestamp=datetime.fromtimestamp(self.at / SECOND, UTC),
                data=self.data,
            )
        )


def deliveries(
    numbered: NumberedFact, state: State, webhook: Webhook, number: Number = in_facts
) -> Iterator[Delivery]:
    """What this webhook is sent because of this fact; `state` is the picture at it or later."""
    change = change_of(numbered) if Kind.CALLS in webhook.kinds else None
    if change is not None and concerns(change, state, webhook.exchange):
        yield _delivery(f"call.{change.number}", numbered, change)
    if Kind.ORDERS in webhook.kinds:
        for order in orders_of(numbered, state, number):
            if belongs(order, webhook.exchange):
                yield _delivery(f"order.{order.id}", numbered, order)


def _delivery(name: str, numbered: NumberedFact, data: AnyOrder | CallChanged) -> Delivery:
    # With its instant, so that no id comes again when a centre begins a new journal.
    at = numbered.fact.at
    return Delivery(id=f"{name}.{at}", number=numbered.number, call=data.call, at=at, data=data)


def overtaken(delivery: Delivery, state: State, now: Instant) -> bool:
    """Is there no use in sending it any more?"""
    if now - delivery.at > GIVEN_UP:
        return True
    return not isinstance(delivery.data, CallChanged) and not in_force(delivery.data, state)


Verdict = Literal["taken", "again", "stop"]


def verdict(status: int) -> Verdict:
    """What an answer's status means: 2xx is taken, 410 asks for silence, all else is tried again."""
    if status == 410:
        return "stop"
    return "taken" if 200 <= status < 300 else "again"


def pause(tries: int, dice: random.Random) -> float:
    """Seconds until the next try, after so many that failed: doubled each time, and never quite the same."""
    longest = min(FIRST_PAUSE * 2.0 ** min(tries - 1, 20), LONGEST_PAUSE)
    return dice.uniform(longest / 2, longest)
