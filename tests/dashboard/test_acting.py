"""Acting from the board, without a board: what is noted of a change, and what takes it back."""

from copy import deepcopy
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dashboard.acting.behind import Behind, Of, found
from dashboard.acting.bounds import BOUNDS, out_of_bounds
from dashboard.acting.changes import Change, Changes, What
from dashboard.acting.commanding import levers_command, profile_command
from dashboard.acting.reach import reach, sees
from dashboard.acting.sheets import SHOWN, agent_sheet, load_of, queue_sheet
from dashboard.acting.undoing import Unfit, undoing
from dashboard.acting.values import differing, laid_over, of_levers, of_profile, to_levers, to_profile
from dispatcher import commands as ask
from dispatcher.access.people import OWNER, Identity, Role
from dispatcher.centre import Agent, Levers
from dispatcher.engine.engine import Engine
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State, levers_of
from dispatcher.events import CommandRefused
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    NEVER,
    VOICE,
    AgentId,
    AgentStatus,
    CommandId,
    Phase,
    QueueId,
    Refusal,
    Scope,
    Skill,
    Span,
    TeamId,
    later,
)
from tests.dashboard.floor import ANNA, BEN, NotedFloor
from tests.engine.centres import begins, draw
from tests.engine.walk import stroll
from tests.folders.floor import NIGHT

ID = CommandId("")
DESK = TeamId("desk")
MAIL = QueueId("mail")

COUNTS = st.integers(0, 9)
LEVERS = st.builds(
    Levers,
    caps=st.dictionaries(st.sampled_from([EMAIL, VOICE]), COUNTS),
    reserve=st.none() | COUNTS,
    breather=st.none() | COUNTS,
    park_limit=st.none() | COUNTS,
)
SKILLS = st.dictionaries(st.sampled_from(["talk", "write", "count"]).map(Skill), st.integers(1, 10))
PROFILES = st.builds(
    Agent,
    id=st.just(ANNA),
    name=st.just("Anna"),
    team=st.sampled_from([DESK, NIGHT]),
    skills=SKILLS,
    languages=st.frozensets(st.sampled_from(["th", "fa"])),
)


# --- values ---------------------------------------------------------------------------------------------


@given(LEVERS)
def test_levers_are_their_values(levers: Levers) -> None:
    assert to_levers(of_levers(levers)) == levers


@given(PROFILES)
def test_a_profile_is_its_values(agent: Agent) -> None:
    said = to_profile(of_profile(agent))
    assert said == {"team": agent.team, "skills": agent.skills, "languages": agent.languages}


@given(LEVERS, LEVERS)
def test_what_differs_laid_over_what_is_gives_what_was(before: Levers, after: Levers) -> None:
    was, now = of_levers(before), of_levers(after)
    old, new = differing(was, now)
    assert laid_over(now, old) == was
    assert laid_over(was, new) == now


def test_what_may_be_typed_is_what_the_centre_file_takes() -> None:
    assert set(SHOWN) <= BOUNDS.keys()
    assert out_of_bounds({"reserve": 3, "caps.email": 50, "breather": None, "interrupt_after": NEVER}) is None
    for wrong in ({"reserve": 1001}, {"caps.email": 51}, {"breather": -1}, {"speed": 1}, {"reserve": True}):
        assert out_of_bounds(wrong) == next(iter(wrong))


# --- changing and taking back ---------------------------------------------------------------------------

EDITS = st.lists(
    st.tuples(st.sampled_from(["reserve", "breather", "park_limit"]), st.none() | COUNTS), max_size=9
)


@given(EDITS)
def test_a_lever_goes_back_exactly_while_nobody_else_turned_it(edits: list[tuple[str, Any]]) -> None:
    floor = NotedFloor()
    for name, value in edits:
        floor.do(levers_command(floor.state.rules, Scope.QUEUE, MAIL, {name: value}))
    for change in list(floor.changes):
        holds = of_levers(levers_of(floor.state.rules, Scope.QUEUE, MAIL))
        stands = all(holds.get(name) == value for name, value in change.after.items())
        back = undoing(change, floor.state)
        assert isinstance(back, Unfit) is not stands
        if not isinstance(back, Unfit):
            assert floor.refused(back) is None
            assert of_levers(levers_of(floor.state.rules, Scope.QUEUE, MAIL)) == laid_over(
                holds, change.before
            )


