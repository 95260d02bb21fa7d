"""Who may ask for what, role by role; and that nothing a supervisor can ask was forgotten."""

import typing

import pytest
from msgspec.structs import replace

from dispatcher import commands as ask
from dispatcher.access.people import Identity, Role
from dispatcher.centre import Levers, Team
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.gateway.rights import _TOUCHES, forbidden, signed
from dispatcher.vocabulary import Access, AgentId, AgentStatus, CommandId, ContactId, Instant, Scope, TeamId
from tests.live.heart import ANNA, CARE, CENTRE, MAIL, PLOY, admit

NIGHT = TeamId("night")
ID = CommandId("1")
HERS, THEIRS = ContactId("hers"), ContactId("theirs")
BOSS = Identity(user="boss", role=Role.SUPERVISOR, teams=frozenset({CARE}))
CHIEF = Identity(user="chief", role=Role.SUPERVISOR)


def floor() -> State:
    """Ploy works for care and has `hers`, Anna for the night team and has `theirs`."""
    agents = CENTRE.agents | {ANNA: replace(CENTRE.agents[ANNA], team=NIGHT)}
    centre = replace(CENTRE, agents=agents, teams=CENTRE.teams | {NIGHT: Team(id=NIGHT, name="Night")})
    engine, now = Engine(), Instant(1)
    engine.handle(ask.ConfigureCentre(id=CommandId("open"), centre=centre), now)
    for agent, contact in ((PLOY, HERS), (ANNA, THEIRS)):
        engine.handle(ask.ConnectAgent(id=CommandId(f"{agent} comes"), agent=agent), now)
        engine.handle(admit(contact, MAIL), now)
        assign = ask.AssignContact(id=CommandId(f"to {agent}"), contact=contact, to_agent=agent, by="chief")
        engine.handle(assign, now)
        ready = ask.SetStatus(id=CommandId(f"{agent} ready"), agent=agent, status=AgentStatus.READY)
        engine.handle(ready, now)
        offer = engine.state.contacts[contact].offer
        assert offer is not None
        engine.handle(ask.AcceptOffer(id=CommandId(f"{agent} takes"), agent=agent, offer=offer.id), now)
    return engine.state


FLOOR = floor()


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        (ask.PullBack(id=ID, contact=HERS), True),
        (ask.PullBack(id=ID, contact=THEIRS), False),
        (ask.CloseContact(id=ID, contact=THEIRS), False),
        (ask.AssignContact(id=ID, contact=HERS, to_agent=PLOY), True),
        (ask.AssignContact(id=ID, contact=HERS, to_agent=ANNA), False),
        (ask.MergeContacts(id=ID, contact=HERS, into=THEIRS), False),
        (ask.MoveContact(id=ID, contact=ContactId("unknown"), to_queue=MAIL), True),
        (ask.SetStatus(id=ID, agent=PLOY, status=AgentStatus.AWAY), True),
        (ask.SetStatus(id=ID, agent=ANNA, status=AgentStatus.AWAY), False),
        (ask.ChangeAgent(id=ID, who=PLOY, skills={}), True),
        (ask.ChangeAgent(id=ID, who=ANNA, skills={}), False),
        (ask.ChangeAgent(id=ID, who=PLOY, team=NIGHT), False),
        (ask.ChangeLevers(id=ID, scope=Scope.TEAM, name=CARE, levers=Levers()), True),
        (ask.ChangeLevers(id=ID, scope=Scope.TEAM, name=NIGHT, levers=Levers()), False),
        (ask.ChangeLevers(id=ID, scope=Scope.AGENT, name=PLOY, levers=Levers()), True),
        (ask.ChangeLevers(id=ID, scope=Scope.AGENT, name=ANNA, levers=Levers()), False),
        (ask.ChangeLevers(id=ID, scope=Scope.CENTRE, levers=Levers()), False),
        (ask.ChangeLevers(id=ID, scope=Scope.QUEUE, name=MAIL, levers=Levers()), False),
    ],
)
def test_a_supervisor_decides_for_her_teams_alone(command: ask.Command, allowed: bool) -> None:
    assert (forbidden(BOSS, command, FLOOR) is None) == allowed
    assert forbidden(CHIEF, command, FLOOR) is None, "one of all teams decides for all"


@pytest.mark.parametrize(
    "command",
    [
        ask.FinishContact(id=ID, agent=PLOY, contact=HERS),
        ask.AcceptOffer(id=ID, agent=PLOY, offer=AgentId("x")),  # type: ignore[arg-type]
        ask.HangUp(id=ID, contact=HERS),
        ask.RestartCentre(id=ID, back=Instant(2)),
        ask.NoteAccess(id=ID, what=Access.LOGGED_IN, user="boss"),
    ],
)
def test_a_supervisor_asks_what_supervisors_ask(command: ask.Command) -> None:
    assert forbidden(CHIEF, command, FLOOR) is not None


@pytest.mark.parametrize("role", [Role.WATCHER, Role.SCREEN, Role.TRUNK, Role.ADMIN])
def test_others_only_listen(role: Role) -> None:
    who = Identity(user="x", role=role)
    assert forbidden(who, ask.PullBack(id=ID, contact=HERS), FLOOR) is not None


def test_a_supervisor_signs_with_her_own_name() -> None:
    said = ask.PullBack(id=ID, contact=HERS, by="somebody else")
    assert signed(BOSS, said) == replace(said, by="boss")


def test_no_request_of_supervisors_is_forgotten() -> None:
    kinds = {kind for kind in typing.get_args(ask.Command) if issubclass(kind, ask.SupervisorRequest)}
    assert kinds - {ask.ChangeLevers} <= _TOUCHES.keys(), "whom does it touch?"
