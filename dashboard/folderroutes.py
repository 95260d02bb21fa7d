"""The folders page's own routes: what is pushed to it, a letter with its history, commands on their way."""

import asyncio
import contextlib
from typing import Any, Final
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from analytics.eventlog import EventLog
from dashboard.feed import Feed
from dashboard.folders import Folders, wanted_of
from dashboard.outlooks import Outlooks
from dispatcher.access.people import Identity
from dispatcher.client import Api, LogInError
from dispatcher.errors import OwnerError, RingpostError

TICK: Final = 0.5  # s between two pushes at least: a list that jumps oftener cannot be read
HEARTBEAT: Final = 1.0  # s between two pushes at most: three missed, and the page says so

HISTORY: Final = (
    "SELECT epoch_us(occurred) AS at, kind, agent, why, promise, late, queue, to_queue FROM facts"
    " WHERE run = 0 AND contact = $contact ORDER BY number"
)


def folder_routes(feed: Feed, api: Api, outlooks: Outlooks) -> APIRouter:
    """`/push/folders` and `/folders.json`, `/folders/letter.json`, `/folders/command`."""
    folders = Folders(feed, api, outlooks)
    router = APIRouter(lifespan=outlooks.asking)

    @router.websocket("/push/folders")
    async def push(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            await _push(socket, folders, feed, outlooks)

    @router.get("/folders.json")
    async def folders_json(request: Request) -> Response:
        wanted = wanted_of(request.query_params, request.state.identity)
        try:
            content = await folders.shown(wanted, request.state.secret)
        except RingpostError as error:
            return _refusal(error)
        return _json(_head(feed) | {"folders": content} | _ahead(outlooks))

    @router.get("/folders/letter.json")
    async def letter(contact: str, request: Request) -> Response:
        """An open letter: how it stands, its conversation, and all that happened to it."""
        try:
            found = await api.ask("GET", f"/v1/folders/letters/{_part(contact)}", secret=request.state.secret)
        except RingpostError as error:
            return _refusal(error)
        facts = await feed.ask(lambda events: _history(events, contact))
        return JSONResponse(found | {"facts": facts})

    @router.post("/folders/command")
    async def command(request: Request) -> Response:
        """A supervisor's command on its way to the dispatcher, in her own right."""
        try:
            wanted = await request.json()
            return JSONResponse(await api.ask("POST", "/v1/commands", wanted, secret=request.state.secret))
        except ValueError:
            return JSONResponse({"code": "bad_command", "detail": "the body is no JSON"}, 422)
        except RingpostError as error:
            return _refusal(error)

    return router


async def _push(socket: WebSocket, folders: Folders, feed: Feed, outlooks: Outlooks) -> None:
    """Send what lies there whenever it changed, and between a sign of life."""
    who: Identity = socket.state.identity
    wanted, news = wanted_of(socket.query_params, who), asyncio.Event()
    found: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    with contextlib.ExitStack() as listening:
        listening.callback(feed.listen(news.set))
        while True:
            with contextlib.suppress(RingpostError):  # while nobody answers, what was found last stands
                found = await folders.shown(wanted, socket.state.secret)
            content = {"folders": found} | _ahead(outlooks)
            body = {} if content == before else content
            before = content
            await socket.send_text(msgspec.json.encode(_head(feed) | body).decode())
            await asyncio.sleep(TICK)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT - TICK):
                    await news.wait()
            news.clear()


def _head(feed: Feed) -> dict[str, Any]:
    return {"now": feed.clock(), "as_of": feed.as_of(), "trouble": feed.trouble}


def _ahead(outlooks: Outlooks) -> dict[str, Any]:
    return {"outlook": outlooks.latest, "stopped": outlooks.stopped}


def _history(events: EventLog, contact: str) -> list[dict[str, Any]]:
    rows = events.ask(HISTORY, contact=contact).rows(named=True)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _part(contact: str) -> str:
    """The id as a part of an address."""
    return quote(contact, safe="")


def _refusal(error: RingpostError) -> JSONResponse:
    status = 401 if isinstance(error, LogInError) else 409 if isinstance(error, OwnerError) else 503
    code = {401: "log_in", 409: "refused"}.get(status, "lost")
    return JSONResponse({"code": code, "detail": str(error)}, status)


def _json(thing: object) -> Response:
    return Response(msgspec.json.encode(thing), media_type="application/json")
