"""Life cycles as tables: which fact leads from which phase to which.

`step` and `status_step` read them for `State.apply`; no other line assigns a phase or a status. The diagrams
in docs/reference/life-cycles.md are drawn from these tables.
"""

from collections.abc import Mapping

from dispatcher.errors import JournalError
from dispatcher.events import (
    AgentStatusChanged,
    ContactAbandoned,
    ContactArrived,
    ContactClosed,
    ContactOffered,
    ContactParked,
    ContactResumed,
    ContactReturned,
    Fact,
    OfferAccepted,
    OfferDeclined,
    OfferRescinded,
    OfferTimedOut,
)
from dispatcher.vocabulary import AgentStatus, OfferPhase, Phase

CONTACT_LIFE: Mapping[Phase | None, Mapping[type[Fact], Phase]] = {
    None: {ContactArrived: Phase.WAITING},
    Phase.WAITING: {ContactOffered: Phase.OFFERED, ContactAbandoned: Phase.ABANDONED},
    Phase.OFFERED: {
        OfferAccepted: Phase.ACTIVE,
        OfferDeclined: Phase.WAITING,
        OfferTimedOut: Phase.WAITING,
        OfferRescinded: Phase.WAITING,
    },
    Phase.ACTIVE: {
        ContactParked: Phase.PARKED,
        ContactReturned: Phase.WAITING,
        ContactClosed: Phase.CLOSED,
    },
    Phase.PARKED: {
        ContactResumed: Phase.ACTIVE,
        ContactReturned: Phase.WAITING,
        ContactClosed: Phase.CLOSED,
    },
    Phase.ABANDONED: {},
    Phase.CLOSED: {},
}

OFFER_LIFE: Mapping[OfferPhase | None, Mapping[type[Fact], OfferPhase]] = {
    None: {ContactOffered: OfferPhase.OPEN},
    OfferPhase.OPEN: {
        OfferAccepted: OfferPhase.ACCEPTED,
        OfferDeclined: OfferPhase.DECLINED,
        OfferTimedOut: OfferPhase.TIMED_OUT,
        OfferRescinded: OfferPhase.RESCINDED,
    },
    OfferPhase.ACCEPTED: {},
    OfferPhase.DECLINED: {},
    OfferPhase.TIMED_OUT: {},
    OfferPhase.RESCINDED: {},
}

AGENT_LIFE: Mapping[AgentStatus, frozenset[AgentStatus]] = {
    AgentStatus.OFFLINE: frozenset({AgentStatus.READY, AgentStatus.AWAY}),
    AgentStatus.READY: frozenset({AgentStatus.AWAY, AgentStatus.OFFLINE, AgentStatus.NOT_RESPONDING}),
    AgentStatus.AWAY: frozenset({AgentStatus.READY, AgentStatus.OFFLINE}),
    AgentStatus.NOT_RESPONDING: frozenset({AgentStatus.READY, AgentStatus.AWAY, AgentStatus.OFFLINE}),
}
"""Which status may follow which; `AgentStatusChanged` is the fact for every step."""


def step(phase: Phase | None, fact: Fact) -> Phase:
    """The phase this fact leads to.

    Raises:
        JournalError: no such step; the log says something that cannot be.
    """
    try:
        return CONTACT_LIFE[phase][type(fact)]
    except KeyError:
        # Not the whole fact: this can reach a log, and logs never hold a customer's words or address.
        contact = getattr(fact, "contact", None)
        said = f"{type(fact).__name__} of {contact} cannot follow {phase or 'nothing'}"
        raise JournalError(said) from None


def status_step(status: AgentStatus, fact: AgentStatusChanged) -> AgentStatus:
    """The status this fact leads to.

    Raises:
        JournalError: no such step; the log says something that cannot be.
    """
    if not may_become(status, fact.status):
        raise JournalError(f"{fact.agent} cannot become {fact.status} from {status}")
    return fact.status


def may_become(status: AgentStatus, wanted: AgentStatus) -> bool:
    """Does a step lead from one status to the other?"""
    return wanted in AGENT_LIFE[status]
