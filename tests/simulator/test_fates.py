"""Plays of what else customers do, with times counted by hand, in seconds after noon."""

from collections.abc import Mapping

from msgspec.structs import replace

from dispatcher import events as fact
from dispatcher.vocabulary import MINUTE, SECOND, AgentId, AgentStatus, ContactId, Span, later
from simulator.day import play, stream
from simulator.scenario import Demand, Habits, Hop, Nagging, Redial, Scenario, Shift
from tests.simulator.suppose import (
    CALLS,
    EMAILS,
    NOON,
    after_noon,
    calls,
    centre,
    emails,
    fixed,
    of_kind,
    scenario,
)

MIA = AgentId("agent-01")


def at(*seconds: int) -> tuple[object, ...]:
    """Instants so long after noon."""
    return tuple(later(NOON, Span(one * SECOND)) for one in seconds)


def line(*seconds: int, talk: int = 60, patience: int | None = None, **more: object) -> Demand:
    """Callers who come at these seconds."""
    waits = None if patience is None else fixed(patience * SECOND)
    return Demand(trace=at(*seconds), handle=fixed(talk * SECOND), patience=waits, **more)  # type: ignore[arg-type]


def suppose(who: Demand, letters: Demand | None = None, agents: int = 1, **changed: object) -> Scenario:
    """Few people at one desk."""
    both = {CALLS: who} | ({EMAILS: letters} if letters is not None else {})
    return scenario(centre(agents, calls(interrupt_after=Span(0)), emails()), both, **changed)


def counted(supposed: Scenario) -> Mapping[str, int]:
    """What was counted of the callers."""
    return stream(supposed, 0, lambda _: None).tallies[CALLS]


