"""The history page in a real browser: notes on the time axis, periods compared, long questions ended."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import duckdb
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.figurewords import FIGURE_WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.vocabulary import DAY
from tests.browser import chromium, screen
from tests.dashboard.rooms import House, caught_up, feed_of, following, open_house, serving

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        await house.call("one")
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with screen(browser, 1280, 900) as page:
        yield page


async def note(page: Page, text: str) -> None:
    """By keyboard alone."""
    await page.get_by_role("button", name="Note an incident").press("Enter")
    await page.get_by_label("What happened").fill(text)
    await page.get_by_label("What happened").press("Enter")


async def test_an_incident_is_noted_changed_removed_and_taken_back(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/history")
        await note(page, "สายหลุด <b>")
        entry = page.locator(".incidents li")
        await expect(entry).to_contain_text("สายหลุด <b>")
        await expect(
            page.locator(".js-plotly-plot .shapelayer path, .js-plotly-plot .shape-group path").first
        ).to_be_attached()
        await page.get_by_role("button", name="Edit").click()
        await page.get_by_label("What happened").fill("ซ่อมแล้ว")
        await page.get_by_role("button", name="Save").click()
        await expect(entry).to_contain_text("ซ่อมแล้ว")
        await page.get_by_role("button", name="Undo").click()
        await expect(entry).to_contain_text("สายหลุด <b>")
        await page.get_by_role("button", name="Remove").click()
        await expect(entry).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(entry).to_contain_text("สายหลุด <b>")
        assert "สายหลุด <b>" in await (await page.request.get(f"{address}/history.csv")).text()


async def test_of_two_who_change_it_the_second_is_told(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/history")
        await note(page, "one")
        await expect(page.locator(".incidents li")).to_contain_text("one")
        await page.get_by_role("button", name="Edit").click()
        (known,) = await house.api.ask("GET", "/v1/incidents")
        said = {"on": 1, "since": known["since"], "until": known["until"], "text": "two", "removed": False}
        await house.api.ask("PUT", f"/v1/incidents/{known['id']}", said)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("alert")).to_contain_text("somebody else changed it meanwhile")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_is_said_in_the_readers_language(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    say = words(FIGURE_WORDS, language)
    async with serving(house, tmp_path) as address:
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(f"{address}/history?lang={language}&before=7")
            await page.get_by_role("button", name=say["note_incident"]).click()
            await expect(page.get_by_label(say["what_happened"])).to_be_visible()
            await expect(page.locator("#history-table")).to_contain_text(say["difference"])
            assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_two_periods_are_compared(page: Page, house: House, tmp_path: Path) -> None:
    await house.call("two")
    async with following(feed_of(house, tmp_path)) as feed:
        await caught_up(feed, house)
    with duckdb.connect(str(tmp_path / "events.duckdb")) as file:  # the same, with one call, a week before
        file.execute(
            "INSERT INTO facts"
            f" SELECT * REPLACE (occurred - to_microseconds({7 * DAY}) AS occurred, -1 AS run)"
            " FROM facts WHERE contact = 'one' AND kind = 'ContactArrived'"
        )
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/history?kpi=incoming&before=7")
        cells = page.locator("#history-table tfoot td")
        await expect(cells.nth(0)).to_have_text("2")
        await expect(cells.nth(1)).to_have_text("1")
        await expect(cells.nth(2)).to_have_text("▲ 1")
        await expect(cells.nth(3)).to_have_text("▲ 100%")
        await page.goto(f"{address}/history?kpi=incoming&before=7&by=queue")
        await expect(page.locator("#history-table tbody tr").first).to_contain_text("▲ 1")


# A million agents' stretches over three years, told apart by day and agent: a second and more on any machine.
MANY = """
    INSERT INTO facts BY NAME
    SELECT 0 AS run, n - 10_000_000 AS number, make_timestamp(1700000000000000 + n * 30_000_000) AS occurred,
           'AgentStatusChanged' AS kind, 'agent ' || (n * 7919 % 500) AS agent, 'team' AS team,
           CASE WHEN n % 2 = 0 THEN 'ready' ELSE 'away' END AS status
    FROM range({count}) AS t(n)
"""


async def test_a_long_question_shows_how_far_it_is_and_is_ended(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with following(feed_of(house, tmp_path)) as feed:
        await caught_up(feed, house)
    with duckdb.connect(str(tmp_path / "events.duckdb")) as file:
        file.execute(MANY.format(count=3_000_000))
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/history?kpi=time_ready&by=agent&grain=day&since=2023-12-01")
        await expect(page.get_by_role("progressbar")).to_be_visible(timeout=60_000)
        await page.get_by_role("button", name="Cancel").press("Enter")
        await expect(page.get_by_role("status")).to_have_text("Cancelled.")
        await expect(page.get_by_role("button", name="Ask again")).to_be_focused()
        await page.goto(f"{address}/history")
        await expect(page.locator("#history-table tfoot td").first).to_have_text("1")


async def test_a_long_question_is_answered_on_its_page(page: Page, house: House, tmp_path: Path) -> None:
    async with following(feed_of(house, tmp_path)) as feed:
        await caught_up(feed, house)
    with duckdb.connect(str(tmp_path / "events.duckdb")) as file:
        file.execute(MANY.format(count=300_000))
    async with serving(house, tmp_path) as address:
        asked = f"{address}/history?kpi=time_ready&by=agent&grain=week&since=2023-12-01&until=2024-03-01"
        await page.goto(asked)
        await page.wait_for_selector("#history[data-ready]", timeout=60_000)
        await expect(page.locator("#history-table tbody tr")).to_have_count(500)
        await expect(page).to_have_url(re.compile("grain=week"))
