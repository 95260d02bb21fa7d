"""Every page is held to axe-core's rules: light and dark, at the desk and on a phone, in both directions."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.accessible import grave_findings
from tests.browser import chromium, screen
from tests.dashboard.people import add_people
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import PLOY

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)

PAGES = {
    "/": "#board[data-ready]",
    "/history?before=7": "#history[data-ready]",
    "/history?by=queue&since=2026-01-01": "#history[data-ready]",
    "/folders": "#folders[data-ready]",
    f"/desk?agent={PLOY}": "#desk > *",
    "/mail": "#mail [data-ready], #mail[data-ready]",
    "/knowledge": "#knowledge[data-ready]",
    "/plan": "#plan[data-ready]",
}
SIGHTS: list[tuple[Literal["light", "dark"], int, str]] = [("light", 1280, "en"), ("dark", 390, "fa")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        await house.call("one")
        await house.write("Where is my parcel?", "It has not come.")
        yield house


@pytest.mark.parametrize(("scheme", "width", "language"), SIGHTS, ids=["light desk", "dark phone"])
@pytest.mark.parametrize("path", PAGES)
async def test_no_page_has_grave_findings(
    browser: Browser,
    house: House,
    tmp_path: Path,
    path: str,
    scheme: Literal["light", "dark"],
    width: int,
    language: str,
) -> None:
    async with serving(house, tmp_path) as address, screen(browser, width, 900) as page:
        await page.emulate_media(color_scheme=scheme)
        await page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        await page.wait_for_selector(PAGES[path])
        assert await grave_findings(page) == []


async def test_neither_has_the_way_in(browser: Browser, tmp_path: Path) -> None:
    async with open_house(tmp_path, login=True) as house, serving(house, tmp_path) as address:
        await add_people(house)
        async with screen(browser, 1280, 900) as page:
            await page.goto(f"{address}/login")
            assert await grave_findings(page) == []
