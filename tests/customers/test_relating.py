"""Whoever answers for what is kept of people says who is who over HTTP, and takes it back."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from dispatcher.dossiers.http import customers_router
from dispatcher.dossiers.relating import relating_router
from dispatcher.vocabulary import CustomerId
from tests.desk.house import House, open_house
from tests.doors import KEY, open_doors

PHONE, MALI, EVE = "+66 81 234 5678", "mali@example.com", "eve@stranger.example"
NOBODY = "customer-00000000000000000000"


@contextlib.asynccontextmanager
async def owner_of(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The HTTP API, with the centre's own key."""
    routers = [customers_router(house.service), relating_router(house.service, house.room.customers)]
    async with (
        open_doors(house.service, house.room, routers=routers, login=True) as doors,
        httpx.AsyncClient(
            base_url=f"{doors.api_url}/v1/customers", headers={"Authorization": f"Bearer {KEY}"}
        ) as client,
    ):
        yield client


async def addresses(owner: httpx.AsyncClient, customer: str) -> set[str]:
    card = (await owner.get(f"/{customer}")).json()["customer"]
    return {one["said"] for one in card["identities"]}


async def whose(house: House, said: str) -> CustomerId:
    found = await house.room.customers.who_is(said)
    assert found is not None
    return found.customer


async def last_change(owner: httpx.AsyncClient, customer: str) -> dict[str, Any]:
    found: dict[str, Any] = (await owner.get(f"/{customer}")).json()["changes"][0]
    return found


async def test_two_are_merged_shown_as_one_on_desks_and_told_apart_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, owner_of(house) as owner:
        call = await house.call("call-1", customer=PHONE)
        await house.write("Where is it?", "It was due on Monday.", sender=MALI)
        mali, caller = await whose(house, MALI), await whose(house, PHONE)
        answer = await owner.post(f"/{mali}/merge", json={"other": caller})
        assert answer.json() == {"addresses": [PHONE], "customers": sorted([mali, caller])}
        assert await addresses(owner, mali) == {MALI, PHONE}
        assert call in house.room.customers.directory.of([mali])
        done = await last_change(owner, mali)
        assert (done["by"], done["change"]["what"]) == ("owner", "merged")
        await owner.post(f"/{mali}/undo", json={"number": done["number"]})
        assert await addresses(owner, mali) == {MALI}
        assert await addresses(owner, caller) == {PHONE}
        assert call in house.room.customers.directory.of([caller])


async def test_a_number_is_linked_split_off_and_is_hers_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, owner_of(house) as owner:
        await house.write("Where is it?", "It was due on Monday.", sender=MALI)
        mali = await whose(house, MALI)
        await owner.post(f"/{mali}/link", json={"said": PHONE})
        assert await whose(house, PHONE) == mali
        await owner.post(f"/{mali}/split", json={"said": PHONE})
        assert await whose(house, PHONE) != mali
        await owner.post(f"/{mali}/undo", json={"number": (await last_change(owner, mali))["number"]})
        assert await whose(house, PHONE) == mali


async def test_what_cannot_be_says_what_is_wrong(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, owner_of(house) as owner:
        await house.write("Where is it?", "It was due on Monday.", sender=MALI)
        mali = await whose(house, MALI)
        for what, body, code, says in (
            ("link", {"said": "Mali"}, 409, "no address and no telephone number"),
            ("link", {"said": MALI}, 409, "already"),
            ("merge", {"other": mali}, 409, "herself"),
            ("merge", {"other": NOBODY}, 404, "ringpost customer list"),
            ("split", {"said": MALI}, 409, "all she is known by"),
            ("split", {"said": EVE}, 409, "is not this customer's"),
            ("split", {"said": "anonymous"}, 409, "stands for nobody"),
            ("undo", {"number": 7}, 409, "no change 7"),
        ):
            answer = await owner.post(f"/{mali}/{what}", json=body)
            assert (answer.status_code, says in answer.json()["detail"]) == (code, True), answer.json()
        assert (await owner.post(f"/{NOBODY}/link", json={"said": EVE})).status_code == 404
