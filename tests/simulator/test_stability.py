"""Hands enough or not, counted by hand."""

from math import inf

import pytest
from msgspec.structs import replace

from dispatcher.vocabulary import HOUR, MINUTE, Skill, Span, later
from simulator.laws import Law
from simulator.scenario import Demand, Habits, Scenario, Shift
from simulator.stability import load
from tests.simulator.suppose import CALLS, EMAILS, NOON, calls, centre, demand, emails, fixed, scenario

TALK = Law(mean=Span(3 * MINUTE))


def calm(agents: int = 2, **changed: object) -> Scenario:
    """Thirty calls an hour of 3 minutes: an agent and a half."""
    return scenario(centre(agents, calls()), {CALLS: demand(30, TALK)}, **changed)


def test_load_is_work_over_hands() -> None:
    assert load(calm()) == pytest.approx(0.75)
    assert load(calm(agents=1)) == pytest.approx(1.5)
    assert load(calm(habits=Habits(ring=fixed(MINUTE)))) == pytest.approx(1.0)
    assert load(calm(habits=Habits(absence=0.5))) == pytest.approx(1.5)


def test_hands_are_there_in_their_shifts_only() -> None:
    one, two = calm().centre.agents
    half = Shift(begins=NOON, ends=later(NOON, Span(HOUR // 2)))
    assert load(calm(shifts={one: (half,)})) == pytest.approx(1.0)
    assert load(calm(shifts={one: (half,)}, paces={two: 2.0})) == pytest.approx(0.6)


def test_who_leaves_by_himself_brings_no_work_that_stays() -> None:
    patient = demand(30, TALK, TALK)
    assert load(scenario(centre(1, calls()), {CALLS: patient})) == 0.0
    full = replace(demand(30, TALK), places=3)
    assert load(scenario(centre(1, calls()), {CALLS: full})) == 0.0
    assert load(scenario(centre(1, emails()), {EMAILS: Demand(endless=1, handle=TALK)})) == 0.0


def test_the_worst_part_counts() -> None:
    """The writer who also talks helps; who only writes cannot: talk fills one and a half of one who can."""
    house = centre(2, calls(skills={Skill("talk"): 1}), emails(skills={Skill("write"): 1}))
    first, second = house.agents.values()
    house = replace(
        house,
        agents={
            first.id: replace(first, skills={Skill("write"): 5}),
            second.id: replace(second, skills={Skill("write"): 5, Skill("talk"): 5}),
        },
    )
    who = {CALLS: demand(30, TALK), EMAILS: demand(4, TALK)}
    assert load(scenario(house, who)) == pytest.approx(1.5)
    calmer = {CALLS: demand(10, TALK), EMAILS: demand(20, TALK)}
    assert load(scenario(house, calmer)) == pytest.approx(0.75)


def test_work_that_nobody_can_do_has_no_load_that_holds() -> None:
    house = centre(1, calls(skills={Skill("sing"): 1}))
    assert load(scenario(house, {CALLS: demand(1, TALK)})) == inf
