"""Requests: what somebody wants, in the imperative, frozen. The engine answers each with facts.

A request that cannot be done is answered with a `CommandRefused` fact and changes nothing. `id` is chosen by
whoever asks; asking again with the same id has no second effect.
"""

from msgspec import Struct

from dispatcher.centre import Agent, Centre, Levers
from dispatcher.vocabulary import (
    Access,
    AgentId,
    AgentStatus,
    CallNote,
    CategoryId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    PhoneTrouble,
    QueueId,
    RejectReason,
    Scope,
    Skill,
    Span,
    TeamId,
    Tier,
    Urgency,
)


class Request(Struct, frozen=True, kw_only=True, tag_field="type", tag=True, gc=False):
    """Something asked of the engine."""

    # No request is ever part of a circle, so the garbage collector need not look at any.

    id: CommandId


class ConfigureCentre(Request, frozen=True, kw_only=True):
    """Decide by this centre from now on."""

    centre: Centre


class RestartCentre(Request, frozen=True, kw_only=True):
    """The dispatcher is back after a stop: take back every open offer; the desks will reconnect."""

    back: Instant


class AdmitContact(Request, frozen=True, kw_only=True):
    """Let a call or an email in. With `follows` naming an email still open, it joins that one instead.

    `prepared` is a letter of ours that may have answered it, with nobody's help: for `quiet`, in business
    time, the customer can say otherwise, and it waits in no line meanwhile.

    With `callback` nobody is on the line: the customer is to be called, first of all by `for_agent`.
    """

    contact: ContactId
    queue: QueueId
    urgency: Urgency | None = None
    tier: Tier | None = None
    category: CategoryId | None = None
    customer: str = ""
    subject: str = ""
    language: str = ""
    conversation: str = ""
    follows: ContactId | None = None
    message: MessageId | None = None
    prepared: MessageId | None = None
    quiet: Span = Span(0)
    callback: bool = False
    for_agent: AgentId | None = None


class HangUp(Request, frozen=True, kw_only=True):
    """The caller is gone; with `pbx_lost`, because the PBX was restarted and lost its calls."""

    contact: ContactId
    pbx_lost: bool = False


class RequestCallback(Request, frozen=True, kw_only=True):
    """The waiting caller would rather be called back, and keeps the place in line."""

    contact: ContactId


class ReportUnreachable(Request, frozen=True, kw_only=True):
    """The PBX could not make this agent's phone ring; no fault of hers."""

    agent: AgentId
    offer: OfferId
    cause: PhoneTrouble = PhoneTrouble.FAILED


class NoteCall(Request, frozen=True, kw_only=True):
    """Say what the PBX tells of a call that rings at this agent's phone, or that she is on."""

    contact: ContactId
    agent: AgentId
    what: CallNote


class TransferAway(Request, frozen=True, kw_only=True):
    """The agent's phone passed the call on to a number outside: it is no longer ours."""

    contact: ContactId
    agent: AgentId


class NoteDelivery(Request, frozen=True, kw_only=True):
    """Say what became of an outgoing message; `status` as mail servers have it, such as "5.1.1" (RFC 3463).

    `final` is false while a server still tries. With `again`, it was an answer that has to be sent anew: an
    open contact comes back as if the customer had written.
    """

    contact: ContactId
    message: MessageId
    delivered: bool
    detail: str = ""
    status: str = ""
    final: bool = True
    again: bool = False


class RefuseAnswer(Request, frozen=True, kw_only=True):
    """The customer says that the prepared answer `message` did not help: a person has to see to it."""

    contact: ContactId
    message: MessageId


class NoteAcknowledgement(Request, frozen=True, kw_only=True):
    """Say that the customer is told that her letter came: `message` stands in the outbox, sent by nobody."""

    contact: ContactId
    message: MessageId


class NoteAccess(Request, frozen=True, kw_only=True):
    """Say what happened to a user, or at the door."""

    what: Access
    user: str
    by: str = ""
    address: str = ""
    detail: str = ""


class AgentRequest(Request, frozen=True, kw_only=True):
    """Something an agent asks, in her own name."""

    agent: AgentId


class ConnectAgent(AgentRequest, frozen=True, kw_only=True):
    """The agent's desk is connected."""


class DisconnectAgent(AgentRequest, frozen=True, kw_only=True):
    """The agent's desk is gone."""


class SetStatus(AgentRequest, frozen=True, kw_only=True):
    """Become ready, away or offline; `note` is the agent's own word for it ("lunch").

    With `when_done` it holds as soon as she has nothing in hand; until then nothing is offered to her. `by`
    is the supervisor, when she did not ask herself.
    """

    status: AgentStatus
    note: str = ""
    when_done: bool = False
    by: str = ""


class AcceptOffer(AgentRequest, frozen=True, kw_only=True):
    """Take the offered contact."""

    offer: OfferId


class DeclineOffer(AgentRequest, frozen=True, kw_only=True):
    """Let somebody else have it."""

    offer: OfferId


class FinishContact(AgentRequest, frozen=True, kw_only=True):
    """Done with this contact: hang up the call, close the email."""

    contact: ContactId


class ParkContact(AgentRequest, frozen=True, kw_only=True):
    """Lay this email aside: by hand, or until the customer writes, which stops the promises' clocks."""

    contact: ContactId
    why: ParkReason = ParkReason.BY_HAND