@given(st.lists(st.tuples(st.sampled_from(["skills.talk", "skills.write"]), st.integers(1, 10)), min_size=1))
def test_skills_go_back_one_by_one(edits: list[tuple[str, int]]) -> None:
    floor = NotedFloor()
    before = floor.state.rules.agents[ANNA]
    for name, level in edits:
        floor.do(profile_command(floor.state.rules, ANNA, {name: level}))
    for change in reversed(list(floor.changes)):
        back = undoing(change, floor.state)
        assert not isinstance(back, Unfit)
        floor.do(back)
    assert floor.state.rules.agents[ANNA] == before


def test_of_two_who_look_at_the_same_one_is_told_that_it_changed() -> None:
    floor = NotedFloor()
    one = levers_command(floor.state.rules, Scope.AGENT, ANNA, {"caps.email": 2})
    other = levers_command(floor.state.rules, Scope.AGENT, ANNA, {"reserve": 1})
    skill = profile_command(floor.state.rules, ANNA, {"skills.write": 3})
    again = profile_command(floor.state.rules, ANNA, {"skills.talk": 3})
    team = profile_command(floor.state.rules, ANNA, {"team": NIGHT})
    assert [floor.refused(command) for command in (one, other)] == [None, "changed_meanwhile"]
    assert [floor.refused(command) for command in (skill, again)] == [None, "changed_meanwhile"]
    assert floor.refused(team) is None, "what others changed of her is no matter"


def told(change: Change) -> tuple[str, str, str, dict[str, Any], dict[str, Any]]:
    return change.what, change.by, change.name, change.before, change.after


def test_a_status_is_taken_back_until_it_changed_again() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    assert floor.changes == [], "what agents do themselves is no supervisor's change"
    floor.do(ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.AWAY, by="mali"))
    (change,) = floor.changes
    assert told(change) == ("status", "mali", "anna", {"status": "ready"}, {"status": "away"})
    back = undoing(change, floor.state)
    assert back == ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.READY)
    floor.ready(ANNA)
    floor.do(ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.AWAY))
    assert undoing(change, floor.state) is Unfit.CHANGED_AGAIN, "she is away of her own will now"


def test_what_waits_for_the_end_of_her_work_is_taken_back() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    floor.letter("e1", ANNA)
    floor.do(ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.OFFLINE, when_done=True, by="mali"))
    (change,) = floor.changes
    assert told(change)[3:] == ({"status": None}, {"status": "offline"})
    back = undoing(change, floor.state)
    assert not isinstance(back, Unfit)
    floor.do(back)
    assert floor.state.agents[ANNA].next_status is None
    assert undoing(change, floor.state) is Unfit.CHANGED_AGAIN


def test_work_given_to_another_goes_back_to_who_had_it() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    letter = floor.letter("e1", ANNA)
    floor.do(ask.ChangeLevers(id=ID, scope=Scope.AGENT, name=BEN, levers=Levers(caps={EMAIL: 1})))
    floor.ready(BEN)
    floor.do(ask.AssignContact(id=ID, contact=letter, to_agent=BEN, by="mali"))
    change = floor.changes[-1]
    after = {"agent": "ben", "over_cap": False}
    assert told(change) == ("assigned", "mali", "e1", {"agent": "anna"}, after)
    assert [one.what for one in floor.changes] == [What.LEVERS, What.ASSIGNED], "one change, not two"
    floor.accept(letter, BEN)
    back = undoing(change, floor.state)
    assert back == ask.AssignContact(id=ID, contact=letter, to_agent=ANNA)
    floor.do(back)
    floor.accept(letter, ANNA)
    assert undoing(change, floor.state) is Unfit.CHANGED_AGAIN


