"""The words every floor shares: ids, time, channels, and the states things can be in.

Names are the field's (docs/glossary.md). Units live in types: an `Instant` is whole microseconds since
1970-01-01 UTC, a `Span` is whole microseconds.
"""

from enum import StrEnum
from typing import Final, NewType

Instant = NewType("Instant", int)
Span = NewType("Span", int)

ContactId = NewType("ContactId", str)
OfferId = NewType("OfferId", str)
AgentId = NewType("AgentId", str)
TeamId = NewType("TeamId", str)
QueueId = NewType("QueueId", str)
CommandId = NewType("CommandId", str)
MessageId = NewType("MessageId", str)
Skill = NewType("Skill", str)

SECOND: Final = Span(1_000_000)
MINUTE: Final = Span(60 * SECOND)
HOUR: Final = Span(60 * MINUTE)
DAY: Final = Span(24 * HOUR)


def later(instant: Instant, span: Span) -> Instant:
    """The instant `span` after `instant`."""
    return Instant(instant + span)


def between(earlier: Instant, until: Instant) -> Span:
    """How long it is from `earlier` until `until`; negative when they are the other way round."""
    return Span(until - earlier)


class Channel(StrEnum):
    """How a customer reaches us. On a live channel they wait on the line and may hang up."""

    VOICE = "voice"
    EMAIL = "email"

    @property
    def live(self) -> bool:
        """Does the customer wait on the line? Live contacts fill an agent; the others can be parked."""
        return self is Channel.VOICE


class Urgency(StrEnum):
    """How a queue's contacts stand to others, before any deadline is looked at."""

    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is first in line."""
        return _URGENCY_RANK[self]


_URGENCY_RANK: Final = {Urgency.URGENT: 0, Urgency.NORMAL: 1, Urgency.LOW: 2}


class Phase(StrEnum):
    """Where a contact is in its life; `dispatcher.engine.lifecycles` says what leads where."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACTIVE = "active"
    PARKED = "parked"
    ABANDONED = "abandoned"
    CLOSED = "closed"


class OfferPhase(StrEnum):
    """An offer is open until exactly one of the others ends it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"


class AgentStatus(StrEnum):
    """What an agent says about herself, and the one thing we say about her (a missed offer)."""

    OFFLINE = "offline"
    READY = "ready"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"


class OfferReason(StrEnum):
    """Why this agent was offered this contact."""

    LONGEST_IDLE = "longest_idle"
    FEWEST_EMAILS = "fewest_emails"
    INTERRUPTS_EMAIL = "interrupts_email"


class RescindReason(StrEnum):
    """Why an open offer was taken back."""

    CALLER_GONE = "caller_gone"
    CALL_FIRST = "call_first"
    AGENT_LEFT = "agent_left"
    AGENT_LOST = "agent_lost"
    RESTARTED = "restarted"


class ParkReason(StrEnum):
    """Why an email lies parked. One parked by hand uses no slot under the cap; the others keep theirs."""

    PRE_EMPTED = "pre_empted"
    BY_HAND = "by_hand"
    AGENT_AWAY = "agent_away"


class ResumeReason(StrEnum):
    """Why a parked email came back to its agent."""

    CALL_OVER = "call_over"
    BY_HAND = "by_hand"
    AGENT_BACK = "agent_back"


class ReturnReason(StrEnum):
    """Why an email went back to the line, with its draft and its place."""

    AGENT_LEFT = "agent_left"
    PARKED_TOO_LONG = "parked_too_long"


class CloseReason(StrEnum):
    """How a contact ended."""

    FINISHED = "finished"
    CALLER_HUNG_UP = "caller_hung_up"


class StatusReason(StrEnum):
    """Why an agent's status changed."""

    BY_AGENT = "by_agent"
    MISSED_OFFER = "missed_offer"
    CONNECTION_LOST = "connection_lost"
    REMOVED = "removed"


class WrapUpReason(StrEnum):
    """What ended a wrap-up."""

    BY_AGENT = "by_agent"
    TIME_OVER = "time_over"
    REMOVED = "removed"


class Refusal(StrEnum):
    """Why a command changed nothing. Each comes with a sentence that names what to change."""

    UNKNOWN_AGENT = "unknown_agent"
    UNKNOWN_CONTACT = "unknown_contact"
    UNKNOWN_QUEUE = "unknown_queue"
    CONTACT_EXISTS = "contact_exists"
    OFFER_GONE = "offer_gone"
    NOT_YOURS = "not_yours"
    WRONG_PHASE = "wrong_phase"
    WRONG_CHANNEL = "wrong_channel"
    AT_CAP = "at_cap"
    ON_CALL = "on_call"
    NO_WRAP_UP = "no_wrap_up"
    ALREADY_REPLIED = "already_replied"
    CANNOT_REPLY = "cannot_reply"
    STILL_IN_USE = "still_in_use"
    NO_CENTRE = "no_centre"
