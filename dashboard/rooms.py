"""Which page is for whom. Pure: what each role may see of the dashboard stands here and nowhere else."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from dashboard.house import address
from dispatcher.access.people import Identity, Role
from dispatcher.vocabulary import Word


class Room(Word):
    """A part of the dashboard."""

    OPEN = "open"
    """What anybody may have: the way in, how things look, whether we are well."""
    HALL = "hall"
    """What every page is made with, and what is no page."""
    WALL = "wall"
    """The board as it is now, which a screen on a wall shows. Whoever enters the board's room sees it too."""
    BOARD = "board"
    FIGURES = "figures"
    FLOOR = "floor"
    DESK = "desk"
    LETTERS = "letters"
    SHELF = "shelf"
    PLANS = "plans"
    ACTS = "acts"
    """Where the centre is acted on from the board."""


WHERE: Final[Mapping[str, Room]] = {
    "/assets": Room.OPEN,
    "/_dash-component-suites": Room.OPEN,
    "/_favicon.ico": Room.OPEN,
    "/health": Room.OPEN,
    "/ready": Room.OPEN,
    "/login": Room.OPEN,
    "/wall": Room.OPEN,
    "/logout": Room.OPEN,
    "/faq": Room.OPEN,
    "/contact": Room.OPEN,
    "/sitemap.xml": Room.OPEN,
    "/robots.txt": Room.OPEN,
    "/": Room.WALL,
    "/board.json": Room.WALL,
    "/push/board": Room.WALL,
    "/layout": Room.BOARD,
    "/alerts.json": Room.FLOOR,
    "/alerts": Room.ACTS,
    "/past/facts.json": Room.FLOOR,  # they name contacts, as the folders do and the board does not
    "/past/why.json": Room.FLOOR,
    "/past": Room.BOARD,
    "/folders": Room.FLOOR,
    "/folders.json": Room.FLOOR,
    "/push/folders": Room.FLOOR,
    "/history": Room.FIGURES,
    "/history.json": Room.FIGURES,
    "/history.csv": Room.FIGURES,
    "/history.parquet": Room.FIGURES,
    "/history.xlsx": Room.FIGURES,
    "/metrics": Room.FIGURES,
    "/desk": Room.DESK,
    "/mail": Room.LETTERS,
    "/knowledge": Room.SHELF,
    "/plan": Room.PLANS,
    "/acts": Room.ACTS,
}
"""Which room an address is in, by its beginning; all others are in the hall."""

ROOMS: Final[Mapping[Role, frozenset[Room]]] = {
    Role.AGENT: frozenset({Room.HALL, Room.BOARD}),
    Role.SUPERVISOR: frozenset(
        {Room.HALL, Room.BOARD, Room.FIGURES, Room.FLOOR, Room.LETTERS, Room.SHELF, Room.PLANS, Room.ACTS}
    ),
    Role.WATCHER: frozenset({Room.HALL, Room.BOARD, Room.FIGURES, Room.FLOOR}),
    Role.SCREEN: frozenset({Room.HALL, Room.WALL}),
    Role.TRUNK: frozenset(),
    Role.ADMIN: frozenset(
        {Room.HALL, Room.BOARD, Room.FIGURES, Room.FLOOR, Room.LETTERS, Room.SHELF, Room.PLANS, Room.ACTS}
    ),
}
"""Which rooms each role may enter; a desk besides, when one is hers."""

WAYS: Final = (
    ("wallboard", "/"),
    ("past", "/past"),
    ("desk", "/desk"),
    ("folders", "/folders"),
    ("history", "/history"),
    ("letters", "/mail"),
    ("knowledge", "/knowledge"),
    ("plan", "/plan"),
)
"""The pages by the words for them, as links offer them."""

LONGEST: Final = 2000  # characters of an address to go back to


def room_of(path: str) -> Room:
    """The room this address is in."""
    return next(
        (room for begins, room in WHERE.items() if path == begins or path.startswith(f"{begins}/")),
        Room.HALL,
    )


def may_enter(who: Identity, room: Room) -> bool:
    """May she see what is in there?"""
    if room is Room.DESK:
        return who.owner or who.agent is not None
    if room is Room.WALL:
        return not ROOMS[who.role].isdisjoint({Room.WALL, Room.BOARD})
    return room in ROOMS[who.role]


def ways_for(who: Identity) -> list[tuple[str, str]]:
    """The pages she may see."""
    return [(word, path) for word, path in WAYS if may_enter(who, room_of(path))]


def home_of(who: Identity) -> str:
    """Where she goes when she asked for nothing."""
    return "/desk" if who.role is Role.AGENT else "/"


def own_desk(who: Identity, query: Mapping[str, str]) -> str | None:
    """Her desk's address when she asked for another, or for none; None when it is hers, or every desk is."""
    if who.owner or query.get("agent") == who.agent:
        return None
    return address("/desk", **{**query, "agent": who.agent or ""})


def own_path(wanted: str) -> str:
    """The address when it is surely one of ours, else "".

    Browsers read a backslash as a slash, and drop tabs and line ends before they look (WHATWG URL, 4.4): what
    holds any of these may lead elsewhere.
    """
    ours = wanted.startswith("/") and not wanted.startswith("//")
    plain = all(char > " " and char not in "\\\x7f" for char in wanted)
    return wanted if ours and plain and len(wanted) <= LONGEST else ""


def language_in(path: str) -> str:
    """The language that the address asks for; "" when it does not."""
    return dict(parse_qsl(urlsplit(path).query)).get("lang", "")