class ResumeContact(AgentRequest, frozen=True, kw_only=True):
    """Take a parked email up again."""

    contact: ContactId


class SubmitReply(AgentRequest, frozen=True, kw_only=True):
    """The answer to this email is written and stands in the outbox as `message`."""

    contact: ContactId
    message: MessageId


class EndWrapUp(AgentRequest, frozen=True, kw_only=True):
    """After-contact work is done before its time."""


class TransferContact(AgentRequest, frozen=True, kw_only=True):
    """Pass this contact on: to an agent, to a queue, or to an agent by way of a queue."""

    contact: ContactId
    to_queue: QueueId | None = None
    to_agent: AgentId | None = None
    note: str = ""


class ConsultAgent(AgentRequest, frozen=True, kw_only=True):
    """Ask a colleague about the call in hand, by a call named `consult`, while the customer holds."""

    contact: ContactId
    consult: ContactId
    to_queue: QueueId | None = None
    to_agent: AgentId | None = None


class CompleteTransfer(AgentRequest, frozen=True, kw_only=True):
    """Leave the call to the colleague who is being consulted about it."""

    contact: ContactId


class CategoriseContact(AgentRequest, frozen=True, kw_only=True):
    """Say what the contact in her hands is about; None: nothing in particular."""

    contact: ContactId
    category: CategoryId | None


class ApproveReply(AgentRequest, frozen=True, kw_only=True):
    """Let the answer that this piece of approval work asks about go out."""

    contact: ContactId


class ReturnReply(AgentRequest, frozen=True, kw_only=True):
    """Give the answer that this piece of approval work asks about back to its author, with a comment."""

    contact: ContactId
    comment: str = ""


# --- what supervisors ask -------------------------------------------------------------------------------


class SupervisorRequest(Request, frozen=True, kw_only=True):
    """Something a supervisor asks; `by` is who."""

    by: str = ""


class AssignContact(SupervisorRequest, frozen=True, kw_only=True):
    """Give this contact to that agent, wherever it lies; with `over_cap` even above her cap."""

    contact: ContactId
    to_agent: AgentId
    over_cap: bool = False


class PullBack(SupervisorRequest, frozen=True, kw_only=True):
    """Take this contact back from its agent's desk, and put it in line; in line already, for anybody."""

    contact: ContactId


class MoveContact(SupervisorRequest, frozen=True, kw_only=True):
    """Put this waiting contact into another queue, or give it another urgency."""

    contact: ContactId
    to_queue: QueueId | None = None
    urgency: Urgency | None = None


class RecategoriseContact(SupervisorRequest, frozen=True, kw_only=True):
    """Say what a contact is about; None: nothing in particular. In line it moves where its category waits."""

    contact: ContactId
    category: CategoryId | None


class MergeContacts(SupervisorRequest, frozen=True, kw_only=True):
    """This contact is a duplicate of `into`."""

    contact: ContactId
    into: ContactId


class RejectContact(SupervisorRequest, frozen=True, kw_only=True):
    """This contact is no work for anybody."""

    contact: ContactId
    why: RejectReason


class CloseContact(SupervisorRequest, frozen=True, kw_only=True):
    """This contact is done, wherever it lies; not for calls that somebody is on."""

    contact: ContactId


class ChangeLevers(SupervisorRequest, frozen=True, kw_only=True):
    """Let these levers hold for the scope `name` from now on, instead of all that was said there before.

    With `instead_of`, only if those were it: nobody else's change is lost.
    """

    scope: Scope
    name: str = ""
    levers: Levers
    instead_of: Levers | None = None


class ChangeAgent(SupervisorRequest, frozen=True, kw_only=True):
    """Give the agent another team, other skills or languages; None leaves what she has.

    With `instead_of`, only if of these she still has what it says: nobody else's change is lost.
    """

    who: AgentId
    team: TeamId | None = None
    skills: dict[Skill, int] | None = None
    languages: frozenset[str] | None = None
    instead_of: Agent | None = None


class FocusAgent(SupervisorRequest, frozen=True, kw_only=True):
    """Keep this agent to written work of these queues and categories until then; naming none ends that."""

    who: AgentId
    queues: tuple[QueueId, ...] = ()
    categories: tuple[CategoryId, ...] = ()
    until: Instant | None = None


Command = (
    ConfigureCentre
    | RestartCentre
    | AdmitContact
    | HangUp
    | RequestCallback
    | ReportUnreachable
    | NoteCall
    | TransferAway
    | NoteDelivery
    | NoteAcknowledgement
    | RefuseAnswer
    | NoteAccess
    | ConnectAgent
    | DisconnectAgent
    | SetStatus
    | AcceptOffer
    | DeclineOffer
    | FinishContact
    | ParkContact
    | ResumeContact
    | SubmitReply
    | EndWrapUp
    | TransferContact
    | ConsultAgent
    | CompleteTransfer
    | CategoriseContact
    | ApproveReply
    | ReturnReply
    | AssignContact
    | PullBack
    | MoveContact
    | RecategoriseContact
    | MergeContacts
    | RejectContact
    | CloseContact
    | ChangeLevers
    | ChangeAgent
    | FocusAgent
)