def arrivals(facts: list[fact.Event]) -> list[tuple[int, str]]:
    """Who came in, and when."""
    return [(after_noon(event) // SECOND, event.contact) for event in of_kind(facts, fact.ContactArrived)]


def test_whoever_finds_no_place_is_turned_away() -> None:
    """One talks, one waits; the third finds both places taken, the fourth comes when one is free again."""
    supposed = suppose(line(0, 10, 20, 70, places=2))
    assert arrivals(play(supposed)) == [(0, "calls-1"), (10, "calls-2"), (70, "calls-4")]
    assert counted(supposed) == {
        "attempts": 4,
        "customers": 4,
        "turned_away": 1,
        "lost": 1,
    }


def test_whoever_hung_up_calls_again_about_the_same() -> None:
    """The second gives up after 20 s of 60, calls again 15 s later, gives up again, and then for good."""
    again = Redial(share=1.0, after=fixed(15 * SECOND), most=2)
    supposed = suppose(line(0, 5, talk=100, patience=20, redial=again))
    facts = play(supposed)
    assert arrivals(facts) == [(0, "calls-1"), (5, "calls-2"), (40, "calls-2/2")]
    assert [after_noon(one) // SECOND for one in of_kind(facts, fact.ContactAbandoned)] == [25, 60]
    assert counted(supposed) == {"attempts": 3, "customers": 2, "lost": 1}


def test_whoever_was_turned_away_calls_again_too() -> None:
    again = Redial(share=1.0, after=fixed(50 * SECOND))
    assert arrivals(play(suppose(line(0, 20, places=1, redial=again)))) == [(0, "calls-1"), (70, "calls-2/2")]


def test_some_call_again_and_some_do_not() -> None:
    again = Redial(share=0.5, after=fixed(SECOND), most=2)
    busy = suppose(line(*range(400), talk=3000, patience=2, redial=again), length=Span(20 * MINUTE))
    tried = sum(contact.endswith("/2") for _, contact in arrivals(play(busy)))
    assert 150 < tried < 250


def test_whoever_gave_up_for_good_writes() -> None:
    writes = line(0, 5, talk=100, patience=20, instead=Hop(to=EMAILS, after=fixed(30 * SECOND)))
    facts = play(suppose(writes, Demand(handle=fixed(40 * SECOND))))
    assert arrivals(facts)[-1] == (55, "calls-2-emails")
    assert after_noon(of_kind(facts, fact.ContactClosed)[-1]) == 140 * SECOND


def test_whoever_has_no_reply_writes_again_until_there_is_one() -> None:
    """The first letter takes until 100; the second, of second 1, is answered at 200."""
    nagging = Nagging(after=fixed(60 * SECOND), most=5)
    letters = line(0, 1, talk=100, again=nagging)
    facts = play(suppose(line(), letters))
    assert [(after_noon(one) // SECOND, one.contact) for one in of_kind(facts, fact.FollowUpReceived)] == [
        (60, "emails-1"),
        (61, "emails-2"),
        (121, "emails-2"),
        (181, "emails-2"),
    ]


def test_a_late_letter_becomes_a_call_and_is_done_with_it() -> None:
    """All three phone after 50 s; two agents talk 30 s each, so that the third is settled at 110."""
    hops = line(0, 0, 0, talk=300, hops=Hop(to=CALLS, after=fixed(50 * SECOND)))
    facts = play(suppose(Demand(handle=fixed(30 * SECOND)), hops, agents=2))
    closed = {str(one.contact): after_noon(one) // SECOND for one in of_kind(facts, fact.ContactClosed)}
    assert (50, "emails-3-calls") in arrivals(facts)
    assert closed["emails-1-calls"] == closed["emails-1"] == 80
    assert closed["emails-3-calls"] == closed["emails-3"] == 110
    assert not of_kind(facts, fact.CommandRefused)


def test_an_endless_line_always_has_the_next_one() -> None:
    """Two stand there; each taken up brings another, so one agent has done 6 after 6 minutes."""
    endless = Demand(endless=2, handle=fixed(MINUTE))
    facts = play(suppose(line(), endless, length=Span(6 * MINUTE + 1)))
    assert len(of_kind(facts, fact.ContactClosed)) == 6
    assert arrivals(facts)[:3] == [(0, "emails-1"), (0, "emails-2"), (0, "emails-3")]
    assert len(arrivals(facts)) == 9


def test_an_opening_backlog_is_there_when_the_day_begins() -> None:
    facts = play(suppose(line(), Demand(opening=3, trace=at(30), handle=fixed(MINUTE))))  # type: ignore[arg-type]
    assert arrivals(facts) == [
        (0, "emails-opening-1"),
        (0, "emails-opening-2"),
        (0, "emails-opening-3"),
        (30, "emails-1"),
    ]


def test_a_slower_agent_takes_longer() -> None:
    facts = play(suppose(line(0, talk=60), paces={MIA: 0.5}))
    assert after_noon(of_kind(facts, fact.ContactClosed)[0]) == 120 * SECOND


def statuses(supposed: Scenario) -> list[tuple[int, AgentStatus]]:
    """What the agents say of themselves, and when."""
    changes = of_kind(play(supposed), fact.AgentStatusChanged)
    return [(after_noon(one) // SECOND, one.status) for one in changes]


def test_in_a_break_her_letter_waits_for_her() -> None:
    """Written for 20 s, laid aside for 30, done at 90."""
    begins, pause, back, ends = at(0, 20, 50, 600)
    shift = Shift(begins=begins, ends=ends, breaks=((pause, back),))  # type: ignore[arg-type]
    day = suppose(line(), line(0), shifts={MIA: (shift,)})
    assert statuses(day) == [
        (0, AgentStatus.READY),
        (20, AgentStatus.AWAY),
        (50, AgentStatus.READY),
        (600, AgentStatus.OFFLINE),
    ]
    assert [after_noon(one) // SECOND for one in of_kind(play(day), fact.ContactClosed)] == [90]


def test_some_do_not_come() -> None:
    """Of a hundred agents, about thirty; the same ones however often we ask."""
    crowd = suppose(line(), agents=100, habits=Habits(absence=0.3), length=Span(MINUTE))
    there = {one.agent for one in of_kind(play(crowd), fact.AgentConnected)}
    assert 55 < len(there) < 85
    more = replace(crowd, habits=Habits(absence=0.2))
    assert there < {one.agent for one in of_kind(play(more), fact.AgentConnected)}
    assert ContactId("calls-1") not in [one.contact for one in of_kind(play(crowd), fact.ContactArrived)]
