"""Who gets past the dashboard's door: plays over real HTTP and sockets, with a real centre behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dashboard.loginwords import WORDS
from dashboard.visitors import COOKIE
from dashboard.words import LANGUAGES, direction, words
from dispatcher.access.sessions import LIFE
from dispatcher.access.throttle import FREE
from dispatcher.client import Api
from dispatcher.events import AccessNoted
from dispatcher.vocabulary import SECOND, Access
from tests.dashboard.people import GOOD, Line, add_people, disable, session_of, token_of
from tests.dashboard.rooms import House, open_house, serving
from tests.doors import KEY

PAGES = ("/", "/history", "/desk")
FOR_PROGRAMS = ("/board.json", "/history.json", "/history.csv", "/metrics", "/_dash-layout", "/nothing")


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, login=True) as house:
        await add_people(house)
        yield house


@pytest_asyncio.fixture
async def line(house: House) -> Line:
    return Line()


@pytest_asyncio.fixture
async def address(house: House, tmp_path: Path, line: Line) -> AsyncIterator[str]:
    async with (
        Api(house.doors.api_url, KEY, transport=line) as api,
        serving(house, tmp_path, api=api) as address,
    ):
        yield address


def browser(address: str, **how: Any) -> httpx.AsyncClient:
    """A browser without a screen: it keeps cookies, and names its origin when it posts."""
    return httpx.AsyncClient(base_url=address, trust_env=False, headers={"Origin": address}, **how)


@pytest_asyncio.fixture
async def stranger(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(address) as client:
        yield client


async def logged_in(
    client: httpx.AsyncClient, name: str, password: str = GOOD, **more: str
) -> httpx.Response:
    return await client.post("/login", data={"name": name, "password": password, **more})


def screen(address: str, secret: str) -> connect:
    """A wallboard that shows this secret."""
    cookie = {"Cookie": f"{COOKIE}={secret}"} if secret else {}
    return connect(address.replace("http", "ws") + "/push/board", proxy=None, additional_headers=cookie)


async def why_it_ends(socket: ClientConnection) -> tuple[int, str]:
    """The code and the word a socket is closed with."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(20):
            async for _ in socket:
                continue
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""


# --- strangers ------------------------------------------------------------------------------------------


async def test_a_stranger_is_sent_to_the_form_and_back(stranger: httpx.AsyncClient) -> None:
    for path, form in (
        ("/", "/login"),
        ("/?tv=1&lang=fa", "/login?next=%2F%3Ftv%3D1%26lang%3Dfa"),
        ("/history?kpi=asa", "/login?next=%2Fhistory%3Fkpi%3Dasa"),
        ("/desk", "/login?next=%2Fdesk"),
    ):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, form)
    assert (await stranger.get(form)).status_code == 200


@pytest.mark.parametrize("path", FOR_PROGRAMS)
async def test_a_program_is_told_in_words_for_programs(stranger: httpx.AsyncClient, path: str) -> None:
    answer = await stranger.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "log_in")


async def test_callbacks_and_tickets_are_for_nobody_either(stranger: httpx.AsyncClient) -> None:
    for path in ("/_dash-update-component", "/desk/ticket"):
        answer = await stranger.post(path, json={"agent": "ploy"})
        assert (answer.status_code, answer.json()["code"]) == (401, "log_in"), path


@pytest.mark.parametrize("secret", ["", "guessed", "x" * 300, "ä"])
async def test_a_socket_without_a_session_is_closed_with_the_word_for_it(address: str, secret: str) -> None:
    async with screen(address, secret) as socket:
        assert await why_it_ends(socket) == (1008, "logged_out")


async def test_looks_and_health_are_for_everybody(stranger: httpx.AsyncClient) -> None:
    for path in ("/assets/house.css", "/assets/login.mjs", "/_favicon.ico", "/health"):
        assert (await stranger.get(path)).status_code == 200, path


