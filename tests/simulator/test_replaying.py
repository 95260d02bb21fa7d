"""A recorded day over again: the same under its own policy, and another policy's doing under another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from analytics.eventlog import EventLog
from analytics.exports import Form, export
from analytics.intervals import Window
from analytics.notebook import Book
from dispatcher import commands as ask
from dispatcher.centre import Centre, Levers
from dispatcher.config import CentreFileError
from dispatcher.errors import OwnerError
from dispatcher.events import Event, NumberedFact, OfferTimedOut, WrapUpEnded
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    HOUR,
    MINUTE,
    SECOND,
    AgentStatus,
    CommandId,
    ContactId,
    Span,
    WrapUpReason,
    later,
)
from simulator.arrivals import visits
from simulator.day import play
from simulator.fitting.seen import waits_of
from simulator.laws import Kind, Law, longer, quantile
from simulator.replay import replay
from simulator.replaying import paper
from simulator.replaying.fates import End, Promised, Verdict
from simulator.replaying.lines import lines
from simulator.replaying.playing import Policy, Replayed, play_recorded, replay_day
from simulator.replaying.policy import policy_file
from simulator.replaying.recorded import Recorded, recorded
from simulator.replaying.suppose import Customers
from simulator.scenario import Demand, Habits, Scenario, Shift
from simulator.streams import Streams
from tests.simulator.suppose import (
    CALLS,
    EMAILS,
    NOON,
    UNBOUNDED,
    calls,
    centre,
    demand,
    emails,
    fixed,
    of_kind,
    scenario,
)
from tests.simulator.test_live_day import APART, day, lived
from tests.simulator.test_scenariofile import CENTRE

ONE_HOUR = Window("day", NOON, later(NOON, HOUR))
FILE = Path("centre.toml")


def book_of(facts: Sequence[Event]) -> Book:
    """These facts, as an event log has them."""
    log = EventLog()
    log.append([NumberedFact(number=number, fact=event) for number, event in enumerate(facts, 1)])
    return Book(log)


def was(facts: Sequence[Event], window: Window = ONE_HOUR) -> Recorded:
    return recorded(window, lines(book_of(facts), window))


def again(facts: Sequence[Event], own: Centre, window: Window = ONE_HOUR) -> list[Event]:
    """The facts of the day played once more, under its own policy."""
    told: list[Event] = []
    book = book_of(facts)
    the_day = recorded(window, lines(book, window))
    people = Customers(the_day, waits_of(book), own, seed=1)
    play_recorded(the_day, own, people.visits(own), 1, told.extend)
    return told


def replayed(facts: Sequence[Event], own: Centre, other: Centre, window: Window = ONE_HOUR) -> Replayed:
    return replay_day(book_of(facts), window, Policy(FILE, own), Policy(FILE, other))


async def test_a_day_lived_over_sockets_is_played_again_fact_by_fact(tmp_path: Path) -> None:
    """Chance is fixed on that day, so the simulator adds nothing and leaves out nothing."""
    supposed = day()
    live = await lived(tmp_path, supposed)
    played = again(live, supposed.centre)
    told = [event for event in live if not isinstance(event, APART)]
    assert [event for event in played if not isinstance(event, APART) and event.at <= told[-1].at] == told


async def test_the_own_policy_makes_no_difference_to_a_lived_day(tmp_path: Path) -> None:
    supposed = day()
    live = await lived(tmp_path, supposed)
    until_the_desks_close = Window("day", NOON, max(event.at for event in live))
    found = replayed(live, supposed.centre, supposed.centre, until_the_desks_close)
    assert {one.verdict for one in found.contacts} == {Verdict.SAME}
    near = paper.likeness(found.contacts)
    assert (near.contacts, near.alike, near.off) == (15, 1.0, 0.0)
    assert found.figures[0] == found.figures[1] == found.figures[2]


# --- what another policy changes ------------------------------------------------------------------------

LETTER, CALLER = ContactId("emails-1"), ContactId("calls-1")


def one_of_each() -> Scenario:
    """A letter of five minutes at noon; a minute later a caller who waits at most 100 seconds."""
    return scenario(
        centre(1, calls(), emails()),
        {
            EMAILS: Demand(trace=(later(NOON, SECOND),), handle=fixed(300 * SECOND)),
            CALLS: Demand(
                trace=(later(NOON, Span(61 * SECOND)),),
                handle=fixed(MINUTE),
                patience=fixed(100 * SECOND),
            ),
        },
    )


def interrupting(own: Centre) -> Centre:
    """The same, but a call may interrupt at once."""
    queue = replace(own.queues[CALLS], levers=Levers(interrupt_after=Span(0)))
    return replace(own, queues={**own.queues, CALLS: queue})


def test_a_call_that_may_interrupt_is_answered_and_the_letter_waits_for_it() -> None:
    """Nobody knows how long the call would have taken: as long as its queue expects, a minute."""
    supposed = one_of_each()
    found = replayed(play(supposed), supposed.centre, interrupting(supposed.centre))
    letter, caller = found.contacts
    assert (letter.story.contact, caller.story.contact) == (LETTER, CALLER)
    assert (caller.own.end, caller.own.wait) == (End.ABANDONED, 100 * SECOND)
    assert (caller.other.end, caller.other.wait) == (End.ANSWERED, 0)
    assert (caller.verdict, caller.because) == (Verdict.BETTER, "end")
    assert (letter.own.wait, letter.other.wait) == (300 * SECOND, 360 * SECOND)
    assert (letter.verdict, letter.because) == (Verdict.WORSE, "wait")
    assert letter.recorded == letter.own
    assert [figures[CALLS]["abandon_rate"] for figures in found.figures] == [1, 1, 0]
    assert found.figures[2][CALLS]["asa"] == 0


def test_the_table_has_a_row_for_each_contact_and_goes_into_files() -> None:
    supposed = one_of_each()
    found = paper.table(replayed(play(supposed), supposed.centre, interrupting(supposed.centre)))
    assert found["verdict"].to_list() == ["worse", "better"]
    assert found["other_promised"].to_list() == ["kept", "kept"]
    assert export(found, Form.CSV).decode().startswith("contact,queue,arrived,recorded_end")


# --- what is held fixed ---------------------------------------------------------------------------------


def test_who_missed_an_offer_misses_it_again() -> None:
    """It rings half a minute at whoever is there; after twenty seconds it is missed, by each in turn."""
    supposed = scenario(
        centre(2, calls(offer_timeout=Span(20 * SECOND))),
        {CALLS: Demand(trace=(later(NOON, Span(SECOND)),), handle=fixed(MINUTE))},
        habits=Habits(ring=fixed(30 * SECOND)),
        length=Span(5 * MINUTE),
    )
    window = Window("day", NOON, supposed.end)
    facts = play(supposed)
    assert len(of_kind(facts, OfferTimedOut)) > 2
    assert again(facts, supposed.centre, window) == facts


def test_a_wrap_up_that_was_ended_early_is_ended_early_again() -> None:
    own = centre(1, calls(wrap_up=Span(60 * SECOND)))
    agent, call = next(iter(own.agents)), CALLER
    script: list[tuple[int, Any]] = [
        (0, ask.ConfigureCentre(id=CommandId("1"), centre=own)),
        (0, ask.ConnectAgent(id=CommandId("2"), agent=agent)),
        (0, ask.SetStatus(id=CommandId("3"), agent=agent, status=AgentStatus.READY)),
        (1, ask.AdmitContact(id=CommandId("4"), contact=call, queue=CALLS)),
    ]
    begun = replay([(later(NOON, Span(at * SECOND)), command) for at, command in script])
    offer = next(event.offer for event in begun if hasattr(event, "offer"))
    script += [
        (5, ask.AcceptOffer(id=CommandId("5"), agent=agent, offer=offer)),
        (50, ask.FinishContact(id=CommandId("6"), agent=agent, contact=call)),
        (57, ask.EndWrapUp(id=CommandId("7"), agent=agent)),
        (100, ask.SetStatus(id=CommandId("8"), agent=agent, status=AgentStatus.AWAY)),
    ]
    facts = replay([(later(NOON, Span(at * SECOND)), command) for at, command in script])
    assert [event.why for event in of_kind(facts, WrapUpEnded)] == [WrapUpReason.BY_AGENT]
    assert again(facts, own, Window("day", NOON, later(NOON, Span(2 * MINUTE)))) == facts


def test_who_waited_before_the_day_keeps_her_arrival_and_her_promise() -> None:
    """A letter of a quarter to twelve is promised by half past: nobody works on it before noon."""
    own = centre(1, emails(promise=Span(45 * MINUTE)))
    before = later(NOON, Span(-15 * MINUTE))
    supposed = scenario(
        own,
        {EMAILS: Demand(trace=(before, later(NOON, Span(MINUTE))), handle=fixed(40 * MINUTE))},
        start=before,
        length=Span(2 * HOUR),
        shifts=dict.fromkeys(own.agents, (Shift(begins=NOON, ends=later(NOON, Span(105 * MINUTE))),)),
    )
    facts = play(supposed)
    found = replayed(facts, own, own, Window("day", NOON, supposed.end))
    first, second = found.contacts
    assert first.story.arrived == before
    assert (first.own.promised, first.own.wait) == (Promised.BROKEN, 55 * MINUTE)
    assert (first.recorded, second.recorded) == (first.own, second.own)


@pytest.mark.parametrize("seed", range(3))
def test_the_work_that_is_recovered_is_the_work_that_was_brought(seed: int) -> None:
    """Three letters at once each take three times as long; a call in between stops them."""
    levers = replace(UNBOUNDED, caps={EMAIL: 3})
    supposed = scenario(
        centre(2, calls(interrupt_after=Span(0)), emails(), levers=levers),
        {
            CALLS: demand(20, Law(mean=Span(2 * MINUTE))),
            EMAILS: demand(12, Law(mean=Span(4 * MINUTE), kind=Kind.GAMMA, cv=0.5)),
        },
        length=Span(3 * HOUR),
        seed=seed,
    )
    brought = {
        visit.contact: visit.work
        for queue in supposed.demands
        for visit in visits(supposed, queue, Streams(seed))
    }
    told = was(play(supposed), Window("day", NOON, supposed.end))
    finished = [story for story in told.stories if story.finished]
    assert len(finished) > 50
    for story in finished:
        assert story.work == pytest.approx(brought[story.contact], abs=30)  # microseconds, by rounding


# --- patience that was not seen -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "law",
    [Law(mean=MINUTE), Law(mean=MINUTE, kind=Kind.WEIBULL, cv=0.5), Law(mean=DAY, kind=Kind.WEIBULL, cv=2)],
)
def test_whoever_waited_is_as_patient_as_the_law_says_of_those_who_waited_so_long(law: Law) -> None:
    """Of all numbers above the share that gave up before, the conditional law is the whole one's rest."""
    draw, past = quantile(law), Span(round(0.7 * law.mean))
    shares = [n / 1000 for n in range(1, 1000)]
    gone = sum(draw(u) <= past for u in shares) / 1000
    for u in (0.1, 0.5, 0.9):
        assert longer(law, past, u) == pytest.approx(draw(gone + (1 - gone) * u), rel=0.02)
        assert longer(law, Span(0), u) == pytest.approx(draw(u), rel=1e-6)
    with pytest.raises(ValueError, match="no law of patience"):
        longer(fixed(MINUTE), past, 0.5)


