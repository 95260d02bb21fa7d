"""What a PBX is told to do. `dispatcher.voice.ordering` says which fact leads to which order.

An order's `id` is the number of the event it follows from, a dot, and its place among the orders of that
event: an order that comes twice has the same id, and doing it once is enough. A call that is unknown to a PBX
needs nothing done: to hang up what is gone is success.
"""

import re

from msgspec import Struct

from dispatcher.vocabulary import AgentId, ContactId, Instant, OfferId, QueueId, Word


def snake(name: str) -> str:
    """RingAgent -> ring_agent."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Prompt(Word):
    """What a waiting caller hears; the PBX knows the music and the words."""

    WAITING = "waiting"
    PASSED_ON = "passed_on"


class Order(Struct, frozen=True, kw_only=True, tag_field="type", tag=snake):
    """Something a PBX is to do about a call, because of what became true at `at`.

    `about` is set on what concerns a consultation: the call that it is about.
    """

    id: str
    at: Instant
    call: ContactId
    about: ContactId | None = None


class RingAgent(Order, frozen=True, kw_only=True):
    """Let this agent's phone ring for the call, at the latest until `expires`; `customer` may be shown."""

    agent: AgentId
    offer: OfferId
    queue: QueueId
    expires: Instant
    customer: str = ""


class StopRinging(Order, frozen=True, kw_only=True):
    """The offer is over: let her phone ring no more. `why` is how it ended, for the log."""

    agent: AgentId
    offer: OfferId
    why: str


class Bridge(Order, frozen=True, kw_only=True):
    """Connect the caller with this agent's phone, ringing or up, and with nobody else.

    In a consultation, with `about`, connect her with the agent who holds that call instead. A call that was
    on hold for a consultation is so no longer: she was asked about it, and it was left to her.
    """

    agent: AgentId


class DialCustomer(Order, frozen=True, kw_only=True):
    """The caller hung up to be called back, and this agent accepted: connect the two.

    Dial `customer`, unless the call was passed on since and he is on the line already.
    """

    agent: AgentId
    customer: str


class Play(Order, frozen=True, kw_only=True):
    """The caller, if still on the line, waits: let this be heard, and connect with nobody."""

    what: Prompt


class HoldCall(Order, frozen=True, kw_only=True):
    """Put the caller on hold: the call's agent asks a colleague, in the call named `consult`."""

    consult: ContactId


class RetrieveCall(Order, frozen=True, kw_only=True):
    """The consultation is over: connect the caller with the call's agent again."""


class HangUpCall(Order, frozen=True, kw_only=True):
    """The call is over: hang up whoever is still on it, every phone that rings for it too.

    And whoever you still have in a consultation about it: that she was left with it may not have been told.
    """


AnyOrder = RingAgent | StopRinging | Bridge | DialCustomer | Play | HoldCall | RetrieveCall | HangUpCall
