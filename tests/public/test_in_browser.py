"""The form and the articles in a real browser, with its script, without it, and in another site's page."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from msgspec.structs import replace
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from dashboard.public.showing import COOKIE
from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.listen import bind, serve_http
from dispatcher.mail.form.tokens import is_held_out
from tests.browser import chromium
from tests.form.forms import PDF
from tests.public.place import HELD, QUICK, Place, open_place

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]
expect.set_options(timeout=15_000)
SAY = words(WORDS, "en")
TICKET: FilePayload = {"name": "ticket.pdf", "mimeType": "application/pdf", "buffer": PDF}
QUESTION = "Can I pay my trip in instalments without interest?"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@contextlib.asynccontextmanager
async def visiting(browser: Browser, **how: object) -> AsyncIterator[BrowserContext]:
    """A customer's browser; an error on a page, or a question to another host, fails the play."""
    context = await browser.new_context(locale="en", **how)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on(
        "request", lambda asked: troubles.append(asked.url) if "//127.0.0.1" not in asked.url else None
    )
    yield context
    await context.close()
    assert troubles == []


async def fill_in(page: Page, text: str = "Zebra xylophone quartz") -> None:
    await page.get_by_label(SAY["category"]).select_option("other")
    await page.get_by_label(SAY["text"]).fill(text)
    await page.get_by_label(SAY["name"]).fill("Mali")
    await page.get_by_label(SAY["email"]).fill("mali@customer.example")


async def counted(place: Place, visits: list[tuple[int, ...]]) -> None:
    """Returns once the visits are these; the browser tells of them in its own time."""
    async with asyncio.timeout(15):
        while await place.visits() != visits:  # each look is a turn on the store's thread
            pass


async def test_articles_appear_while_she_writes_and_one_that_helps_is_counted(
    browser: Browser, tmp_path: Path
) -> None:
    async with open_place(tmp_path) as place, visiting(browser) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await fill_in(page, QUESTION)
        await page.get_by_text("How can I pay?").click()
        await expect(page.get_by_text("three instalments")).to_be_visible()
        await expect(page.locator("#status")).not_to_be_empty()  # said to whoever cannot see it
        await page.get_by_role("button", name=SAY["solved"]).click()
        await expect(page.get_by_text(SAY["solved_thanks"])).to_be_visible()
        await counted(place, [(0, 1, 1, 1, 0)])
        assert await place.letters() == []


async def test_who_is_held_out_writes_and_sends_like_everybody(browser: Browser, tmp_path: Path) -> None:
    held = next(word for n in range(100) if is_held_out(word := f"visitor-{n:010d}", HELD.hold_out))
    async with open_place(tmp_path, HELD) as place, visiting(browser) as context:
        await context.add_cookies([{"name": COOKIE, "value": held, "url": f"{place.url}/contact"}])
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await fill_in(page, QUESTION)
        await counted(place, [(1, 1, 0, 0, 0)])
        await expect(page.locator("#suggestions")).to_be_hidden()
        await page.get_by_role("button", name=SAY["send"]).click()
        await expect(page.get_by_role("heading", name=SAY["sent"])).to_be_visible()
        await counted(place, [(1, 1, 0, 0, 1)])