async def test_a_link_from_another_site_brings_the_cookie_on_the_second_step(
    stranger: httpx.AsyncClient,
) -> None:
    """A browser keeps a strict cookie from it, and shows it again when the page comes anew by itself."""
    answer = await stranger.get("/history", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0"' in answer.text


# --- logging in and out ---------------------------------------------------------------------------------


async def test_the_cookie_is_for_the_house_alone(stranger: httpx.AsyncClient) -> None:
    answer = await logged_in(stranger, " Sun ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    secret, *attributes = answer.headers["set-cookie"].split("; ")
    assert secret.startswith(f"{COOKIE}=")
    assert set(attributes) == {"HttpOnly", f"Max-Age={LIFE // SECOND}", "Path=/", "SameSite=strict"}
    assert [(await stranger.get(path)).status_code for path in ("/", "/history", "/board.json")] == [200] * 3
    assert (await stranger.get("/")).headers["cache-control"] == "no-store"


async def test_behind_a_proxy_with_tls_the_cookie_travels_encrypted_only(
    stranger: httpx.AsyncClient, address: str
) -> None:
    stranger.headers["X-Forwarded-Proto"] = "https"
    assert "Secure" in (await logged_in(stranger, "sun")).headers["set-cookie"]


async def test_she_goes_on_to_where_she_wanted_and_nowhere_else(address: str) -> None:
    for name, wanted, led_to in (
        ("sun", "/history?kpi=asa", "/history?kpi=asa"),
        ("ploy", "", "/desk"),
        ("sun", "//evil.example", "/"),
        ("sun", "/\\evil.example", "/"),
        ("sun", "https://evil.example", "/"),
    ):
        async with browser(address) as client:
            answer = await logged_in(client, name, next=wanted)
            assert answer.headers["location"] == led_to
            assert (await client.get("/login", params={"next": wanted})).headers["location"] == led_to


async def test_the_language_she_chose_goes_with_her(stranger: httpx.AsyncClient) -> None:
    assert 'dir="rtl"' in (await stranger.get("/login?next=%2F%3Flang%3Dfa")).text
    answer = await logged_in(stranger, "sun", next="/history?kpi=asa", lang="th")
    assert answer.headers["location"] == "/history?kpi=asa&lang=th"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_password_is_said_and_the_name_kept(stranger: httpx.AsyncClient, language: str) -> None:
    answer = await logged_in(stranger, 'pl"oy', "battery staple", lang=language)
    assert answer.status_code == 401
    assert words(WORDS, language)["wrong"] in answer.text
    assert f'<html lang="{language}" dir="{direction(language)}">' in answer.text
    assert 'value="pl&quot;oy"' in answer.text
    assert "battery" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_whoever_fails_too_often_is_told_how_long_to_wait(stranger: httpx.AsyncClient) -> None:
    for _ in range(FREE["name"]):
        assert (await logged_in(stranger, "ploy", "wrong wrong")).status_code == 401
    answer = await logged_in(stranger, "ploy", lang="en")
    assert answer.status_code == 429
    assert f"Try again in {answer.headers['retry-after']} s." in answer.text
    assert 'value="ploy"' in answer.text


async def test_a_centre_that_is_down_is_no_wrong_password(stranger: httpx.AsyncClient, line: Line) -> None:
    line.cut = True
    answer = await logged_in(stranger, "ploy", lang="en")
    assert answer.status_code == 503
    assert "The centre does not answer" in answer.text
    assert 'value="ploy"' in answer.text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"name=ploy", b"a=" + b"b" * 99_999, b"&=&" * 99])
async def test_what_is_no_form_gets_the_form(stranger: httpx.AsyncClient, body: bytes) -> None:
    assert (await stranger.post("/login", content=body)).status_code == 401


async def test_logging_out_ends_the_session_for_good(house: House, stranger: httpx.AsyncClient) -> None:
    await logged_in(stranger, "sun")
    secret = stranger.cookies[COOKIE]
    answer = await stranger.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert COOKIE not in stranger.cookies
    stranger.cookies.set(COOKIE, secret)
    assert (await stranger.get("/board.json")).status_code == 401
    assert (await stranger.post("/logout")).status_code == 303, "twice is no mistake"


