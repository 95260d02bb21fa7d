"""The feed: the picture and the log are the dispatcher's own, whoever restarts."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from analytics.eventlog import EventLog
from dashboard.feed import Feed
from dispatcher.client import watch
from dispatcher.events import NumberedFact
from dispatcher.journal.backup import back_up, restoring
from dispatcher.vocabulary import Instant
from tests.analytics.days import GREATER, MORE_PUSHES, lived, numbered
from tests.dashboard.rooms import caught_up, feed_of, following, open_house, until

LONG_DAY = numbered(lived([(9, what, n % 5) for n, what in enumerate(MORE_PUSHES * 60)], centre=GREATER))


async def numbers(feed: Feed) -> list[int]:
    found = await feed.ask(lambda log: log.ask("SELECT number FROM facts ORDER BY number"))
    return [int(number) for number in found["number"]]


async def test_the_picture_and_the_log_are_the_dispatchers_own(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, following(feed_of(house, tmp_path)) as feed:
        for name in ("one", "two", "three"):
            await house.call(name)
        await caught_up(feed, house)
        assert feed.state == house.service.state
        assert await numbers(feed) == list(range(1, house.service.last + 1))
        assert feed.live


async def test_it_goes_on_when_the_dispatcher_is_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, following(feed_of(house, tmp_path)) as feed:
        await house.call("before")
        await caught_up(feed, house)
        await house.close()
        await until(feed, lambda: not feed.live)
        gone = feed.as_of()
        await house.call("meanwhile")
        assert feed.as_of() == gone, "while nobody is heard, time does not pass for the picture"
        await house.open()
        await caught_up(feed, house)
        assert feed.live
        assert feed.state == house.service.state
        assert await numbers(feed) == list(range(1, house.service.last + 1))


async def test_a_restarted_dashboard_goes_on_from_its_picture(tmp_path: Path) -> None:
    asked_for: list[int] = []
    async with open_house(tmp_path) as house:

        def source(
            *, after: int, linked: Callable[[bool], None]
        ) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
            asked_for.append(after)
            return watch(house.api, after=after, linked=linked)

        async with following(Feed(tmp_path / "log", source)) as feed:
            await house.call("before")
            await caught_up(feed, house)
            seen = feed.number
        await house.call("meanwhile")
        async with following(Feed(tmp_path / "log", source)) as feed:
            await caught_up(feed, house)
            assert feed.state == house.service.state
            assert await numbers(feed) == list(range(1, house.service.last + 1))
    assert asked_for == [0, seen - 1], "from the last known fact on, to see that it is the same"


async def test_it_says_how_far_it_has_come_from_the_past_to_now(tmp_path: Path) -> None:
    day = [NumberedFact(number=number, fact=fact) for number, fact in LONG_DAY]
    first, last = day[0].fact.at, day[-1].fact.at
    further = asyncio.Event()

    async def source(
        *, after: int, linked: Callable[[bool], None]
    ) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
        linked(True)
        for batch in (day[:1000], day[1000:-1], day[-1:]):
            yield tuple(batch)
            await further.wait()
            further.clear()

    async with following(Feed(tmp_path / "log", source, clock=lambda: last)) as feed:
        await until(feed, lambda: feed.number == 1000)
        assert feed.caught_up() == (day[999].fact.at - first) / (last - first)
        further.set()
        await until(feed, lambda: feed.number == len(day) - 1)
        assert feed.caught_up() == (day[-2].fact.at - first) / (last - first)
        further.set()
        await until(feed, lambda: feed.number == len(day))
        assert feed.caught_up() is None


async def test_a_log_without_a_picture_reads_the_journal_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with following(feed_of(house, tmp_path)) as feed:
            await house.call("before")
            await caught_up(feed, house)
        log = EventLog(tmp_path / "events.duckdb")
        log.forget_picture()
        log.close()
        async with following(feed_of(house, tmp_path)) as feed:
            await caught_up(feed, house)
            assert feed.state == house.service.state
            assert await numbers(feed) == list(range(1, house.service.last + 1))


async def fed_from_two_centres(tmp_path: Path, calls_first: int, calls_then: int) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    async with open_house(tmp_path / "first") as house, following(feed_of(house, tmp_path)) as feed:
        for call in range(calls_first):
            await house.call(f"first {call}")
        await caught_up(feed, house)
    async with open_house(tmp_path / "second") as house:
        for call in range(calls_then):
            await house.call(f"second {call}")
        async with following(feed_of(house, tmp_path)) as feed:
            await until(feed, lambda: feed.live and feed.number == house.service.last)
            assert feed.state == house.service.state
            assert await numbers(feed) == list(range(1, house.service.last + 1))
    assert (tmp_path / "events.duckdb.aside-1").exists()


async def test_a_shorter_journal_of_another_centre_is_not_mixed_in(tmp_path: Path) -> None:
    await fed_from_two_centres(tmp_path, 9, 2)


async def test_a_longer_journal_of_another_centre_is_not_mixed_in(tmp_path: Path) -> None:
    await fed_from_two_centres(tmp_path, 2, 9)


@pytest.mark.parametrize("calls_then", [0, 9])
async def test_after_a_restore_the_log_is_built_anew(tmp_path: Path, calls_then: int) -> None:
    journal, copy = tmp_path / "journal.sqlite", tmp_path / "copy.sqlite"
    async with open_house(tmp_path) as house, following(feed_of(house, tmp_path)) as feed:
        await house.call("before")
        await caught_up(feed, house)
        await asyncio.to_thread(back_up, journal, copy, Instant(0))
        for call in range(5):
            await house.call(f"forgotten {call}")
        await caught_up(feed, house)
    with restoring(journal, copy) as ready:
        ready.put()
    async with open_house(tmp_path) as house:
        for call in range(calls_then):
            await house.call(f"new {call}")
        async with following(feed_of(house, tmp_path)) as feed:
            await until(feed, lambda: feed.live and feed.number == house.service.last)
            assert feed.state == house.service.state
            assert await numbers(feed) == list(range(1, house.service.last + 1))
    assert (tmp_path / "events.duckdb.aside-1").exists()


async def test_a_log_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with open_house(tmp_path) as house, following(feed_of(house, tmp_path / "file")) as feed:
        await until(feed, lambda: bool(feed.trouble))
        assert "events.duckdb cannot be opened" in feed.trouble
        assert not feed.live
