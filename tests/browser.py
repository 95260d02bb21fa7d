"""The system's own Chromium, without a head and without a word to anyone outside."""

import contextlib
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, Page, async_playwright

from tests.parts import missing

BINARY = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser; the test is skipped, or fails in CI, where there is none."""
    if BINARY is None:
        missing("Chromium", "chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BINARY, args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def screen(browser: Browser, width: int = 1920, height: int = 1080) -> AsyncIterator[Page]:
    """A page of its own, a big one. An error on it, or a word to another host, fails the play."""
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="en")
    page, troubles = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: troubles.extend([] if _ours(asked.url) else [asked.url]))
    yield page
    await context.close()
    assert troubles == []


def _ours(url: str) -> bool:
    return "//127.0.0.1:" in url or url.startswith(("data:", "blob:"))