async def test_pages_of_another_origin_can_do_nothing(stranger: httpx.AsyncClient, house: House) -> None:
    stranger.cookies.set(COOKIE, await session_of(house, "sun"))
    for foreign in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "", "Referer": "https://evil.example/"},
    ):
        for path in ("/login", "/logout", "/desk/ticket", "/_dash-update-component"):
            answer = await stranger.post(path, headers=foreign)
            assert (answer.status_code, answer.json()["code"]) == (403, "origin"), (path, foreign)
    assert (await stranger.get("/board.json")).status_code == 200


# --- the address that failures are counted by -----------------------------------------------------------


async def refused_from(house: House, after: int) -> list[str]:
    """The addresses of the refused log-ins since event `after`, from the audit trail."""
    facts = [numbered.fact for numbered in await house.service.facts(after=after)]
    noted = [fact for fact in facts if isinstance(fact, AccessNoted)]
    return [fact.address for fact in noted if fact.what is Access.LOGIN_REFUSED]


async def test_failures_are_counted_by_the_browsers_address_not_by_ours(house: House, address: str) -> None:
    after = house.service.last
    async with browser(address, transport=httpx.AsyncHTTPTransport(local_address="127.0.0.9")) as client:
        await logged_in(client, "ploy", "wrong wrong")
    assert await refused_from(house, after) == ["127.0.0.9"]


async def test_a_proxy_on_this_machine_is_believed_and_nobody_else(house: House, address: str) -> None:
    after = house.service.last
    for from_where, said in (
        ("127.0.0.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7"),
        ("127.0.0.9", "203.0.113.7"),
    ):
        async with browser(address, transport=httpx.AsyncHTTPTransport(local_address=from_where)) as client:
            client.headers["X-Forwarded-For"] = said
            await logged_in(client, "ploy", "wrong wrong")
    assert await refused_from(house, after) == ["203.0.113.7", "203.0.113.7", "127.0.0.9"]


# --- who sees what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sees"),
    [("ploy", {"/", "/desk"}), ("sun", {"/", "/history"}), ("ada", {"/", "/history"})],
)
async def test_each_role_sees_its_pages_and_is_told_of_them(
    stranger: httpx.AsyncClient, name: str, sees: set[str]
) -> None:
    await logged_in(stranger, name)
    for page in PAGES:
        answer = await stranger.get(page, follow_redirects=True)
        assert answer.status_code == (200 if page in sees else 403), page
        if page not in sees:
            assert "This page is not for you" in answer.text
            assert {way for way in PAGES if f'href="{way}"' in answer.text} == sees


async def test_an_agent_sits_at_her_own_desk_only(stranger: httpx.AsyncClient) -> None:
    await logged_in(stranger, "ploy")
    answer = await stranger.get("/desk?lang=th")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?lang=th&agent=ploy")
    assert (await stranger.get("/desk?agent=anna")).status_code == 403
    assert (await stranger.get("/desk?agent=ploy")).status_code == 200
    tickets = {name: await stranger.post("/desk/ticket", json={"agent": name}) for name in ("ploy", "anna")}
    assert tickets["ploy"].status_code == 200
    assert (tickets["anna"].status_code, tickets["anna"].json()["code"]) == (403, "not_allowed")
    assert (await stranger.get("/history.json")).json()["code"] == "not_allowed"


async def test_a_callback_shows_no_page_that_is_not_for_her(stranger: httpx.AsyncClient) -> None:
    """What the browser says it shows is only what it says."""
    ask = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "address", "property": "pathname", "value": "/history"}],
        "changedPropIds": ["address.pathname"],
        "state": [{"id": "address", "property": "search", "value": ""}],
    }
    seen = {}
    for name in ("ploy", "sun"):
        await logged_in(stranger, name)
        seen[name] = (await stranger.post("/_dash-update-component", json=ask)).text
    assert "history-table" in seen["sun"]
    assert "history-table" not in seen["ploy"]
    assert "This page is not for you" in seen["ploy"]


