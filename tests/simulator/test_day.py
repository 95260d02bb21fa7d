"""Laws of a whole simulated day."""

from statistics import variance

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.engine.engine import Engine
from dispatcher.events import CommandRefused, ContactAbandoned, ContactArrived, Event
from dispatcher.vocabulary import EMAIL, HOUR, MINUTE, SECOND, Span
from simulator.arrivals import visits
from simulator.day import Day, play
from simulator.experiment import run
from simulator.scenario import Habits, Law, Scenario
from simulator.streams import Streams
from tests.simulator.suppose import CALLS, EMAILS, UNBOUNDED, calls, centre, demand, emails, of_kind, scenario

TALK, WRITE, PATIENCE = Law(mean=Span(3 * MINUTE)), Law(mean=Span(4 * MINUTE)), Law(mean=Span(2 * MINUTE))


def busy_hour(agents: int = 3, cap: int = 3, **changed: object) -> Scenario:
    """More than the agents can do, of both channels."""
    house = centre(
        agents,
        calls(interrupt_after=Span(0), wrap_up=Span(20 * SECOND), offer_timeout=Span(15 * SECOND)),
        emails(promise=HOUR, offer_timeout=Span(15 * SECOND)),
        levers=replace(UNBOUNDED, caps={EMAIL: cap}, reserve=0),
    )
    who = {CALLS: demand(40, TALK, PATIENCE), EMAILS: demand(25, WRITE)}
    return scenario(house, who, habits=Habits(ring=Law(mean=Span(5 * SECOND))), **changed)


def arrivals(facts: list[Event]) -> list[ContactArrived]:
    """Who came."""
    return of_kind(facts, ContactArrived)


def test_one_seed_one_day_fact_by_fact() -> None:
    assert play(busy_hour(), 3) == play(busy_hour(), 3)
    assert play(busy_hour(), 3) != play(busy_hour(), 4)
    assert play(busy_hour(), 3) != play(busy_hour(seed=7), 3)


@given(st.integers(1, 5), st.integers(1, 4))
@settings(max_examples=8, deadline=None)
def test_another_cap_or_crew_meets_the_same_people(agents: int, cap: int) -> None:
    assert arrivals(play(busy_hour(agents, cap))) == arrivals(play(busy_hour()))


@given(st.integers(1, 90))
@settings(max_examples=8, deadline=None)
def test_a_run_ends_at_its_end_and_not_with_its_last_alarm(minutes: int) -> None:
    supposed = busy_hour(length=Span(minutes * MINUTE))
    facts = play(supposed)
    assert all(supposed.start <= event.at < supposed.end for event in facts)
    assert [event.at for event in facts] == sorted(event.at for event in facts)


@given(st.integers(5, 55))
@settings(max_examples=8, deadline=None)
def test_a_shorter_run_is_the_beginning_of_a_longer_one(minutes: int) -> None:
    short, whole = play(busy_hour(length=Span(minutes * MINUTE))), play(busy_hour())
    assert short == whole[: len(short)]


def test_nobody_asks_for_what_cannot_be_done() -> None:
    assert not of_kind(play(busy_hour(length=Span(4 * HOUR))), CommandRefused)


def test_many_processes_find_what_one_finds() -> None:
    supposed = busy_hour(replications=3)
    heard: list[tuple[int, int]] = []
    alone = run(supposed, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert run(supposed, workers=2) == alone


def test_the_result_says_what_kind_of_number_it_is() -> None:
    day = run(busy_hour(), replications=2)
    assert (day.steady, day.replications) == (False, 2)
    assert (day.met[CALLS].replications, day.targets[CALLS]) == (2, 80)
    assert run(busy_hour(warm_up=Span(10 * MINUTE)), replications=1).steady


def lost(agents: int, replication: int) -> int:
    """How many callers gave up."""
    return len(of_kind(play(busy_hour(agents), replication), ContactAbandoned))


def test_common_people_make_a_difference_clearer() -> None:
    """What one agent more saves, with the same people and with others: its variance falls several times."""
    numbers = range(20)
    paired = [lost(3, n) - lost(4, n) for n in numbers]
    unpaired = [lost(3, n) - lost(4, n + len(numbers)) for n in numbers]
    assert variance(paired) < variance(unpaired) / 2


def test_until_then_the_engine_is_quiet() -> None:
    """What costs nothing to ask is never later than the deadline itself, and mostly tells enough."""
    supposed, engine, told = busy_hour(), Engine(), list[bool]()

    def look(_: list[Event]) -> None:
        quiet, due = engine.quiet_until, engine.next_deadline()
        told.append(due is None or quiet <= due)

    comers = [visits(supposed, queue, Streams(1)) for queue in supposed.demands]
    Day(supposed, Streams(1), comers, look, engine).world.clock.run(supposed.end)
    assert len(told) > 100
    assert all(told)
