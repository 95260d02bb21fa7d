"""What became of every letter: counts by verdict, the lines, and what a person does about one.

The page asks for its lines itself (`dashboard/letters.py`); here is only its frame.
"""

import json
from typing import Any, Final

from dash import html

from dashboard.house import House, address
from dashboard.mailwords import WORDS
from dashboard.pages.login import way_out
from dashboard.words import words
from dispatcher.mail.intake.verdicts import Judgement

path: Final = "/mail"


async def layout(house: House, **query: str) -> Any:
    """The page, to begin with the verdict of the address, if it names one."""
    say = words(WORDS, house.language)
    attributes: dict[str, Any] = {
        "data-language": house.language,
        "data-words": json.dumps(say, ensure_ascii=False),
        "data-verdicts": json.dumps([verdict.value for verdict in Judgement]),
    }
    return html.Main(
        [
            html.Header(
                [
                    html.H1(say["title"]),
                    html.Nav(html.A(say["wallboard"], href=address("/", lang=query.get("lang", "")))),
                    way_out(house.who, house.language, query.get("lang", "")),
                ],
                className="head",
            ),
            html.Div(id="letters"),
        ],
        id="mail",
        className="mail",
        **attributes,
    )
