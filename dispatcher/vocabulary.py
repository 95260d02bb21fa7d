"""The words every floor shares: ids, time, channels, and the states things can be in.

Names are the field's (docs/glossary.md). Units live in types: an `Instant` is whole microseconds since
1970-01-01 UTC, a `Span` is whole microseconds.
"""

from enum import StrEnum
from typing import Final, NewType

Instant = NewType("Instant", int)
Span = NewType("Span", int)

ChannelId = NewType("ChannelId", str)
CalendarId = NewType("CalendarId", str)
TimetableId = NewType("TimetableId", str)
Tier = NewType("Tier", str)
CategoryId = NewType("CategoryId", str)
ContactId = NewType("ContactId", str)
CustomerId = NewType("CustomerId", str)
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
    return instant + span  # type: ignore[return-value]  # calling the type costs more than the sum


def between(earlier: Instant, until: Instant) -> Span:
    """How long it is from `earlier` until `until`; negative when they are the other way round."""
    return until - earlier  # type: ignore[return-value]


VOICE: Final = ChannelId("voice")
EMAIL: Final = ChannelId("email")
"""The channels every centre has. A centre file may add others; the engine tells none apart by name."""

NEVER: Final = Span(1 << 61)
"""A span that does not end: some 73,000 years."""

FOREVER: Final = Instant(1 << 61)
"""An instant that does not come."""


class Word(StrEnum):
    """A word out of a few; hashed as the text it is, which is ten times as fast as an enum's own way."""

    __hash__ = str.__hash__


class Access(Word):
    """What happened to a user, or at the door."""

    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    PASSWORD_SET = "password_set"
    TOKEN_MADE = "token_made"
    EMAIL_SET = "email_set"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    LOGIN_REFUSED = "login_refused"


class Urgency(Word):
    """How a contact stands to others, before any deadline is looked at.

    `IDLE` is for what fills empty time (training): it is offered when nothing else waits, and gives way to
    whatever comes.
    """

    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"
    IDLE = "idle"

    @property
    def rank(self) -> int:
        """0 is first in line."""
        return _URGENCY_RANK[self]


_URGENCY_RANK: Final = {urgency: rank for rank, urgency in enumerate(Urgency)}


class Strategy(Word):
    """Whom of several agents with room a queue prefers; ties go to the one idle longest, then by id."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    BEST_SKILL = "best_skill"
    LAST_AGENT = "last_agent"


class Scope(Word):
    """What levers are set for. The nearest one that says something holds: agent, team, queue, centre."""

    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"
    CENTRE = "centre"


class Phase(Word):
    """Where a contact is in its life; `dispatcher.engine.lifecycles` says what leads where."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACTIVE = "active"
    PARKED = "parked"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_CLOSE = "awaiting_close"
    ABANDONED = "abandoned"
    MERGED = "merged"
    REJECTED = "rejected"
    CLOSED = "closed"


class OfferPhase(Word):
    """An offer is open until exactly one of the others ends it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"
    CANCELLED = "cancelled"


class PromiseKind(Word):
    """What a customer was told: each has its own clock.

    `ANSWER` is a live contact's, `FIRST_RESPONSE` a written one's, `NEXT_RESPONSE` the one that starts when
    the customer writes again, `ACKNOWLEDGEMENT` runs until she is told that her letter came, `RESOLUTION`
    until the contact is closed, `APPROVAL` is the approver's.
    """

    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    APPROVAL = "approval"


class PromisePhase(Word):
    """A promise's clock runs or stands still until it is kept; one that broke may still be kept, late."""

    RUNNING = "running"
    PAUSED = "paused"
    BROKEN = "broken"
    KEPT = "kept"


class AgentStatus(Word):
    """What an agent says about herself, and the one thing we say about her (a missed offer)."""

    OFFLINE = "offline"
    READY = "ready"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"


