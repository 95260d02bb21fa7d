"""How soon a board shows what happened: a call is sent in, and a number on the page changes.

    make bench-wallboard            # 1, 10 and 100 boards
    make bench-wallboard BENCH="--calls 100 --boards 1,10"

The dispatcher and the dashboard run as their own processes, boards in headless Chromium. Of a hundred
boards one is in the browser, the others are bare sockets beside it. A latency is told from before the call is
sent over HTTP until the page's DOM has the new number, so it holds the API, the commit, the feed, the tick,
the push and the script. At last the dashboard is restarted, and the time until a page shows a new call by
itself is told from its first answer on.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final

import httpx
from playwright.async_api import Page
from websockets.asyncio.client import connect

from tests.browser import chromium
from tests.centrefile import SMALL
from tests.ports import free_port

IN_BROWSER: Final = 10  # more pages in one browser measure the browser
PAUSE: Final = 0.6  # s between calls: more than a tick, so that none is passed over
WAITING: Final = '[data-tile="waiting"] [data-field="value"]'
TICKS: Final = os.sysconf("SC_CLK_TCK")

WATCH: Final = f"""() => {{
  const field = document.querySelector('{WAITING}');
  window.seen = {{}};
  const note = () => {{ window.seen[field.textContent] ??= performance.timeOrigin + performance.now(); }};
  new MutationObserver(note).observe(field, {{ childList: true, characterData: true, subtree: true }});
}}"""


class Centre:
    """A dispatcher and a dashboard as processes, and calls that can be sent in."""

    def __init__(self, folder: Path, client: httpx.AsyncClient) -> None:
        ports = {name: free_port() for name in ("dashboard", "gateway", "api")}
        doors = "\n".join(f'{name} = "127.0.0.1:{port}"' for name, port in ports.items())
        self._file = folder / "center.toml"
        self._file.write_text(f"{SMALL}\n[service]\n{doors}\n", "utf-8")
        self.pages, self.api = (f"http://127.0.0.1:{ports[name]}" for name in ("dashboard", "api"))
        self._client, self.calls = client, 0
        self.dashboard: asyncio.subprocess.Process | None = None

    async def start(self, part: str) -> asyncio.subprocess.Process:
        """Start the dispatcher or the dashboard."""
        words = ("-m", "dashboard.cli", part, str(self._file))
        quiet = asyncio.subprocess.DEVNULL
        return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=quiet, stderr=quiet)

    async def answers(self, url: str) -> float:
        """Wait for the first answer, and say when it came (s since 1970)."""
        async with asyncio.timeout(120):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await self._client.get(f"{url}/health")).is_success:
                        return time.time()
                await asyncio.sleep(0.02)

    async def call(self) -> tuple[str, float]:
        """Send a call in. Returns what boards will show, and when it was sent (ms since 1970)."""
        self.calls += 1
        sent = time.time() * 1000
        (await self._client.post(f"{self.api}/v1/calls", json={"queue": "calls"})).raise_for_status()
        return str(self.calls), sent


def cpu(process: asyncio.subprocess.Process) -> float:
    """Seconds of processor that it has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def listen(url: str) -> None:
    """A board that is only a socket: it takes what is pushed."""
    async with connect(url.replace("http", "ws") + "/push/board", proxy=None, max_size=None) as socket:
        async for _ in socket:
            pass


async def watched(page: Page, centre: Centre) -> None:
    """The page, live, noting when its number changes."""
    await page.goto(centre.pages)
    await page.wait_for_selector('#board[data-ready][data-still="no"]')
    await page.evaluate(WATCH)


async def measure(centre: Centre, pages: Sequence[Page], bare: int, calls: int) -> None:
    """Send calls in, and print what they took to be seen."""
    sockets = [asyncio.create_task(listen(centre.pages)) for _ in range(bare)]
    for page in pages:
        await watched(page, centre)
    assert centre.dashboard is not None
    used, began, sent = cpu(centre.dashboard), time.monotonic(), dict[str, float]()
    for _ in range(calls):
        shown, at = await centre.call()
        sent[shown] = at
        await asyncio.sleep(PAUSE)
    share = (cpu(centre.dashboard) - used) / (time.monotonic() - began)
    for task in sockets:
        task.cancel()
    took = [
        seen[shown] - at
        for seen in [await page.evaluate("seen") for page in pages]
        for shown, at in sent.items()
        if shown in seen
    ]
    tell(len(pages), bare, took, len(sent) * len(pages), share)


def tell(pages: int, bare: int, took: Sequence[float], wanted: int, share: float) -> None:
    """One line."""
    cuts = quantiles(took, n=100)
    print(
        f"{pages + bare:4} boards ({pages} in Chromium): p50 {cuts[49]:4.0f} ms  p95 {cuts[94]:4.0f} ms  "
        f"max {max(took):4.0f} ms  seen {len(took)}/{wanted}  dashboard {share:.0%} of a core",
        flush=True,
    )


async def restart(centre: Centre, page: Page) -> None:
    """Stop the dashboard and start it again; print how soon the page is live by itself."""
    await watched(page, centre)
    assert centre.dashboard is not None
    centre.dashboard.terminate()
    await centre.dashboard.wait()
    shown, _ = await centre.call()
    centre.dashboard = await centre.start("dashboard")
    answered = await centre.answers(centre.pages)
    await page.wait_for_function("shown => seen[shown] !== undefined", arg=shown, timeout=60_000)
    at = (await page.evaluate("shown => seen[shown]", shown)) / 1000
    print(
        f"after a restart: a call that came meanwhile is shown {at - answered:.1f} s after the first answer"
    )


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Centre]:
    """Both processes, until the end of the block."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        centre = Centre(folder, client)
        dispatcher = await centre.start("dispatcher")
        try:
            await centre.answers(centre.api)
            centre.dashboard = await centre.start("dashboard")
            await centre.answers(centre.pages)
            yield centre
        finally:
            for process in (centre.dashboard, dispatcher):
                if process is not None and process.returncode is None:
                    process.terminate()
                    await process.wait()


async def main(boards: Sequence[int], calls: int) -> None:
    """Measure each number of boards, then a restart."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as centre, chromium() as browser:
            for count in boards:
                shown = count if count <= IN_BROWSER else 1
                pages = [await browser.new_page() for _ in range(shown)]
                await measure(centre, pages, count - shown, calls)
                for page in pages:
                    await page.close()
            await restart(centre, await browser.new_page())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How soon a board shows what happened.")
    parser.add_argument("--boards", default="1,10,100")
    parser.add_argument("--calls", type=int, default=60)
    given = parser.parse_args()
    asyncio.run(main([int(one) for one in given.boards.split(",")], given.calls))
