"""Facts: what happened, in the past tense, frozen. The journal numbers them; state is a fold over them.

Every fact carries `at`, the instant it became true. A fact that concerns an agent names her in `agent`: that
is what decides who hears it. `waited`, `handled` and the like are whole microseconds (`Span`).
"""

from msgspec import Struct

from dispatcher.centre import Agent, Centre, Levers
from dispatcher.vocabulary import (
    Access,
    AgentId,
    AgentStatus,
    AnswerFailure,
    CallNote,
    CancelReason,
    CategoryId,
    ChannelId,
    CloseReason,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferReason,
    ParkReason,
    PromiseKind,
    QueueId,
    Refusal,
    RejectReason,
    RescindReason,
    ReserveReason,
    ResumeReason,
    ReturnReason,
    Scope,
    Span,
    StatusReason,
    Tier,
    TimetableId,
    Urgency,
    UrgencyReason,
    WrapUpReason,
)


class Fact(Struct, frozen=True, kw_only=True, tag_field="type", tag=True, gc=False):
    """Something that happened at an instant."""

    # No fact is ever part of a circle, so the garbage collector need not look at any.

    at: Instant


# --- the centre -----------------------------------------------------------------------------------------


class CentreConfigured(Fact, frozen=True, kw_only=True):
    """From now on these teams, agents, queues and levers hold."""

    centre: Centre


class CentreRestarted(Fact, frozen=True, kw_only=True):
    """The dispatcher was down from `at`, the last instant it knew, until `back`; no desk is connected."""

    back: Instant


class LeversChanged(Fact, frozen=True, kw_only=True):
    """These levers hold from now on for the scope `name`, instead of all that was said there before."""

    scope: Scope
    name: str
    levers: Levers
    by: str = ""


class AgentChanged(Fact, frozen=True, kw_only=True):
    """The agent has another team, other skills or languages from now on."""

    agent: AgentId
    profile: Agent
    by: str = ""


class TimetableSwitched(Fact, frozen=True, kw_only=True):
    """A timetable's hour struck: its levers hold from now on, or no longer."""

    timetable: TimetableId
    on: bool


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
    by: str = ""


class NextStatusQueued(Fact, frozen=True, kw_only=True):
    """The agent becomes this as soon as she has nothing in hand; until then nothing is offered to her."""

    agent: AgentId
    status: AgentStatus
    note: str = ""
    by: str = ""


class AgentFocused(Fact, frozen=True, kw_only=True):
    """Until `until` only written work of these queues or categories is offered to her; calls as ever."""

    agent: AgentId
    queues: tuple[QueueId, ...]
    categories: tuple[CategoryId, ...]
    until: Instant
    by: str = ""


class FocusEnded(Fact, frozen=True, kw_only=True):
    """All work the agent can do is offered to her again: its hour struck, or `by` ended it before."""

    agent: AgentId
    by: str = ""


class WrapUpStarted(Fact, frozen=True, kw_only=True):
    """After-contact work began; it ends by itself at `until`."""

    agent: AgentId
    contact: ContactId
    queue: QueueId
    channel: ChannelId
    until: Instant


class WrapUpEnded(Fact, frozen=True, kw_only=True):
    """After-contact work is over, after `lasted`."""

    agent: AgentId
    contact: ContactId
    queue: QueueId
    channel: ChannelId
    lasted: Span
    why: WrapUpReason


# --- contacts -------------------------------------------------------------------------------------------


class ContactArrived(Fact, frozen=True, kw_only=True):
    """A call, an email, or another piece of work came in.

    `consults` is the contact it is a consultation about, `approves` the one whose reply it asks to approve.
    """

    contact: ContactId
    channel: ChannelId
    queue: QueueId
    urgency: Urgency
    tier: Tier | None = None
    customer: str = ""
    subject: str = ""
    language: str = ""
    conversation: str = ""
    follows: ContactId | None = None
    message: MessageId | None = None
    category: CategoryId | None = None
    consults: ContactId | None = None
    approves: ContactId | None = None


class ContactReserved(Fact, frozen=True, kw_only=True):
    """Until `until` the waiting contact is for this agent alone; with `over_cap` her cap does not count."""

    contact: ContactId
    queue: QueueId
    agent: AgentId
    until: Instant
    why: ReserveReason
    over_cap: bool = False
    by: str = ""


class ReservationEnded(Fact, frozen=True, kw_only=True):
    """The contact waited for its agent long enough, or `by` took that back; from now on it is for anybody."""

    contact: ContactId
    queue: QueueId
    by: str = ""


class SkillsRelaxed(Fact, frozen=True, kw_only=True):
    """The contact waited so long that the skills of this ring of its queue will do; 0 is the first ring."""

    contact: ContactId
    queue: QueueId
    ring: int


class UrgencyChanged(Fact, frozen=True, kw_only=True):
    """The contact has this urgency from now on; with its deadline near it competes with ordinary calls."""

    contact: ContactId
    queue: QueueId
    urgency: Urgency
    why: UrgencyReason
    by: str = ""