class OfferReason(Word):
    """Why this agent was offered this contact."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    BEST_SKILL = "best_skill"
    LAST_AGENT = "last_agent"
    RESERVED = "reserved"
    INTERRUPTS = "interrupts"


class RescindReason(Word):
    """Why an open offer was taken back, through no doing of the agent; the contact keeps its place."""

    CALLER_GONE = "caller_gone"
    CALL_FIRST = "call_first"
    AGENT_LEFT = "agent_left"
    AGENT_LOST = "agent_lost"
    PHONE_UNREACHABLE = "phone_unreachable"
    RESTARTED = "restarted"


class CancelReason(Word):
    """Why an open offer has nothing to offer any more: somebody decided otherwise about the contact."""

    ASSIGNED = "assigned"
    PULLED_BACK = "pulled_back"
    MOVED = "moved"
    MERGED = "merged"
    REJECTED = "rejected"
    CLOSED = "closed"


class ParkReason(Word):
    """Why work lies parked.

    One parked by hand, or until the customer writes, uses no slot under the cap; the others keep theirs, so
    that there is room when they come back by themselves.
    """

    PRE_EMPTED = "pre_empted"
    BY_HAND = "by_hand"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    AGENT_AWAY = "agent_away"

    @property
    def keeps_slot(self) -> bool:
        """Does it come back by itself, and keep its slot for that?"""
        return self is ParkReason.PRE_EMPTED or self is ParkReason.AGENT_AWAY


class ResumeReason(Word):
    """Why parked work came back to its agent's hands."""

    CALL_OVER = "call_over"
    BY_HAND = "by_hand"
    AGENT_BACK = "agent_back"


class ReturnReason(Word):
    """Why work went back to the line, with its draft and its place."""

    AGENT_LEFT = "agent_left"
    PARKED_TOO_LONG = "parked_too_long"
    SLACK_GONE = "slack_gone"
    PULLED_BACK = "pulled_back"
    CUSTOMER_WROTE = "customer_wrote"
    CUSTOMER_SILENT = "customer_silent"
    UNDELIVERED = "undelivered"


class ReserveReason(Word):
    """Why a waiting contact is for one agent, for a while."""

    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    CONSULTED = "consulted"
    LAST_AGENT = "last_agent"
    AUTHOR = "author"


class UrgencyReason(Word):
    """Why a contact has another urgency."""

    DEADLINE_NEARS = "deadline_nears"
    BY_SUPERVISOR = "by_supervisor"
    CATEGORY_CHANGED = "category_changed"


class RejectReason(Word):
    """Why a contact was no work for anybody."""

    SPAM = "spam"
    LOOP = "loop"
    UNWANTED = "unwanted"


class CloseReason(Word):
    """How a contact ended."""

    FINISHED = "finished"
    CALLER_HUNG_UP = "caller_hung_up"
    PBX_LOST = "pbx_lost"
    APPROVED = "approved"
    RETURNED = "returned"
    CONSULT_OVER = "consult_over"
    HANDED_OVER = "handed_over"
    TRANSFERRED_AWAY = "transferred_away"
    QUIET = "quiet"
    SELF_SERVED = "self_served"
    BY_SUPERVISOR = "by_supervisor"


class AnswerFailure(Word):
    """Why a prepared answer does not count: the customer says so, writes again, or never got it."""

    REFUSED = "refused"
    WROTE_AGAIN = "wrote_again"
    UNDELIVERED = "undelivered"


class CallNote(Word):
    """What the PBX tells of a call: the agent's phone really rings; the customer is put on hold, and back."""

    RINGING = "ringing"
    HELD = "held"
    RETRIEVED = "retrieved"


class PhoneTrouble(Word):
    """Why an agent's phone could not be made to ring."""

    BUSY = "busy"
    OFFLINE = "offline"
    NO_SUCH_PHONE = "no_such_phone"
    FAILED = "failed"


class StatusReason(Word):
    """Why an agent's status changed."""

    BY_AGENT = "by_agent"
    BY_SUPERVISOR = "by_supervisor"
    QUEUED = "queued"
    MISSED_OFFER = "missed_offer"
    PHONE_UNREACHABLE = "phone_unreachable"
    CONNECTION_LOST = "connection_lost"
    REMOVED = "removed"


class WrapUpReason(Word):
    """What ended a wrap-up."""

    BY_AGENT = "by_agent"
    TIME_OVER = "time_over"
    REMOVED = "removed"


class Refusal(Word):
    """Why a command changed nothing. Each comes with a sentence that names what to change."""

    UNKNOWN_AGENT = "unknown_agent"
    UNKNOWN_CONTACT = "unknown_contact"
    UNKNOWN_QUEUE = "unknown_queue"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_TEAM = "unknown_team"
    CONTACT_EXISTS = "contact_exists"
    OFFER_GONE = "offer_gone"
    NOT_YOURS = "not_yours"
    NOT_ALLOWED = "not_allowed"
    WRONG_PHASE = "wrong_phase"
    WRONG_CHANNEL = "wrong_channel"
    AT_CAP = "at_cap"
    ON_CALL = "on_call"
    NO_WRAP_UP = "no_wrap_up"
    NO_CONSULT = "no_consult"
    ALREADY_REPLIED = "already_replied"
    CANNOT_REPLY = "cannot_reply"
    STILL_IN_USE = "still_in_use"
    OUT_OF_BOUNDS = "out_of_bounds"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_CENTRE = "no_centre"
