"""A real centre with a dashboard beside it, and ways to wait for what it learns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from dashboard.app import build
from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher.alerts import NONE, Alerts
from dispatcher.client import Api, watch
from dispatcher.folders.escalation import Escalation
from dispatcher.listen import bind, serve_http
from tests.desk.house import House, open_house
from tests.doors import KEY

__all__ = ["House", "caught_up", "following", "open_house", "serving", "until"]


def feed_of(house: House, folder: Path) -> Feed:
    """A feed that follows this centre into a log in this folder."""
    return Feed(folder / "events.duckdb", partial(watch, house.api))


@contextlib.asynccontextmanager
async def following(feed: Feed) -> AsyncIterator[Feed]:
    """The feed at work, until the end of the block."""
    task = asyncio.create_task(feed.run())
    try:
        yield feed
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await feed.close()


async def until(feed: Feed, true: Callable[[], bool]) -> None:
    """Wait until news make it true."""
    news = asyncio.Event()
    feed.listen(news.set)
    async with asyncio.timeout(20):
        while not true():
            await news.wait()
            news.clear()


async def caught_up(feed: Feed, house: House) -> None:
    """Wait until the feed knows all that the centre has said."""
    await until(feed, lambda: feed.number >= house.service.last)


@contextlib.asynccontextmanager
async def serving(
    house: House,
    folder: Path,
    port: int = 0,
    *,
    api: Api | None = None,
    escalations: tuple[Escalation, ...] = (),
    alerts: Alerts = NONE,
) -> AsyncIterator[str]:
    """The dashboard of this centre on its own server; gives its address.

    It asks people to log in where the centre does; `api` is another way to that than the house's own.
    """
    listening = bind("127.0.0.1", port, "the test's port")
    feed = feed_of(house, folder)
    settings = Settings(
        api=house.doors.api_url,
        key=KEY,
        desks=house.doors.ws,
        login=house.doors.door.login,
        escalations=escalations,
        alerts=alerts,
        eventlog=folder / "events.duckdb",
        journal=folder / "journal.sqlite",
    )
    server = asyncio.create_task(serve_http(build(feed, settings, api or house.api), listening))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await server
