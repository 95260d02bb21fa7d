"""The guard before every page, route and socket of the dashboard: who may come in, and what others hear."""

import asyncio
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from dashboard.house import address
from dashboard.pages.login import again_page, barred_page, silent_page
from dashboard.rooms import WAYS, Room, may_enter, own_desk, room_of
from dashboard.visitors import COOKIE, Visitors, secret_of, visitor
from dashboard.words import choose
from dispatcher.access.people import Identity
from dispatcher.client import Lost

PAGES: Final = frozenset(path for _, path in WAYS)  # what people look at; all else is for programs
LOOKS: Final = "/assets/"
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class No(NamedTuple):
    """Why somebody may not: `status` and `code` for programs, `close` and `word` for sockets."""

    status: int
    code: str
    detail: str
    close: int
    word: str


FOREIGN: Final = No(
    403, "origin", "pages of another origin may not ask; a proxy in between must pass on Host", 1008, "origin"
)
STRANGER: Final = No(
    401, "log_in", "log in at /login, or send a program's token as a bearer token", 1008, "logged_out"
)
BARRED: Final = No(403, "not_allowed", "this is not for you", 1008, "not_allowed")
SILENT: Final = No(503, "lost", "the dispatcher does not answer; ask again", 1013, "lost")


class Guard:
    """Lets in whoever may enter. Who it is, and the secret shown, stand in the request's state.

    Not Starlette's own base for middleware: that one knows no sockets. Dash's callbacks get no request; for
    them there is `visitor`.
    """

    def __init__(self, app: ASGIApp, visitors: Visitors) -> None:
        self._app, self._visitors = app, visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif _foreign(asked := HTTPConnection(scope)):
            await _refuse(FOREIGN, asked, receive, send)
        elif room_of(scope["path"]) is Room.OPEN:
            await self._app(scope, receive, _checked(send) if scope["path"].startswith(LOOKS) else send)
        else:
            await self._admit(asked, receive, send)

    async def _admit(self, asked: HTTPConnection, receive: Receive, send: Send) -> None:
        secret = secret_of(asked)
        try:
            who = await self._visitors.who(secret)
        except Lost:
            await _refuse(SILENT, asked, receive, send)
            return
        if who is None:
            await _refuse(STRANGER, asked, receive, send)
            return
        asked.state.identity = who
        asked.state.secret = secret if self._visitors.login else None
        if (desk := _another_desk(asked, who)) and "agent" not in asked.query_params:
            await RedirectResponse(desk, 303)(asked.scope, receive, send)
        elif desk or not may_enter(who, room_of(asked.scope["path"])):
            await _refuse(BARRED, asked, receive, send)
        else:
            await self._let_in(asked, receive, send)

    async def _let_in(self, asked: HTTPConnection, receive: Receive, send: Send) -> None:
        before = visitor.set(asked.state.identity)
        try:
            if asked.state.secret is None:
                await self._app(asked.scope, receive, send)
            elif asked.scope["type"] == "http":
                await self._app(asked.scope, receive, _unkept(send))
            else:
                await self._until_out(asked.state.secret, asked.scope, receive, send)
        finally:
            visitor.reset(before)

    async def _until_out(self, secret: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket for as long as its secret lets anybody in."""
        serving = asyncio.ensure_future(self._app(scope, receive, send))
        looking = asyncio.create_task(self._visitors.until_out(secret))
        try:
            await asyncio.wait((serving, looking), return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            else:
                await _stopped(serving)
                await send({"type": "websocket.close", "code": STRANGER.close, "reason": STRANGER.word})
        finally:
            await _stopped(looking)
            await _stopped(serving)


async def _stopped(task: "asyncio.Future[None]") -> None:
    task.cancel()
    await asyncio.wait((task,))


def _another_desk(asked: HTTPConnection, who: Identity) -> str | None:
    """Her own desk's address, when the page of no desk or of another is asked for."""
    return own_desk(who, asked.query_params) if asked.scope["path"] == "/desk" else None


def _foreign(asked: HTTPConnection) -> bool:
    """Does a page of another origin want to do something, or to listen? Programs name no origin."""
    if asked.scope["type"] == "http" and asked.scope["method"] in READING:
        return False
    origin = asked.headers.get("origin", asked.headers.get("referer"))
    try:
        return origin is not None and urlsplit(origin).netloc != asked.headers.get("host")
    except ValueError:
        return True


def _unkept(send: Send) -> Send:
    """What only she may see stays in no cache, nor behind the browser's back button."""
    return _cached(send, "no-store")


def _checked(send: Send) -> Send:
    """Scripts keep their names when they change: a browser that has one asks whether it is still the same.

    Without a word browsers guess (RFC 9111, 4.2.2), and a screen would run an old script for days.
    """
    return _cached(send, "no-cache")


def _cached(send: Send, how: str) -> Send:
    async def send_so(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = how
        await send(message)

    return send_so


# --- saying no ------------------------------------------------------------------------------------------


async def _refuse(no: No, asked: HTTPConnection, receive: Receive, send: Send) -> None:
    if asked.scope["type"] == "websocket":
        await _hang_up(no, WebSocket(asked.scope, receive, send))
    else:
        by_program = JSONResponse({"code": no.code, "detail": no.detail}, no.status)
        answer = _to_people(no, asked) if asked.scope["path"] in PAGES else by_program
        await answer(asked.scope, receive, send)


async def _hang_up(no: No, socket: WebSocket) -> None:
    """A page learns why only from a socket that was open; a foreign page need not learn it."""
    if no is not FOREIGN:
        await socket.accept()
    await socket.close(no.close, no.word)


def _to_people(no: No, asked: HTTPConnection) -> Response:
    lang = asked.query_params.get("lang", "")
    language = choose(lang, asked.headers.get("accept-language", ""))
    if no is STRANGER and COOKIE not in asked.cookies and asked.headers.get("sec-fetch-site") == "cross-site":
        return again_page(language)
    if no is STRANGER:
        return RedirectResponse(address("/login", next=_as_asked(asked)), 303)
    return silent_page(language) if no is SILENT else barred_page(language, asked.state.identity, lang)


def _as_asked(asked: HTTPConnection) -> str:
    """The address to come back to; "" for the front door, from where everybody goes to her own page."""
    query = asked.scope["query_string"].decode("ascii", "replace")
    path: str = asked.scope["path"]
    return f"{path}?{query}" if query else path.removesuffix("/")
