"""Which page is for whom, and which address is surely ours: tables, and a law."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.app import PAGES
from dashboard.loginwords import WORDS
from dashboard.pages.login import NAMES, wait_in_words
from dashboard.rooms import WAYS, Room, home_of, may_enter, own_desk, own_path, room_of, ways_for
from dashboard.words import LANGUAGES
from dispatcher.access.people import OWNER, Identity, Role
from dispatcher.vocabulary import AgentId

PLOY = AgentId("ploy")


def user(role: Role, agent: AgentId | None = None) -> Identity:
    return Identity(user="somebody", role=role, agent=agent)


def test_no_page_is_forgotten() -> None:
    """A page that is in no room of its own would be open to everybody who logs in."""
    assert {page.path for page in PAGES} == {path for _, path in WAYS}
    assert all(room_of(page.path) not in (Room.HALL, Room.OPEN) for page in PAGES)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (user(Role.AGENT, PLOY), {"/", "/past", "/desk"}),
        (user(Role.SUPERVISOR), {"/", "/past", "/folders", "/history", "/knowledge", "/mail", "/plan"}),
        (
            user(Role.SUPERVISOR, PLOY),
            {"/", "/past", "/folders", "/history", "/desk", "/knowledge", "/mail", "/plan"},
        ),
        (user(Role.WATCHER), {"/", "/past", "/folders", "/history"}),
        (user(Role.ADMIN), {"/", "/past", "/folders", "/history", "/knowledge", "/mail", "/plan"}),
        (user(Role.SCREEN), {"/"}),
        (user(Role.TRUNK), set()),
        (OWNER, {"/", "/past", "/folders", "/history", "/desk", "/knowledge", "/mail", "/plan"}),
    ],
    ids=lambda value: getattr(value, "role", None),
)
def test_what_each_role_sees(who: Identity, sees: set[str]) -> None:
    assert {path for _, path in ways_for(who)} == sees


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/", Room.WALL),
        ("/push/board", Room.WALL),
        ("/history.csv", Room.FIGURES),
        ("/plan/runs", Room.PLANS),
        ("/folders/command", Room.FLOOR),
        ("/folders.json", Room.FLOOR),
        ("/push/folders", Room.FLOOR),
        ("/metrics", Room.FIGURES),
        ("/past/board.json", Room.BOARD),
        ("/past/facts.json", Room.FLOOR),
        ("/past/why.json", Room.FLOOR),
        ("/desk/ticket", Room.DESK),
        ("/assets/desk/main.mjs", Room.OPEN),
        ("/_dash-component-suites/dash/x.js", Room.OPEN),
        ("/acts/undo", Room.ACTS),
        ("/layout/own.json", Room.BOARD),
        ("/wall", Room.OPEN),
        ("/_dash-update-component", Room.HALL),
        ("/_dash-layout", Room.HALL),
        ("/loginx", Room.HALL),
        ("/nothing", Room.HALL),
    ],
)
def test_where_an_address_is(path: str, room: Room) -> None:
    assert room_of(path) is room


def test_a_program_that_brings_calls_has_no_business_here() -> None:
    assert not any(may_enter(user(Role.TRUNK), room) for room in Room)


def test_an_agent_goes_to_her_own_desk() -> None:
    ploy = user(Role.AGENT, PLOY)
    assert home_of(ploy) == "/desk"
    assert own_desk(ploy, {"lang": "fa"}) == "/desk?lang=fa&agent=ploy"
    assert own_desk(ploy, {"agent": "anna"}) == "/desk?agent=ploy"
    assert own_desk(ploy, {"agent": "ploy"}) is None
    assert own_desk(OWNER, {"agent": "anna"}) is None


def as_browsers_read(address: str) -> str:
    """What becomes of an address before it is looked at (WHATWG URL, 4.4, special schemes)."""
    trimmed = address.strip("".join(map(chr, range(0x21))))
    return "".join(char for char in trimmed if char not in "\t\n\r").replace("\\", "/")


@given(st.text(alphabet=st.sampled_from("/\\:@.?#%\t\n\r ae\x00\x7f"), max_size=12) | st.text())
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("https://evil.example/")
@example("javascript:alert(1)")
def test_no_address_leads_out_of_the_house(wanted: str) -> None:
    led_to = urlsplit(urljoin("https://desk.example/login", as_browsers_read(own_path(wanted))))
    assert (led_to.scheme, led_to.netloc) == ("https", "desk.example")


@given(st.sampled_from([path for _, path in WAYS]), st.text(alphabet="abc=&%+-09", max_size=20))
def test_every_page_of_ours_can_be_come_back_to(path: str, query: str) -> None:
    assert own_path(f"{path}?{query}") == f"{path}?{query}"


def test_an_endless_address_is_none() -> None:
    assert own_path("/" + "a" * 5000) == ""


def test_every_word_is_there_in_every_language() -> None:
    assert list(NAMES) == list(LANGUAGES)
    for key, row in WORDS.items():
        assert len(row) == len(LANGUAGES), key
        assert all(row), key
        assert len({("{wait}" in text, "{n}" in text) for text in row}) == 1, key


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (2, "en", "2 s"),
        (60, "en", "60 s"),
        (61, "en", "2 min"),
        (900, "ru", "15 мин"),
        (16, "fa", "۱۶ ثانیه"),
    ],
)
def test_a_wait_is_said_in_whole_units(seconds: int, language: str, words: str) -> None:
    assert wait_in_words(seconds, language) == words
