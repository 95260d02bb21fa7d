"""Every step that stands in no table is refused; every step that stands in one is taken."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from dispatcher import events as fact
from dispatcher.engine.lifecycles import (
    AGENT_LIFE,
    CONTACT_LIFE,
    OFFER_LIFE,
    PROMISE_LIFE,
    clock_step,
    may_become,
    status_step,
    step,
)
from dispatcher.engine.state import State
from dispatcher.errors import JournalError
from dispatcher.vocabulary import (
    EMAIL,
    AgentId,
    AgentStatus,
    CancelReason,
    CloseReason,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferPhase,
    OfferReason,
    ParkReason,
    Phase,
    PromiseKind,
    PromisePhase,
    QueueId,
    RejectReason,
    RescindReason,
    ResumeReason,
    ReturnReason,
    Span,
    StatusReason,
    Urgency,
)
from tests.engine.people import centre

ANNA, BEN, MAIL = AgentId("anna"), AgentId("ben"), QueueId("mail")
ENDED = {Phase.ABANDONED, Phase.MERGED, Phase.REJECTED, Phase.CLOSED}
WORDS: dict[str, Any] = {
    "at": Instant(1),
    "contact": ContactId("e1"),
    "offer": OfferId("e1/1"),
    "agent": ANNA,
    "queue": MAIL,
    "channel": EMAIL,
    "urgency": Urgency.NORMAL,
    "due": Instant(9),
    "expires": Instant(5),
    "interrupts": (),
    "waited": Span(1),
    "first": True,
    "parked": Span(1),
    "handled": Span(1),
    "to_agent": BEN,
    "to_queue": MAIL,
    "into": ContactId("e2"),
    "message": MessageId("m1"),
    "approval": ContactId("a1"),
    "by": BEN,
    "closes": Instant(9),
    "asked": Instant(1),
    "promise": PromiseKind.FIRST_RESPONSE,
    "length": Span(8),
    "left": Span(4),
    "took": Span(4),
    "percent": 50,
    "version": 2,
}
REASONS: dict[type[Any], StrEnum] = {
    fact.ContactOffered: OfferReason.LEAST_OCCUPIED,
    fact.OfferRescinded: RescindReason.CALL_FIRST,
    fact.OfferCancelled: CancelReason.MOVED,
    fact.ContactParked: ParkReason.BY_HAND,
    fact.ContactResumed: ResumeReason.BY_HAND,
    fact.ContactReturned: ReturnReason.AGENT_LEFT,
    fact.ContactClosed: CloseReason.FINISHED,
    fact.ContactRejected: RejectReason.SPAM,
}
KINDS = sorted({kind for steps in CONTACT_LIFE.values() for kind in steps}, key=lambda kind: kind.__name__)
ACCEPTED: list[type[Any]] = [fact.ContactArrived, fact.ContactOffered, fact.OfferAccepted]
WAYS: dict[Phase | None, list[type[Any]]] = {
    None: [],
    Phase.WAITING: [fact.ContactArrived],
    Phase.OFFERED: [fact.ContactArrived, fact.ContactOffered],
    Phase.ACTIVE: ACCEPTED,
    Phase.PARKED: [*ACCEPTED, fact.ContactParked],
    Phase.AWAITING_APPROVAL: [*ACCEPTED, fact.ReplyHeld],
    Phase.AWAITING_CLOSE: [*ACCEPTED, fact.ContactSent],
    Phase.ABANDONED: [fact.ContactArrived, fact.ContactAbandoned],
    Phase.MERGED: [fact.ContactArrived, fact.ContactMerged],
    Phase.REJECTED: [fact.ContactArrived, fact.ContactRejected],
    Phase.CLOSED: [*ACCEPTED, fact.ContactClosed],
}
"""The shortest way into each phase."""


def said(kind: type[Any], **changed: Any) -> Any:
    """A fact of this kind about one email, one offer and Anna."""
    words = {"why": REASONS[kind]} if kind in REASONS else {}
    words |= {name: WORDS[name] for name in kind.__struct_fields__ if name in WORDS}
    return kind(**(words | changed))


def after(*facts: Any) -> State:
    state = State()
    state.apply(fact.CentreConfigured(at=Instant(0), centre=centre("anna", "ben")))
    for event in facts:
        state.apply(event)
    return state


def in_phase(phase: Phase | None) -> State:
    return after(*map(said, WAYS[phase]))


@pytest.mark.parametrize(("phase", "kind"), list(product(CONTACT_LIFE, KINDS)))
def test_a_contact_takes_the_steps_of_its_table_and_no_others(phase: Phase | None, kind: type[Any]) -> None:
    leads_to = CONTACT_LIFE[phase].get(kind)
    # Whoever has left the centre is forgotten, so that the same id may come again.
    gone = phase in ENDED
    if leads_to is None:
        with pytest.raises(JournalError):
            step(phase, said(kind))
    if leads_to is None and not (gone and kind is fact.ContactArrived):
        with pytest.raises(JournalError):
            in_phase(phase).apply(said(kind))
    if leads_to is not None:
        state = in_phase(phase)
        state.apply(said(kind))
        contact = state.contacts.get(ContactId("e1"))
        assert (contact.phase if contact else leads_to) is leads_to
        assert (contact is None) is (leads_to in ENDED)


def test_every_phase_can_be_reached_and_left() -> None:
    reached = {after for steps in CONTACT_LIFE.values() for after in steps.values()}
    assert reached == set(Phase) == set(CONTACT_LIFE) - {None}
    assert {phase for phase, steps in CONTACT_LIFE.items() if not steps} == ENDED


def test_an_offer_ends_just_as_the_contact_leaves_being_offered() -> None:
    ends = OFFER_LIFE[OfferPhase.OPEN]
    assert set(ends) == set(CONTACT_LIFE[Phase.OFFERED])
    assert set(OFFER_LIFE[None]) == {fact.ContactOffered}
    assert not any(OFFER_LIFE[phase] for phase in ends.values())


@pytest.mark.parametrize("kind", OFFER_LIFE[OfferPhase.OPEN])
@pytest.mark.parametrize("changed", [{"offer": OfferId("e1/2")}, {"agent": BEN}])
def test_only_the_open_offer_can_end(kind: type[Any], changed: dict[str, Any]) -> None:
    with pytest.raises(JournalError, match="not open"):
        in_phase(Phase.OFFERED).apply(said(kind, **changed))


PROMISED: list[type[Any]] = [fact.ContactArrived, fact.PromiseMade]
CLOCK_WAYS: dict[PromisePhase | None, list[type[Any]]] = {
    None: [fact.ContactArrived],
    PromisePhase.RUNNING: PROMISED,
    PromisePhase.PAUSED: [*PROMISED, fact.PromisePaused],
    PromisePhase.BROKEN: [*PROMISED, fact.PromiseBroken],
    PromisePhase.KEPT: [*PROMISED, fact.PromiseKept],
}
CLOCK_KINDS = sorted({kind for steps in PROMISE_LIFE.values() for kind in steps}, key=lambda k: k.__name__)


@pytest.mark.parametrize(("phase", "kind"), list(product(PROMISE_LIFE, CLOCK_KINDS)))
def test_a_promise_takes_the_steps_of_its_table_and_no_others(
    phase: PromisePhase | None, kind: type[Any]
) -> None:
    state = after(*map(said, CLOCK_WAYS[phase]))
    leads_to = PROMISE_LIFE[phase].get(kind)
    if leads_to is not None:
        state.apply(said(kind))
        assert [clock.phase for clock in state.contacts[ContactId("e1")].clocks] == [leads_to]
    elif kind is not fact.PromiseMade:  # the next letter makes another promise, with a clock of its own
        with pytest.raises(JournalError):
            clock_step(phase, said(kind))
        with pytest.raises(JournalError):
            state.apply(said(kind))


def test_every_phase_of_a_promise_can_be_reached_and_only_a_kept_one_is_left_alone() -> None:
    reached = {after for steps in PROMISE_LIFE.values() for after in steps.values()}
    assert reached == set(PromisePhase) == set(PROMISE_LIFE) - {None}
    assert {phase for phase, steps in PROMISE_LIFE.items() if not steps} == {PromisePhase.KEPT}


@pytest.mark.parametrize(("status", "wanted"), list(product(AgentStatus, AgentStatus)))
def test_an_agent_takes_the_steps_of_her_table_and_no_others(
    status: AgentStatus, wanted: AgentStatus
) -> None:
    change = fact.AgentStatusChanged(at=Instant(1), agent=ANNA, status=wanted, why=StatusReason.BY_AGENT)
    state = after()
    state.agents[ANNA].status = status
    if wanted in AGENT_LIFE[status]:
        assert may_become(status, wanted)
        state.apply(change)
        assert state.agents[ANNA].status is status_step(status, change) is wanted
    else:
        assert not may_become(status, wanted)
        with pytest.raises(JournalError):
            state.apply(change)


@pytest.mark.parametrize(
    "event",
    [
        said(fact.ContactOffered, agent=AgentId("nobody")),
        said(fact.ContactParked),
        said(fact.PromiseBroken),
        fact.AgentConnected(at=Instant(1), agent=AgentId("nobody")),
    ],
)
def test_a_fact_about_nobody_is_refused(event: fact.Event) -> None:
    with pytest.raises(JournalError):
        after().apply(event)
