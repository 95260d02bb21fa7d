"""Logging in, seen in a real browser: into the wallboard, to the desk, and out again."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.loginwords import WORDS
from dashboard.words import LANGUAGES, direction, words
from dispatcher.client import Api
from dispatcher.vocabulary import Phase
from tests.browser import chromium
from tests.dashboard.people import GOOD, Line, add_people, disable
from tests.dashboard.rooms import House, open_house, serving
from tests.doors import KEY
from tests.ports import free_port

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)

SIZES = ((1920, 1080), (390, 844))


class Place(NamedTuple):
    """A centre where people log in, the address of its pages, and the dashboard's line to it."""

    house: House
    address: str
    line: Line


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    port, line = free_port(), Line()
    origin = f"http://127.0.0.1:{port}"
    async with (
        open_house(tmp_path, login=True, origins=(origin,)) as house,
        Api(house.doors.api_url, KEY, transport=line) as api,
        serving(house, tmp_path, port, api=api) as address,
    ):
        await add_people(house)
        yield Place(house, address, line)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A browser of her own; an error on the page fails the play."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    page = await context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    await context.close()
    assert troubles == []


async def log_in(page: Page, name: str, password: str = GOOD) -> None:
    """With the keyboard alone: the cursor stands where it is needed."""
    await expect(page.locator("[autofocus]")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")


async def test_a_supervisor_logs_in_sees_the_wallboard_and_logs_out(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/?lang=en")
    await expect(page.get_by_label("User name")).to_be_focused()
    await log_in(page, "sun")
    await expect(page.locator("#board-live")).to_have_text("live")
    await expect(page.locator(".visitor")).to_contain_text("Logged in as sun")
    await page.get_by_role("link", name="History").click()
    await expect(page.locator("#history-table tfoot")).to_be_visible()
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_label("User name")).to_be_focused()
    await page.go_back()
    await expect(page.get_by_label("User name")).to_be_visible()


async def test_an_agent_logs_in_and_her_desk_takes_a_call(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/")
    await log_in(page, "ploy")
    await expect(page.locator(".whose .name")).to_have_text("พลอย ศรีสุข")
    assert re.search(r"/desk\?agent=ploy$", page.url)
    await page.click(".choice.ready")
    call = await place.house.call("call-1")
    await page.locator(".offer.voice .main").click()
    await expect(page.locator(".on-call .stop")).to_be_visible()
    assert place.house.phase(call) == Phase.ACTIVE
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_label("User name")).to_be_visible()


async def test_her_desk_goes_to_the_form_when_she_is_disabled(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/desk")
    await log_in(page, "ploy")
    await expect(page.locator(".whose .name")).to_be_visible()
    await disable(place.house, "ploy")
    await expect(page.get_by_label("User name")).to_be_visible()
    assert page.url.endswith("/login?next=%2Fdesk%3Fagent%3Dploy")


async def test_a_page_whose_callbacks_are_refused_goes_to_the_form(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/login?next=/history")
    await log_in(page, "sun")
    await expect(page.locator("#history-table tfoot")).to_be_visible()
    await disable(place.house, "sun")
    await page.evaluate("void setInterval(() => fetch('/_dash-layout'), 100)")
    await expect(page.get_by_label("User name")).to_be_visible()


async def test_a_disabled_users_wallboard_goes_to_the_form_by_itself(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/?tv=1")
    await log_in(page, "sun")
    await expect(page.locator("#board-live")).to_have_text("live")
    await expect(page.locator(".visitor")).to_be_hidden()
    await disable(place.house, "sun")
    await expect(page.get_by_label("User name")).to_be_visible()
    assert page.url.endswith("/login?next=%2F%3Ftv%3D1")


async def test_a_wrong_password_is_said_and_only_the_password_is_typed_again(
    page: Page, place: Place
) -> None:
    await page.goto(f"{place.address}/login?next=/history&lang=en")
    await log_in(page, "sun", "battery staple")
    await expect(page.get_by_role("alert")).to_have_text("This name and password do not fit.")
    await expect(page.get_by_label("User name")).to_have_value("sun")
    await expect(page.get_by_label("Password")).to_be_focused()
    await page.keyboard.type(GOOD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#history-table tfoot")).to_be_visible()


async def test_a_page_that_is_not_for_her_says_what_is(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/history?lang=en")
    await log_in(page, "ploy")
    await expect(page.get_by_role("heading")).to_have_text("This page is not for you")
    await page.get_by_role("link", name="Your desk").click()
    await expect(page.locator(".whose .name")).to_be_visible()
    await page.goto(f"{place.address}/?lang=en")
    await expect(page.locator("#board-live")).to_have_text("live")
    assert await page.locator(".ways a").all_text_contents() == ["Time machine", "Desk"]


async def test_the_wallboard_stays_with_its_old_numbers_while_the_centre_is_silent(
    page: Page, place: Place
) -> None:
    await page.goto(f"{place.address}/?lang=en")
    await log_in(page, "sun")
    await expect(page.locator("#board-live")).to_have_text("live")
    place.line.cut = True
    await place.house.close()
    await expect(page.locator("#board-live")).to_have_text("old")
    await page.reload()
    await expect(page.locator("#board-notice")).to_contain_text("dispatcher does not answer")
    place.line.cut = False
    await place.house.open()
    await expect(page.locator("#board-live")).to_have_text("live")


async def test_whoever_cannot_be_known_waits_and_then_comes_in(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/login?lang=en")
    await log_in(page, "sun")
    await expect(page.locator("#board-live")).to_have_text("live")
    await page.context.add_cookies([{"name": "ringpost", "value": "unheard", "url": place.address}])
    place.line.cut = True
    await page.goto(f"{place.address}/history?lang=en")
    await expect(page.get_by_role("status")).to_have_text("This page tries again by itself.")
    place.line.cut = False
    await expect(page.get_by_label("User name")).to_be_visible()
    assert page.url.endswith("next=%2Fhistory%3Flang%3Den")


async def test_a_link_from_another_site_opens_without_a_second_log_in(page: Page, place: Place) -> None:
    await page.goto(f"{place.address}/login?lang=en")
    await log_in(page, "sun")
    await expect(page.locator("#board-live")).to_have_text("live")
    await page.goto("data:text/html,<a href='" + place.address + "/history?lang=en'>our day</a>")
    await page.get_by_role("link").click()
    await expect(page.locator("#history-table tfoot")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_fits_every_screen_in_every_language(page: Page, place: Place, language: str) -> None:
    say = words(WORDS, language)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{place.address}/login?lang={language}")
        await log_in(page, "nobody", "battery staple")
        await expect(page.get_by_role("alert")).to_have_text(say["wrong"])
        assert await page.evaluate("document.documentElement.dir") == direction(language)
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        assert await page.evaluate("document.documentElement.scrollHeight") == height
        assert await page.evaluate(TOO_SMALL) == 0


TOO_SMALL = (
    "[...document.querySelectorAll('a, button, input:not([type=hidden])')]"
    ".map(e => e.getBoundingClientRect()).filter(r => r.width < 24 || r.height < 24).length"
)


async def test_the_form_works_without_scripts(browser: Browser, place: Place) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="fa")
    page = await context.new_page()
    await page.goto(f"{place.address}/")
    await page.get_by_label("نام کاربری").fill("sun")
    await page.get_by_label("گذرواژه").fill(GOOD)
    await page.get_by_role("button", name="ورود").click()
    await page.wait_for_url(f"{place.address}/")
    await context.close()
