"""The page about letters, in a real browser: what is listed, opened, let in, dropped and taken up again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.mailwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings, Spam
from tests.browser import chromium, screen
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import MAILBOX
from tests.mail.house import letter

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)

SETTINGS = MailSettings(mailboxes={"help": MAILBOX}, acknowledge=False, spam=Spam(senders=("spam.example",)))
POISON = (
    b"From: \xe2\x80\xaeeve@x.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"<script>alert(1)</script>" + b"\r\n--x\r\n\r\n" * 5000
)


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
    """A screen on which a question of the browser's fails the play as well."""
    asked: list[str] = []
    async with screen(browser) as page:
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        yield page
    assert asked == []


async def some_mail(house: House) -> None:
    """A letter, a spam and something that cannot be read."""
    room = MailRoom(house.service, SETTINGS)
    try:
        for raw in (letter("An ordinary letter"), letter("Cheap pills", sender="x@spam.example"), POISON):
            await room.post(raw)
    finally:
        room.close()


async def test_what_came_in_is_listed_with_its_verdict_and_its_rule(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/mail")
        await expect(page.locator(".empty")).to_contain_text("No letter fits")
        await some_mail(house)
        await page.reload()
        rows = page.locator("tbody tr")
        await expect(rows).to_have_count(3)
        await expect(rows.nth(0)).to_contain_text("unreadable")
        await expect(rows.nth(1)).to_contain_text("spam_sender")
        await expect(rows.nth(2)).to_contain_text("An ordinary letter")
        await page.get_by_role("button", name="Spam 1").click()
        await expect(rows).to_have_count(1)
        assert "verdict=spam" in page.url
        await page.get_by_role("searchbox").fill("nobody")
        await page.get_by_role("searchbox").press("Enter")
        await expect(page.locator(".empty")).to_be_visible()


async def test_a_source_is_shown_and_does_nothing(page: Page, house: House, tmp_path: Path) -> None:
    await some_mail(house)
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/mail?verdict=quarantined")
        await page.locator("tbody tr").click()
        await expect(page.locator("dialog pre")).to_contain_text("<script>alert(1)</script>")
        assert await page.locator("dialog script").count() == 0
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)


async def test_by_the_keyboard_it_is_dropped_taken_up_again_and_let_in(
    page: Page, house: House, tmp_path: Path
) -> None:
    await some_mail(house)
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/mail?verdict=quarantined")
        rows = page.locator("tbody tr")
        await expect(rows).to_have_count(1)
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await expect(rows).to_have_count(0)
        await page.locator(".toast button").click()
        await expect(rows).to_have_count(1)
        await page.goto(f"{address}/mail?verdict=spam")
        await expect(rows).to_have_count(1)
        await page.keyboard.press("j")
        await expect(rows.first).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Not spam").click()
        await expect(page.locator(".toast")).to_contain_text("came in")
        await expect(rows).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_its_visitors_language_and_fits_a_phone(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    await some_mail(house)
    async with serving(house, tmp_path) as address:
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{address}/mail?lang={language}")
        await expect(page.locator("tbody tr")).to_have_count(3)
        await expect(page.locator("h1")).to_have_text(words(WORDS, language)["title"])
        assert await page.locator("html").get_attribute("dir") == direction(language)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
