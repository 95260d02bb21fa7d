"""The time machine: the wallboard as it was at any moment, what happened then, and why.

Dash lays the page out once; `assets/past` asks `dashboard.past.routes` and fills it in. The address keeps the
moment: `?at=` an instant in ISO 8601, or `?fact=` a number. Nothing can be done here but looking.
"""

import json
from typing import Any

from dash import html

from dashboard.boardwords import WORDS as BOARD_WORDS
from dashboard.factwords import WORDS as FACT_WORDS
from dashboard.folderwords import AHEAD
from dashboard.folderwords import WORDS as FOLDER_WORDS
from dashboard.house import House, address
from dashboard.pages.login import way_out
from dashboard.pages.wallboard import alert_words, places
from dashboard.pastwords import WORDS
from dashboard.rooms import Room, may_enter, ways_for
from dashboard.words import words

path = "/past"

LIVE = "/"


async def layout(house: House, **query: str) -> Any:
    """The board without its numbers, and the bar that moves it through time."""
    board = words(BOARD_WORDS, house.language)
    say = words(WORDS, house.language)
    ahead = words({key: FOLDER_WORDS[key] for key in AHEAD}, house.language)
    lang = query.get("lang", "")
    data: dict[str, Any] = {
        "data-words": json.dumps(ahead | board),
        "data-say": json.dumps(words(FACT_WORDS, house.language) | say),
        "data-alerts": json.dumps(alert_words(house)),
        "data-language": house.language,
        "data-facts": "yes" if may_enter(house.who, Room.FLOOR) else "no",
    }
    return html.Main(
        [
            _then(say, lang),
            _head(board, house, lang),
            html.Div(id="board-notice", role="alert", className="notice"),
            html.Div(id="board-alerts", className="alerts"),
            html.Div(id="board-ahead", className="ahead"),
            *places(board),
            _bar(say),
            html.Dialog(id="past-why", className="why"),
        ],
        id="past",
        className="board past",
        **data,
    )


def _then(say: dict[str, str], lang: str) -> html.Div:
    """That this is the past, of when, and the one way back."""
    return html.Div(
        [
            html.P([html.Strong(say["in_the_past"]), " ", html.Time(id="past-when")], role="status"),
            html.A(say["back_to_live"], href=address(LIVE, lang=lang), id="past-live", className="back"),
        ],
        className="then",
    )


def _head(board: dict[str, str], house: House, lang: str) -> html.Header:
    ways = [(word, way) for word, way in ways_for(house.who) if way != path]
    return html.Header(
        [
            html.H1(html.Bdi("Ringpost", id="board-centre")),
            html.Nav(
                [html.A(board[word], href=address(way, lang=lang)) for word, way in ways],
                className="ways",
                **_aria(label=board["pages"]),
            ),
            way_out(house.who, house.language, lang),
            html.Time(id="board-clock", className="clock"),
        ],
        className="head",
    )


def _bar(say: dict[str, str]) -> html.Section:
    """What moves the board through time; the script makes the controls."""
    return html.Section(
        [
            html.P(id="past-fact", className="fact", **_aria(live="polite")),
            html.Div(id="past-timeline", className="timeline", dir="ltr"),
            html.Div(id="past-controls", className="controls"),
            html.Details(
                [html.Summary(say["facts"]), html.Ol(id="past-facts")], id="past-around", className="around"
            ),
        ],
        className="bar",
        **_aria(label=say["past"]),
    )


def _aria(**said: str) -> dict[str, Any]:
    """Attributes for whoever hears the page."""
    return {f"aria-{name}": value for name, value in said.items()}
