"""Every step that stands in no table is refused; every step that stands in one is taken."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from dispatcher import events as fact
from dispatcher.engine.lifecycles import AGENT_LIFE, CONTACT_LIFE, OFFER_LIFE, may_become, status_step, step
from dispatcher.engine.state import State
from dispatcher.errors import JournalError
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    Channel,
    CloseReason,
    ContactId,
    Instant,
    OfferId,
    OfferPhase,
    OfferReason,
    ParkReason,
    Phase,
    QueueId,
    RescindReason,
    ResumeReason,
    ReturnReason,
    Span,
    StatusReason,
    Urgency,
)
from tests.engine.people import centre

ANNA, BEN, MAIL = AgentId("anna"), AgentId("ben"), QueueId("mail")
WORDS: dict[str, Any] = {
    "at": Instant(1),
    "contact": ContactId("e1"),
    "offer": OfferId("e1/1"),
    "agent": ANNA,
    "queue": MAIL,
    "channel": Channel.EMAIL,
    "urgency": Urgency.NORMAL,
    "due": Instant(9),
    "expires": Instant(5),
    "interrupts": (),
    "waited": Span(1),
    "first": True,
    "parked": Span(1),
    "handled": Span(1),
}
REASONS: dict[type[Any], StrEnum] = {
    fact.ContactOffered: OfferReason.FEWEST_EMAILS,
    fact.OfferRescinded: RescindReason.CALL_FIRST,
    fact.ContactParked: ParkReason.BY_HAND,
    fact.ContactResumed: ResumeReason.BY_HAND,
    fact.ContactReturned: ReturnReason.AGENT_LEFT,
    fact.ContactClosed: CloseReason.FINISHED,
}
KINDS = sorted({kind for steps in CONTACT_LIFE.values() for kind in steps}, key=lambda kind: kind.__name__)
WAYS: dict[Phase | None, list[type[Any]]] = {
    None: [],
    Phase.WAITING: [fact.ContactArrived],
    Phase.OFFERED: [fact.ContactArrived, fact.ContactOffered],
    Phase.ACTIVE: [fact.ContactArrived, fact.ContactOffered, fact.OfferAccepted],
    Phase.PARKED: [fact.ContactArrived, fact.ContactOffered, fact.OfferAccepted, fact.ContactParked],
    Phase.CLOSED: [fact.ContactArrived, fact.ContactOffered, fact.OfferAccepted, fact.ContactClosed],
    Phase.ABANDONED: [fact.ContactArrived, fact.ContactAbandoned],
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
    gone = phase in (Phase.CLOSED, Phase.ABANDONED)
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
        assert (contact is None) is (leads_to in (Phase.CLOSED, Phase.ABANDONED))


def test_every_phase_can_be_reached_and_left() -> None:
    reached = {after for steps in CONTACT_LIFE.values() for after in steps.values()}
    assert reached == set(Phase) == set(CONTACT_LIFE) - {None}
    assert {phase for phase, steps in CONTACT_LIFE.items() if not steps} == {Phase.CLOSED, Phase.ABANDONED}


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