def test_what_was_pulled_back_goes_back_while_it_waits() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    letter = floor.letter("e1", ANNA)
    floor.do(ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.READY, by="mali"))
    floor.do(ask.PullBack(id=ID, contact=letter, by="mali"))
    (change,) = floor.changes
    assert told(change) == ("pulled_back", "mali", "e1", {"agent": "anna"}, {"agent": None})
    assert undoing(change, floor.state) == ask.AssignContact(id=ID, contact=letter, to_agent=ANNA)
    floor.do(ask.CloseContact(id=ID, contact=letter, by="mali"))
    assert undoing(change, floor.state) is Unfit.GONE


def test_an_offer_that_was_called_off_names_who_did_it() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    letter = floor.letter("e1")
    floor.do(ask.PullBack(id=ID, contact=letter, by="mali"))
    assert told(floor.changes[-1]) == ("pulled_back", "mali", "e1", {"agent": "anna"}, {"agent": None})


def test_what_is_for_one_alone_is_released_and_given_back() -> None:
    floor = NotedFloor()
    letter = floor.letter("e1")
    floor.do(ask.AssignContact(id=ID, contact=letter, to_agent=ANNA, by="mali"))
    floor.do(ask.PullBack(id=ID, contact=letter, by="mali"))
    assert [one.what for one in floor.changes] == [What.ASSIGNED, What.RELEASED]
    assigned, released = (undoing(one, floor.state) for one in floor.changes)
    assert assigned is Unfit.CHANGED_AGAIN
    assert released == ask.AssignContact(id=ID, contact=letter, to_agent=ANNA)


def test_urgency_and_queue_go_back_together() -> None:
    floor = NotedFloor()
    letter = floor.letter("e1")
    was = floor.state.contacts[letter].urgency
    floor.do(ask.MoveContact(id=ID, contact=letter, to_queue=QueueId("checked"), by="mali"))
    back = undoing(floor.changes[-1], floor.state)
    assert back == ask.MoveContact(id=ID, contact=letter, to_queue=MAIL, urgency=was)


def test_a_focus_goes_back_to_the_one_before() -> None:
    floor = NotedFloor()
    noon = later(floor.now, Span(3 * HOUR))
    for queues in ((MAIL,), ()):
        floor.do(ask.FocusAgent(id=ID, who=ANNA, queues=queues, until=noon, by="mali"))
    back = undoing(floor.changes[-1], floor.state)
    assert back == ask.FocusAgent(id=ID, who=ANNA, queues=(MAIL,), until=noon)
    assert undoing(floor.changes[0], floor.state) is Unfit.CHANGED_AGAIN


def test_what_is_thrown_away_stays_so() -> None:
    floor = NotedFloor()
    letter = floor.letter("e1")
    floor.do(ask.RejectContact(id=ID, contact=letter, why="spam", by="mali"))  # type: ignore[arg-type]
    assert undoing(floor.changes[-1], floor.state) is Unfit.FOR_GOOD


# --- who may ----------------------------------------------------------------------------------------------

CHIEF = Identity(user="chief", role=Role.SUPERVISOR)
OF_DESK = Identity(user="mali", role=Role.SUPERVISOR, teams=frozenset({DESK}))


@pytest.mark.parametrize(
    ("who", "agents", "queues", "centre"),
    [
        (OWNER, {"anna", "ben"}, True, True),
        (CHIEF, {"anna", "ben"}, True, True),
        (Identity(user="ada", role=Role.ADMIN), {"anna", "ben"}, True, True),
        (OF_DESK, {"anna"}, False, False),
        (Identity(user="wall", role=Role.WATCHER), set(), False, False),
        (Identity(user="anna", role=Role.AGENT, agent=AgentId("anna")), set(), False, False),
        (Identity(user="pbx", role=Role.TRUNK), set(), False, False),
    ],
    ids=lambda value: getattr(value, "user", None),
)
def test_how_far_each_one_reaches(who: Identity, agents: set[str], queues: bool, centre: bool) -> None:
    found = reach(who, NotedFloor().state)
    assert (set(found.agents), bool(found.queues), found.centre) == (agents, queues, centre)


