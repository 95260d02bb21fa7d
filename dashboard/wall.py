"""The way in for a screen on a wall: a link whose secret stays in the browser, until it becomes its cookie.

The secret is the part of the address after `#`, which browsers send to nobody: no log and no proxy has it
(RFC 9110, 4.2.5). The page hands it in once, and goes on to the board with an address that is worth nothing.
"""

import json
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dashboard.house import address
from dashboard.login import DRAWN, STAYS, Session, give
from dashboard.rooms import Room, may_enter
from dashboard.tvwords import DOOR
from dashboard.visitors import Visitors
from dashboard.words import choose, direction, words
from dispatcher.access.people import PROGRAMS
from dispatcher.client import Lost

PASSED_ON: Final = ("lang", "every", "screens", "view")
"""What a link may say of the board besides who may see it."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


class Shown(BaseModel):
    """The secret of a link."""

    model_config = ConfigDict(extra="forbid")

    secret: str = Field(max_length=200)


def wall_routes(visitors: Visitors) -> APIRouter:
    """The routes of `/wall`."""
    router = APIRouter()

    @router.get("/wall")
    async def door(request: Request, lang: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
        """The page that hands the secret in."""
        query = {name: request.query_params[name] for name in PASSED_ON if name in request.query_params}
        language = choose(lang, request.headers.get("accept-language", ""))
        return HTMLResponse(_page(language, address("/", tv="1", **query)), headers=_HEADERS)

    @router.post("/wall")
    async def hand_in(shown: Shown, request: Request) -> Response:
        """A cookie for it, as long as it is good."""
        try:
            who = await visitors.who_now(shown.secret) if DRAWN.fullmatch(shown.secret) else None
        except Lost as error:
            return JSONResponse({"code": "lost", "detail": str(error)}, 503)
        if who is None or not (who.owner or (who.role in PROGRAMS and may_enter(who, Room.WALL))):
            return JSONResponse({"code": "closed", "detail": "this link opens nothing any more"}, 403)
        answer = Response(status_code=204)
        if not who.owner:  # where nobody logs in, there is nothing to be kept
            give(answer, request, Session(shown.secret, STAYS, who))
        return answer

    return router


def _page(language: str, to: str) -> str:
    say = json.dumps(words(DOOR, language))
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>Ringpost</title>
<link rel="stylesheet" href="/assets/house.css"><link rel="stylesheet" href="/assets/login.css">
<script type="module" src="/assets/board/tv/door.mjs"></script></head>
<body class="door"><main><p class="house">Ringpost</p>
<div class="card" id="wall" role="status" data-to="{escape(to)}" data-words="{escape(say)}">
<h1></h1><p></p></div>
</main></body></html>
"""
