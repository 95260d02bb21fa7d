"""Plays at a desk, over real sockets, with the real centre behind them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dispatcher.client import Api, Desk, LogInError, TakenOver, watch
from dispatcher.errors import OwnerError, PeerError
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import Ack, Refused, Saved, Started, Suggestions
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, OfferId, ParkReason, Phase
from tests.desk.house import ANNA, PLOY, House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


async def until(desk: Desk, true: Callable[[], bool]) -> None:
    """Wait for the picture in which `true` holds."""
    async with asyncio.timeout(10):
        while not true():
            await desk.changed()


async def take_next(desk: Desk) -> ContactId:
    """Accept whatever is offered next."""
    await until(desk, lambda: bool(desk.cards(Phase.OFFERED)))
    card = desk.cards(Phase.OFFERED)[0]
    assert card.offer is not None
    assert isinstance(await desk.accept(card.offer.id), Ack)
    await until(desk, lambda: desk.contacts[card.id].phase is Phase.ACTIVE)
    return card.id


async def test_an_email_is_read_answered_and_closed(house: House) -> None:
    contact = await house.write("เปลี่ยนที่อยู่", "ขอเปลี่ยนที่อยู่จัดส่ง")
    async with Desk(house.api, PLOY) as desk:
        assert desk.agent.name == "พลอย ศรีสุข"
        await desk.ready()
        assert await take_next(desk) == contact
        letter = await desk.read(contact)
        assert [m.text.strip() for m in letter.messages] == ["ขอเปลี่ยนที่อยู่จัดส่ง"]
        saved = await desk.save_draft(contact, "ได้ค่ะ", letter.version)
        assert isinstance(saved, Saved)
        assert isinstance(await desk.send_reply(contact, "ได้ค่ะ"), Ack)
        assert isinstance(await desk.finish(contact), Ack)
        await until(desk, lambda: not desk.contacts)
    assert house.phase(contact) == "gone"


async def test_an_answer_begins_from_a_template(house: House) -> None:
    standing = '+++\nname = "Refund"\nlanguage = "en"\n+++\nYour money is on its way. {% free %}{% endfree %}'
    house.templates.joinpath("refund.txt").write_text(standing, "utf-8")
    contact = await house.write("Where is my money?", "I sent it back on Monday.")
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        await take_next(desk)
        suggested = await desk.suggest(contact)
        assert isinstance(suggested, Suggestions)
        assert [card.id for card in suggested.templates] == ["refund"]
        started = await desk.use_template(contact, "refund", 0)
        assert isinstance(started, Started)
        assert started.text.startswith("Your money is on its way.")
        assert (await desk.read(contact)).draft == started.text


async def test_a_call_parks_the_email_and_the_same_draft_comes_back(house: House) -> None:
    contact = await house.write("Where is my order?", "It was due on Monday.")
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        await take_next(desk)
        await desk.save_draft(contact, "It is on its w", 0)
        call = await house.call("call-1")
        assert await take_next(desk) == call
        assert desk.contacts[contact].parked is ParkReason.PRE_EMPTED
        await desk.finish(call)
        await until(desk, lambda: desk.agent.wrap_up is not None)
        await desk.end_wrap_up()
        await until(desk, lambda: desk.contacts[contact].phase is Phase.ACTIVE)
        assert (await desk.read(contact)).draft == "It is on its w"


async def test_a_stale_draft_overwrites_nothing(house: House) -> None:
    contact = await house.write("Invoice", "Please send it again.")
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        await take_next(desk)
        await desk.save_draft(contact, "one", 0)
        refused = await desk.save_draft(contact, "another", 0)
        assert isinstance(refused, Refused)
        assert refused.reason == "stale_draft"
        assert (await desk.read(contact)).draft == "one"


async def test_a_draft_whose_answer_was_lost_counts_as_saved(house: House) -> None:
    contact = await house.write("Invoice", "Please send it again.")
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        await take_next(desk)
        first = await desk.save_draft(contact, "the same words", 0)
        again = await desk.save_draft(contact, "the same words", 0)
        assert isinstance(first, Saved)
        assert isinstance(again, Saved)
        assert again.version == first.version


async def test_what_was_asked_while_the_line_was_down_is_done_once_it_is_back(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await house.close()
        await until(desk, lambda: not desk.online)
        asked = asyncio.create_task(desk.ready())
        await house.open()
        async with asyncio.timeout(10):
            assert isinstance(await asked, Ack)
        await until(desk, lambda: desk.agent.status is AgentStatus.READY)
        assert desk.trouble == ""


async def test_a_desk_that_was_away_sees_the_fresh_picture(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        await house.close()
        await until(desk, lambda: not desk.online)
        contact = await house.write("While you were out", "Nobody answered.")
        await house.open()
        assert await take_next(desk) == contact


async def test_every_fact_is_told_once(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        told: list[int] = []

        async def listen() -> None:
            async for frame in desk.facts():
                told.append(frame.number)

        ear = asyncio.create_task(listen())
        await desk.ready()
        await house.close()
        await until(desk, lambda: not desk.online)
        await house.open()
        await until(desk, lambda: desk.online)
        await desk.away()
        await desk.ready()
        async with asyncio.timeout(10):
            while len(told) < 5:  # ready, disconnected, connected, away, ready
                await desk.changed()
        ear.cancel()
        assert told == sorted(set(told))


async def test_the_second_seat_takes_over_and_the_first_stays_away(house: House) -> None:
    async with Desk(house.api, PLOY) as first:
        asked = asyncio.create_task(until(first, lambda: False))
        async with Desk(house.api, PLOY) as second:
            with pytest.raises(TakenOver, match="somewhere else"):
                await asked
            with pytest.raises(TakenOver):
                await first.ready()
            assert isinstance(await second.ready(), Ack)
            assert len(house.doors.gateway.crowd) == 1


async def test_a_call_is_passed_on_to_a_colleague(house: House) -> None:
    async with Desk(house.api, PLOY) as ploy, Desk(house.api, ANNA) as anna:
        await ploy.ready()
        call = await house.call("call-1")
        assert await take_next(ploy) == call
        assert (await ploy.places(call)).agents == ()
        await anna.ready()
        places = await ploy.places(call)
        assert [place.id for place in places.agents] == [ANNA]
        assert places.queues == ()  # this centre has one queue for calls
        assert isinstance(await ploy.transfer(call, to_agent=ANNA, note="a refund"), Ack)
        assert await take_next(anna) == call
        with pytest.raises(PeerError, match="not with you"):
            await ploy.places(call)


async def test_an_unknown_agent_is_told_so(house: House) -> None:
    with pytest.raises(OwnerError, match="no agent 'nobody'"):
        async with Desk(house.api, AgentId("nobody")):
            pytest.fail("nobody sat down")


async def test_a_stranger_is_told_to_log_in(tmp_path: Path) -> None:
    async with open_house(tmp_path, login=True) as house, Api(house.doors.api_url) as stranger:
        with pytest.raises(LogInError, match="log in"):
            async with Desk(stranger, PLOY):
                pytest.fail("the door was open")
        async with Desk(house.api, PLOY) as desk:
            assert desk.online


async def test_an_address_that_is_none_is_told_so() -> None:
    async with Api("127.0.0.1:8702") as nowhere:
        with pytest.raises(OwnerError, match="API address"):
            async with Desk(nowhere, PLOY):
                pytest.fail("there is no such place")


async def test_an_offer_that_is_over_is_refused_in_a_sentence(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        answer = await desk.accept(OfferId("long gone"))
        assert isinstance(answer, Refused)
        assert answer.reason == "offer_gone"
        with pytest.raises(PeerError, match="not with you"):
            await desk.read(ContactId("no such contact"))


async def test_a_watcher_hears_every_number_once_over_a_broken_line(house: House) -> None:
    heard: list[NumberedFact] = []
    feed = watch(house.api, after=0)
    async with asyncio.timeout(20):
        heard += await anext(feed)
        await house.call("call-1")
        while heard[-1].number < house.service.last:
            heard += await anext(feed)
        await house.close()
        await house.call("call-2")
        await house.open()
        while heard[-1].number < house.service.last:
            heard += await anext(feed)
    await feed.aclose()
    assert [f.number for f in heard] == list(range(1, house.service.last + 1))
