"""Life cycles as tables: which fact leads from which phase to which.

`step`, `clock_step` and `status_step` read them for `State.apply`; no other line assigns a phase or a status.
The diagrams in docs/reference/life-cycles.md are drawn from these tables.
"""

from collections.abc import Mapping

from dispatcher import events as fact
from dispatcher.errors import JournalError
from dispatcher.vocabulary import AgentStatus, OfferPhase, Phase, PromisePhase

_ENDS: Mapping[type[fact.Fact], Phase] = {
    fact.ContactClosed: Phase.CLOSED,
    fact.ContactMerged: Phase.MERGED,
    fact.ContactRejected: Phase.REJECTED,
}

CONTACT_LIFE: Mapping[Phase | None, Mapping[type[fact.Fact], Phase]] = {
    None: {fact.ContactArrived: Phase.WAITING},
    Phase.WAITING: {
        fact.ContactOffered: Phase.OFFERED,
        fact.ContactMoved: Phase.WAITING,
        fact.ContactAbandoned: Phase.ABANDONED,
        fact.ContactAnswered: Phase.AWAITING_CLOSE,
        **_ENDS,
    },
    Phase.OFFERED: {
        fact.OfferAccepted: Phase.ACTIVE,
        fact.OfferDeclined: Phase.WAITING,
        fact.OfferTimedOut: Phase.WAITING,
        fact.OfferRescinded: Phase.WAITING,
        fact.OfferCancelled: Phase.WAITING,
    },
    Phase.ACTIVE: {
        fact.ContactParked: Phase.PARKED,
        fact.ContactReturned: Phase.WAITING,
        fact.ContactTransferred: Phase.WAITING,
        fact.ContactHandedOver: Phase.ACTIVE,
        fact.ReplyHeld: Phase.AWAITING_APPROVAL,
        fact.ContactSent: Phase.AWAITING_CLOSE,
        **_ENDS,
    },
    Phase.PARKED: {
        fact.ContactResumed: Phase.ACTIVE,
        fact.ContactReturned: Phase.WAITING,
        fact.ContactTransferred: Phase.WAITING,
        fact.ContactSent: Phase.AWAITING_CLOSE,
        **_ENDS,
    },
    Phase.AWAITING_APPROVAL: {
        fact.ReplyReturned: Phase.WAITING,
        fact.ContactReopened: Phase.WAITING,
        fact.ContactSent: Phase.AWAITING_CLOSE,
        **_ENDS,
    },
    Phase.AWAITING_CLOSE: {fact.ContactReopened: Phase.WAITING, **_ENDS},
    Phase.ABANDONED: {},
    Phase.MERGED: {},
    Phase.REJECTED: {},
    Phase.CLOSED: {},
}

OFFER_LIFE: Mapping[OfferPhase | None, Mapping[type[fact.Fact], OfferPhase]] = {
    None: {fact.ContactOffered: OfferPhase.OPEN},
    OfferPhase.OPEN: {
        fact.OfferAccepted: OfferPhase.ACCEPTED,
        fact.OfferDeclined: OfferPhase.DECLINED,
        fact.OfferTimedOut: OfferPhase.TIMED_OUT,
        fact.OfferRescinded: OfferPhase.RESCINDED,
        fact.OfferCancelled: OfferPhase.CANCELLED,
    },
    OfferPhase.ACCEPTED: {},
    OfferPhase.DECLINED: {},
    OfferPhase.TIMED_OUT: {},
    OfferPhase.RESCINDED: {},
    OfferPhase.CANCELLED: {},
}

PROMISE_LIFE: Mapping[PromisePhase | None, Mapping[type[fact.Fact], PromisePhase]] = {
    None: {fact.PromiseMade: PromisePhase.RUNNING},
    PromisePhase.RUNNING: {
        fact.PromiseWarned: PromisePhase.RUNNING,
        fact.PromiseChanged: PromisePhase.RUNNING,
        fact.PromisePaused: PromisePhase.PAUSED,
        fact.PromiseKept: PromisePhase.KEPT,
        fact.PromiseBroken: PromisePhase.BROKEN,
    },
    PromisePhase.PAUSED: {
        fact.PromiseResumed: PromisePhase.RUNNING,
        fact.PromiseChanged: PromisePhase.PAUSED,
        fact.PromiseKept: PromisePhase.KEPT,
    },
    PromisePhase.BROKEN: {fact.PromiseKept: PromisePhase.KEPT},
    PromisePhase.KEPT: {},
}

AGENT_LIFE: Mapping[AgentStatus, frozenset[AgentStatus]] = {
    AgentStatus.OFFLINE: frozenset({AgentStatus.READY, AgentStatus.AWAY}),
    AgentStatus.READY: frozenset({AgentStatus.AWAY, AgentStatus.OFFLINE, AgentStatus.NOT_RESPONDING}),
    AgentStatus.AWAY: frozenset({AgentStatus.READY, AgentStatus.OFFLINE}),
    AgentStatus.NOT_RESPONDING: frozenset({AgentStatus.READY, AgentStatus.AWAY, AgentStatus.OFFLINE}),
}
"""Which status may follow which; `AgentStatusChanged` is the fact for every step."""


def step(phase: Phase | None, event: fact.Fact) -> Phase:
    """The phase this fact leads to.

    Raises:
        JournalError: no such step; the log says something that cannot be.
    """
    try:
        return CONTACT_LIFE[phase][type(event)]
    except KeyError:
        raise _cannot_follow(event, phase) from None


def clock_step(phase: PromisePhase | None, event: fact.PromiseFact) -> PromisePhase:
    """The phase of a promise this fact leads to.

    Raises:
        JournalError: no such step; the log says something that cannot be.
    """
    try:
        return PROMISE_LIFE[phase][type(event)]
    except KeyError:
        raise _cannot_follow(event, phase) from None


def _cannot_follow(event: fact.Fact, phase: Phase | PromisePhase | None) -> JournalError:
    # Not the whole fact: this can reach a log, and logs never hold a customer's words or address.
    contact = getattr(event, "contact", None)
    return JournalError(f"{type(event).__name__} of {contact} cannot follow {phase or 'nothing'}")


def status_step(status: AgentStatus, event: fact.AgentStatusChanged) -> AgentStatus:
    """The status this fact leads to.

    Raises:
        JournalError: no such step; the log says something that cannot be.
    """
    if not may_become(status, event.status):
        raise JournalError(f"{event.agent} cannot become {event.status} from {status}")
    return event.status


def may_become(status: AgentStatus, wanted: AgentStatus) -> bool:
    """Does a step lead from one status to the other?"""
    return wanted in AGENT_LIFE[status]
