"""A whole centre with its pages, and a browser in front of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest_asyncio
from playwright.async_api import Browser, Page

from dashboard.app import build
from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher.client import watch
from dispatcher.listen import bind, serve_http
from tests.browser import chromium
from tests.desk.house import House, open_house
from tests.desk.relay import Relay, open_relay
from tests.doors import KEY


class Pages(NamedTuple):
    """A centre, the address of its pages, and the line over which desks reach the gateway."""

    house: House
    address: str
    relay: Relay


Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def pages(tmp_path: Path) -> AsyncIterator[Pages]:
    """A centre with its pages open."""
    listening = bind("127.0.0.1", 0, "the test's port")
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with open_house(tmp_path, origins=(address,)) as house, open_relay(house.port) as relay:
        settings = Settings(
            api=house.doors.api_url, desks=relay.url, key=KEY, eventlog=tmp_path / "events.duckdb"
        )
        app = build(Feed(settings.eventlog, partial(watch, house.api)), settings, house.api)
        server = asyncio.create_task(serve_http(app, listening))
        yield Pages(house, address, relay)
        server.cancel()
        with suppress(asyncio.CancelledError):
            await server


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, pages: Pages) -> AsyncIterator[Visit]:
    """Open the desk in a browser of its own; any error on the page fails the play."""
    errors: list[str] = []
    async with AsyncExitStack() as open_windows:

        async def open_window(query: str = "agent=ploy", width: int = 1280, height: int = 720) -> Page:
            context = await browser.new_context(viewport={"width": width, "height": height})
            open_windows.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(15_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            await page.goto(f"{pages.address}/desk?{query}")
            return page

        yield open_window
    assert errors == []
