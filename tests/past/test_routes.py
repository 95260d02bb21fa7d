"""What the time machine answers, and to whom: what nobody may see live she may not see in the past."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dashboard.people import add_people, session_of, token_of
from tests.dashboard.rooms import House, open_house, serving

FACTS = "/past/facts.json?first=1&last=3"
WHY = "/past/why.json?contact=one&number=3"
BOARD = "/past/board.json"
DAY = "/past/day.json?since=0&until=1"


async def secret(house: House, name: str) -> str:
    return await token_of(house, name) if name in ("wall", "pbx") else await session_of(house, name)


@pytest.mark.parametrize(
    ("name", "board", "facts"),
    [("ploy", 200, 403), ("sun", 200, 200), ("ada", 200, 200), ("wall", 200, 200), ("pbx", 403, 403)],
)
async def test_agents_see_the_board_and_not_what_befell_each_contact(
    tmp_path: Path, name: str, board: int, facts: int
) -> None:
    async with open_house(tmp_path, login=True) as house:
        await add_people(house)
        await house.call("one")
        headers = {"Authorization": f"Bearer {await secret(house, name)}"}
        async with serving(house, tmp_path) as address, httpx.AsyncClient(base_url=address) as client:
            for path, status in ((BOARD, board), (DAY, board), (FACTS, facts), (WHY, facts)):
                assert (await client.get(path, headers=headers)).status_code == status, path
                assert (await client.get(path)).status_code == 401, "strangers see nothing"


async def asked(address: str, path: str, status: int = 200) -> Any:
    async with httpx.AsyncClient(base_url=address) as client:
        answer = await client.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()


async def test_what_was_there_and_what_was_not(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = (await house.service.facts(after=0, limit=1))[0].fact.at
        await house.call("one")
        async with serving(house, tmp_path) as address:
            now = await asked(address, BOARD)
            assert (now["number"], now["type"]) == (house.service.last, "whole")
            assert now["board"]["tiles"]["waiting"]["value"] == 1
            future = await asked(address, f"{BOARD}?at={2**52}")
            assert future["now"] <= house.service.clock(), "what is to come nobody knows"
            assert await asked(address, f"{BOARD}?at={first - 1}", 404) == {"code": "before", "first": first}
            assert (await asked(address, f"{BOARD}?number=1"))["board"]["centre"] == "Test Centre"
            beyond = await asked(address, f"{BOARD}?number={house.service.last + 1}")
            assert beyond["number"] == house.service.last
            await asked(address, f"{BOARD}?number=nonsense", 422)
            told = await asked(address, f"/past/facts.json?first=-5&last={house.service.last}")
            assert [fact["number"] for fact in told] == list(range(1, house.service.last + 1))
            assert "+66 81 234 5678" not in str(told)


async def test_a_centre_in_which_nothing_happened(tmp_path: Path) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    async with open_house(tmp_path) as house, serving(house, apart) as address:
        assert (await asked(address, BOARD, 404))["code"] == "no_journal"
        assert (await asked(address, DAY, 404))["code"] == "no_journal"


async def test_why_is_what_the_command_says(tmp_path: Path) -> None:
    from dashboard.explaining import as_json, explained

    async with open_house(tmp_path) as house:
        await house.call("one")
        await house.call("two")
        last = house.service.last
        async with serving(house, tmp_path) as address:
            for number in range(2, last + 1):
                found = await asked(address, f"/past/why.json?contact=one&number={number}")
                command = explained(tmp_path / "journal.sqlite", "one", number)
                assert found == httpx.Response(200, text=as_json(command)).json()
            assert found["queue"] == "orders"
            assert {agent["agent"] for agent in found["agents"]} == {"ploy", "anna"}


async def test_the_shape_of_a_day(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.call("one")
        async with serving(house, tmp_path) as address:
            await asked(address, BOARD)
            now = house.service.clock()
            day = await asked(address, f"/past/day.json?since={now - 3_600_000_000}&until={now + 1}")
    assert day["first"]["number"] == 1
    assert day["last"]["number"] == house.service.last
    assert sum(facts for _, facts, _ in day["shape"]) in range(house.service.last + 1)
    assert all(0 <= slot < day["slots"] for slot, _, _ in day["shape"])
