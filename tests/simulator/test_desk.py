"""Plays of people at work, with times counted by hand, in seconds after noon."""

from typing import Any

from msgspec.structs import replace

from dispatcher import events as fact
from dispatcher.centre import Approval, Channel
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    ChannelId,
    ParkReason,
    QueueId,
    ReturnReason,
    Skill,
    Span,
    later,
)
from simulator.scenario import Habits, Scenario, Shift
from tests.simulator.suppose import (
    CALLS,
    EMAILS,
    NOON,
    UNBOUNDED,
    after_noon,
    calls,
    centre,
    emails,
    facts_of,
    fixed,
    of_kind,
    scenario,
    visit,
)

MIA, NOA = AgentId("agent-01"), AgentId("agent-02")


def desk(agents: int = 1, *, cap: int = 2, habits: Habits | None = None, **changed: Any) -> Scenario:
    """Agents who take calls at once, whatever they write."""
    levers = replace(UNBOUNDED, caps={EMAIL: cap})
    house = centre(agents, calls(interrupt_after=Span(0)), emails(), levers=levers)
    return scenario(house, habits=habits or Habits(), **changed)


def story(facts: list[fact.Event]) -> list[tuple[float, str, str]]:
    """When, what, to which contact."""
    return [
        (after_noon(event) / SECOND, type(event).__name__, event.contact)
        for event in facts
        if isinstance(
            event,
            fact.OfferAccepted
            | fact.ContactParked
            | fact.ContactResumed
            | fact.ContactReturned
            | fact.ContactClosed
            | fact.ContactAbandoned,
        )
    ]


def test_two_emails_share_one_agent() -> None:
    """Alone 20 s (20 done of 60); together 80 s (40 each); then one is done, and the other goes on alone."""
    facts = facts_of(desk(), visit(EMAILS, "first", 0, MINUTE), visit(EMAILS, "second", 20 * SECOND, MINUTE))
    assert story(facts) == [
        (0, "OfferAccepted", "first"),
        (20, "OfferAccepted", "second"),
        (100, "ContactClosed", "first"),
        (120, "ContactClosed", "second"),
    ]


def test_doing_two_at_once_costs_what_the_habits_say() -> None:
    """At half speed in all, each of the two gets a quarter: 60 s of work take four minutes."""
    slow = desk(habits=Habits(speeds=(1.0, 0.5)))
    facts = facts_of(slow, visit(EMAILS, "first", 0, MINUTE), visit(EMAILS, "second", 0, MINUTE))
    assert [after_noon(event) for event in of_kind(facts, fact.ContactClosed)] == [240 * SECOND] * 2


def test_a_call_parks_the_email_and_its_work_is_kept() -> None:
    """50 of 60 s are written when the call comes; after 30 s of talk and 20 s of wrap-up 10 s are left."""
    house = centre(1, calls(interrupt_after=Span(0), wrap_up=Span(20 * SECOND)), emails())
    writing, calling = visit(EMAILS, "letter", 0, MINUTE), visit(CALLS, "call", 50 * SECOND, 30 * SECOND)
    assert story(facts_of(scenario(house), writing, calling)) == [
        (0, "OfferAccepted", "letter"),
        (50, "ContactParked", "letter"),
        (50, "OfferAccepted", "call"),
        (80, "ContactClosed", "call"),
        (100, "ContactResumed", "letter"),
        (110, "ContactClosed", "letter"),
    ]


def test_she_writes_on_while_the_call_rings() -> None:
    """The letter is parked when the call is answered, 5 s after it came."""
    rings = desk(habits=Habits(ring=fixed(5 * SECOND)))
    facts = facts_of(
        rings, visit(EMAILS, "letter", 0, MINUTE), visit(CALLS, "call", 30 * SECOND, 10 * SECOND)
    )
    parked, closed = of_kind(facts, fact.ContactParked)[0], of_kind(facts, fact.ContactClosed)[-1]
    assert parked.why is ParkReason.PRE_EMPTED
    assert after_noon(parked) == 35 * SECOND
    # 5 s until the letter is opened, 60 s of writing, 10 s of talk.
    assert (closed.contact, after_noon(closed)) == ("letter", 75 * SECOND)


def test_a_caller_hangs_up_when_patience_ends_though_it_rings() -> None:
    rings = desk(habits=Habits(ring=fixed(10 * SECOND)))
    facts = facts_of(rings, visit(CALLS, "hasty", 0, MINUTE, patience=9 * SECOND))
    assert story(facts) == [(9, "ContactAbandoned", "hasty")]
    assert len(of_kind(facts, fact.OfferRescinded)) == 1