# --- the other policy's file ----------------------------------------------------------------------------


def test_every_mistake_in_a_policy_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "centre.toml").write_text(CENTRE, "utf-8")
    (tmp_path / "other.toml").write_text("[policy.centre]\nreserve = -1\n[polcy.queues]\n", "utf-8")
    with pytest.raises(CentreFileError) as refused:
        policy_file(tmp_path / "other.toml", tmp_path / "centre.toml", None)
    assert {mistake.key for mistake in refused.value.mistakes} == {"policy.centre.reserve", "polcy"}


def test_a_whole_centre_file_is_a_policy_and_must_know_the_day(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(CENTRE, "utf-8")
    other = policy_file(tmp_path / "other.toml", tmp_path / "centre.toml", None)
    assert set(other.queues) == {CALLS}
    supposed = one_of_each()
    with pytest.raises(CentreFileError) as refused:
        replay_day(book_of(play(supposed)), ONE_HOUR, Policy(FILE, supposed.centre), Policy(FILE, other))
    assert {mistake.key for mistake in refused.value.mistakes} == {"queues.emails", "agents.agent-01"}


def test_a_day_on_which_nobody_came_cannot_be_replayed() -> None:
    own = one_of_each().centre
    with pytest.raises(OwnerError, match="nobody came"):
        replayed([], own, own)
