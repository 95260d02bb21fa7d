"""The what-if page: suppose a day at this centre, and see by simulation what would come of it.

Dash lays out its frame; `assets/plan` fills it with what `dashboard.planning.routes` answers.
"""

import json
from typing import Any, Final

from dash import html
from fastapi import APIRouter

from analytics.kpis import BY_NAME
from dashboard.boardwords import WORDS as BOARD_WORDS
from dashboard.feed import Feed
from dashboard.house import House, Settings, address
from dashboard.pages.login import way_out
from dashboard.planning.routes import plan_routes
from dashboard.planwords import WORDS
from dashboard.words import words
from dispatcher.centre import Policy
from dispatcher.vocabulary import EMAIL

path: Final = "/plan"

SHOWN: Final = (
    "service_level",
    "asa",
    "abandon_rate",
    "promises_kept",
    "first_response_time",
    "interruptions",
    "backlog",
)
"""The KPIs of the cards and the table."""

BORROWED: Final = (*SHOWN, "incoming", "day_short", "hour_short", "points", "wallboard", "whole_centre")
"""Words that the other pages have."""


def routes(feed: Feed, settings: Settings) -> APIRouter:
    """What the page asks."""
    return plan_routes(feed, settings)


async def layout(house: House, **query: str) -> Any:
    """The page; its address names the plans that are shown."""
    board = words(BOARD_WORDS, house.language)
    say = words(WORDS, house.language) | {key: board[key] for key in BORROWED}
    lang = query.get("lang", "")
    data: dict[str, Any] = {
        "data-words": json.dumps(say, ensure_ascii=False),
        "data-language": house.language,
        "data-kpis": json.dumps([[name, BY_NAME[name].unit, BY_NAME[name].better] for name in SHOWN]),
        "data-centre": json.dumps(_centre(house), ensure_ascii=False),
    }
    return html.Main(
        [
            html.Header(
                [
                    html.H1(say["title"]),
                    html.Nav(html.A(say["wallboard"], href=address("/", lang=lang))),
                    way_out(house.who, house.language, lang),
                ],
                className="head",
            ),
            html.Div(id="plan-notice", role="alert", className="notice"),
            html.Div(id="plan-desk"),
            html.Div(id="plan-toast", role="status", className="toast"),
        ],
        id="plan",
        className="plan",
        **data,
    )


def _centre(house: House) -> dict[str, Any]:
    """What the sliders begin from."""
    centre = house.feed.state.centre
    if centre is None:
        return {}
    levers = centre.levers
    return {
        "queues": [
            {
                "id": queue.id,
                "name": queue.name,
                "live": centre.channel_of(queue.id).live,
                "promise": queue.promise,
            }
            for queue in centre.queues.values()
        ],
        "cap": levers.caps.get(EMAIL, centre.channels[EMAIL].cap if EMAIL in centre.channels else 0),
        "reserve": levers.reserve or 0,
        "breather": levers.breather or 0,
        "interrupt_after": _otherwise(levers.interrupt_after, Policy().interrupt_after),
    }


def _otherwise(said: int | None, default: int) -> int:
    return default if said is None else said
