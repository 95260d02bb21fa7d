"""The gateway on real sockets: who may come in, what is heard, and what becomes of the slow and the rude."""

import asyncio
import itertools
import json
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dispatcher.access.people import Role
from dispatcher.client import Api
from dispatcher.client.link import decode, link
from dispatcher.client.picture import Picture
from dispatcher.commands import SetStatus
from dispatcher.errors import NotDurableError
from dispatcher.events import AgentDisconnected, AgentStatusChanged, OfferRescinded
from dispatcher.gateway.frames import DeskFact, Welcome
from dispatcher.vocabulary import AgentStatus, CommandId, ContactId, RescindReason, StatusReason
from tests.doors import KEY
from tests.live.heart import (
    ANNA,
    GRACE,
    MAIL,
    PLOY,
    News,
    Watch,
    admit,
    fill,
    hang_up,
    make_room,
    recovered,
)
from tests.live.house import House, Line, hello, open_house

SHUT = 1008  # how the gateway closes on whom it does not want


async def ready(house: House, line: Line, agent: str) -> None:
    """This desk's agent takes work from now on."""
    await line.ask("SetStatus", "ready", agent=agent, status="ready")
    await line.hear("ack")


# --- the door -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (json.dumps(hello("a guess")), "bad_ticket"),
        (json.dumps(hello("\ud800")), "bad_frame"),
        (json.dumps(hello("", version=9)), "version"),
        ("good morning", "bad_frame"),
        (b"\x00\xff\xfe", "bad_frame"),
        ("[" * 200_000, "bad_frame"),
    ],
)
async def test_a_wrong_hello_is_told_why_and_ends(tmp_path: Path, first: str | bytes, code: str) -> None:
    async with open_house(tmp_path) as house, house.line() as line:
        await line.say(first)
        fault = await line.hear()
        assert (fault["type"], fault["code"]) == ("fault", code)
        assert fault["detail"]
        with pytest.raises(ConnectionClosed) as closed:
            await line.hear()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == SHUT
        assert len(house.gateway.crowd) == 0


async def test_who_says_nothing_is_shown_out(tmp_path: Path) -> None:
    async with open_house(tmp_path, hello_time=0) as house, house.line() as line:
        assert (await line.hear("fault"))["code"] == "no_hello"