class ContactMoved(Fact, frozen=True, kw_only=True):
    """A waiting contact stands in another queue from now on; it keeps its arrival time."""

    contact: ContactId
    queue: QueueId
    to_queue: QueueId
    urgency: Urgency
    by: str = ""


class ContactCategorised(Fact, frozen=True, kw_only=True):
    """Somebody said what the contact is about: `agent`, in whose hands it was, or `by`, a supervisor."""

    contact: ContactId
    queue: QueueId
    category: CategoryId | None
    agent: AgentId | None = None
    by: str = ""


class CallbackRequested(Fact, frozen=True, kw_only=True):
    """The caller hung up to be called back, and keeps the place in line."""

    contact: ContactId
    queue: QueueId


class FollowUpReceived(Fact, frozen=True, kw_only=True):
    """The customer wrote again on an email that is still open; `agent` is whoever holds it."""

    contact: ContactId
    message: MessageId
    agent: AgentId | None = None


class ReplyUndelivered(Fact, frozen=True, kw_only=True):
    """The last answer on an email that is still open came back: the customer waits for another.

    `agent` is whoever holds it.
    """

    contact: ContactId
    message: MessageId
    agent: AgentId | None = None


class ContactOffered(Fact, frozen=True, kw_only=True):
    """The contact rings at the agent's desk until `expires`; accepting parks the emails in `interrupts`."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    expires: Instant
    why: OfferReason
    interrupts: tuple[ContactId, ...] = ()


class OfferAccepted(Fact, frozen=True, kw_only=True):
    """The agent took the contact, which had `waited` since it arrived. `first` is false after a hand-back."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    waited: Span
    first: bool


class OfferDeclined(Fact, frozen=True, kw_only=True):
    """The agent said no; the contact keeps its place."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId


class OfferTimedOut(Fact, frozen=True, kw_only=True):
    """The agent did not answer in time; the contact keeps its place."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId


class OfferRescinded(Fact, frozen=True, kw_only=True):
    """The offer was taken back, through no doing of the agent."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    why: RescindReason


class OfferCancelled(Fact, frozen=True, kw_only=True):
    """The offer has nothing to offer any more: somebody decided otherwise about the contact."""

    contact: ContactId
    offer: OfferId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    why: CancelReason
    by: str = ""


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
    """An email went back to the line from `agent`, with its draft, its arrival time and its place.

    `by` is the supervisor, when one took it back.
    """

    contact: ContactId
    agent: AgentId
    queue: QueueId
    why: ReturnReason
    by: str = ""


class ContactAcknowledged(Fact, frozen=True, kw_only=True):
    """An automatic letter that tells the customer that hers came is in the outbox."""

    contact: ContactId
    queue: QueueId
    message: MessageId


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


class ReplyHeld(Fact, frozen=True, kw_only=True):
    """The agent's answer waits to be approved; `approval` is the piece of work that asks for it."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    message: MessageId
    approval: ContactId
    handled: Span


class ReplyApproved(Fact, frozen=True, kw_only=True):
    """The author's answer may go out; `by` is who approved it."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    message: MessageId
    by: AgentId


class ReplyReturned(Fact, frozen=True, kw_only=True):
    """The author's answer may not go out as it is; `comment` says why. The contact waits for its author."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    message: MessageId
    by: AgentId
    comment: str = ""


class ContactTransferred(Fact, frozen=True, kw_only=True):
    """The agent passed the contact on, after having it in hand for `handled`; it keeps its arrival time."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    to_queue: QueueId
    urgency: Urgency
    handled: Span
    note: str = ""


class ContactHandedOver(Fact, frozen=True, kw_only=True):
    """After a consultation the contact is in the hands of `to_agent`; the agent had it for `handled`."""

    contact: ContactId
    agent: AgentId
    to_agent: AgentId
    queue: QueueId
    channel: ChannelId
    handled: Span


class ContactSent(Fact, frozen=True, kw_only=True):
    """Answered and out of its agent's hands; it closes by itself at `closes`, unless the customer writes."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    channel: ChannelId
    handled: Span
    closes: Instant


class ContactAnswered(Fact, frozen=True, kw_only=True):
    """A prepared answer, `message`, went out with nobody's help; it closes at `closes` if it helped."""

    contact: ContactId
    queue: QueueId
    channel: ChannelId
    message: MessageId
    closes: Instant


class AnswerFailed(Fact, frozen=True, kw_only=True):
    """The prepared answer did not help, or did not arrive: the contact needs a person."""

    contact: ContactId
    queue: QueueId
    message: MessageId
    why: AnswerFailure


class ContactReopened(Fact, frozen=True, kw_only=True):
    """The customer waits since `asked` for another answer; the contact is back in line.

    She wrote again, or the last answer did not reach her.
    """

    contact: ContactId
    queue: QueueId
    asked: Instant


# --- promises -------------------------------------------------------------------------------------------


class PromiseFact(Fact, frozen=True, kw_only=True):
    """Something that happened to one of a contact's promises."""

    contact: ContactId
    queue: QueueId
    promise: PromiseKind


