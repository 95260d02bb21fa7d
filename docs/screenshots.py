"""Takes the pictures of every page: `make screenshots`. They are of the demo, a minute after it began.

Small enough for a repository: WebP, 1280 by 800; English and light, the wallboard once in Persian and dark.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal

import httpx
from msgspec import Struct
from PIL import Image
from playwright.async_api import Browser, Page

from dashboard.demo import CENTRE, CUSTOMERS_PORT, centre_text
from tests.browser import chromium
from tests.ports import free_port

PLACE: Final = Path(__file__).parent / "images"
MINUTE: Final = 60.0  # s until enough has happened
SPEED: Final = "8"
LARGEST: Final = 150_000  # bytes of a picture


class Sight(Struct, frozen=True, kw_only=True):
    """One picture: of which page, when it is `ready`, and how."""

    name: str
    path: str
    ready: str
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280


SIGHTS: Final = (
    Sight(name="wallboard", path="/", ready="#board[data-ready]"),
    Sight(name="wallboard-fa-dark", path="/?lang=fa", ready="#board[data-ready]", scheme="dark"),
    Sight(name="wallboard-tv", path="/?tv=1", ready="#board[data-ready]", width=1920),
    Sight(name="history", path="/history?kpi=incoming&before=1", ready="#history[data-ready]"),
    Sight(name="history-by-agent", path="/history?kpi=closed&by=agent", ready="#history[data-ready]"),
    Sight(name="folders", path="/folders", ready="#folders[data-ready]"),
    Sight(name="desk", path="/desk?agent=guest", ready="#desk > *"),
    Sight(name="letters", path="/mail", ready="[data-ready]"),
    Sight(name="knowledge", path="/knowledge", ready="#knowledge[data-ready]"),
    Sight(name="plan", path="/plan", ready="#plan[data-ready]"),
    Sight(name="articles", path="/faq", ready="main"),
    Sight(name="form", path="/contact", ready="form"),
)


async def take(browser: Browser, address: str, sight: Sight) -> None:
    """Take one picture, and keep it."""
    size = {"width": sight.width, "height": sight.width * 5 // 8}
    context = await browser.new_context(viewport=size, color_scheme=sight.scheme, locale="en")  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(address + sight.path)
    await page.wait_for_selector(sight.ready)
    await _settled(page)
    body = _small(await page.screenshot())
    (PLACE / f"{sight.name}.webp").write_bytes(body)
    print(f"{sight.name}.webp  {len(body) / 1000:.0f} kB")
    await context.close()


async def _settled(page: Page) -> None:
    """Until charts are drawn and what was just pushed is no longer lit up."""
    await page.evaluate("document.fonts.ready")
    await page.wait_for_timeout(1500)


def _small(png: bytes) -> bytes:
    """The picture in WebP, as good as fits."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (85, 70, 55):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if len(out.getvalue()) < LARGEST:
            break
    return out.getvalue()


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """The demo on ports of its own; gives the address of its pages."""
    ports = {name: free_port() for name in ("dashboard", "gateway", "api")}
    doors = "\n".join(f'{name} = "127.0.0.1:{port}"' for name, port in ports.items())
    text = centre_text(None).replace(str(CUSTOMERS_PORT), str(free_port()))
    (folder / CENTRE).write_text(f"{text}\n[service]\n{doors}\n", "utf-8")
    words = ("-m", "dashboard.cli", "demo", "--dir", str(folder), "--speed", SPEED)
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.DEVNULL)
    address = f"http://127.0.0.1:{ports['dashboard']}"
    try:
        await _open(address)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _open(address: str) -> None:
    """Until the dashboard answers."""
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(120):
        while True:
            try:
                (await client.get(f"{address}/ready")).raise_for_status()
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.5)


async def main() -> None:
    """Take them all."""
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with demo(Path(folder)) as address, chromium() as browser:
            await asyncio.sleep(MINUTE)
            for sight in SIGHTS:
                await take(browser, address, sight)


if __name__ == "__main__":
    asyncio.run(main())
