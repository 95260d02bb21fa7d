"""How users arrange the board: laws of the order, plays on the server and in a browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, Page, expect

from dashboard.boardfor import AS_MADE
from dashboard.layouts import Layout, Layouts, View, arranged
from tests.browser import chromium, screen
from tests.dashboard.people import add_people, session_of
from tests.dashboard.rooms import House, open_house, serving

in_browser = pytest.mark.asyncio(loop_scope="module")

expect.set_options(timeout=15_000)

NAMES = st.lists(st.sampled_from(AS_MADE), unique=True)


@given(NAMES, NAMES)
def test_every_tile_has_one_place(order: list[str], names: list[str]) -> None:
    found = arranged(Layout(order=tuple(order)), names)
    assert sorted(found) == sorted(names)
    known = [name for name in found if name in order]
    assert known == [name for name in order if name in names]
    assert found[len(known) :] == [name for name in names if name not in order]


def test_a_layout_is_kept_until_the_board_is_as_it_was_made(tmp_path: Path) -> None:
    layouts, mine = Layouts(tmp_path), Layout(order=("closed",), hidden=frozenset({"agents"}))
    layouts.save("mali", mine)
    assert (layouts.of("mali"), layouts.of("sun")) == (mine, Layout())
    layouts.save("mali", Layout())
    assert layouts.of("mali") == Layout()
    assert not list(tmp_path.rglob("*.json"))


def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    layouts = Layouts(tmp_path)
    layouts.save("mali", Layout(order=("closed",)))
    (file,) = tmp_path.rglob("*.json")
    file.write_text('{"order": 3')
    assert layouts.of("mali") == Layout()


def test_a_view_is_deleted_by_whoever_saved_it(tmp_path: Path) -> None:
    layouts = Layouts(tmp_path)
    id_ = layouts.share(View(name="Floor", by="mali", layout=Layout(order=("closed",))))
    layouts.drop("sun", id_)
    assert layouts.views_of("mali") == [{"id": id_, "name": "Floor"}]
    layouts.drop("mali", id_)
    assert (layouts.view(id_), layouts.views_of("mali")) == (None, [])


@pytest.mark.system
@in_browser
async def test_each_has_her_own_and_nonsense_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, login=True) as house, serving(house, tmp_path) as address:
        await add_people(house)
        secrets = {name: await session_of(house, name) for name in ("sun", "ploy")}
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            for name, hidden in (("sun", ["agents"]), ("ploy", ["queues"])):
                shown = {"Authorization": f"Bearer {secrets[name]}"}
                answer = await client.put("/layout/own.json", json={"hidden": hidden}, headers=shown)
                assert answer.status_code == 204
            for wrong in ({"hidden": 3}, {"order": ["a"] * 61}, {"colour": "red"}):
                assert (await client.put("/layout/own.json", json=wrong, headers=shown)).status_code == 422
            large = {"order": ["x" * 20_000]}
            assert (await client.put("/layout/own.json", json=large, headers=shown)).status_code == 413
            stranger = await client.put("/layout/own.json", json={})
            assert stranger.status_code == 401
    layouts = Layouts(tmp_path / "boards")
    assert {name: layouts.of(name).hidden for name in secrets} == {"sun": {"agents"}, "ploy": {"queues"}}


# --- in a browser -----------------------------------------------------------------------------------------


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


async def tiles(page: Page) -> list[str]:
    """What is seen, in the order in which it stands."""
    await page.wait_for_selector("#board[data-ready]")
    seen = "[...document.querySelectorAll('[data-tile], [data-panel]')].filter((one) => !one.hidden)"
    names: list[str] = await page.evaluate(f"{seen}.map((one) => one.dataset.tile ?? one.dataset.panel)")
    return names


@pytest.mark.system
@in_browser
async def test_tiles_are_moved_hidden_and_kept(page: Page, house: House, tmp_path: Path) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(address)
        assert await tiles(page) == list(AS_MADE)
        await page.locator(".arrange-open").click()
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-key="later-waiting"]').click()
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-tile-shown="agents"]').uncheck()
        mine = ["longest_wait", "waiting", *AS_MADE[2:-1]]
        assert await tiles(page) == mine
        await page.reload()
        assert await tiles(page) == mine
        await page.locator(".arrange-open").click()
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-key="reset"]').click()
        assert await tiles(page) == list(AS_MADE)
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-key="undo"]').click()
        assert await tiles(page) == mine


@pytest.mark.system
@in_browser
async def test_a_view_is_shared_by_its_link_and_can_be_made_ones_own(
    page: Page, house: House, tmp_path: Path
) -> None:
    async with serving(house, tmp_path) as address:
        await page.goto(f"{address}/?lang=en")
        await page.locator(".arrange-open").click()
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-tile-shown="queues"]').uncheck()
        await page.get_by_label("Name of the view").fill("People only")
        await page.keyboard.press("Enter")
        link = page.locator(".arrange a")
        await expect(link).to_have_text("People only")
        view = await link.get_attribute("href")
        async with page.expect_response("**/layout/own.json"):
            await page.locator('[data-key="reset"]').click()
        await page.goto(f"{address}{view}")
        assert "queues" not in await tiles(page)
        await page.goto(f"{address}/?lang=en")
        assert "queues" in await tiles(page)
        await page.goto(f"{address}{view}")
        await tiles(page)
        await page.locator(".arrange-open").click()
        await page.wait_for_url(f"{address}/?lang=en")
        assert "queues" not in await tiles(page)
