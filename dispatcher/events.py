"""Facts: what happened, in the past tense, frozen. The journal numbers them; state is a fold over them.

Every fact carries `at`, the instant it became true. A fact that concerns an agent names her in `agent`: that
is what decides who hears it. `waited`, `handled` and the like are whole microseconds (`Span`).
"""

from msgspec import Struct

from dispatcher.centre import Centre
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    Channel,
    CloseReason,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferReason,
    ParkReason,
    QueueId,
    Refusal,
    RescindReason,
    ResumeReason,
    ReturnReason,
    Span,
    StatusReason,
    Urgency,
    WrapUpReason,
)


class Fact(Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something that happened at an instant."""

    at: Instant


# --- the centre -----------------------------------------------------------------------------------------


class CentreConfigured(Fact, frozen=True, kw_only=True):
    """From now on these teams, agents, queues and levers hold."""

    centre: Centre


class CentreRestarted(Fact, frozen=True, kw_only=True):
    """The dispatcher was down from `at`, the last instant it knew, until `back`; no desk is connected."""

    back: Instant


class CommandRefused(Fact, frozen=True, kw_only=True):
    """A request that could not be done, and changed nothing. `detail` is a sentence for the one who asked."""

    command: CommandId
    reason: Refusal
    detail: str
    agent: AgentId | None = None


# --- agents ---------------------------------------------------------------------------------------------


class AgentConnected(Fact, frozen=True, kw_only=True):
    """The agent's desk is connected."""

    agent: AgentId


class AgentDisconnected(Fact, frozen=True, kw_only=True):
    """The agent's desk lost its connection; she has the centre's grace time to come back."""

    agent: AgentId


class AgentStatusChanged(Fact, frozen=True, kw_only=True):
    """The agent is now ready, away, offline or not responding."""

    agent: AgentId
    status: AgentStatus
    why: StatusReason
    note: str = ""


class WrapUpStarted(Fact, frozen=True, kw_only=True):
    """After-contact work began; it ends by itself at `until`."""

    agent: AgentId
    contact: ContactId
    queue: QueueId
    channel: Channel
    until: Instant


class WrapUpEnded(Fact, frozen=True, kw_only=True):
    """After-contact work is over, after `lasted`."""

    agent: AgentId
    contact: ContactId
    queue: QueueId
    channel: Channel
    lasted: Span
    why: WrapUpReason


# --- contacts -------------------------------------------------------------------------------------------


class ContactArrived(Fact, frozen=True, kw_only=True):
    """A call or an email came in. `due` is when its promise breaks."""

    contact: ContactId
    channel: Channel
    queue: QueueId
    urgency: Urgency
    due: Instant
    customer: str = ""
    subject: str = ""
    language: str = ""
    conversation: str = ""
    follows: ContactId | None = None
    message: MessageId | None = None


class FollowUpReceived(Fact, frozen=True, kw_only=True):
    """The customer wrote again on an email that is still open; `agent` is whoever holds it."""

    contact: ContactId
    message: MessageId
    agent: AgentId | None = None


class ContactOffered(Fact, frozen=True, kw_only=True):
    """The contact rings at the agent's desk until `expires`; accepting parks the emails in `interrupts`."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: Channel
    expires: Instant
    why: OfferReason
    interrupts: tuple[ContactId, ...] = ()


class OfferAccepted(Fact, frozen=True, kw_only=True):
    """The agent took the contact, which had `waited` since it arrived. `first` is false after a hand-back."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: Channel
    waited: Span
    first: bool


class OfferDeclined(Fact, frozen=True, kw_only=True):
    """The agent said no; the contact keeps its place."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: Channel


class OfferTimedOut(Fact, frozen=True, kw_only=True):
    """The agent did not answer in time; the contact keeps its place."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: Channel


class OfferRescinded(Fact, frozen=True, kw_only=True):
    """The offer was taken back, through no doing of the agent."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: Channel
    why: RescindReason


class ContactParked(Fact, frozen=True, kw_only=True):
    """An email was laid aside with its draft; it stays with its agent."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    why: ParkReason


class ContactResumed(Fact, frozen=True, kw_only=True):
    """A parked email came back to its agent's hands."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    parked: Span
    why: ResumeReason


class ContactReturned(Fact, frozen=True, kw_only=True):
    """An email went back to the line from `agent`, with its draft, its arrival time and its place."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    why: ReturnReason


class ReplySubmitted(Fact, frozen=True, kw_only=True):
    """The agent's answer is in the outbox, `took` after the customer wrote.

    The `first` one keeps the promise; a later one answers what the customer wrote after it.
    """

    contact: ContactId
    agent: AgentId
    queue: QueueId
    message: MessageId
    took: Span
    first: bool = True


class PromiseBroken(Fact, frozen=True, kw_only=True):
    """The promise ran out at this instant. Exactly once a contact."""

    contact: ContactId
    queue: QueueId
    channel: Channel
    agent: AgentId | None = None


class ContactAbandoned(Fact, frozen=True, kw_only=True):
    """The caller hung up before anyone answered."""

    contact: ContactId
    queue: QueueId
    channel: Channel
    waited: Span


class ContactClosed(Fact, frozen=True, kw_only=True):
    """The contact is done; its agent had it in hand for `handled` (parked time and wrap-up excluded)."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    channel: Channel
    why: CloseReason
    handled: Span


class DeliveryNoted(Fact, frozen=True, kw_only=True):
    """What became of an outgoing message: taken by the next mail server, or given up."""

    contact: ContactId
    message: MessageId
    delivered: bool
    detail: str = ""


Event = (
    CentreConfigured
    | CentreRestarted
    | CommandRefused
    | AgentConnected
    | AgentDisconnected
    | AgentStatusChanged
    | WrapUpStarted
    | WrapUpEnded
    | ContactArrived
    | FollowUpReceived
    | ContactOffered
    | OfferAccepted
    | OfferDeclined
    | OfferTimedOut
    | OfferRescinded
    | ContactParked
    | ContactResumed
    | ContactReturned
    | ReplySubmitted
    | PromiseBroken
    | ContactAbandoned
    | ContactClosed
    | DeliveryNoted
)


class NumberedFact(Struct, frozen=True, kw_only=True):
    """A fact and its number in the journal; numbers rise by one from 1, without a gap."""

    number: int
    fact: Event
