"""Whom an escalation writes to, of all users there are."""

import pytest

from dispatcher.access.addresses import addresses
from dispatcher.access.people import Role, User
from dispatcher.centre import Agent, Centre, Team
from dispatcher.folders.escalation import Escalation
from dispatcher.vocabulary import AgentId, TeamId

CARE, NIGHT = TeamId("care"), TeamId("night")
PLOY, MALI = AgentId("ploy"), AgentId("mali")
CENTRE = Centre(
    name="Two teams",
    teams={team: Team(id=team, name=team) for team in (CARE, NIGHT)},
    agents={
        PLOY: Agent(id=PLOY, name="Ploy", team=CARE, skills={}),
        MALI: Agent(id=MALI, name="Mali", team=NIGHT, skills={}),
    },
    queues={},
)
USERS = [
    User(name="ada", role=Role.ADMIN, email="ada@x.org"),
    User(name="carer", role=Role.SUPERVISOR, teams=frozenset({CARE}), email="carer@x.org"),
    User(name="chief", role=Role.SUPERVISOR, email="chief@x.org"),
    User(name="gone", role=Role.SUPERVISOR, email="gone@x.org", disabled=True),
    User(name="mali", role=Role.AGENT, agent=MALI, email="mali@x.org"),
    User(name="mute", role=Role.SUPERVISOR),
    User(name="owl", role=Role.SUPERVISOR, teams=frozenset({NIGHT}), email="owl@x.org"),
    User(name="ploy", role=Role.AGENT, agent=PLOY, email="ploy@x.org"),
]
SUPERVISORS = frozenset({"supervisor"})


@pytest.mark.parametrize(
    ("rule", "reached"),
    [
        (Escalation(name="e", email=("a@y.org",)), ["a@y.org"]),
        (Escalation(name="e", users=frozenset({"ada", "mute", "nobody"})), ["ada@x.org"]),
        (Escalation(name="e", users=frozenset({"gone"})), []),
        (Escalation(name="e", roles=SUPERVISORS), ["carer@x.org", "chief@x.org", "owl@x.org"]),
        (Escalation(name="e", roles=SUPERVISORS, teams=frozenset({CARE})), ["carer@x.org", "chief@x.org"]),
        (Escalation(name="e", roles=frozenset({"agent"}), teams=frozenset({NIGHT})), ["mali@x.org"]),
        (Escalation(name="e", roles=frozenset({"admin"}), teams=frozenset({NIGHT})), ["ada@x.org"]),
        (
            Escalation(
                name="e",
                email=("chief@x.org",),
                users=frozenset({"ploy"}),
                roles=SUPERVISORS,
                teams=frozenset({NIGHT}),
            ),
            ["chief@x.org", "owl@x.org", "ploy@x.org"],
        ),
        (Escalation(name="e", teams=frozenset({CARE})), []),
    ],
)
def test_whom_it_means(rule: Escalation, reached: list[str]) -> None:
    assert list(addresses(rule, USERS, CENTRE)) == reached