async def test_pages_of_strangers_may_not_connect(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        with pytest.raises(InvalidStatus) as refused:
            async with house.line(origin="http://elsewhere.example"):
                pass
        assert refused.value.response.status_code == 403
        assert b"name them in [service] origins" in refused.value.response.body
        assert house.gateway.refusals["origin"] == 1
        async with house.line(origin="http://desk.example") as line:
            await line.say(house.hello())
            assert (await line.hear())["type"] == "welcome"


async def test_an_oversized_frame_ends_that_connection_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest() as other, house.guest(PLOY) as line:
        await other.hear("welcome")
        await line.hear("welcome")
        await line.say("x" * (1 << 20) + "x")
        with pytest.raises(ConnectionClosed) as closed:
            await line.hear("ack")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009  # message too big (RFC 6455)
        await house.service.submit(admit("call"))
        assert (await other.hear("facts"))["facts"]
        async with house.line() as stranger:
            await stranger.say("x" * (1 << 20) + "x")
            await stranger.socket.wait_closed()
    assert house.gateway.refusals["too_large"] == 2


async def test_nonsense_is_refused_and_the_connection_goes_on(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as line:
        await line.hear("welcome")
        for nonsense in (
            "",
            "{}",
            b"\xff",
            '{"type":"read","x":' + "[" * 200_000,
            json.dumps(hello("again")),
        ):
            await line.say(nonsense)
            assert (await line.hear("refused"))["reason"] == "bad_frame"
        await line.ask("SetStatus", "for anna", agent=ANNA, status="ready")
        refused = await line.hear("refused")
        assert (refused["id"], refused["reason"]) == ("for anna", "not_allowed")
        await line.ask("HangUp", "hang up", contact="call")
        assert (await line.hear("refused"))["reason"] == "not_allowed"
        await line.say({"type": "save_draft", "id": "9", "contact": "c", "text": "", "version": 10**30})
        assert (await line.hear("refused"))["reason"] == "not_yours"
        await ready(house, line, PLOY)
        assert house.service.state.agents[PLOY].status is AgentStatus.READY
        assert house.service.state.agents[ANNA].status is AgentStatus.OFFLINE


async def test_a_watcher_may_only_listen(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest() as line:
        await line.ask("SetStatus", "1", agent=PLOY, status="ready")
        assert (await line.hear("refused"))["reason"] == "not_allowed"


async def test_the_same_id_from_two_agents_is_two_requests(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as ploy, house.guest(ANNA) as anna:
        for line, agent in ((ploy, PLOY), (anna, ANNA)):
            await line.ask("SetStatus", "1", agent=agent, status="ready")
            first = await line.hear("ack")
            await line.ask("SetStatus", "1", agent=agent, status="ready")
            assert await line.hear("ack") == first
        states = house.service.state.agents.values()
        assert {agent.status for agent in states} == {AgentStatus.READY}


# --- what is heard --------------------------------------------------------------------------------------


async def calls(house: House, kind: str, count: int, *, subject: str = "") -> None:
    all_of_them = (admit(f"{kind} {n}", subject=subject) for n in range(count))
    await asyncio.gather(*map(house.service.submit, all_of_them))


async def test_a_watcher_resumes_without_a_gap_while_facts_keep_coming(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await calls(house, "early", 2500)
        more = asyncio.create_task(calls(house, "meanwhile", 1500))
        async with house.guest(after=10) as line:
            assert (await line.hear())["number"] == 10
            last = 1 + 2 * (2500 + 1500)  # opened; calls arrived, each with its promise
            assert await line.numbers(until=last) == list(range(11, last + 1))
        await more


async def test_a_watcher_from_the_future_is_told_where_the_journal_stands(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(after=10**30) as line:
        assert (await line.hear())["number"] == house.service.last
        await house.service.submit(admit("call"))
        last = house.service.last
        assert await line.numbers(until=last) == [last - 1, last]
    async with open_house(tmp_path) as house, house.guest(after=-(10**30)) as line:
        assert (await line.hear())["number"] == 0
        assert (await line.numbers(until=house.service.last))[0] == 1


async def busy(house: House, day: str, count: int) -> None:
    """Many facts about Ploy, who goes in and out for lunch."""
    both = itertools.cycle((AgentStatus.READY, AgentStatus.AWAY))
    asked = [SetStatus(id=CommandId(f"{day} {n}"), agent=PLOY, status=next(both)) for n in range(count)]
    await asyncio.gather(*map(house.service.submit, asked))


async def one_by_one(house: House, count: int) -> None:
    for number in range(count):
        status = AgentStatus.AWAY if number % 2 else AgentStatus.READY
        await house.service.submit(SetStatus(id=CommandId(f"today {number}"), agent=PLOY, status=status))


async def test_an_agent_hears_what_she_missed_first_and_in_order(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await busy(house, "yesterday", 3000)
        more = asyncio.create_task(one_by_one(house, 300))
        async with house.guest(PLOY, after=1) as line:
            welcome = await line.hear()
            assert (welcome["type"], welcome["number"] > 3000) == ("welcome", True)
            last = 1 + 3000 + 300 + 1  # opened, went in and out, connected
            assert await line.numbers(until=last) == list(range(2, last + 1))
        await more


async def fresh(line: Line) -> Welcome:
    frame = decode(await line.socket.recv())
    assert isinstance(frame, Welcome)
    return frame


async def test_an_old_picture_and_what_came_since_is_a_fresh_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as line:
        old, news = Picture(), 0
        old.begin(await fresh(line))
        await ready(house, line, PLOY)
        for number in range(12):
            await house.service.submit(admit(f"mail {number}", MAIL))
        await line.ask("AcceptOffer", "a", agent=PLOY, offer=house.service.state.agents[PLOY].offer)
        await house.service.submit(admit("call"))
        await house.service.submit(hang_up("call"))
        await house.service.submit(admit("call again"))
        last = house.service.last
        while news < last:
            frame = decode(await line.socket.recv())
            if isinstance(frame, DeskFact):
                old.take(frame)
                news = frame.number
        async with house.guest(PLOY) as again:
            new = Picture()
            new.begin(await fresh(again))
        assert (old.agent, old.contacts) == (new.agent, new.contacts)
        assert old.contacts


# --- desks ----------------------------------------------------------------------------------------------


async def test_a_lost_connection_has_its_grace(tmp_path: Path) -> None:
    clock = Watch()
    async with open_house(tmp_path, clock=clock) as house:
        news = News(house.service)
        async with house.guest(PLOY) as line:
            await line.hear("welcome")
            await ready(house, line, PLOY)
            await house.service.submit(admit("call"))
            line.socket.transport.abort()
            assert (await news.of(OfferRescinded)).why is RescindReason.AGENT_LOST
            assert (await news.of(AgentDisconnected)).agent == PLOY
        news.facts.clear()
        async with house.guest(PLOY) as line:  # back in time: the call rings again
            cards = (await line.hear("welcome"))["contacts"]
            assert cards or (await line.hear("desk_fact"))
            assert house.service.state.agents[PLOY].status is AgentStatus.READY
        await news.of(AgentDisconnected)
        news.facts.clear()
        clock.move(GRACE)
        await house.service.submit(hang_up("nobody"))
        gone = await news.of(AgentStatusChanged)
        assert (gone.status, gone.why) == (AgentStatus.OFFLINE, StatusReason.CONNECTION_LOST)


async def test_whoever_comes_second_takes_the_desk_over(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as first:
        await first.hear("welcome")
        news = News(house.service)
        async with house.guest(PLOY) as second:
            await second.hear("welcome")
            assert (await first.hear("fault"))["code"] == "taken_over"
            with pytest.raises(ConnectionClosed):
                await first.hear()
            await ready(house, second, PLOY)
            assert house.service.state.agents[PLOY].connected
            assert not [fact for fact in news.facts if isinstance(fact, AgentDisconnected)]
            assert len(house.gateway.crowd) == 1


async def test_a_dead_connection_keeps_nobody_from_her_desk(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as dead:
        await dead.hear("welcome")
        dead.socket.transport.pause_reading()  # as a laptop that was shut: it answers nothing any more
        async with asyncio.timeout(5), house.guest(PLOY) as line:
            await line.hear("welcome")
            await ready(house, line, PLOY)
            await house.service.submit(admit("call"))
            assert (await line.hear("desk_fact"))["agent"]["status"] == "ready"
            assert house.service.state.contacts[ContactId("call")].agent == PLOY
        dead.socket.transport.abort()


async def test_coming_and_going_in_haste_leaves_the_truth(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for _ in range(20):
            async with house.guest(PLOY) as line:
                await line.hear("welcome")
                line.socket.transport.abort()
        async with house.guest(PLOY) as line:
            await line.hear("welcome")
            await ready(house, line, PLOY)
            assert house.service.state.agents[PLOY].connected
        news = News(house.service)
        await news.of(AgentDisconnected)
        assert not house.service.state.agents[PLOY].connected


async def fill_up(house: House) -> None:
    """Take calls until the last page of the store is full."""
    await fill(house.service)
    with suppress(NotDurableError):
        for number in itertools.count():
            await house.service.submit(admit(f"call {number}"))


async def test_that_she_left_is_told_as_soon_as_it_can_be_written(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        news = News(house.service)
        async with house.guest(PLOY) as line:
            await line.hear("welcome")
            await fill_up(house)
            refused = house.service.refused
        while house.service.refused == refused:
            await house.service.facts(after=0, limit=1)  # what is known can still be read
        await make_room(house.service)
        assert (await news.of(AgentDisconnected)).agent == PLOY


async def test_a_full_disk_is_said_to_whoever_asks(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as line:
        await line.hear("welcome")
        await fill_up(house)
        await line.ask("SetStatus", "1", agent=PLOY, status="ready", note="long " * 1000)
        refused = await line.hear("refused")
        assert (refused["id"], refused["reason"]) == ("1", "not_durable")
        await make_room(house.service)
        await recovered(house.service)
        await line.ask("SetStatus", "1", agent=PLOY, status="ready", note="long " * 1000)
        assert (await line.hear("ack"))["id"] == "1"


async def test_while_nothing_can_be_written_an_agent_sees_what_is_in_hand(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.guest(PLOY) as line:
            await line.hear("welcome")
            await fill_up(house)
            assert (await line.hear("notice"))["trouble"] == house.service.trouble != ""
        async with house.guest(PLOY) as line, house.guest() as wall:
            assert (await line.hear())["trouble"] == house.service.trouble, "in her welcome"
            assert (await wall.hear())["trouble"] == house.service.trouble
            await make_room(house.service)
            assert (await line.hear("notice"))["trouble"] == ""
            assert (await wall.hear("notice"))["trouble"] == ""
            while not house.service.state.agents[PLOY].connected:
                await wall.hear("facts")


# --- the slow -------------------------------------------------------------------------------------------


async def test_a_slow_reader_is_cut_off_and_nobody_waits_for_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, waiting_frames=10) as house:
        async with house.guest() as slow, house.guest() as quick:
            await slow.hear("welcome")
            await quick.hear("welcome")
            slow.socket.transport.pause_reading()
            number = 0
            while len(house.gateway.crowd) == 2:
                number += 1
                await house.service.submit(admit(f"call {number}", subject="long " * 50_000))
                last = house.service.last
                assert await quick.numbers(until=last) == [last - 1, last]
            assert len(house.gateway.crowd) == 1
            slow.socket.transport.abort()
        async with house.guest(after=2) as again:  # and finds everything when it comes back
            assert await again.numbers(until=house.service.last) == list(range(3, house.service.last + 1))


async def test_who_leaves_does_not_wait_for_what_she_no_longer_reads(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path) as house,
        Api(house.doors.api_url, KEY) as api,
        asyncio.timeout(8),
        link(api, Role.WATCHER, after=house.service.last),
    ):
        for number in range(100):  # one by one: a frame each, and far more than a reader keeps unread
            await house.service.submit(admit(f"call {number}"))


async def test_who_goes_in_the_middle_of_history_leaves_nothing_behind(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await calls(house, "call", 2500, subject="long " * 1000)
        async with house.guest(after=0) as line:
            line.socket.transport.pause_reading()
            await house.service.submit(admit("one more"))
            line.socket.transport.abort()
    # That the house closes is the test: it waits for every connection's end.
    assert len(house.gateway.crowd) == 0


async def test_the_house_closes_though_the_heart_has_stopped(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.guest(PLOY) as line:
        await line.hear("welcome")
        news = News(house.service)

        def stumble(facts: object) -> None:
            raise LookupError("our own fault")

        house.service.listen(stumble)
        await line.ask("SetStatus", "1", agent=PLOY, status="ready")
        with pytest.raises(ConnectionClosed):
            await line.hear("ack")
        assert news.facts