async def test_a_double_click_with_a_file_is_one_message(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, visiting(browser) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await fill_in(page)
        await page.get_by_label(SAY["files"]).set_input_files(TICKET)
        await page.get_by_role("button", name=SAY["send"]).dblclick()
        await expect(page.get_by_role("heading", name=SAY["sent"])).to_be_visible()
        (raw,) = await place.letters()
    assert b'filename="ticket.pdf"' in raw


async def test_what_is_wrong_is_said_without_losing_text_or_file(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, visiting(browser) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await fill_in(page)
        await page.get_by_label(SAY["email"]).fill("mali")
        await page.get_by_label(SAY["files"]).set_input_files(TICKET)
        await page.get_by_role("button", name=SAY["send"]).click()
        await expect(page.locator("#trouble")).to_be_focused()
        email = page.get_by_label(SAY["email"])
        await expect(email).to_have_attribute("aria-invalid", "true")
        await expect(email).to_have_accessible_description(SAY["fault_no_address"])
        await email.fill("mali@customer.example")
        await page.get_by_role("button", name=SAY["send"]).click()
        await expect(page.get_by_role("heading", name=SAY["sent"])).to_be_visible()
        (raw,) = await place.letters()
    assert b'filename="ticket.pdf"' in raw


async def test_only_the_chosen_category_s_fields_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, visiting(browser) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await expect(page.locator("#field-order")).to_be_hidden()
        await page.get_by_label(SAY["category"]).select_option("refund")
        await expect(page.locator("#field-order")).to_be_visible()


async def test_without_a_script_articles_come_on_a_page_between(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, visiting(browser, java_script_enabled=False) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await expect(page.locator("#field-order")).to_be_visible()  # nothing hides it
        await fill_in(page, QUESTION)
        await page.get_by_role("button", name=SAY["send"], exact=True).click()
        await expect(page.get_by_role("heading", name=SAY["before_sending"])).to_be_visible()
        await expect(page.get_by_text("three instalments")).to_be_visible()
        await page.get_by_role("button", name=SAY["send_anyway"]).click()
        await expect(page.get_by_role("heading", name=SAY["sent"])).to_be_visible()
        assert len(await place.letters()) == 1


async def test_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, visiting(browser) as context:
        page = await context.new_page()
        await page.goto(f"{place.url}/contact")
        await page.get_by_label(SAY["category"]).focus()
        await page.keyboard.type("Something")
        for typed in ("", "", "", "Zebra xylophone quartz", "Mali", "mali@customer.example", ""):
            await page.keyboard.press("Tab")
            await page.keyboard.type(typed)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name=SAY["send"])).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name=SAY["sent"])).to_be_visible()


@pytest.mark.parametrize("width", [1920, 390])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_is_wider_than_the_screen(
    browser: Browser, tmp_path: Path, width: int, language: str
) -> None:
    size = {"width": width, "height": 844}
    paths = (
        f"/faq/{language}",
        f"/faq/{language}/visa",
        f"/faq/{language}?q=visa",
        f"/contact?lang={language}",
    )
    async with open_place(tmp_path) as place, visiting(browser, viewport=size) as context:
        page = await context.new_page()
        for path in paths:
            await page.goto(f"{place.url}{path}")
            assert await page.evaluate("document.documentElement.scrollWidth") == width, path
            unnamed = "input:not([type=hidden]), select, textarea"
            assert (
                await page.locator(unnamed).evaluate_all("all => all.filter(one => !one.labels.length)") == []
            )


@contextlib.asynccontextmanager
async def shop(form: str) -> AsyncIterator[str]:
    """Another site, with the form in its page."""
    app, listening = FastAPI(), bind("127.0.0.1", 0, "the test's port")
    html = f'<h1>Shop</h1><script src="{form}/contact/embed.js" data-lang="ru" data-title="Связь"></script>'
    app.add_api_route("/", lambda: HTMLResponse(html))
    server = asyncio.create_task(serve_http(app, listening))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await server


async def test_another_site_shows_the_form_when_the_owner_lets_it(browser: Browser, tmp_path: Path) -> None:
    form = replace(QUICK, embed=("http://127.0.0.1:*",))
    async with (
        open_place(tmp_path, form) as place,
        shop(place.url) as elsewhere,
        visiting(browser) as context,
    ):
        page = await context.new_page()
        await page.goto(elsewhere)
        frame = page.frame_locator("iframe[title='Связь']")
        say = words(WORDS, "ru")
        await frame.get_by_label(say["category"]).select_option("other")
        await frame.get_by_label(say["text"]).fill("Зебра ксилофон кварц")
        await frame.get_by_label(say["name"]).fill("Анна")
        await frame.get_by_label(say["email"]).fill("anna@customer.example")
        await frame.get_by_role("button", name=say["send"]).click()
        await expect(frame.get_by_role("heading", name=say["sent"])).to_be_visible()
        height = await page.locator("iframe").evaluate("one => one.style.blockSize")
        assert re.fullmatch(r"\d+px", height)  # as high as what is in it
        assert len(await place.letters()) == 1


async def test_a_site_the_owner_did_not_name_shows_nothing(browser: Browser, tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, shop(place.url) as elsewhere, visiting(browser) as context:
        page = await context.new_page()
        refused: asyncio.Queue[str] = asyncio.Queue()
        page.on("console", lambda said: refused.put_nowait(said.text))
        await page.goto(elsewhere)
        async with asyncio.timeout(15):
            assert "frame-ancestors" in await refused.get()
