"""Alarms on the board in a real browser: shown, made quiet, on record, silent until somebody wants noise."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from msgspec import structs
from playwright.async_api import Browser, Page, expect

from dashboard.alertwords import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.alerts import Alerts
from dispatcher.vocabulary import ContactId
from tests.alerting.house import WAITING
from tests.browser import chromium, screen
from tests.dashboard.people import add_people, session_of, token_of
from tests.dashboard.rooms import House, open_house, serving

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=20_000)

RULES = Alerts(rules=(structs.replace(WAITING, email=(), webhook=False),))

# What is asked of the sound card and of the browser, written down instead.
LISTEN = """
window.noise = [];
window.told = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    return (this.permission = "granted");
  }
  constructor(title, { body }) {
    window.told.push(body);
  }
};
window.AudioContext = class {
  currentTime = 0;
  createOscillator() {
    return { frequency: {}, connect: (to) => to, start: () => window.noise.push("tone"), stop() {} };
  }
  createGain() {
    const still = () => {};
    return { gain: { setValueAtTime: still, exponentialRampToValueAtTime: still }, connect: (to) => to };
  }
};
"""


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
        await page.add_init_script(LISTEN)
        yield page


async def test_it_shows_is_made_quiet_and_ends(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path, alerts=RULES) as address:
        await page.goto(address)
        await expect(page.locator("#board-live")).to_have_text("live")
        alarm = page.locator("#board-alerts li")
        await expect(alarm).to_have_count(0)
        await house.call("one")
        await expect(alarm).to_contain_text("act now")
        await expect(alarm).to_contain_text("Waiting · Orders")
        await expect(alarm).to_contain_text("1 (above \u20680\u2069)")
        await page.get_by_role("button", name="I look after it").click()
        await expect(alarm).to_have_attribute("data-quiet", "yes")
        await expect(alarm).to_contain_text("looks after it")
        await expect(page.get_by_role("button", name="I look after it")).to_have_count(0)
        assert await page.evaluate("window.noise") == []
        await house.hang_up(ContactId("one"))
        await expect(alarm).to_have_count(0)
        await page.get_by_role("button", name="Record of alarms").click()
        record = page.locator(".alarms-record tbody tr")
        await expect(record).to_have_count(1)
        await expect(record).to_contain_text("Waiting · Orders")
        await expect(record).not_to_contain_text("goes on")


async def test_no_sound_until_asked_for_and_one_for_several(page: Page, house: House, tmp_path: Path) -> None:
    both = (RULES.rules[0], structs.replace(RULES.rules[0], name="too", kpi="backlog"))
    async with serving(house, tmp_path, alerts=Alerts(rules=both)) as address:
        await page.goto(address)
        await expect(page.locator("#board-live")).to_have_text("live")
        await page.locator('[data-toggles="sound"]').click()
        await expect(page.locator('[data-toggles="sound"]')).to_have_attribute("aria-pressed", "true")
        await page.evaluate("window.noise.length = 0")
        await house.call("one")
        await expect(page.locator("#board-alerts li")).to_have_count(2)
        assert await page.evaluate("window.noise") == ["tone"] * 3, "one sound, of three tones"


async def test_notifications_are_asked_for_and_come_once(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path, alerts=RULES) as address:
        await page.goto(address)
        await expect(page.locator("#board-live")).to_have_text("live")
        assert await page.evaluate("Notification.permission") == "default", "nobody is asked unasked"
        await page.locator('[data-toggles="notify"]').click()
        await expect(page.locator('[data-toggles="notify"]')).to_have_attribute("aria-pressed", "true")
        await house.call("one")
        await expect(page.locator("#board-alerts li")).to_have_count(1)
        (told,) = await page.evaluate("window.told")
        assert "Waiting · Orders" in told
        await page.get_by_role("button", name="I look after it").click()
        await expect(page.locator("#board-alerts li")).to_have_attribute("data-quiet", "yes")
        assert len(await page.evaluate("window.told")) == 1


async def test_a_board_without_rules_has_no_place_for_them(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await expect(page.locator("#board-live")).to_have_text("live")
        await expect(page.locator("#board-alerts")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_fits_every_screen(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    await house.call("one")
    async with serving(house, tmp_path, alerts=RULES) as address:
        for width, height in ((1920, 1080), (390, 844)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.goto(f"{address}/?lang={language}")
            say = words(WORDS, language)
            await expect(page.locator("#board-alerts li")).to_contain_text(say["breach"])
            assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_the_past_shows_what_rang_then_and_no_button(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path, alerts=RULES) as address:
        await page.goto(address)
        await house.call("one")
        await expect(page.locator("#board-alerts li")).to_have_count(1)
        await page.goto(f"{address}/past")
        await page.goto(f"{address}/past?at={await page.evaluate('new Date().toISOString()')}")
        await expect(page.locator("#board-alerts li")).to_contain_text("Waiting · Orders")
        await expect(page.locator("#board-alerts button")).to_have_count(0)


@pytest.mark.parametrize(("name", "may"), [("ploy", 403), ("wall", 403), ("sun", 200), ("ada", 200)])
async def test_who_may_make_one_quiet(tmp_path: Path, name: str, may: int) -> None:
    async with open_house(tmp_path, login=True) as house:
        await add_people(house)
        secret = await token_of(house, name) if name == "wall" else await session_of(house, name)
        headers = {"Authorization": f"Bearer {secret}"}
        async with serving(house, tmp_path, alerts=RULES) as address, httpx.AsyncClient() as client:
            answer = await client.post(f"{address}/alerts/acknowledge/1", headers=headers)
            assert answer.status_code == may
            assert (await client.post(f"{address}/alerts/acknowledge/1")).status_code == 401
            if may == 200:
                assert answer.json() == {"acknowledged": False}, "there is none"
            record = await client.get(f"{address}/alerts.json", headers=headers)
            assert record.status_code == (403 if name == "ploy" else 200)
