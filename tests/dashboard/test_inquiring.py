"""Long questions: asked beside everything else, told how far they are, and ended when nobody wants them."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
import pytest_asyncio

from analytics.eventlog import EventLog
from dashboard.feed import Feed
from dashboard.inquiring import CancelledInquiry, Inquiries, State
from tests.dashboard.rooms import House, caught_up, feed_of, following, open_house, serving

# Ten to the fourteenth pairs: hours, on any machine.
LONG = "SELECT sum(a.range * b.range) AS s FROM range(10_000_000) AS a, range(10_000_000) AS b"
SHORT = "SELECT count(*) AS n FROM facts"


class Long:
    """The long question; `begun` when its thread is at it."""

    def __init__(self) -> None:
        self._begun, self._loop = asyncio.Event(), asyncio.get_running_loop()

    def __call__(self, events: EventLog, part: Callable[[], None]) -> Any:
        part()
        self._loop.call_soon_threadsafe(self._begun.set)
        return events.ask(LONG)

    async def begun(self) -> None:
        async with asyncio.timeout(30):
            await self._begun.wait()


def short(events: EventLog, part: Callable[[], None]) -> int:
    part()
    return int(events.ask(SHORT)["n"][0])


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as house:
        await house.call("one")
        yield house


@pytest_asyncio.fixture
async def feed(house: House, tmp_path: Path) -> Any:
    async with following(feed_of(house, tmp_path)) as feed:
        await caught_up(feed, house)
        yield feed


async def test_what_takes_long_is_ended_and_its_thread_is_free(feed: Feed) -> None:
    inquiries = Inquiries(feed, at_once=1)
    inquiry = await inquiries.begin(long := Long(), parts=2)
    await long.begun()
    assert inquiry.state is State.RUNNING
    assert not await inquiry.within(0)
    inquiry.cancel()
    with pytest.raises(CancelledInquiry):
        await inquiry.answer()
    assert await inquiries.ask(short) > 0


async def test_meanwhile_boards_ask_and_the_feed_goes_on(feed: Feed, house: House) -> None:
    inquiries = Inquiries(feed)
    inquiry = await inquiries.begin(long := Long(), parts=2)
    await long.begun()
    before = await feed.ask(lambda events: short(events, lambda: None))
    await house.call("two")
    await caught_up(feed, house)
    assert await feed.ask(lambda events: short(events, lambda: None)) > before
    assert inquiry.state is State.RUNNING
    await inquiries.quiet()


async def test_it_sees_the_log_as_it_was_asked(feed: Feed, house: House) -> None:
    seen = await feed.ask(EventLog.beside)
    before = short(seen, lambda: None)
    await house.call("two")
    await caught_up(feed, house)
    assert short(seen, lambda: None) == before
    seen.close()
    assert await Inquiries(feed).ask(short) > before


async def test_one_that_waits_its_turn_is_ended_too(feed: Feed) -> None:
    inquiries = Inquiries(feed, at_once=1)
    first = await inquiries.begin(long := Long(), parts=2)
    await long.begun()
    second = await inquiries.begin(Long(), parts=2)
    second.cancel()
    first.cancel()
    for inquiry in (first, second):
        with pytest.raises(CancelledInquiry):
            await inquiry.answer()


async def test_who_stops_waiting_ends_it(feed: Feed) -> None:
    inquiries = Inquiries(feed, at_once=1)
    waiting = asyncio.create_task(inquiries.ask(long := Long()))
    await long.begun()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await inquiries.ask(short) > 0


async def test_the_same_is_not_asked_twice(feed: Feed) -> None:
    inquiries = Inquiries(feed)
    ask = partial(inquiries.begin, Long(), parts=2, key="k")
    mine, again, hers = await ask(whom="mali"), await ask(whom="mali"), await ask(whom="anna")
    assert mine is again
    assert mine is not hers
    assert inquiries.find(mine.id, "anna") is None
    await inquiries.quiet()
    assert await ask(whom="mali") is not mine
    await inquiries.quiet()


async def test_what_goes_wrong_is_told(feed: Feed) -> None:
    with pytest.raises(duckdb.Error, match="nothing"):
        await Inquiries(feed).ask(lambda events, _: events.ask("FROM nothing"))


async def test_the_log_is_not_closed_under_a_question(house: House, tmp_path: Path) -> None:
    feed = feed_of(house, tmp_path)
    async with following(feed):
        await caught_up(feed, house)
        inquiry = await Inquiries(feed).begin(long := Long(), parts=2)
        await long.begun()
    assert inquiry.state is State.CANCELLED


async def test_nobody_sees_what_another_asks(house: House, tmp_path: Path) -> None:
    async with (
        serving(house, tmp_path) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as visitor,
    ):
        for verb in ("GET", "DELETE"):
            answer = await visitor.request(verb, "/history/inquiries/0123456789abcdef")
            assert answer.status_code == 404
