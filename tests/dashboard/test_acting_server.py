"""Acting over the server's routes: done in one's own name, undone, and refused to whoever may not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from dispatcher.centre import Agent, Team
from dispatcher.client import Desk
from dispatcher.vocabulary import EMAIL, AgentId, TeamId
from tests.dashboard.people import GOOD, add_people, session_of, token_of
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import ANNA, CENTRE, MAIL, PLOY, SKILL

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

NIGHT, NINA = TeamId("night"), AgentId("nina")
TWO_TEAMS = replace(
    CENTRE,
    teams=CENTRE.teams | {NIGHT: Team(id=NIGHT, name="Night")},
    agents=CENTRE.agents | {NINA: Agent(id=NINA, name="Nina", team=NIGHT, skills=SKILL)},
)


class Floor(NamedTuple):
    """A centre of two teams where people log in, what each of them shows the pages, and what was asked."""

    house: House
    client: httpx.AsyncClient
    secrets: dict[str, str]
    asked: list[str]

    async def get(self, who: str, path: str, **query: str) -> tuple[int, Any]:
        """What she reads there."""
        return _said(await self.client.get(f"/acts/{path}", params=query, headers=self._as(who)))

    async def do(self, who: str, path: str, **wish: object) -> tuple[int, Any]:
        """What comes of her wish; every wish has an id of its own."""
        body = {"id": f"{who}:{len(self.asked)}"} | wish
        self.asked.append(path)
        return _said(await self.client.post(f"/acts/{path}", json=body, headers=self._as(who)))

    async def undo(self, who: str, number: int) -> tuple[int, Any]:
        """What comes of taking this change back."""
        return await self.do(who, "undo", number=number)

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secrets[who]}"}


def _said(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()


@pytest_asyncio.fixture(loop_scope="module")
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    async with (
        open_house(tmp_path, centre=TWO_TEAMS, login=True) as house,
        serving(house, tmp_path) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        await add_people(house)
        for name, teams in (("carer", ["care"]), ("nighter", ["night"])):
            user = {"name": name, "role": "supervisor", "teams": teams, "password": GOOD}
            await house.api.ask("POST", "/v1/users", user)
        secrets = {name: await session_of(house, name) for name in ("ploy", "sun", "ada", "carer", "nighter")}
        floor = Floor(house, client, secrets | {"wall": await token_of(house, "wall")}, [])
        while not (await floor.get("sun", "reach.json"))[1]["reach"]["centre"]:
            assert floor.house.service.last, "the pages hear of the centre soon"
        yield floor


async def test_a_cap_is_changed_in_her_name_and_taken_back(floor: Floor) -> None:
    wish = {"scope": "agent", "name": "ploy", "values": {"caps.email": 2}, "seen": {"caps.email": None}}
    status, answer = await floor.do("carer", "levers", **wish)
    change = answer["change"]
    assert (status, change["by"], change["after"]) == (200, "carer", {"caps.email": 2})
    assert floor.house.service.state.rules.agents[PLOY].levers.caps == {EMAIL: 2}
    (listed,) = (await floor.get("carer", "changes.json"))[1]
    assert (listed["change"], listed["undo"]) == (change, None)
    status, answer = await floor.undo("carer", change["number"])
    assert (status, answer["change"]["after"]) == (200, {"caps.email": None})
    assert floor.house.service.state.rules.agents[PLOY].levers.caps == {}
    undos = [one["undo"] for one in (await floor.get("carer", "changes.json"))[1]]
    assert undos == [None, "changed_again"]


async def test_what_somebody_changed_again_is_not_taken_back(floor: Floor) -> None:
    status, first = await floor.do("carer", "profile", agent="anna", values={"skills.care": 3})
    assert status == 200
    assert (await floor.do("sun", "profile", agent="anna", values={"skills.care": 7}))[0] == 200
    status, answer = await floor.undo("carer", first["change"]["number"])
    assert (status, answer["code"]) == (409, "changed_again")
    assert floor.house.service.state.rules.agents[ANNA].skills == {"care": 7}


async def test_what_she_did_not_see_is_not_changed(floor: Floor) -> None:
    wish = {"scope": "queue", "name": "mail", "values": {"reserve": 2}, "seen": {"reserve": 1}}
    status, answer = await floor.do("sun", "levers", **wish)
    assert (status, answer["code"]) == (409, "changed_meanwhile")
    assert floor.house.service.state.rules.queues[MAIL].levers.reserve is None


async def test_asked_twice_it_is_done_once(floor: Floor) -> None:
    command = {"type": "SetStatus", "id": "once", "agent": "nina", "status": "away"}
    for _ in range(2):
        assert (await floor.do("sun", "command", **command))[0] == 200
    assert len((await floor.get("sun", "changes.json"))[1]) == 1


async def test_over_the_cap_only_when_said_so_and_it_is_in_the_log(floor: Floor) -> None:
    house = floor.house
    cap = {"scope": "agent", "name": "ploy", "values": {"caps.email": 1}}
    await floor.do("sun", "levers", **cap)
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        first = await house.write("First", "One")
        offer = house.service.state.contacts[first].offer
        assert offer is not None
        await desk.accept(offer.id)
        second = await house.write("Second", "Two")
        wish = {"type": "AssignContact", "contact": second, "to_agent": "ploy"}
        assert (await floor.do("sun", "command", **wish))[0] == 200
        assert house.phase(second) == "waiting", "she has no room"
        (row,) = (await floor.get("sun", "contacts.json", agent="ploy", of="waiting"))[1]["found"]["rows"]
        assert (row["id"], row["reserved"]) == (second, True)
        status, answer = await floor.do("sun", "command", **wish, over_cap=True)
        assert (status, answer["change"]["after"]) == (200, {"agent": "ploy", "over_cap": True})
        assert house.phase(second) == "offered"
    facts = [one.fact for one in await house.service.facts(after=0)]
    reserved = [fact for fact in facts if type(fact).__name__ == "ContactReserved"]
    assert [(fact.over_cap, fact.by) for fact in reserved] == [(False, "sun"), (True, "sun")]  # type: ignore[union-attr]


WISHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("levers", {"scope": "agent", "name": "ploy", "values": {"caps.email": 1}}),
    ("levers", {"scope": "queue", "name": "mail", "values": {"reserve": 1}}),
    ("levers", {"scope": "centre", "values": {"reserve": 1}}),
    ("profile", {"agent": "ploy", "values": {"skills.care": 1}}),
    ("command", {"type": "SetStatus", "agent": "ploy", "status": "away"}),
    ("command", {"type": "ChangeLevers", "scope": "agent", "name": "ploy", "levers": {}}),
    ("undo", {"number": 1}),
)
LOOKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("reach.json", {}),
    ("agent.json", {"agent": "ploy"}),
    ("queue.json", {"queue": "mail"}),
    ("contacts.json", {}),
    ("changes.json", {}),
)


@pytest.mark.parametrize("who", ["wall", "ploy"])
async def test_watchers_and_agents_neither_look_nor_act(floor: Floor, who: str) -> None:
    before = floor.house.service.last
    for path, query in LOOKS:
        assert (await floor.get(who, path, **query))[0] == 403, path
    for path, wish in WISHES:
        assert (await floor.do(who, path, **wish))[0] == 403, path
    assert floor.house.service.last == before


async def test_another_teams_supervisor_neither_looks_nor_acts(floor: Floor) -> None:
    assert (await floor.do("sun", "levers", **WISHES[0][1]))[0] == 200
    number = (await floor.get("sun", "changes.json"))[1][0]["change"]["number"]
    before = floor.house.service.last
    for path, query in LOOKS[1:3]:
        assert (await floor.get("nighter", path, **query))[0] == 403, path
    for path, wish in WISHES[:-1]:
        assert (await floor.do("nighter", path, **wish))[0] == 403, wish
    assert (await floor.undo("nighter", number))[0] == 404
    assert (await floor.get("nighter", "changes.json"))[1] == []
    reach = (await floor.get("nighter", "reach.json"))[1]["reach"]
    assert reach == {"agents": ["nina"], "teams": ["night"], "queues": [], "centre": False}
    assert floor.house.service.last == before


@pytest.mark.parametrize(
    ("path", "wish", "status", "code"),
    [
        ("levers", {"scope": "queue", "name": "mail", "values": {"reserve": 1001}}, 422, "out_of_bounds"),
        ("levers", {"scope": "queue", "name": "mail", "values": {"speed": 1}}, 422, "out_of_bounds"),
        ("levers", {"scope": "queue", "name": "nowhere", "values": {}}, 404, None),
        ("levers", {"scope": "queue", "name": "mail", "values": {"reserve": "two"}}, 422, None),
        ("profile", {"agent": "ploy", "values": {"skills.care": 11}}, 409, "out_of_bounds"),
        ("profile", {"agent": "ploy", "values": {"team": "nowhere"}}, 409, "unknown_team"),
        ("profile", {"agent": "nobody", "values": {}}, 404, None),
        ("command", {"type": "Fly"}, 422, "bad_command"),
        ("command", {"type": "PullBack", "contact": "gone"}, 409, "unknown_contact"),
        ("command", {"type": "HangUp", "contact": "gone"}, 403, "not_allowed"),
        ("undo", {"number": 10_000}, 404, "unknown_change"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    floor: Floor, path: str, wish: dict[str, Any], status: int, code: str | None
) -> None:
    before = floor.house.service.state.rules
    found, answer = await floor.do("sun", path, **wish)
    assert (found, answer.get("code")) == (status, code), answer
    assert floor.house.service.state.rules == before


async def test_changes_outlast_a_restart_of_the_pages(tmp_path: Path) -> None:
    async with open_house(tmp_path, centre=TWO_TEAMS) as house:
        command = {"type": "SetStatus", "id": "1", "agent": "nina", "status": "away"}
        for sees in (0, 1):
            async with (
                serving(house, tmp_path) as address,
                httpx.AsyncClient(base_url=address, trust_env=False) as client,
            ):
                while (answer := await client.get("/acts/changes.json")).status_code == 503:
                    assert answer.json()["detail"]
                assert len(answer.json()) == sees
                await client.post("/acts/command", json=command)
