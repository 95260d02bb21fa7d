"""The folders: letters by state and topic, and what a supervisor does about them.

Dash lays the page out once; `assets/folders` fills it in with what `dashboard.folderroutes` sends, and keeps
the filters in the address.
"""

import json
from typing import Any

from dash import html

from dashboard.boardwords import WORDS as BOARD_WORDS
from dashboard.folderwords import WORDS
from dashboard.house import House, address
from dashboard.pages.login import way_out
from dashboard.rooms import ways_for
from dashboard.words import words
from dispatcher.access.people import Role

path = "/folders"


async def layout(house: House, **query: str) -> Any:
    """The page without its letters, in the visitor's language."""
    board = words(BOARD_WORDS, house.language)
    say = words(WORDS, house.language) | {key: board[key] for key in ("day_short", "hour_short", "points")}
    lang = query.get("lang", "")
    data: dict[str, Any] = {
        "data-words": json.dumps(say),
        "data-language": house.language,
        "data-acts": "no" if house.who.role is Role.WATCHER else "yes",
    }
    return html.Main(
        [
            html.Header(
                [
                    html.H1(say["folders"]),
                    html.Nav(
                        [
                            html.A(board[word], href=address(way, lang=lang))
                            for word, way in ways_for(house.who)
                            if way != path
                        ],
                        className="ways",
                    ),
                    html.P(id="folders-live", className="live"),
                    way_out(house.who, house.language, lang),
                ],
                className="head",
            ),
            html.Div(id="folders-notice", role="alert", className="notice"),
            html.Div(id="folders-alarms", className="alarms", role="status"),
            html.Div(
                [
                    html.Nav(id="folders-side", className="side"),
                    html.Section(id="folders-list", className="list"),
                ],
                className="floor",
            ),
            html.Div(id="folders-toast", role="status", className="toast"),
            html.Dialog(id="folders-letter", className="letter"),
        ],
        id="folders",
        className="folders",
        **data,
    )
