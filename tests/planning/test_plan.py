"""A plan is a scenario, and its levers are commands: the same rules, whichever way they are pulled."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dashboard.planning.plan import (
    Line,
    Plan,
    PlanError,
    Supposed,
    changes,
    check,
    groups_of,
    planned,
    scenario_of,
)
from dashboard.planning.writing import as_toml
from dispatcher.engine.state import with_levers
from dispatcher.vocabulary import EMAIL, HOUR, MINUTE, NEVER, SECOND, AgentId, QueueId, Scope, Span
from simulator.scenariofile import read
from tests.planning.suppose import CENTRE, CENTRE_FILE, LETTERS, SUPPORT, plan, supposed

LEVERS = st.fixed_dictionaries(
    {
        "cap": st.none() | st.integers(0, 10),
        "reserve": st.none() | st.integers(0, 20),
        "breather": st.none() | st.integers(0, 600).map(lambda s: s * SECOND),
        "interrupt_after": st.sampled_from([None, 0, 30 * SECOND, NEVER]),
    }
)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"cap": 2, "reserve": 1, "breather": 15 * SECOND, "interrupt_after": 30 * SECOND},
        {"interrupt_after": NEVER, "promises": {SUPPORT: 40 * SECOND, LETTERS: 8 * HOUR}},
        {"interrupt_after": 0, "volume": 130, "more": 1, "agent_hour": 12.5, "name": 'so "called"\n[x]'},
    ],
)
def test_the_scenario_file_of_a_plan_is_the_scenario_it_plays(said: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "center.toml").write_bytes(CENTRE_FILE.read_bytes())
    (tmp_path / "scenario.toml").write_text(as_toml(supposed(**said)), "utf-8")
    assert read(tmp_path / "scenario.toml") == scenario_of(supposed(**said))


@given(LEVERS)
def test_levers_once_pulled_need_no_pulling(said: dict[str, Any]) -> None:
    centre = CENTRE
    for change in changes(plan(**said), CENTRE):
        centre = with_levers(centre, *change)
    assert changes(plan(**said), centre) == []


def test_a_lever_that_an_agent_has_of_her_own_is_pulled_too() -> None:
    pulled = {(one.scope, one.name): one.levers for one in changes(plan(cap=2), CENTRE)}
    assert set(pulled) == {(Scope.CENTRE, ""), (Scope.AGENT, "vera")}
    assert pulled[Scope.AGENT, "vera"].caps == {EMAIL: 2}
    assert pulled[Scope.CENTRE, ""] == replace(CENTRE.levers, caps={EMAIL: 2})


def test_what_a_plan_does_not_say_is_as_at_the_centre() -> None:
    assert planned(supposed()) == CENTRE
    assert changes(plan(), CENTRE) == []


@given(st.lists(st.integers(0, 40), min_size=1, max_size=24), st.integers(-3, 3))
def test_as_many_are_there_as_the_plan_says(agents: list[int], more: int) -> None:
    lines = {SUPPORT: Line(per_hour=(1.0,) * len(agents), handle=MINUTE)}
    one = supposed(agents=tuple(agents), lines=lines, more=more)
    groups = groups_of(one).values()
    there = [sum(group["agents"][hour] for group in groups) for hour in range(len(agents))]
    assert there == [max(0, count + more) if count else 0 for count in agents]


def test_those_of_the_plan_work_and_the_centres_own_stay_at_home() -> None:
    scenario = scenario_of(supposed())
    assert scenario.shifts_of(AgentId("ploy")) == ()
    (shift,) = scenario.shifts_of(AgentId("like-ploy-1"))
    assert (shift.begins, shift.ends) == (scenario.start, scenario.end)


def test_a_plan_is_known_by_what_it_supposes_and_not_by_its_name() -> None:
    assert supposed(name="Friday").id == supposed(name="").id
    assert supposed(reserve=1).id != supposed().id
    body = msgspec.json.encode(supposed(reserve=1))
    assert msgspec.json.decode(body, type=Supposed).id == supposed(reserve=1).id


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"agents": (2, 2)}, "for 2 hours"),
        ({"agents": (0, 0, 0)}, "nobody is there"),
        ({"more": -5}, "nobody is there"),
        ({"promises": {QueueId("sales"): MINUTE}}, "no queue 'sales'"),
        ({"lines": {QueueId("sales"): Line(per_hour=(1, 1, 1), handle=MINUTE)}}, "no queue 'sales'"),
        ({"lines": {SUPPORT: Line(per_hour=(4000, 1, 4000), handle=MINUTE)}}, "8,001 contacts a day"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_reason(said: dict[str, Any], why: str) -> None:
    with pytest.raises(PlanError, match=why):
        check(plan(**said), CENTRE)


@pytest.mark.parametrize("said", [{"volume": 1000}, {"days": 1}, {"cap": -1}, {"wishes": 1}, {"agents": []}])
def test_a_number_out_of_bounds_is_no_plan(said: dict[str, Any]) -> None:
    body = msgspec.to_builtins(plan()) | said
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, Plan)


def test_promises_are_the_plans() -> None:
    centre = planned(supposed(promises={SUPPORT: 40 * SECOND}))
    assert centre.queues[SUPPORT].promise == Span(40 * SECOND)
