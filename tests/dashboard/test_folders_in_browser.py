"""The folders in a real browser: what lies there is what the centre has, and what is done there is done."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from dashboard.words import LANGUAGES
from dispatcher.client import Desk
from dispatcher.folders.escalation import Escalation
from dispatcher.vocabulary import HOUR, SECOND, AgentId, Span
from tests.browser import chromium, screen
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import ANNA, CENTRE, MAIL, PLOY

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


async def test_letters_come_and_are_counted_by_themselves(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/folders")
        await expect(page.locator("#folders-list .empty")).to_be_visible()
        contact = await house.write("Where is my order?", "It has not come.")
        row = page.locator(".letter-row")
        await expect(row).to_have_count(1)
        await expect(row).to_contain_text("Where is my order?")
        await expect(row).to_contain_text("mali@example.com")
        await expect(page.locator('[data-folder="unanswered"] .number')).to_have_text("1")
        async with Desk(house.api, PLOY) as desk:
            await desk.ready()
            offer = house.service.state.contacts[contact].offer
            assert offer is not None
            await desk.accept(offer.id)
            await expect(page.locator('[data-folder="unanswered"] .number')).to_have_text("0")
            await page.locator('[data-folder="in_progress"]').click()
            await expect(page.locator(".letter-row .agent")).to_have_text("พลอย ศรีสุข")
        assert "folder=in_progress" in page.url
        await page.go_back()
        await expect(page.locator('[data-folder="unanswered"]')).to_have_attribute("aria-current", "page")


async def test_a_letter_is_read_with_all_that_happened_by_keys_alone(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        await house.write("First", "The first letter")
        await house.write("Second", "<b>The second</b> letter")
        await page.goto(f"{address}/folders")
        await expect(page.locator(".letter-row")).to_have_count(2)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        letter = page.locator("#folders-letter")
        await expect(letter.locator("pre")).to_contain_text("<b>The second</b> letter")
        await expect(letter.locator(".happened li").first).to_contain_text("arrived")
        await expect(letter.locator(".happened")).to_contain_text("first reply")
        await page.keyboard.press("Escape")
        await expect(letter).to_be_hidden()
        await page.keyboard.press("/")
        await page.keyboard.type("second")
        await expect(page.locator(".letter-row")).to_have_count(1)
        await expect(page).to_have_url(f"{address}/folders?text=second")


async def test_what_is_done_there_is_done_and_undone(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        contact = await house.write("Urgent?", "Please hurry.")
        await page.goto(f"{address}/folders")
        await page.locator(".open").click()
        await page.locator('[data-act="make_urgent"]').select_option("urgent")
        await expect(page.locator(".badge")).to_have_text("Urgent")
        assert house.service.state.contacts[contact].urgency == "urgent"
        await page.locator("#folders-toast button").click()
        await expect(page.locator(".badge")).to_have_count(0)
        assert house.service.state.contacts[contact].urgency == "normal"


async def test_rejecting_waits_for_second_thoughts(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        contact = await house.write("Spam?", "Buy this.")
        await page.goto(f"{address}/folders")
        for _ in range(2):
            await page.locator(".open").click()
            await page.locator(".danger").click()
            await expect(page.locator("#folders-toast")).to_contain_text("Rejecting")
            await page.locator("#folders-toast button").click()
            await expect(page.locator("#folders-toast")).to_have_text("Undone.")
        assert house.phase(contact) == "waiting"
        await page.locator(".open").click()
        await page.locator(".danger").click()
        await expect(page.locator(".letter-row")).to_have_count(0)
        assert house.phase(contact) == "gone"


async def test_an_agent_is_set_on_a_topic_until_an_hour(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await house.write("One", "One letter")
        await page.goto(f"{address}/folders?queue=mail")
        await page.locator('[data-key="focus-who"]').select_option("anna")
        await page.locator('[data-key="focus-set"]').click()
        await expect(page.locator(".focus li")).to_contain_text("Support mail")
        focus = house.service.state.agents[ANNA].focus
        assert focus is not None
        assert (focus.queues, focus.categories) == (("mail",), ())
        await page.locator('[data-key="end-anna"]').click()
        await expect(page.locator(".focus li")).to_have_count(0)
        assert house.service.state.agents[AgentId("anna")].focus is None


async def test_a_refusal_is_told_in_its_own_words(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        contact = await house.write("Gone", "It is gone before she decides.")
        await page.goto(f"{address}/folders")
        await page.locator(".open").click()
        await page.locator('[data-act="assign"]').wait_for()
        await page.evaluate("id => fetch('/folders/command', {method: 'POST', body: id})", "no JSON")
        closed = {"type": "CloseContact", "id": "close", "contact": contact}
        await house.api.ask("POST", "/v1/commands", closed)
        await page.locator('[data-act="assign"]').select_option("anna")
        await expect(page.locator("#folders-toast")).to_contain_text("is open")


async def test_what_is_escalated_rings_on_both_pages_with_what_is_to_come(page: Page, tmp_path: Path) -> None:
    """A promise of a second breaks at once; two answered letters say how fast the others go."""
    mail = replace(CENTRE.queues[MAIL], promise=Span(SECOND))
    rule = Escalation(name="Too late")
    async with (
        open_house(tmp_path, centre=replace(CENTRE, queues=CENTRE.queues | {MAIL: mail})) as house,
        serving(house, tmp_path, escalations=(rule,)) as address,
    ):
        await house.write("One", "One letter")
        await page.goto(f"{address}/folders")
        alarm = page.locator(".alarm")
        await expect(alarm).to_contain_text("Too late")
        await alarm.click()
        await expect(page.locator('[data-folder="past_sla"]')).to_have_attribute("aria-current", "page")
        await expect(page.locator(".letter-row .left")).to_contain_text("late")
        await page.goto(address)
        await expect(page.locator("#board-ahead .alarm")).to_contain_text("Too late")
        await page.locator("#board-ahead .alarm").click()
        await expect(page).to_have_url(f"{address}/folders?folder=past_sla")


async def test_the_outlook_is_told_in_words(page: Page, house: House, tmp_path: Path) -> None:
    hour = house.service.clock() - house.service.clock() % HOUR - HOUR
    rows = [("mail", hour - n * HOUR, 0, 2, 0, 9) for n in range(1, 9)]
    await house.service.write(
        lambda store: store.executemany("INSERT INTO backlog_hour VALUES (?, ?, ?, ?, ?, ?)", rows)
    )
    await house.write("One", "One letter")
    await house.write("Two", "Another letter")
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/folders")
        await expect(page.locator(".outlook li")).to_contain_text("Support mail")
        await expect(page.locator(".outlook li")).to_contain_text("clear by")
        await page.goto(address)
        await expect(page.locator("#board-ahead .outlook")).to_contain_text("clear by")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_sticks_out_on_a_phone(
    language: str, browser: Browser, house: House, tmp_path: Path
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    page = await context.new_page()
    async with serving(house, tmp_path) as address:
        await house.write("A" * 90, "A long subject without a space")
        await page.goto(f"{address}/folders?lang={language}")
        await expect(page.locator(".letter-row")).to_have_count(1)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        await page.locator(".open").click()
        await expect(page.locator("#folders-letter pre")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await context.close()
