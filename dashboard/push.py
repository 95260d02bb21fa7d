"""The way of the board to its screens: the socket `/push/board`, and `/board.json` for programs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI, Response, WebSocket, WebSocketDisconnect

from dashboard.alerting.alerting import Alerting
from dashboard.boards import Boards
from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.outlooks import Outlooks
from dispatcher import logs

log = logs.named(__name__)


def routes(feed: Feed, settings: Settings, outlooks: Outlooks, alerting: Alerting) -> APIRouter:
    """The board's routes; while the server runs, the board is pushed."""
    boards = Boards(feed, settings, outlooks, alerting)
    router = APIRouter(lifespan=_pushing(boards))

    @router.websocket("/push/board")
    async def push(socket: WebSocket) -> None:
        await socket.accept()
        with boards.screen() as screen, contextlib.suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await screen.take())

    @router.get("/board.json")
    async def board_json() -> Response:
        return Response(await boards.whole(), media_type="application/json")

    return router


def _pushing(boards: Boards) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def push(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(boards.run(), name="boards")
        task.add_done_callback(_report)
        try:
            yield
        finally:
            task.cancel()

    return push


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("the board is pushed no longer", exc_info=error)