async def test_a_program_that_brings_calls_sees_nothing(house: House, address: str) -> None:
    token = await token_of(house, "pbx")
    async with browser(address) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        assert "for a program" in (await client.get("/")).text
        assert (await client.get("/board.json")).json()["code"] == "not_allowed"
    async with screen(address, token) as socket:
        assert await why_it_ends(socket) == (1008, "not_allowed")


async def test_a_wall_shows_its_token_and_shows_the_board_for_good(house: House, address: str) -> None:
    token = await token_of(house, "wall")
    async with httpx.AsyncClient(base_url=address, trust_env=False) as program:
        assert (await program.get("/board.json", headers={"Authorization": f"Bearer {token}"})).is_success
    async with browser(address) as client:
        assert (await logged_in(client, "sun", token)).status_code == 401, "it is not hers"
        answer = await logged_in(client, "wall", token)
        assert answer.status_code == 303
        assert "Max-Age=34560000" in answer.headers["set-cookie"]
        await client.post("/logout")
        assert await house.api.ask("GET", "/v1/me", secret=token), "other walls show it too"


async def test_the_houses_key_is_no_password(stranger: httpx.AsyncClient, house: House) -> None:
    assert (await logged_in(stranger, "", KEY)).status_code == 401
    stranger.headers["Authorization"] = f"Bearer {KEY}"
    assert (await stranger.get("/history")).status_code == 200, "but it opens every page to its owner"


# --- being out ------------------------------------------------------------------------------------------


async def test_a_disabled_users_board_is_closed_and_others_stay(house: House, address: str) -> None:
    async with (
        screen(address, await session_of(house, "sun")) as hers,
        screen(address, await session_of(house, "ada")) as another,
    ):
        await hers.recv()
        await disable(house, "sun")
        assert await why_it_ends(hers) == (1008, "logged_out")
        await another.recv()


def lookers() -> int:
    """How many tasks look whether a socket's visitor is still in."""
    return sum("Visitors.until_out" in repr(task) for task in asyncio.all_tasks())


async def test_a_board_that_goes_away_leaves_nobody_looking(house: House, address: str) -> None:
    async with screen(address, await session_of(house, "sun")) as socket:
        await socket.recv()
        assert lookers() == 1
    async with asyncio.timeout(20):
        while lookers():
            await house.api.ask("GET", "/v1/me")


async def test_while_the_centre_is_silent_the_known_stay_and_the_unknown_wait(
    house: House, address: str, line: Line
) -> None:
    known, unknown = await session_of(house, "sun"), await session_of(house, "ada")
    async with browser(address, cookies={COOKIE: known}) as client:
        assert (await client.get("/board.json")).is_success
        line.cut = True
        assert (await client.get("/board.json")).is_success
        assert (await client.get("/")).status_code == 200
        for stranger in (unknown, "guessed"):
            client.cookies = httpx.Cookies({COOKIE: stranger})
            assert (await client.get("/board.json")).json()["code"] == "lost"
            page = await client.get("/")
            assert (page.status_code, "tries again by itself" in page.text) == (503, True)
    async with screen(address, unknown) as socket:
        assert await why_it_ends(socket) == (1013, "lost")


async def test_a_line_that_was_cut_lets_nobody_out_and_the_end_of_it_does(
    house: House, address: str, line: Line
) -> None:
    async with screen(address, await session_of(house, "sun")) as socket:
        await socket.recv()
        line.cut = True
        await disable(house, "sun")
        for _ in range(12):  # the board is pushed at least each second
            await socket.recv()
        line.cut = False
        assert await why_it_ends(socket) == (1008, "logged_out")


# --- where nobody logs in -------------------------------------------------------------------------------


async def test_where_nobody_logs_in_nothing_is_asked(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path) as house,
        serving(house, tmp_path) as address,
        browser(address) as client,
    ):
        for page in PAGES:
            answer = await client.get(page)
            assert (answer.status_code, "no-store" in answer.headers.get("cache-control", "")) == (200, False)
        assert (await client.get("/login")).status_code == 404
        assert (await client.post("/desk/ticket", json={"agent": "anna"})).status_code == 200
        async with screen(address, "") as socket:
            await socket.recv()
