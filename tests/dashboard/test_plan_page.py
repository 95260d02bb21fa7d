"""The what-if page, in a real browser: theory at once, days played, plans compared, kept, applied."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.planwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from tests.browser import chromium, screen
from tests.dashboard.people import GOOD, add_people, session_of
from tests.dashboard.rooms import House, open_house, serving

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=30_000)

PLAYING = 120_000  # ms: days are computed, and the machine may have other things to do


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


async def opened(page: Page, address: str, query: str = "") -> None:
    await page.goto(f"{address}/plan{query}")
    await page.locator("#plan[data-ready]").wait_for()


async def few_days(page: Page) -> None:
    days = page.get_by_label("Days to play")
    await days.fill("2")
    await days.press("Tab")


def card(page: Page, kpi: str) -> Any:
    return page.locator(f'.card[data-kpi="{kpi}"] .value')


async def test_theory_follows_the_slider_and_days_are_played_beside_it(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        await opened(page, address)
        before = await card(page, "service_level").inner_text()
        await page.locator('[data-key="more"]').focus()
        await page.keyboard.press("ArrowRight")
        await expect(card(page, "service_level")).not_to_have_text(before)
        await few_days(page)
        await page.locator("#plan-play").click()
        await expect(page.locator(".state")).to_contain_text("days played", timeout=PLAYING)
        await expect(card(page, "promises_kept")).to_contain_text("±")
        await expect(page.locator("svg.curves polygon.series-0")).not_to_have_count(0)
        await page.locator('[data-key="volume"]').press("ArrowRight")
        await expect(page.locator(".state")).to_have_text("Not played yet as it stands now")


async def test_what_is_played_can_be_cancelled(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await opened(page, address)
        days = page.get_by_label("Days to play")
        await days.fill("200")
        await days.press("Tab")
        await page.locator("#plan-play").click()
        await page.locator("#plan-cancel").click()
        await expect(page.locator(".state")).to_contain_text("cancelled after")
        await expect(page.locator("#plan-play")).to_be_enabled()


async def test_two_plans_are_compared_and_a_link_shows_both(
    page: Page, house: House, tmp_path: Path, browser: Browser
) -> None:
    async with serving(house, tmp_path) as address:
        await opened(page, address)
        await few_days(page)
        await page.locator("#plan-play").click()
        await expect(page.locator(".state")).to_contain_text("days played", timeout=PLAYING)
        await page.locator("#plan-add").click()
        await page.get_by_label("Name").fill("One more")
        await page.locator('[data-key="more"]').press("ArrowRight")
        await page.locator("#plan-play").click()
        await expect(page.locator(".side .verdict")).not_to_have_count(0, timeout=PLAYING)
        await expect(page.locator(".heat tbody tr")).to_have_count(2)
        await page.locator("#plan-link").click()
        await expect(page.locator("#plan-toast")).not_to_be_empty()
        link = page.url
    # Another dashboard, which knows nothing of what was played: a link holds as long as what was saved.
    async with serving(house, tmp_path, int(address.rpartition(":")[2])):
        other = await (await browser.new_context(locale="en")).new_page()
        await other.goto(link)
        await other.locator("#plan[data-ready]").wait_for()
        await expect(other.locator(".choice")).to_have_count(2)
        await expect(other.locator(".choice").nth(1)).to_have_text("One more")
        await expect(other.locator(".side .verdict")).not_to_have_count(0, timeout=PLAYING)
        await other.context.close()


async def test_levers_are_looked_over_and_then_pulled(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await opened(page, address)
        await page.locator("#plan-apply").click()
        await expect(page.locator(".review")).to_contain_text("has these levers already")
        await page.keyboard.press("Escape")
        await page.locator('[data-key="reserve"]').press("ArrowRight")
        await page.locator("#plan-apply").click()
        await expect(page.locator(".review li")).to_contain_text("Reserve for calls")
        assert house.service.state.rules.levers.reserve is None  # looked over, and no more
        await page.locator("#plan-send").click()
        await expect(page.locator("#plan-toast")).to_have_text("Applied")
        assert house.service.state.rules.levers.reserve == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_in_every_language(
    browser: Browser, house: House, tmp_path: Path, language: str, scheme: Any
) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = await context.new_page()
    async with serving(house, tmp_path) as address:
        await opened(page, address, f"?lang={language}")
        await expect(page.locator("#plan-play")).to_have_text(words(WORDS, language)["play"])
        assert await page.evaluate("document.documentElement.dir") == direction(language)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await context.close()


async def test_a_server_that_is_gone_is_said_to_be(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await opened(page, address)
    await page.locator('[data-key="volume"]').press("ArrowRight")
    await expect(page.locator("#plan-notice")).to_contain_text("does not answer")


async def test_programs_hear_what_is_wrong_with_a_plan(house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, httpx.AsyncClient(base_url=f"{address}/plan") as web:
        async with asyncio.timeout(20):  # the feed has yet to hear of the centre
            while (answer := await web.get("/start.json")).status_code == 503:
                pass
        plan = answer.json()
        assert (await web.post("/runs", content=b"{")).status_code == 422
        assert "nobody is there" in (await web.post("/quick", json=plan | {"more": -20})).json()["detail"]
        assert (await web.get("/runs.json?id=0123456789abcdef")).status_code == 404
        assert (await web.get("/runs.json?id=../../etc/passwd")).status_code == 422
        assert (await web.post("/runs", content=b" " * 300_000)).status_code == 422
        run = (await web.post("/runs", json=plan | {"days": 2})).json()["id"]
        assert "[demand." in (await web.get(f"/runs/{run}/plan.toml")).text
        assert (await web.get(f"/runs/{run}/plan.json")).json()["plan"]["days"] == 2
        assert (await web.get("/start.json?day=2020-01-01")).status_code == 404
        assert json.loads((await web.get("/saved.json")).text) == []


async def test_an_agent_plans_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, login=True) as house, serving(house, tmp_path) as address:
        await add_people(house)
        assert GOOD
        async with httpx.AsyncClient(base_url=address) as web:
            for name, status in (("ploy", 403), ("sun", 200)):
                cookie = {"authorization": f"Bearer {await session_of(house, name)}"}
                assert (await web.get("/plan/saved.json", headers=cookie)).status_code == status
