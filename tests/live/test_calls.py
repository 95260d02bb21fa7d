"""Calls over HTTP: what a PBX asks, and what it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from dispatcher.commands import AcceptOffer, Command, FinishContact
from dispatcher.events import CommandRefused, ContactArrived, ContactClosed
from dispatcher.service import Service
from dispatcher.vocabulary import MINUTE, AgentStatus, CloseReason, CommandId, ContactId, Span, later
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import headers_of
from tests.customers.told import said_of
from tests.doors import KEY
from tests.live.heart import MAIL, PLOY, News, admit, fill, make_room, recovered, sit_down
from tests.live.house import open_lines

CALL = {"queue": "orders", "caller": "+66 2 123 4567", "id": "pbx-1"}


def card(**said: object) -> dict[str, object]:
    """The card of that call, of which nothing else is said."""
    silent = {"agent": None, "ringing": None, "callback": False, "consults": None, "on_hold": False}
    return {"id": "pbx-1", "queue": "orders", **silent, **said}


async def answer(service: Service) -> None:
    """Ploy takes what rings at her desk."""
    offer = service.state.agents[PLOY].offer
    assert offer is not None
    await service.submit(AcceptOffer(id=CommandId(f"take {offer}"), agent=PLOY, offer=offer))


def finish(call: str) -> Command:
    return FinishContact(id=CommandId(f"finish {call}"), agent=PLOY, contact=ContactId(call))


async def test_a_call_comes_in_and_goes_its_way(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        made = await house.pbx.post("/v1/calls", json=CALL)
        assert made.status_code == 201
        assert made.headers["Location"] == "/v1/calls/pbx-1"
        assert made.json() == card(state="waiting")
        assert await said_of(house.service, ContactId("pbx-1")) == (CALL["caller"], "")
        assert (await house.say("GET", "queues"))[1] == [{"id": "orders", "name": "Orders", "waiting": 1}]
        await sit_down(house.service, PLOY)
        offer = house.service.state.contacts[ContactId("pbx-1")].offer
        assert offer is not None
        ringing = {"agent": "ploy", "offer": "pbx-1/1", "expires": offer.expires}
        assert (await house.say("GET", "calls/pbx-1"))[1] == card(state="offered", ringing=ringing)
        await answer(house.service)
        active = card(state="active", agent="ploy")
        assert (await house.say("GET", "calls"))[1] == [active]
        await house.service.submit(finish("pbx-1"))
        assert (await house.say("GET", "calls/pbx-1"))[1] == {**active, "state": "closed"}
        assert (await house.say("GET", "calls"))[1] == []


async def test_without_an_id_we_name_the_call(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        names = {(await house.say("POST", "calls", json={"queue": "orders"}))[1]["id"] for _ in range(3)}
        assert names == set(house.service.state.contacts)


async def test_asking_twice_is_asking_once(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        answers = await asyncio.gather(*(house.say("POST", "calls", json=CALL) for _ in range(5)))
        assert {code for code, _ in answers} == {201}
        assert len([fact for fact in news.facts if isinstance(fact, ContactArrived)]) == 1
        await house.say("POST", "calls/pbx-1/hangup")
        assert (await house.say("POST", "calls", json=CALL))[1]["state"] == "abandoned"
        assert not house.service.state.contacts


async def test_a_caller_is_called_back_and_keeps_the_place(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.say("POST", "calls", json=CALL)
        for _ in range(2):
            assert await house.say("POST", "calls/pbx-1/callback") == (
                200,
                card(state="waiting", callback=True),
            )
        assert (await house.say("POST", "calls/pbx-1/hangup"))[1]["state"] == "waiting"
        await sit_down(house.service, PLOY)
        await answer(house.service)
        code, refused = await house.say("POST", "calls/pbx-1/callback")
        assert (code, refused["code"], "not waiting" in refused["detail"]) == (409, "too_late", True)
        code, refused = await house.say("POST", "calls/nobody/callback")
        assert (code, refused["code"]) == (404, "unknown_call")


async def test_a_phone_that_does_not_ring_is_not_her_fault_and_the_call_goes_on(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await sit_down(house.service, PLOY)
        await house.say("POST", "calls", json=CALL)
        ringing = (await house.say("GET", "calls/pbx-1"))[1]["ringing"]
        offer = {"offer": ringing["offer"]}
        assert (await house.pbx.post("/v1/agents/ploy/unreachable", json=offer)).status_code == 204
        assert (await house.say("GET", "calls/pbx-1"))[1]["state"] == "waiting"
        assert house.service.state.agents[PLOY].status is AgentStatus.NOT_RESPONDING
        assert (await house.say("POST", "agents/ploy/unreachable", json=offer))[0] == 409
        assert (await house.say("POST", "agents/nobody/unreachable", json=offer))[0] == 404


async def test_a_pbx_that_lost_its_calls_says_so(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await sit_down(house.service, PLOY)
        await house.say("POST", "calls", json=CALL)
        await answer(house.service)
        ended = await house.say("POST", "calls/pbx-1/hangup", json={"by": "pbx_lost"})
        assert ended[1]["state"] == "closed"
        assert (await news.of(ContactClosed)).why is CloseReason.PBX_LOST


async def test_a_call_says_what_the_caller_speaks_and_is(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.say("POST", "calls", json={**CALL, "language": "th", "tier": "gold"})
        call = house.service.state.contacts[ContactId("pbx-1")]
        assert (call.language, call.tier) == ("th", "gold")


WRONG: Sequence[tuple[object, int, str]] = (
    ({"queue": "sales"}, 404, "there is no voice queue 'sales'; there are orders"),
    ({"queue": "mail"}, 404, "there is no voice queue 'mail'; there are orders"),
    ({"queue": ""}, 404, "there is no voice queue ''"),
    ({"caller": "+1"}, 422, "queue"),
    ({"queue": "orders", "id": "with spaces"}, 422, "pattern"),
    ({"queue": "orders", "id": ""}, 422, "pattern"),
    ({"queue": "orders", "caller": "1" * 201}, 422, "200 characters"),
    ({"queue": "orders", "urgency": "very"}, 422, "'urgent', 'normal', 'low' or 'idle'"),
    ({"queue": "orders", "colour": "red"}, 422, "colour"),
    (["orders"], 422, "object"),
)


async def test_a_call_that_cannot_be_is_told_why(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        for call, code, said in WRONG:
            got, body = await house.say("POST", "calls", json=call)
            assert (got, said in str(body["detail"])) == (code, True), body
        assert not house.service.state.contacts
        assert house.service.last == 1  # and the journal holds nothing of it


async def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        for body in (b"", b"{", b"\xff\xfe", b'{"queue": "\\ud800"}', b"[" * 10_000):
            how = {"content": body, "headers": {"Content-Type": "application/json"}}
            assert (await house.say("POST", "calls", **how))[0] in (400, 404, 422)
        assert (await house.say("POST", "calls", json=CALL))[0] == 201


async def test_an_unknown_call_is_not_found(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.service.submit(admit("letter", MAIL))
        for name in ("nobody", "letter", "%00", "'; DROP TABLE commands --"):
            for verb, path in (("GET", f"calls/{name}"), ("POST", f"calls/{name}/hangup")):
                code, body = await house.say(verb, path)
                assert code == 404
                assert "ever arrived here" in body["detail"]
        assert ContactId("letter") in house.service.state.contacts


async def test_a_letter_is_no_call_when_it_is_closed_either(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await sit_down(house.service, PLOY)
        await house.service.submit(admit("letter", MAIL))
        await answer(house.service)
        await house.service.submit(finish("letter"))
        assert (await house.say("GET", "calls/letter"))[0] == 404
        code, body = await house.say("POST", "calls", json={**CALL, "id": "letter"})
        assert (code, body["state"]) == (201, "offered")


async def test_a_call_may_not_take_the_name_of_an_open_letter(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.service.submit(admit("letter", MAIL))
        code, body = await house.say("POST", "calls", json={**CALL, "id": "letter"})
        assert (code, body["detail"]) == (409, "contact 'letter' is open already")


async def test_a_caller_may_hang_up_at_any_time_and_twice(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        for name, state in (("waits", "abandoned"), ("rings", "abandoned"), ("talks", "closed")):
            await house.say("POST", "calls", json={**CALL, "id": name})
            if name == "rings":
                await sit_down(house.service, PLOY)
            if name == "talks":
                await answer(house.service)
            for _ in range(2):
                code, card = await house.say("POST", f"calls/{name}/hangup")
                assert (code, card["state"]) == (200, state)
        assert not [fact for fact in news.facts if isinstance(fact, CommandRefused)]


async def test_after_a_restart_a_call_stands_where_it_stood(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        for name in ("waits", "gone"):
            await house.say("POST", "calls", json={**CALL, "id": name})
        await house.say("POST", "calls/gone/hangup")
    async with open_lines(tmp_path) as house:
        assert (await house.say("GET", "calls/waits"))[1]["state"] == "waiting"
        assert (await house.say("GET", "calls/gone"))[1]["state"] == "ended"
        assert (await house.say("POST", "calls/gone/hangup"))[1]["state"] == "ended"
        assert (await house.say("POST", "calls", json={**CALL, "id": "gone"}))[1]["state"] == "ended"
        assert list(house.service.state.contacts) == ["waits"]


# --- waiting for news -----------------------------------------------------------------------------------


async def test_news_comes_as_soon_as_there_is_some(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.say("POST", "calls", json=CALL)
        now = {"unless": "offered", "wait": 60}
        assert (await house.say("GET", "calls/pbx-1", params=now))[1]["state"] == "waiting"
        ask = {"unless": "waiting", "wait": 60}
        several = [asyncio.create_task(house.say("GET", "calls/pbx-1", params=ask)) for _ in range(3)]
        await house.say("POST", "calls", json={**CALL, "id": "another"})  # is no news of this one
        await sit_down(house.service, PLOY)
        assert [card["state"] for _, card in await asyncio.gather(*several)] == ["offered"] * 3
        ask = {"unless": "offered", "wait": 60}
        waiting = asyncio.create_task(house.say("GET", "calls/pbx-1", params=ask))
        await answer(house.service)
        assert (await waiting)[1]["state"] == "active"


async def test_when_there_is_no_news_the_answer_is_how_it_stands(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await house.say("POST", "calls", json=CALL)
        ask = {"unless": "waiting", "wait": 0.01}
        assert (await house.say("GET", "calls/pbx-1", params=ask))[1]["state"] == "waiting"
        await house.say("POST", "calls/pbx-1/hangup")
        ask = {"unless": "abandoned", "wait": 0.01}
        assert (await house.say("GET", "calls/pbx-1", params=ask))[1]["state"] == "abandoned"
        for wait in (-1, 61, "nan", "soon"):
            code, _ = await house.say("GET", "calls/pbx-1", params={"unless": "waiting", "wait": wait})
            assert code == 422
        assert (await house.say("GET", "calls/nobody", params=ask))[0] == 404


async def test_a_full_disk_is_said_and_the_call_may_come_again(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        await fill(house.service)
        number, code = 0, 201
        while code == 201:
            number += 1
            code, body = await house.say("POST", "calls", json={**CALL, "id": f"pbx-{number}"})
        assert (code, body["detail"]) == (503, "the centre cannot write this down just now; ask again")
        await make_room(house.service)
        await recovered(house.service)
        assert (await house.say("POST", "calls", json={**CALL, "id": f"pbx-{number}"}))[0] == 201


async def test_who_may_send_calls_is_asked_for(tmp_path: Path) -> None:
    async with open_lines(tmp_path, login=True) as house:
        for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": KEY}):
            code, body = await house.say("POST", "calls", json=CALL, headers=headers)
            assert (code, body["code"]) == (401, "log_in")
        code, _ = await house.say("POST", "calls", json=CALL, headers={"Authorization": f"Bearer {KEY}"})
        assert code == 201


async def test_a_pbx_may_sign_instead_of_showing_a_token(tmp_path: Path) -> None:
    pbx = Webhook(name="pbx", url="http://127.0.0.1:1/", secret="a secret that both sides know")
    body = json.dumps(CALL).encode()
    async with open_lines(tmp_path, login=True, webhooks=[pbx]) as house:
        now = house.service.clock()
        good = headers_of("one", body, pbx.secret, now) | {"Content-Type": "application/json"}
        for _ in range(2):  # a replay is the same request again
            code, card = await house.say("POST", "calls", content=body, headers=good)
            assert code == 201, card
        assert len(house.service.state.contacts) == 1
        forged = good | headers_of("two", body, "another secret, of somebody else", now)
        late = good | headers_of("three", body, pbx.secret, later(now, Span(-10 * MINUTE)))
        for headers in (forged, late, good | {"webhook-signature": "v1,nonsense"}):
            code, card = await house.say("POST", "calls", content=body, headers=headers)
            assert (code, card["code"]) == (401, "bad_signature")
        code, card = await house.say("GET", "users", headers=headers_of("four", b"", pbx.secret, now))
        assert (code, card["code"]) == (401, "log_in"), "only what brings contacts in may be signed"


async def test_a_flood_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        status, said = await house.say("POST", "calls", content=b"x" * 70_000)
        assert (status, said["detail"][:10]) == (413, "send at mo")

        async def endless() -> AsyncIterator[bytes]:
            yield b"{"

        status, said = await house.say("POST", "calls", content=endless())
        assert status == 413
        assert "Content-Length" in said["detail"]


async def test_a_web_page_may_not_call(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        page = {"Origin": "https://elsewhere.example"}
        status, said = await house.say("POST", "calls", json=CALL, headers=page)
        assert status == 403
        assert "web pages" in said["detail"]