def test_changes_of_another_team_are_none_of_hers() -> None:
    floor = NotedFloor()
    for agent in (ANNA, BEN):
        floor.do(levers_command(floor.state.rules, Scope.AGENT, agent, {"caps.email": 4}))
    floor.do(levers_command(floor.state.rules, Scope.QUEUE, MAIL, {"reserve": 1}))
    letter = floor.letter("e1")
    floor.do(ask.AssignContact(id=ID, contact=letter, to_agent=BEN, by="chief"))
    assert [one.name for one in floor.changes if sees(OF_DESK, one, floor.state)] == ["anna"]
    assert [one.name for one in floor.changes if sees(CHIEF, one, floor.state)] == [
        "anna",
        "ben",
        "mail",
        "e1",
    ]


# --- sheets -----------------------------------------------------------------------------------------------


def test_a_sheet_says_what_is_set_and_what_holds() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    floor.letter("e1", ANNA)
    floor.do(levers_command(floor.state.rules, Scope.AGENT, ANNA, {"caps.email": 2}))
    roster = Roster(floor.state.rules, floor.state.running)
    sheet = agent_sheet(ANNA, floor.state, roster)
    assert [(cap.channel, cap.own, cap.holds, cap.has) for cap in sheet.caps] == [(EMAIL, 2, 2, 1)]
    assert load_of(BEN, EMAIL, floor.state) == 0
    assert {one.queue: one.serves for one in sheet.queues}[MAIL] is True
    floor.do(levers_command(floor.state.rules, Scope.QUEUE, MAIL, {"reserve": 3}))
    roster = Roster(floor.state.rules, floor.state.running)
    levers = {one.name: (one.own, one.holds) for one in queue_sheet(MAIL, floor.state, roster).levers}
    assert levers["reserve"] == (3, 3)
    assert levers["breather"] == (None, 0)
    assert "interrupt_after" not in levers, "letters interrupt nobody"


def test_behind_a_number_stand_the_contacts_that_it_counts() -> None:
    floor = NotedFloor()
    floor.ready(ANNA)
    floor.letter("held", ANNA)
    floor.do(ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.READY))
    floor.do(levers_command(floor.state.rules, Scope.AGENT, ANNA, {"caps.email": 1}))
    floor.letter("waits")
    every = frozenset[TeamId]()
    for wanted, names in (
        (Behind(), {"held", "waits"}),
        (Behind(of=Of.WAITING), {"waits"}),
        (Behind(of=Of.IN_HAND), {"held"}),
        (Behind(of=Of.CALLS), set()),
        (Behind(agent=ANNA), {"held"}),
        (Behind(queue=QueueId("checked")), set()),
    ):
        assert {row.id for row in found(wanted, floor.state, every).rows} == names, wanted
    seen = found(Behind(), floor.state, frozenset({NIGHT}))
    assert [row.phase for row in seen.rows] == [Phase.WAITING], "what another team has in hand is not shown"


# --- any day ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_on_any_day_what_is_offered_to_be_undone_can_be(seed: int) -> None:
    """Of each change, at the moment when it was made; but for somebody who takes nothing any more."""
    engine, state, noting, tried = Engine(), State(), Changes(), 0
    for now, command in islice(stroll(seed, lambda: engine.state, draw(seed), begins(seed)), 700):
        for number, event in enumerate(engine.handle(command, now)):
            noting.see(number, event, state)
            state.apply(event)
        for change in noting.taken():
            back = undoing(change, state)
            # Drawn teams may say what no centre file lets them say, and no command brings back.
            if not isinstance(back, Unfit) and "interrupt_after" not in change.before:
                tried += 1
                facts = deepcopy(engine).handle(replace(back, id=CommandId(f"undo {tried}")), engine.now)
                refused = [fact for fact in facts if isinstance(fact, CommandRefused)]
                assert [fact.reason for fact in refused] in ([], [Refusal.AT_CAP]), (change, refused)
    assert tried, "a day on which nothing can be undone tells nothing"