class PromiseMade(PromiseFact, frozen=True, kw_only=True):
    """The clock runs: `length` of business time was promised, which is over at `due`."""

    length: Span
    due: Instant


class PromisePaused(PromiseFact, frozen=True, kw_only=True):
    """The clock stands still, with `left` of business time; we wait for the customer."""

    left: Span


class PromiseResumed(PromiseFact, frozen=True, kw_only=True):
    """The clock runs again, until `due`."""

    due: Instant


class PromiseWarned(PromiseFact, frozen=True, kw_only=True):
    """`percent` of the promise are over."""

    percent: int
    agent: AgentId | None = None


class PromiseKept(PromiseFact, frozen=True, kw_only=True):
    """Done what was promised, `took` of business time after it was; `late` when it was broken before."""

    took: Span
    late: bool = False


class PromiseBroken(PromiseFact, frozen=True, kw_only=True):
    """The promise ran out at this instant. Exactly once a promise."""

    channel: ChannelId
    agent: AgentId | None = None


class PromiseChanged(PromiseFact, frozen=True, kw_only=True):
    """Another promise holds for this contact: a new version of the clock, with `left` of business time."""

    length: Span
    left: Span
    due: Instant
    version: int


# --- ends -----------------------------------------------------------------------------------------------


class ContactAbandoned(Fact, frozen=True, kw_only=True):
    """The caller hung up before anyone answered."""

    contact: ContactId
    queue: QueueId
    channel: ChannelId
    waited: Span


class ContactClosed(Fact, frozen=True, kw_only=True):
    """The contact is done, after agents had it in hand for `handled` (parked time and wrap-up excluded).

    `agent` is whoever had it last; none, when nobody ever had. `consults` is the contact it was a
    consultation about.
    """

    contact: ContactId
    queue: QueueId
    channel: ChannelId
    why: CloseReason
    handled: Span
    agent: AgentId | None = None
    consults: ContactId | None = None


class ContactMerged(Fact, frozen=True, kw_only=True):
    """The contact is a duplicate, and goes on as part of `into`."""

    contact: ContactId
    into: ContactId
    queue: QueueId
    channel: ChannelId
    agent: AgentId | None = None
    by: str = ""


class ContactRejected(Fact, frozen=True, kw_only=True):
    """The contact was no work for anybody."""

    contact: ContactId
    queue: QueueId
    channel: ChannelId
    why: RejectReason
    agent: AgentId | None = None
    by: str = ""


class CallNoted(Fact, frozen=True, kw_only=True):
    """What the PBX told of a call: it really rings at the agent's phone, or she put its customer on hold."""

    contact: ContactId
    agent: AgentId
    queue: QueueId
    what: CallNote


class DeliveryNoted(Fact, frozen=True, kw_only=True):
    """What became of an outgoing message: taken by a mail server, given up, or not `final`: still tried.

    `status` is as mail servers have it, such as "5.1.1" (RFC 3463), or empty. One message may have several of
    these facts: what a server took may come back.
    """

    contact: ContactId
    message: MessageId
    delivered: bool
    detail: str = ""
    status: str = ""
    final: bool = True


class AccessNoted(Fact, frozen=True, kw_only=True):
    """Something that concerns who may come in. `by` is who did it: the user herself, an admin, or the owner.

    `address` is where a log-in came from, `detail` what a user was given.
    """

    what: Access
    user: str
    by: str = ""
    address: str = ""
    detail: str = ""


Event = (
    CentreConfigured
    | CentreRestarted
    | LeversChanged
    | AgentChanged
    | TimetableSwitched
    | CommandRefused
    | AgentConnected
    | AgentDisconnected
    | AgentStatusChanged
    | NextStatusQueued
    | AgentFocused
    | FocusEnded
    | WrapUpStarted
    | WrapUpEnded
    | ContactArrived
    | ContactReserved
    | ReservationEnded
    | SkillsRelaxed
    | UrgencyChanged
    | ContactMoved
    | ContactCategorised
    | CallbackRequested
    | FollowUpReceived
    | ReplyUndelivered
    | ContactOffered
    | OfferAccepted
    | OfferDeclined
    | OfferTimedOut
    | OfferRescinded
    | OfferCancelled
    | ContactParked
    | ContactResumed
    | ContactReturned
    | ContactAcknowledged
    | ReplySubmitted
    | ReplyHeld
    | ReplyApproved
    | ReplyReturned
    | ContactTransferred
    | ContactHandedOver
    | ContactSent
    | ContactAnswered
    | AnswerFailed
    | ContactReopened
    | PromiseMade
    | PromisePaused
    | PromiseResumed
    | PromiseWarned
    | PromiseKept
    | PromiseBroken
    | PromiseChanged
    | ContactAbandoned
    | ContactClosed
    | ContactMerged
    | ContactRejected
    | CallNoted
    | DeliveryNoted
    | AccessNoted
)


class NumberedFact(Struct, frozen=True, kw_only=True):
    """A fact and its number in the journal; numbers rise by one from 1, without a gap."""

    number: int
    fact: Event
