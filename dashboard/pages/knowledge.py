"""The knowledge base: every article, its editor and its versions.

The page asks for its articles itself (`dashboard/articles.py`); here is only its frame.
"""

import json
from typing import Any, Final

from dash import html

from dashboard.articlewords import WORDS
from dashboard.house import House, address
from dashboard.pages.login import NAMES, way_out
from dashboard.words import words

path: Final = "/knowledge"


async def layout(house: House, **query: str) -> Any:
    """The page, to begin with the article of the address, if it names one."""
    say = words(WORDS, house.language)
    lang = query.get("lang", "")
    rules = house.feed.state.centre
    attributes: dict[str, Any] = {
        "data-language": house.language,
        "data-languages": json.dumps(NAMES, ensure_ascii=False),
        "data-categories": json.dumps(sorted(rules.categories) if rules else []),
        "data-words": json.dumps(say, ensure_ascii=False),
        "data-faq": "yes" if house.settings.faq.open else "",
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
            html.Div(id="articles"),
        ],
        id="knowledge",
        className="knowledge",
        **attributes,
    )
