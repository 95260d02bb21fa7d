"""A board on a wall: its link opens the board and nothing else, until it is revoked."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from dashboard.boardfor import SCREENS
from dashboard.tvwords import DOOR
from dashboard.tvwords import WORDS as TV_WORDS
from dashboard.words import LANGUAGES, direction
from dispatcher.client import Desk
from tests.browser import chromium, screen
from tests.dashboard.people import disable, token_of
from tests.dashboard.rooms import House, open_house, serving
from tests.desk.house import PLOY

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)


CUT = """() => [...document.querySelectorAll(".tile")]
  .filter((tile) => tile.offsetParent)
  .filter((tile) => tile.scrollWidth > tile.clientWidth + 1 || tile.scrollHeight > tile.clientHeight + 1)
  .map((tile) => tile.dataset.tile)"""


class Wall(NamedTuple):
    """A centre where people log in, the pages' address, and the secret of one screen's link."""

    house: House
    address: str
    secret: str


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with open_house(tmp_path, login=True) as house, serving(house, tmp_path) as address:
        await house.api.ask("POST", "/v1/users", {"name": "lobby", "role": "screen"})
        yield Wall(house, address, await token_of(house, "lobby"))


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with screen(browser) as page:
        yield page


async def test_a_link_opens_the_board_and_stands_nowhere_afterwards(page: Page, wall: Wall) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{wall.address}/wall?lang=fa&every=7&screens=queues,numbers#{wall.secret}")
    await page.wait_for_selector("#board[data-ready]")
    assert page.url == f"{wall.address}/?tv=1&lang=fa&every=7&screens=queues%2Cnumbers"
    assert not any(wall.secret in url for url in asked), "no server and no log has seen it"
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    await expect(page.locator("#board")).to_have_attribute("data-screen", "queues")
    assert await page.evaluate("document.cookie") == "", "out of reach of scripts"
    await page.reload()
    await page.wait_for_selector("#board[data-ready]")


async def test_revoked_it_is_out_and_its_link_says_so(page: Page, wall: Wall) -> None:
    await page.goto(f"{wall.address}/wall?every=0#{wall.secret}")
    await page.wait_for_selector("#board[data-ready]")
    await disable(wall.house, "lobby")
    await page.wait_for_url("**/login**")
    await page.goto(f"{wall.address}/wall#{wall.secret}")
    await expect(page.get_by_role("heading")).to_have_text(DOOR["wall_closed"][0])


@pytest.mark.parametrize("secret", ["", "guessed", "x" * 43, "x" * 201])
async def test_no_other_secret_opens_it(wall: Wall, secret: str) -> None:
    async with httpx.AsyncClient(base_url=wall.address, trust_env=False) as client:
        answer = await client.post("/wall", json={"secret": secret})
        assert answer.status_code in (403, 422)
        assert "set-cookie" not in answer.headers


async def test_it_opens_the_board_and_nothing_else(wall: Wall) -> None:
    shown = {"Authorization": f"Bearer {wall.secret}"}
    async with httpx.AsyncClient(base_url=wall.address, headers=shown, trust_env=False) as client:
        for path in ("/", "/board.json"):
            assert (await client.get(path)).status_code == 200, path
        for path in (
            "/history",
            "/folders",
            "/folders.json",
            "/desk",
            "/plan",
            "/acts/reach.json",
            "/metrics",
        ):
            assert (await client.get(path)).status_code == 403, path
        assert (await client.put("/layout/own.json", json={})).status_code == 403
    async with httpx.AsyncClient(headers=shown, trust_env=False) as api:
        url = wall.house.doors.api_url
        assert (await api.get(f"{url}/v1/me")).json()["role"] == "screen"
        for path in ("/v1/folders", "/v1/users", "/v1/metrics"):
            assert (await api.get(f"{url}{path}")).status_code in (403, 404), path
        for role in ("watcher", "supervisor", "screen"):
            answer = await api.post(f"{url}/v1/tickets", json={"role": role})
            assert answer.status_code in (400, 403, 422), role


async def test_screens_turn_by_keys_and_stop(page: Page, wall: Wall) -> None:
    await page.goto(f"{wall.address}/wall?every=3600#{wall.secret}")
    board = page.locator("#board[data-ready]")
    for name in (*SCREENS, SCREENS[0]):
        await expect(board).to_have_attribute("data-screen", name)
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowLeft")
    await expect(board).to_have_attribute("data-screen", SCREENS[0])
    await expect(page.locator('[data-tile="waiting"]')).to_be_visible()
    await expect(page.locator("#board-queues")).to_be_hidden()
    await page.keyboard.press("p")
    await expect(page.locator(".tv-foot [role=status]")).to_have_text(TV_WORDS["tv_paused"][0])
    await page.keyboard.press("Space")
    await expect(page.locator(".tv-foot [role=status]")).to_be_empty()
    assert await page.evaluate("getComputedStyle(document.getElementById('board')).cursor") == "none"


async def test_screens_turn_by_themselves(page: Page, wall: Wall) -> None:
    await page.clock.install()
    await page.goto(f"{wall.address}/wall?every=30#{wall.secret}")
    board = page.locator("#board[data-ready]")
    await expect(board).to_have_attribute("data-screen", "numbers")
    await page.clock.run_for(30_000)
    await expect(board).to_have_attribute("data-screen", "queues")


async def test_old_numbers_lie_under_a_sign(page: Page, wall: Wall) -> None:
    await page.goto(f"{wall.address}/wall#{wall.secret}")
    await expect(page.locator("#board-live")).to_have_text("live")
    await expect(page.locator("#board-age")).to_be_visible()
    await wall.house.close()
    notice = page.locator("#board-notice")
    await expect(notice).to_contain_text("stand still since")
    box, size = await notice.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert middle == pytest.approx((size["width"] / 2, size["height"] / 2), abs=2)
    await wall.house.open()
    await expect(page.locator("#board-live")).to_have_text("live")


async def test_a_script_that_a_browser_has_is_asked_about_each_time(wall: Wall) -> None:
    async with httpx.AsyncClient(base_url=wall.address, trust_env=False) as client:
        first = await client.get("/assets/board/main.mjs")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
        known = {"If-None-Match": first.headers["etag"]}
        assert (await client.get("/assets/board/main.mjs", headers=known)).status_code == 304


async def test_a_newer_page_is_loaded_once(page: Page, wall: Wall) -> None:
    await page.goto(f"{wall.address}/wall#{wall.secret}")
    await page.wait_for_selector("#board[data-ready]")
    async with page.expect_navigation():
        await page.evaluate("document.getElementById('board').dataset.version = 'of yesterday'")
    await page.wait_for_selector("#board[data-ready]")
    await page.evaluate("document.getElementById('board').dataset.version = 'kept by a proxy'")
    for _ in range(2):  # the server has spoken twice since
        age = await page.locator("#board-clock").text_content()
        await expect(page.locator("#board-clock")).not_to_have_text(age or "")
    await expect(page.locator("#board")).to_have_attribute("data-version", "kept by a proxy")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_fits_a_wall_in_every_language(page: Page, wall: Wall, language: str) -> None:
    for name in ("one", "two"):
        await wall.house.call(name)
    async with Desk(wall.house.api, PLOY) as desk:
        await desk.ready()
        for which in SCREENS:
            await page.goto(f"{wall.address}/wall?lang={language}&screens={which}#{wall.secret}")
            await page.wait_for_selector("#board[data-ready]")
            assert await page.evaluate("document.documentElement.dir") == direction(language)
            fits = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            assert await page.evaluate(fits) == [1920, 1080], which
            assert await page.evaluate(CUT) == [], which
