"""Acting from the board in a real browser: done, undone, asked first where it hurts, hidden from others."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from dashboard.actwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from dispatcher.centre import Queue
from dispatcher.client import Desk
from dispatcher.vocabulary import EMAIL, HOUR, SECOND, AgentStatus, ContactId, QueueId, Skill, Span
from tests.browser import chromium, screen
from tests.dashboard.people import GOOD, add_people, token_of
from tests.dashboard.rooms import House, open_house, serving
from tests.dashboard.test_acting_server import TWO_TEAMS
from tests.desk.house import ANNA, CENTRE, MAIL, PLOY

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)

CLAIMS = QueueId("claims")
THREE = replace(
    CENTRE,
    queues=CENTRE.queues
    | {CLAIMS: Queue(id=CLAIMS, name="Claims", channel=EMAIL, skills={Skill("law"): 4}, promise=Span(HOUR))},
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, centre=THREE) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with screen(browser) as page:
        yield page


async def open_agent(page: Page, address: str, agent: str = "ploy", query: str = "") -> Any:
    """Her sheet, from her tile."""
    await page.goto(f"{address}/{query}")
    await page.locator(f'[data-opens="agent:{agent}"]').click()
    panel = page.locator("#act-panel")
    await expect(panel.locator("[data-cap], [data-key^=cap-]").first).to_be_visible()
    return panel


def bar(page: Page) -> Any:
    return page.locator(".act-bar")


async def undo(page: Page) -> None:
    await page.locator(".act-undo").click()
    await expect(bar(page)).to_contain_text("Undone.")


async def take(house: House, desk: Desk, contact: ContactId) -> None:
    """She accepts this contact."""
    offer = house.service.state.contacts[contact].offer
    assert offer is not None
    await desk.accept(offer.id)


async def test_a_cap_is_changed_from_her_tile_and_undone(page: Page, house: House, tmp_path: Path) -> None:
    rules = house.service.state
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        panel = await open_agent(page, address)
        await panel.locator('[data-key="fewer-email"]').click()
        await expect(bar(page)).to_contain_text("at once")
        assert rules.rules.agents[PLOY].levers.caps == {EMAIL: 2}
        await expect(panel.locator('[data-key="cap-email"]')).to_have_value("2")
        await undo(page)
        assert rules.rules.agents[PLOY].levers.caps == {}
        await expect(panel.locator('[data-key="cap-email"]')).to_have_value("3")
        await panel.locator('[data-key="cap-email"]').fill("99")
        await panel.locator('[data-key="cap-email"]').press("Enter")
        await expect(bar(page)).to_contain_text("out of bounds")
        assert rules.rules.agents[PLOY].levers.caps == {}


async def test_she_is_let_into_a_queue_by_the_skills_it_asks_for(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        panel = await open_agent(page, address)
        await expect(panel).to_contain_text("asks for")
        await panel.locator('[data-queue="claims"]').check()
        await expect(bar(page)).to_contain_text("law")
        assert house.service.state.rules.agents[PLOY].skills == {"care": 1, "law": 4}
        await panel.locator('[data-skill="law"]').fill("7")
        await panel.locator('[data-skill="law"]').press("Enter")
        await expect(bar(page)).to_contain_text("→")
        assert house.service.state.rules.agents[PLOY].skills == {"care": 1, "law": 7}
        await panel.locator('[data-queue="claims"]').uncheck()
        await expect(bar(page)).to_contain_text("taken away")
        await undo(page)
        assert house.service.state.rules.agents[PLOY].skills == {"care": 1, "law": 7}
        await panel.locator('[data-key="drop-law"]').click()
        await expect(panel.locator('[data-skill="law"]')).to_have_count(0)
        await panel.locator('[data-act="add_skill"]').select_option("law")
        await expect(panel.locator('[data-skill="law"]')).to_have_value("5")


async def test_she_is_asked_before_somebody_is_put_offline(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        panel = await open_agent(page, address)
        ploy = house.service.state.agents[PLOY]
        await panel.locator('[data-status="offline"]').click()
        await page.locator(".act-ask button:not(.main)").click()
        assert ploy.status is AgentStatus.READY
        await panel.locator('[data-status="away"]').click()
        await expect(bar(page)).to_contain_text("Away")
        await undo(page)
        assert ploy.status is AgentStatus.READY
        await panel.locator('[data-status="offline"]').click()
        await page.locator(".act-ask .main").click()
        await expect(panel.locator('[data-status="offline"]')).to_have_attribute("aria-pressed", "true")
        await undo(page)
        assert ploy.status is AgentStatus.READY


async def test_a_queues_levers_are_pulled_and_let_go(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        await page.locator('[data-opens="queue:mail"]').click()
        panel = page.locator("#act-panel")
        await panel.locator('[data-key="lever-breather"]').fill("45")
        await panel.locator('[data-key="lever-breather"]').press("Enter")
        await expect(bar(page)).to_contain_text("0:45")
        queues = house.service.state
        assert queues.rules.queues[MAIL].levers.breather == 45 * SECOND
        await panel.locator('[data-key="outer-breather"]').click()
        await expect(panel.locator('[data-key="outer-breather"]')).to_have_count(0)
        assert queues.rules.queues[MAIL].levers.breather is None
        await page.locator('[data-opens="queue:orders"]').click()
        await panel.locator('[data-key="how-interrupt_after"]').select_option("never")
        await expect(bar(page)).to_contain_text("never")
        await undo(page)
        assert queues.rules.queues[QueueId("orders")].levers.interrupt_after == 0
        await panel.locator('[data-out="anna"]').click()
        await expect(bar(page)).to_contain_text("taken away")
        assert queues.rules.agents[ANNA].skills == {}


async def test_work_is_pulled_back_and_given_away(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        first = await house.write("First", "One")
        await take(house, desk, first)
        await page.goto(address)
        await page.locator('[data-tile="backlog"] [data-behind]').click()
        row = page.locator(f'[data-contact="{first}"]')
        await expect(row).to_contain_text("พลอย ศรีสุข")
        await row.locator('[data-act="pull_back"]').click()
        await expect(page.locator(".act-ask")).to_contain_text("is working on this")
        await page.locator(".act-ask .main").click()
        await expect(bar(page)).to_contain_text("taken back from")
        await expect(row).to_contain_text("waits")
        await undo(page)
        await take(house, desk, first)
        await expect(row).to_contain_text("in hand")
        await row.locator('[data-act="assign"]').focus()
        await row.locator('[data-act="assign"]').select_option("anna")
        await page.locator(".act-ask .main").click()
        await expect(row).to_contain_text("for ⁨Anna")
        reserved = house.service.state.contacts[first].reserved
        assert reserved is not None
        assert (reserved.agent, reserved.over_cap) == (ANNA, False)


async def test_over_the_cap_is_asked_and_said(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        cap = {"scope": "agent", "name": "ploy", "levers": {"caps": {"email": 1}}}
        await house.api.ask("POST", "/v1/commands", {"type": "ChangeLevers", "id": "cap"} | cap)
        await desk.ready()
        await take(house, desk, await house.write("First", "One"))
        second = await house.write("Second", "Two")
        await page.goto(address)
        await expect(page.locator('[data-opens="queue:mail"]')).to_be_visible()
        await page.locator('[data-queue="mail"] td.waiting').click()
        give = page.locator(f'[data-contact="{second}"] [data-act="assign"]')
        await give.focus()
        await give.select_option("ploy")
        await expect(page.locator(".act-ask")).to_contain_text("the log says who decided so")
        await page.locator(".act-ask .main").first.click()
        await expect(bar(page)).to_contain_text("over the cap")
        assert house.phase(second) == "offered"


async def test_what_was_changed_today_is_listed_and_undone_if_it_still_holds(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        for number, cap in enumerate((2, 4)):
            said = {"scope": "agent", "name": "anna", "levers": {"caps": {"email": cap}}}
            command = {"type": "ChangeLevers", "id": f"cap {number}"} | said
            await house.api.ask("POST", "/v1/commands", command)
        await page.goto(address)
        await page.locator('[data-opens="changes"]').click()
        rows = page.locator("[data-change]")
        await expect(rows).to_have_count(2)
        await expect(rows.first).to_contain_text("the owner")
        await expect(rows.nth(1)).to_contain_text("changed again since")
        await expect(rows.nth(1).locator("button")).to_have_count(0)
        await rows.first.locator("button").click()
        await expect(rows).to_have_count(3)
        assert house.service.state.rules.agents[ANNA].levers.caps == {EMAIL: 2}


async def test_an_undo_that_came_too_late_says_so(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        panel = await open_agent(page, address)
        await panel.locator('[data-key="more-email"]').click()
        await expect(bar(page)).to_contain_text("at once")
        said = {"scope": "agent", "name": "ploy", "levers": {"caps": {"email": 7}}}
        await house.api.ask("POST", "/v1/commands", {"type": "ChangeLevers", "id": "other"} | said)
        await expect(panel.locator('[data-key="cap-email"]')).to_have_value("7")
        await page.locator(".act-undo").click()
        await expect(bar(page)).to_contain_text("Not undone: ⁨changed again since⁩")
        assert house.service.state.rules.agents[PLOY].levers.caps == {EMAIL: 7}


async def test_all_of_it_goes_by_keys(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        await page.goto(address)
        opener = page.locator('[data-opens="agent:ploy"]')
        await opener.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#act-title")).to_be_focused()
        await expect(page.locator('[data-key="status-away"]')).to_be_visible()
        for _ in range(30):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.dataset.key") == "status-away":
                break
        await page.keyboard.press("Space")
        await expect(bar(page)).to_contain_text("Away")
        assert house.service.state.agents[PLOY].status is AgentStatus.AWAY
        await page.keyboard.press("Control+z")
        await expect(bar(page)).to_contain_text("Undone.")
        assert house.service.state.agents[PLOY].status is AgentStatus.READY
        await page.keyboard.press("Escape")
        await expect(page.locator("#act-panel")).to_be_hidden()
        await expect(opener).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_panel_fits_a_phone_in_every_language(
    page: Page, house: House, tmp_path: Path, language: str
) -> None:
    async with serving(house, tmp_path) as address, Desk(house.api, PLOY) as desk:
        await desk.ready()
        await page.set_viewport_size({"width": 390, "height": 844})
        panel = await open_agent(page, address, query=f"?lang={language}")
        say = words(WORDS, language)
        for word in ("status", "serves", "skills"):
            await expect(panel.get_by_role("heading", name=say[word], exact=True)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        assert await panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        assert await page.evaluate("document.documentElement.dir") == direction(language)


async def test_whoever_may_not_act_sees_neither_button_nor_number(browser: Browser, tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, centre=TWO_TEAMS, login=True) as house,
        serving(house, tmp_path) as address,
        Desk(house.api, PLOY) as desk,
    ):
        await desk.ready()
        await add_people(house)
        for name, team in (("carer", "care"), ("nighter", "night")):
            user = {"name": name, "role": "supervisor", "teams": [team], "password": GOOD}
            await house.api.ask("POST", "/v1/users", user)
        token = await token_of(house, "wall")
        for name, password, acts, on_ploy, on_mail in (
            ("wall", token, 0, 0, 0),
            ("ploy", GOOD, 0, 0, 0),
            ("nighter", GOOD, 1, 0, 0),
            ("carer", GOOD, 1, 1, 0),
            ("sun", GOOD, 1, 1, 1),
        ):
            async with screen(browser) as page:
                await page.goto(f"{address}/login?next=/")
                await page.get_by_label("User name").fill(name)
                await page.get_by_label("Password").fill(password)
                await page.keyboard.press("Enter")
                await page.wait_for_selector("#board[data-ready]")
                await expect(page.locator(".chip")).to_have_count(1)
                await expect(page.locator('[data-opens="changes"]')).to_have_count(acts)
                await expect(page.locator('[data-opens="agent:ploy"]')).to_have_count(on_ploy)
                told = await page.evaluate("document.getElementById('board').dataset.acts ?? ''")
                assert bool(told) is bool(acts)
                if acts:
                    await page.locator('[data-opens="queue:mail"]').click()
                    await expect(page.locator("#act-title")).to_have_text("Support mail")
                    await expect(page.locator('[data-lever="reserve"]')).to_have_count(on_mail)
