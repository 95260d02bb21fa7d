"""Plays of the HTTP API: phones that answer, calls held and passed on, orders awaited, keys, refusals."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from dispatcher.events import CallNoted, ContactArrived, ContactClosed, OfferAccepted, OfferTimedOut
from dispatcher.gateway.cards import desk_cards
from dispatcher.vocabulary import AgentStatus, CallNote, CloseReason, ContactId, Phase
from dispatcher.voice.bodies import NewCall
from dispatcher.voice.problems import ProblemRoute
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import headers_of
from tests.doors import KEY
from tests.live.heart import ANNA, MAIL, PLOY, News, admit, fill, make_room, sit_down
from tests.live.house import Exchange, open_lines
from tests.live.test_calls import CALL, answer

OFFER = {"offer": "pbx-1/1"}
PLOYS = {"agent": "ploy"}


async def rings_at_ploy(house: Exchange) -> None:
    await sit_down(house.service, PLOY)
    await house.say("POST", "calls", json=CALL)


async def told(house: Exchange, after: int, wait: float = 60, **params: Any) -> tuple[int, list[str]]:
    """The number reached, and the types of the orders."""
    _, said = await house.say("GET", "orders", params={"after": after, "wait": wait, **params})
    return said["number"], [order["type"] for order in said["orders"]]


async def test_a_phone_rings_and_is_picked_up_and_the_desk_shows_the_call(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await rings_at_ploy(house)
        assert (await house.say("POST", "agents/ploy/ringing", json={"call": "pbx-1"}))[0] == 204
        assert (await news.of(CallNoted)).what is CallNote.RINGING
        assert (await house.say("POST", "agents/ploy/answered", json=OFFER))[0] == 204
        (desk,) = desk_cards(house.service.state, PLOY)
        assert (desk.id, desk.phase) == ("pbx-1", Phase.ACTIVE)
        assert (await news.of(OfferAccepted)).agent == PLOY
        # Her desk and her phone may both say so; the phone is not told that it is too late.
        assert (await house.say("POST", "agents/ploy/answered", json=OFFER))[0] == 204


async def test_what_is_picked_up_too_late_is_told(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await rings_at_ploy(house)
        await house.say("POST", "calls/pbx-1/hangup")
        for what in ("answered", "declined", "unreachable"):
            code, said = await house.say("POST", f"agents/ploy/{what}", json=OFFER)
            assert (code, said["code"]) == (409, "too_late")
        code, said = await house.say("POST", "agents/ploy/ringing", json={"call": "pbx-1"})
        assert (code, said) == (409, {"code": "too_late", "detail": "call 'pbx-1' is over: abandoned"})
        code, said = await house.say("POST", "agents/ploy/ringing", json={"call": "pbx-9"})
        assert (code, said["code"]) == (404, "unknown_call")
        code, said = await house.say("POST", "agents/nobody/answered", json=OFFER)
        assert (code, said["code"]) == (404, "unknown_agent")


async def test_an_unreachable_phone_is_no_miss_and_the_next_one_rings(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await rings_at_ploy(house)
        await sit_down(house.service, ANNA)
        before = house.service.last
        trouble = {**OFFER, "cause": "busy"}
        assert (await house.say("POST", "agents/ploy/unreachable", json=trouble))[0] == 204
        assert (await told(house, before))[1] == ["stop_ringing", "ring_agent"]
        card = (await house.say("GET", "calls/pbx-1"))[1]
        assert card["ringing"]["agent"] == "anna"
        assert house.service.state.agents[PLOY].status is AgentStatus.NOT_RESPONDING
        assert not [fact for fact in news.facts if isinstance(fact, OfferTimedOut)]


async def test_a_declined_call_goes_on(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await rings_at_ploy(house)
        await sit_down(house.service, ANNA)
        assert (await house.say("POST", "agents/ploy/declined", json=OFFER))[0] == 204
        assert (await house.say("GET", "calls/pbx-1"))[1]["ringing"]["agent"] == "anna"


async def test_a_call_is_held_retrieved_and_passed_on(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await rings_at_ploy(house)
        code, said = await house.say("POST", "calls/pbx-1/held", json=PLOYS)
        assert (code, said["code"]) == (409, "too_late")
        await answer(house.service)
        for what, on_hold in (("held", True), ("held", True), ("retrieved", False)):
            code, card = await house.say("POST", f"calls/pbx-1/{what}", json=PLOYS)
            assert (code, card["on_hold"]) == (200, on_hold)
        assert len([fact for fact in news.facts if isinstance(fact, CallNoted)]) == 2
        nowhere = {**PLOYS, "away": True, "to_queue": "orders"}
        code, said = await house.say("POST", "calls/pbx-1/transferred", json=nowhere)
        assert (code, said["code"]) == (422, "incomplete")
        code, said = await house.say("POST", "calls/pbx-1/transferred", json={**PLOYS, "to_queue": "sales"})
        assert (code, said["code"]) == (404, "unknown_queue")
        code, card = await house.say("POST", "calls/pbx-1/transferred", json={**PLOYS, "to_queue": "orders"})
        assert (code, card["state"]) == (200, "waiting")


async def test_a_call_passed_on_outside_is_ours_no_more(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await rings_at_ploy(house)
        await answer(house.service)
        before = house.service.last
        for _ in range(2):
            code, card = await house.say("POST", "calls/pbx-1/transferred", json={**PLOYS, "away": True})
            assert (code, card["state"]) == (200, "closed")
        assert (await news.of(ContactClosed)).why is CloseReason.TRANSFERRED_AWAY
        assert (await told(house, before, 0.01))[1] == []  # nobody is to be hung up


async def test_an_agent_hangs_up_by_phone_and_it_is_said_who(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await rings_at_ploy(house)
        await answer(house.service)
        code, said = await house.say("POST", "calls/pbx-1/hangup", json={"by": "agent"})
        assert (code, said["code"]) == (422, "incomplete")
        code, said = await house.say("POST", "calls/pbx-1/hangup", json={"by": "agent", "agent": "anna"})
        assert (code, said["code"]) == (409, "too_late")
        code, card = await house.say("POST", "calls/pbx-1/hangup", json={"by": "agent", "agent": "ploy"})
        assert (code, card["state"]) == (200, "closed")
        assert (await news.of(ContactClosed)).why is CloseReason.FINISHED


# --- orders ---------------------------------------------------------------------------------------------


async def test_orders_come_as_soon_as_there_are_some(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.say("POST", "calls", json=CALL)
        _, start = await house.say("GET", "orders")
        assert (start["type"], start["number"]) == ("open_calls", house.service.last)
        assert [call["id"] for call in start["calls"]] == ["pbx-1"]
        waiting = asyncio.create_task(told(house, start["number"]))
        await house.service.submit(admit("letter", MAIL))
        await sit_down(house.service, PLOY)
        number, kinds = await waiting
        assert kinds == ["ring_agent"]
        waiting = asyncio.create_task(told(house, number))
        await house.say("POST", "calls/pbx-1/hangup")  # while it rings
        assert (await waiting)[1] == ["stop_ringing", "hang_up_call"]


async def test_orders_are_the_same_after_a_restart_and_what_was_overtaken_is_left_out(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await sit_down(house.service, PLOY)
        start = (await house.say("GET", "orders"))[1]["number"]
        for name in ("pbx-1", "pbx-2"):
            await house.say("POST", "calls", json={**CALL, "id": name})
        await answer(house.service)
        before = (await house.say("GET", "orders", params={"after": start}))[1]["orders"]
        assert [order["type"] for order in before] == ["play", "bridge"]
    async with open_lines(tmp_path) as house:
        assert (await house.say("GET", "orders", params={"after": start}))[1]["orders"] == before


async def test_without_orders_the_answer_is_how_far_it_went(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        start = (await house.say("GET", "orders"))[1]["number"]
        await house.service.submit(admit("letter", MAIL))
        assert await told(house, start, 0.01) == (house.service.last, [])
        assert await told(house, start, 0) == (house.service.last, [])
        future = await house.say("GET", "orders", params={"after": house.service.last + 5})
        assert future[1]["type"] == "open_calls"
        for wrong in ({"after": -1}, {"after": "x"}, {"after": 1, "wait": 61}):
            code, said = await house.say("GET", "orders", params=wrong)
            assert (code, said["code"]) == (422, "unreadable")


async def test_each_exchange_asks_for_its_own(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        start = (await house.say("GET", "orders"))[1]["number"]
        for name in ("east-1", "west-1"):
            await house.say("POST", "calls", json={**CALL, "id": name})
        assert (await told(house, start, exchange="east-"))[1] == ["play"]
        (call,) = (await house.say("GET", "calls", params={"exchange": "west-"}))[1]
        assert call["id"] == "west-1"


# --- keys -----------------------------------------------------------------------------------------------


async def test_a_request_under_a_key_is_done_once_also_after_a_restart(tmp_path: Path) -> None:
    key = {"headers": {"Idempotency-Key": "k1"}}
    anonymous = {"queue": "orders"}
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        answers = await asyncio.gather(*(house.say("POST", "calls", json=anonymous, **key) for _ in range(4)))
        assert len({said["id"] for _, said in answers}) == 1
        assert len([fact for fact in news.facts if isinstance(fact, ContactArrived)]) == 1
    async with open_lines(tmp_path) as house:
        assert (await house.say("POST", "calls", json=anonymous, **key))[1]["id"] == answers[0][1]["id"]
        assert len(house.service.state.contacts) == 1


async def test_a_key_used_for_another_request_is_refused_and_nothing_happens(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        key = {"headers": {"Idempotency-Key": "k1"}}
        await house.say("POST", "calls", json=CALL, **key)
        last = house.service.last
        for path, body in (("calls", {**CALL, "id": "pbx-2"}), ("calls/pbx-1/hangup", None)):
            code, said = await house.say("POST", path, json=body, **key)
            assert (code, said["code"]) == (422, "key_reused")
        assert house.service.last == last
        bodies = ({**CALL, "id": f"race-{number}"} for number in range(5))
        race = {"headers": {"Idempotency-Key": "k2"}}
        codes = [
            code
            for code, _ in await asyncio.gather(*(house.say("POST", "calls", json=b, **race) for b in bodies))
        ]
        assert sorted(codes) == [201, 422, 422, 422, 422]
        assert len(house.service.state.contacts) == 2


async def test_a_refusal_under_a_key_stays_one(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        key = {"headers": {"webhook-id": "msg_1"}}
        await rings_at_ploy(house)
        first = await house.say("POST", "calls/pbx-1/held", json=PLOYS, **key)
        await answer(house.service)
        assert await house.say("POST", "calls/pbx-1/held", json=PLOYS, **key) == first
        assert (await house.say("POST", "calls/pbx-1/held", json=PLOYS))[1]["on_hold"]


async def test_each_pbx_has_keys_of_its_own(tmp_path: Path) -> None:
    async with open_lines(tmp_path, login=True) as house:
        owner = {"Authorization": f"Bearer {KEY}"}
        for name in ("east", "west"):
            await house.say("POST", "users", json={"name": name, "role": "trunk"}, headers=owner)
            _, said = await house.say("POST", f"users/{name}/token", headers=owner)
            counted = {"Authorization": f"Bearer {said['token']}", "Idempotency-Key": "1"}
            for _ in range(2):
                code, said = await house.say("POST", "calls", json={"queue": "orders"}, headers=counted)
                assert code == 201, said
        assert len(house.service.state.contacts) == 2


async def test_a_signed_request_that_is_replayed_under_another_key_is_not_new(tmp_path: Path) -> None:
    webhook = Webhook(name="pbx", url="http://127.0.0.1:9/", secret="a secret of the PBX")
    async with open_lines(tmp_path, login=True, webhooks=[webhook]) as house:
        body = b'{"queue":"orders"}'
        signed = headers_of("msg_1", body, webhook.secret, house.service.clock())
        for key in ("one", "two"):
            headers = {**signed, "Idempotency-Key": key, "Content-Type": "application/json"}
            code, said = await house.say("POST", "calls", content=body, headers=headers)
            assert code == 201, said
        assert len(house.service.state.contacts) == 1


# --- refusals -------------------------------------------------------------------------------------------


async def test_every_refusal_is_a_word_and_a_sentence_and_names_its_request(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        for path, body, code, word in (
            ("calls", {"queue": "sales"}, 404, "unknown_queue"),
            ("calls", CALL | {"category": "praise"}, 404, "unknown_category"),
            ("calls", {}, 422, "unreadable"),
            ("calls/nobody/hangup", None, 404, "unknown_call"),
            ("calls/no body/hangup", {"by": "me"}, 422, "unreadable"),
            ("calls/x/transferred", {"agent": "a" * 201, "away": True}, 422, "unreadable"),
            ("agents/ploy/unreachable", {"offer": "o", "cause": "tired"}, 422, "unreadable"),
            ("agents/ploy/ringing", {"call": "with spaces"}, 422, "unreadable"),
        ):
            asked = await house.pbx.post(f"/v1/{path}", json=body, headers={"X-Request-Id": "r-17"})
            said = asked.json()
            assert (asked.status_code, said["code"], set(said)) == (code, word, {"code", "detail"})
            assert isinstance(said["detail"], str)
            assert asked.headers["X-Request-Id"] == "r-17"
        odd = await house.pbx.get("/v1/queues", headers={"X-Request-Id": "not; one"})
        assert re.fullmatch(r"[0-9a-f]{32}", odd.headers["X-Request-Id"])
        too_long = {"headers": {"Idempotency-Key": "k" * 201}}
        assert (await house.say("POST", "calls", json=CALL, **too_long))[1]["code"] == "unreadable"
        assert not house.service.state.contacts


async def test_a_full_disk_is_a_refusal_like_any_other(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await fill(house.service)
        code, number, said = 201, 0, None
        while code == 201:
            number += 1
            code, said = await house.say("POST", "calls", json={**CALL, "id": f"pbx-{number}"})
        assert (code, said and said["code"]) == (503, "not_durable")
        await make_room(house.service)
        assert ContactId(f"pbx-{number}") not in house.service.state.contacts


async def test_whoever_waits_while_the_centre_stops_is_told_so() -> None:
    router, waits = APIRouter(route_class=ProblemRoute), asyncio.Event()

    @router.get("/news")
    async def news() -> None:
        waits.set()
        await asyncio.Event().wait()

    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://centre") as pbx:
        asked = asyncio.create_task(pbx.get("/news"))
        await waits.wait()
        asked.cancel()  # as the server does with what is still under way in the end
        answer = await asked
    assert (answer.status_code, answer.json()["code"]) == (503, "stopping")


# --- the description ------------------------------------------------------------------------------------


async def test_the_api_describes_itself_whole(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        said = (await house.pbx.get("/openapi.json")).json()
        there_are = said["components"]["schemas"]
        for name in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(said)):
            assert name in there_are
        of_pbxs = {
            path: ways for path, ways in said["paths"].items() if path[:9] in ("/v1/calls", "/v1/agent")
        }
        changing = [ways["post"] for ways in of_pbxs.values() if "post" in ways]
        assert len(changing) == 10
        for way in changing:
            assert way["description"]
            for status in ("404", "409", "422", "503"):
                body = way["responses"][status]["content"]["application/json"]["schema"]
                assert body == {"$ref": "#/components/schemas/ProblemBody"}
        assert set(NewCall.model_fields) == set(there_are["NewCall"]["properties"])
        await rings_at_ploy(house)
        card = (await house.say("GET", "calls/pbx-1"))[1]
        assert set(card) == set(there_are["CallCard"]["properties"])
        assert set(card["ringing"]) == set(there_are["Ringing"]["properties"])
        assert said["webhooks"]["told"]["post"]["requestBody"]
