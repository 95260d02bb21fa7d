"""The record of alarms, and the button that makes one quiet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from dashboard.alerting.alerting import Alerting
from dashboard.alerting.sending import Sending
from dispatcher import logs

log = logs.named(__name__)


def alert_routes(alerting: Alerting, sending: Sending) -> APIRouter:
    """`/alerts.json` and `/alerts/acknowledge`; while the server runs, alarms are told."""
    router = APIRouter(lifespan=_telling(alerting, sending))

    @router.get("/alerts.json")
    async def record() -> Response:
        """The newest alarms, each with its end and who looked after it."""
        return JSONResponse({"alarms": await alerting.latest()})

    @router.post("/alerts/acknowledge/{id_}")
    async def acknowledge(id_: int, request: Request) -> Response:
        """She looks after it: it goes quiet on every screen."""
        by = request.state.identity.user
        return JSONResponse({"acknowledged": await alerting.acknowledge(id_, by)})

    return router


def _telling(alerting: Alerting, sending: Sending) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def tell(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(sending.run(), name="alerts")
        task.add_done_callback(_report)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))
            await alerting.close()

    return tell


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("alarms are told no longer", exc_info=error)
