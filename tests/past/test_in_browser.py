"""The time machine in a real browser: it moves, it tells, it says why, and nothing can be done there."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.pastwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from dispatcher.client import Desk
from dispatcher.events import ContactOffered
from tests.browser import chromium, screen
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import PLOY

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)


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


def waiting(page: Page) -> Any:
    return page.locator('[data-tile="waiting"] [data-field="value"]')


def button(page: Page, does: str) -> Any:
    return page.locator(f'[data-does="{does}"]')


async def lived(house: House) -> int:
    """Two calls; Ploy is offered the first. The number of that fact."""
    await house.call("one")
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        while not any(contact.offer for contact in desk.contacts.values()):
            await desk.changed()
    await house.call("two")
    facts = await house.service.facts(after=0, limit=100)
    return next(n.number for n in facts if isinstance(n.fact, ContactOffered))


async def test_fact_by_fact(page: Page, house: House, tmp_path: Path) -> None:
    offered = await lived(house)
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/past?fact={offered}")
        await expect(page.locator(".then")).to_contain_text("You are looking at the past")
        await expect(page.locator("#board-centre")).to_have_text("Test Centre")
        await expect(page.locator("#past-fact")).to_contain_text("one · offered")
        await expect(page.locator("#past-fact")).to_contain_text("พลอย ศรีสุข")
        await expect(page.locator("#past-fact")).to_contain_text("because: ")
        await expect(waiting(page)).to_have_text("1")
        await expect(page.locator('[data-activity="ringing"]')).to_contain_text("พลอย ศรีสุข")
        await button(page, "fact_before").click()
        await expect(page.locator('[data-activity="ringing"]')).to_have_count(0)
        await expect(page).to_have_url(re.compile(rf"fact={offered - 1}$"))
        await page.keyboard.press("ArrowRight")
        await expect(page.locator("#past-fact")).to_contain_text("offered")
        await page.reload()
        await expect(page.locator("#past-fact")).to_contain_text("one · offered")
        while await button(page, "fact_after").is_enabled():
            shown = page.url
            await page.keyboard.press("ArrowRight")
            await expect(page).not_to_have_url(shown)
        await expect(waiting(page)).to_have_text("2")


async def test_why_it_went_to_her(page: Page, house: House, tmp_path: Path) -> None:
    offered = await lived(house)
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/past?fact={offered}")
        await page.get_by_role("button", name="Why?").click()
        why = page.locator("#past-why")
        await expect(why).to_contain_text("Why: one".replace("one", "\u2068one\u2069"))
        await expect(why.locator('tr[data-chosen="yes"]')).to_contain_text("พลอย ศรีสุข")
        await expect(why.locator('tr[data-chosen="no"]')).to_contain_text("Anna <b>Petrova</b>")
        await expect(why.locator('tr[data-chosen="no"]')).to_contain_text("not ready")
        await page.keyboard.press("Escape")
        await expect(why).to_be_hidden()


async def test_one_press_back_to_live(page: Page, house: House, tmp_path: Path) -> None:
    await house.call("one")
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/past?lang=ru")
        await expect(page.locator("#past-when")).not_to_be_empty()
        await page.get_by_role("link", name=WORDS["back_to_live"][LANGUAGES.index("ru")]).click()
        await expect(page).to_have_url(f"{address}/?lang=ru")
        await expect(page.locator("#board")).to_have_attribute("data-ready", "yes")


async def test_the_slider_by_keys_and_by_hand(page: Page, house: House, tmp_path: Path) -> None:
    await house.call("one")
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/past")
        slider = page.get_by_role("slider")
        await expect(slider).to_have_attribute("aria-valuetext", re.compile(r"\d\d:\d\d:\d\d"))
        await expect(page.locator(".timeline .facts").first).to_be_attached()
        await slider.evaluate("it => { it.value = 0; it.dispatchEvent(new Event('input')); }")
        await expect(page.locator("#board-notice")).to_contain_text("Nothing had happened yet")
        await expect(page.locator(".heroes")).to_be_hidden()
        await button(page, "day_before").click()
        await expect(page.locator("#board-notice")).to_contain_text("Nothing had happened yet")
        await page.get_by_role("button", name="Go to the beginning").click()
        await expect(page.locator("#past-fact")).to_contain_text("the centre's rules were set")
        await page.goto(f"{address}/past")
        await expect(waiting(page)).to_have_text("1")


async def test_playing_ends_with_the_present(page: Page, house: House, tmp_path: Path) -> None:
    first = (await house.service.facts(after=0, limit=1))[0]
    await house.call("one")
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/past?fact={first.number}")
        await expect(page.locator("#board-centre")).to_have_text("Test Centre")
        await page.get_by_label("Speed").select_option("300")
        await page.keyboard.press("Space")
        await expect(waiting(page)).to_have_text("1")
        await expect(button(page, "play")).to_have_attribute("aria-label", "Play")


async def test_nothing_can_be_done_there(page: Page, house: House, tmp_path: Path) -> None:
    await lived(house)
    async with serving(house, tmp_path) as address:
        posted = list[str]()
        page.on("request", lambda asked: posted.append(asked.url) if asked.method != "GET" else None)
        await page.goto(f"{address}/past")
        await expect(waiting(page)).to_have_text("2")
        picture = page.locator(":is(.heroes, .strip, .floor, #board-ahead)")
        assert await picture.locator("button, a[href], select, input, form").count() == 0
        assert [url for url in posted if "/_dash" not in url] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_fits_every_screen(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    offered = await lived(house)
    async with serving(house, tmp_path) as address:
        for width, height in ((1920, 1080), (390, 844)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.goto(f"{address}/past?fact={offered}&lang={language}")
            await expect(page.locator("#past-fact .told")).to_be_visible()
            await expect(page.locator(".then strong")).to_have_text(words(WORDS, language)["in_the_past"])
            assert await page.evaluate("document.documentElement.scrollWidth") == width
            assert await page.evaluate("document.documentElement.dir") == direction(language)


async def test_a_journal_that_is_elsewhere_is_said(page: Page, house: House, tmp_path: Path) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    async with serving(house, apart) as address:
        await page.goto(f"{address}/past")
        await expect(page.locator("#board-notice")).to_contain_text("cannot be read on this machine")