def test_at_one_instant_the_answer_comes_before_the_hanging_up() -> None:
    rings = desk(habits=Habits(ring=fixed(10 * SECOND)))
    facts = facts_of(rings, visit(CALLS, "patient", 0, MINUTE, patience=10 * SECOND))
    assert story(facts)[0] == (10, "OfferAccepted", "patient")


def test_at_one_instant_the_agent_is_free_before_the_next_caller_gives_up() -> None:
    facts = facts_of(
        desk(), visit(CALLS, "talks", 0, MINUTE), visit(CALLS, "waits", 0, MINUTE, patience=MINUTE)
    )
    assert (60, "OfferAccepted", "waits") in story(facts)


def test_whoever_misses_an_offer_is_back_after_a_while() -> None:
    """It rings 20 s at each attempt, and she needs 30; so nobody ever answers."""
    house = centre(1, calls(offer_timeout=Span(20 * SECOND)))
    sleepy = Habits(ring=fixed(30 * SECOND), back_after=Span(40 * SECOND))
    facts = facts_of(scenario(house, habits=sleepy, length=Span(2 * MINUTE)), visit(CALLS, "call", 0, MINUTE))
    statuses = [
        (after_noon(event) // SECOND, event.status) for event in of_kind(facts, fact.AgentStatusChanged)
    ]
    assert statuses == [
        (0, AgentStatus.READY),
        (20, AgentStatus.NOT_RESPONDING),
        (60, AgentStatus.READY),
        (80, AgentStatus.NOT_RESPONDING),
    ]


def shift(begin: int, end: int) -> Shift:
    """Between these seconds after noon."""
    return Shift(begins=later(NOON, Span(begin * SECOND)), ends=later(NOON, Span(end * SECOND)))


def test_when_her_shift_ends_she_hands_her_letter_on_with_the_work_done() -> None:
    """Mia wrote 40 of 60 s; Noa, who comes then, needs 20."""
    relay = desk(agents=2, shifts={MIA: (shift(0, 40),), NOA: (shift(40, 600),)})
    facts = facts_of(relay, visit(EMAILS, "letter", 0, MINUTE))
    assert story(facts) == [
        (0, "OfferAccepted", "letter"),
        (40, "ContactReturned", "letter"),
        (40, "OfferAccepted", "letter"),
        (60, "ContactClosed", "letter"),
    ]
    assert of_kind(facts, fact.ContactReturned)[0].why is ReturnReason.AGENT_LEFT
    assert of_kind(facts, fact.ContactClosed)[0].agent == NOA


def test_when_her_shift_ends_she_finishes_the_call() -> None:
    facts = facts_of(desk(shifts={MIA: (shift(0, 30),)}), visit(CALLS, "call", 0, MINUTE))
    assert story(facts)[-1] == (60, "ContactClosed", "call")


def test_nobody_works_between_shifts() -> None:
    broken = desk(shifts={MIA: (shift(0, 10), shift(100, 600))}, length=HOUR)
    facts = facts_of(broken, visit(CALLS, "call", 20 * SECOND, MINUTE))
    assert story(facts)[0] == (100, "OfferAccepted", "call")


def test_two_chats_share_one_agent() -> None:
    """A channel of the centre's own: two customers at once, each with half of her."""
    chat = Channel(id=ChannelId("chat"), name="Chat", live=True, cap=2)
    house = replace(
        centre(1, calls(channel=chat.id)),
        channels={chat.id: chat},
    )
    facts = facts_of(scenario(house), visit(CALLS, "one", 0, MINUTE), visit(CALLS, "two", 0, MINUTE))
    assert [(after_noon(event), event.contact) for event in of_kind(facts, fact.ContactClosed)] == [
        (120 * SECOND, "one"),
        (120 * SECOND, "two"),
    ]


def test_an_answer_is_sent_when_a_colleague_has_read_it() -> None:
    """60 s of writing, and 60 s of reading by her who may approve."""
    checks, check = QueueId("checks"), Skill("check")
    house = centre(2, emails(approval=Approval(queue=checks)), emails(id=checks, skills={check: 1}))
    reader = replace(house.agents[NOA], skills={check: 1})
    facts = facts_of(
        scenario(replace(house, agents=house.agents | {NOA: reader})), visit(EMAILS, "letter", 0, MINUTE)
    )
    (sent,) = of_kind(facts, fact.ReplySubmitted)
    assert (after_noon(sent), sent.agent) == (120 * SECOND, MIA)
    assert [event.contact for event in of_kind(facts, fact.ContactClosed)] == ["letter", "letter/approval-1"]
