"""Requests: what somebody wants, in the imperative, frozen. The engine answers each with facts.

A request that cannot be done is answered with a `CommandRefused` fact and changes nothing. `id` is chosen by
whoever asks; asking again with the same id has no second effect.
"""

from msgspec import Struct

from dispatcher.centre import Centre
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    QueueId,
    Urgency,
)


class Request(Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something asked of the engine."""

    id: CommandId


class ConfigureCentre(Request, frozen=True, kw_only=True):
    """Decide by this centre from now on."""

    centre: Centre


class RestartCentre(Request, frozen=True, kw_only=True):
    """The dispatcher is back after a stop: take back every open offer; the desks will reconnect."""

    back: Instant


class AdmitContact(Request, frozen=True, kw_only=True):
    """Let a call or an email in. With `follows` naming an email still open, it joins that one instead."""

    contact: ContactId
    queue: QueueId
    urgency: Urgency | None = None
    customer: str = ""
    subject: str = ""
    language: str = ""
    conversation: str = ""
    follows: ContactId | None = None
    message: MessageId | None = None


class HangUp(Request, frozen=True, kw_only=True):
    """The caller is gone."""

    contact: ContactId


class NoteDelivery(Request, frozen=True, kw_only=True):
    """Say what became of an outgoing message."""

    contact: ContactId
    message: MessageId
    delivered: bool
    detail: str = ""


class AgentRequest(Request, frozen=True, kw_only=True):
    """Something an agent asks, in her own name."""

    agent: AgentId


class ConnectAgent(AgentRequest, frozen=True, kw_only=True):
    """The agent's desk is connected."""


class DisconnectAgent(AgentRequest, frozen=True, kw_only=True):
    """The agent's desk is gone."""


class SetStatus(AgentRequest, frozen=True, kw_only=True):
    """Become ready, away or offline; `note` is the agent's own word for it ("lunch")."""

    status: AgentStatus
    note: str = ""


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
    """Lay this email aside."""

    contact: ContactId


class ResumeContact(AgentRequest, frozen=True, kw_only=True):
    """Take a parked email up again."""

    contact: ContactId


class SubmitReply(AgentRequest, frozen=True, kw_only=True):
    """The answer to this email is written and stands in the outbox as `message`."""

    contact: ContactId
    message: MessageId


class EndWrapUp(AgentRequest, frozen=True, kw_only=True):
    """After-contact work is done before its time."""


Command = (
    ConfigureCentre
    | RestartCentre
    | AdmitContact
    | HangUp
    | NoteDelivery
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
)
