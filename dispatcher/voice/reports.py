"""What a PBX reports. `dispatcher.voice.reporting` says which command each report leads to.

The same reports come over HTTP, over the trunk's WebSocket, and from connectors in this very process.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ContactId,
    OfferId,
    PhoneTrouble,
    QueueId,
    Tier,
    Urgency,
    Word,
)
from dispatcher.voice.orders import snake

CALL_NAME: Final = r"^[A-Za-z0-9._:@/-]{1,100}$"
LONGEST_NAME, LONGEST_CALLER, LONGEST_LANGUAGE = 200, 200, 35  # characters; 35: RFC 5646, section 4.4.1

CallName = Annotated[ContactId, Meta(pattern=CALL_NAME)]
AgentName = Annotated[AgentId, Meta(min_length=1, max_length=LONGEST_NAME)]
QueueName = Annotated[QueueId, Meta(min_length=1, max_length=LONGEST_NAME)]
OfferName = Annotated[OfferId, Meta(min_length=1, max_length=LONGEST_NAME)]


class Party(Word):
    """Who ended a call; `pbx_lost` when the PBX was restarted and lost it, and nobody hung up."""

    CALLER = "caller"
    AGENT = "agent"
    PBX_LOST = "pbx_lost"


class PbxReport(Struct, frozen=True, kw_only=True, tag_field="type", tag=snake, forbid_unknown_fields=True):
    """Something that happened at the PBX."""


class CallArrived(PbxReport, frozen=True, kw_only=True):
    """A caller is on the line. `call` is the PBX's own name for it; asking twice with it is asking once."""

    call: CallName
    queue: QueueName
    caller: Annotated[str, Meta(max_length=LONGEST_CALLER)] = ""
    urgency: Urgency | None = None
    language: Annotated[str, Meta(max_length=LONGEST_LANGUAGE)] = ""
    tier: Annotated[Tier, Meta(max_length=LONGEST_NAME)] | None = None
    category: Annotated[CategoryId, Meta(max_length=LONGEST_NAME)] | None = None


class PhoneRinging(PbxReport, frozen=True, kw_only=True):
    """The agent's phone really rings for the call."""

    call: CallName
    agent: AgentName


class PhoneAnswered(PbxReport, frozen=True, kw_only=True):
    """The agent's phone was picked up: this accepts the offer in her name."""

    agent: AgentName
    offer: OfferName


class PhoneDeclined(PbxReport, frozen=True, kw_only=True):
    """The agent pressed her phone's button that says no."""

    agent: AgentName
    offer: OfferName


class PhoneUnreachable(PbxReport, frozen=True, kw_only=True):
    """The agent's phone could not be made to ring: no fault of hers, and the call goes on to others."""

    agent: AgentName
    offer: OfferName
    cause: PhoneTrouble = PhoneTrouble.FAILED


class CallHeld(PbxReport, frozen=True, kw_only=True):
    """The agent put the caller on hold, by her phone's button."""

    call: CallName
    agent: AgentName


class CallRetrieved(PbxReport, frozen=True, kw_only=True):
    """The agent took the caller back from hold."""

    call: CallName
    agent: AgentName


class CallTransferred(PbxReport, frozen=True, kw_only=True):
    """The agent passed the call on by her phone's buttons.

    To a queue or an agent of ours, or `away` to a number outside, by which the call is ours no more.
    """

    call: CallName
    agent: AgentName
    to_queue: QueueName | None = None
    to_agent: AgentName | None = None
    away: bool = False


class CallHungUp(PbxReport, frozen=True, kw_only=True):
    """Somebody hung up; `agent` says which agent it was."""

    call: CallName
    by: Party = Party.CALLER
    agent: AgentName | None = None


class CallbackWanted(PbxReport, frozen=True, kw_only=True):
    """The caller would rather be called back, and keeps the place in line; hanging up changes nothing."""

    call: CallName


AnyReport = (
    CallArrived
    | PhoneRinging
    | PhoneAnswered
    | PhoneDeclined
    | PhoneUnreachable
    | CallHeld
    | CallRetrieved
    | CallTransferred
    | CallHungUp
    | CallbackWanted
)
