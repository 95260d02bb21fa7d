"""The pages in a real browser: what stands on them is what was pushed, whatever stops and starts again."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.boards import changes
from dashboard.boardwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from dispatcher.client import Desk
from tests.browser import chromium, screen
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import PLOY

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)

# Every number of the tiles as the page shows it, and as it should from the board for programs.
COMPARE = """async () => {
  const { Numbers } = await import("/assets/board/numbers.mjs");
  const root = document.getElementById("board");
  const numbers = new Numbers(root.dataset.language, JSON.parse(root.dataset.words));
  const { board } = await (await fetch("/board.json")).json();
  const differ = [];
  for (const tile of root.querySelectorAll("[data-tile]")) {
    const data = board.tiles[tile.dataset.tile];
    for (const field of tile.querySelectorAll('[data-field]:not([data-as="since"])')) {
      const [name, place] = field.dataset.field.split(".");
      const value = place === undefined ? data[name] : data[name]?.[place];
      const wanted = numbers.as(field.dataset.as, value);
      if (field.textContent !== wanted) differ.push([tile.dataset.tile, name, field.textContent, wanted]);
    }
  }
  return differ;
}"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with screen(browser) as page:
        yield page


def field(page: Page, tile: str, name: str = "value") -> Any:
    return page.locator(f'[data-tile="{tile}"] [data-field="{name}"]')


async def test_the_numbers_on_the_page_are_the_centres(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await page.goto(address)
        await expect(page.locator("#board-centre")).to_have_text("Test Centre")
        await expect(page.locator("#board-notice")).to_contain_text("Nothing came in today yet")
        for name in ("one", "two", "three"):
            await house.call(name)
        await house.write("Where is my parcel?", "It has not come.")
        await expect(field(page, "waiting")).to_have_text("3")
        await expect(field(page, "waiting", "second")).to_have_text("1")
        await desk.ready()
        while (offer := next((c.offer for c in desk.contacts.values() if c.offer), None)) is None:
            await desk.changed()
        await expect(page.locator('[data-activity="ringing"]')).to_contain_text("พลอย ศรีสุข")
        await desk.accept(offer.id)
        await expect(page.locator('[data-activity="on_call"]')).to_contain_text("พลอย ศรีสุข")
        await expect(field(page, "service_level")).to_have_text("100%")
        await expect(field(page, "backlog")).to_have_text("4")
        await expect(page.locator("#board-queues tr")).to_have_count(2)
        assert await page.evaluate(COMPARE) == []


async def test_it_recovers_when_the_dashboard_is_back(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await expect(field(page, "waiting")).to_have_text("0")
        port = int(address.rsplit(":", 1)[1])
    await expect(page.locator("#board-notice")).to_contain_text("Numbers stand still since")
    await expect(page.locator("#board-notice")).to_contain_text("dashboard does not answer")
    await expect(page.locator("#board")).to_have_attribute("data-still", "yes")
    await house.call("meanwhile")
    async with serving(house, tmp_path, port):
        await expect(field(page, "waiting")).to_have_text("1")
        await expect(page.locator("#board")).to_have_attribute("data-still", "no")
        await expect(page.locator("#board-live")).to_have_text("live")
        assert await page.evaluate(COMPARE) == []


async def test_it_says_when_the_dispatcher_is_silent(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await expect(page.locator("#board-live")).to_have_text("live")
        await house.close()
        await expect(page.locator("#board-notice")).to_contain_text("dispatcher does not answer")
        await expect(page.locator("#board-live")).to_have_text("old")
        await house.open()
        await expect(page.locator("#board-live")).to_have_text("live")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_fits_every_screen(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    say = words(WORDS, language)
    await house.call("one")
    async with serving(house, tmp_path) as address:
        for path, ready, head in (
            ("/", "#board[data-ready]", say["queues"]),
            ("/history", "#history[data-ready]", say["by_quarter"]),
        ):
            for width, height in ((1920, 1080), (390, 844)):
                await page.set_viewport_size({"width": width, "height": height})
                await page.goto(f"{address}{path}?lang={language}")
                await page.wait_for_selector(ready)
                await expect(page.get_by_role("heading", name=head, exact=True)).to_be_visible()
                assert await page.evaluate("document.documentElement.scrollWidth") == width
                assert await page.evaluate("document.documentElement.dir") == direction(language)
                if (path, width) == ("/", 1920):
                    assert await page.evaluate("document.documentElement.scrollHeight") == height


async def test_history_ends_with_what_the_board_shows(page: Page, house: House, tmp_path: Path) -> None:
    for name in ("one", "two"):
        await house.call(name)
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await expect(field(page, "incoming")).to_have_text("2")
        await page.goto(f"{address}/history?kpi=incoming")
        await expect(page.locator("#history-table tfoot td").first).to_have_text("2")
        await expect(page.locator(".js-plotly-plot .bars path").first).to_be_attached()
        await expect(page.get_by_label("Number")).to_have_value("incoming")
        await page.get_by_label("Told apart by").select_option("queue")
        await expect(page).to_have_url(re.compile("by=queue"))
        await expect(page.locator("#history-table tfoot td")).to_have_text("2")
        await expect(page.get_by_label("Number")).to_have_value("incoming")


async def test_the_page_lays_changes_over_the_board_as_they_were_meant(
    page: Page, house: House, tmp_path: Path
) -> None:
    rows: tuple[dict[str, dict[str, int]], ...] = (
        {},
        {"a": {"x": 1}},
        {"a": {"x": 2}, "b": {"x": 1}},
        {"b": {"x": 1}},
    )
    boards = [{"centre": c, "queue_order": sorted(r), "queues": r} for r in rows for c in ("one", "two")]
    cases = [(before, changes(before, after), after) for before in boards for after in boards]
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await page.wait_for_selector("#board[data-ready]")
        laid = await page.evaluate(
            """async (cases) => {
              const { overlaid } = await import("/assets/board/picture.mjs");
              return cases.map(([before, news]) => overlaid(before, news));
            }""",
            [[before, news] for before, news, _ in cases],
        )
    assert laid == [after for *_, after in cases]


async def test_a_wall_has_no_links_and_no_pointer(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/?tv=1")
        await page.wait_for_selector("#board[data-ready]")
        await expect(page.locator(".ways")).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.getElementById('board')).cursor") == "none"


async def test_all_screens_show_the_same(browser: Browser, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        context = await browser.new_context()
        screens = [await context.new_page() for _ in range(4)]
        await asyncio.gather(*(screen.goto(address) for screen in screens))
        await house.call("one")
        for screen in screens:
            await expect(field(screen, "waiting")).to_have_text("1")
        await context.close()
