"""What operators ask: is it alive, may it take work, what does it count. `/health`, `/ready`, `/metrics`.

And what happens while it stops: nothing new is begun, what was begun is finished.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from msgspec import to_builtins
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatcher.findings import Finding, failed
from dispatcher.journal.space import LOW, shortage
from dispatcher.mail.health import Line, LineHealth
from dispatcher.metrics.meter import Meter
from dispatcher.metrics.scrape import Text
from dispatcher.service import Service

LATE: Final = 5.0  # s: the engine's loop turns at least once a second
STUCK: Final = 60.0  # s after which nobody expects it to turn again; a slow disk may take some of them
RETRY_AFTER: Final = 5  # s until whoever was turned away should ask again; a restart takes less
NEW_WORK: Final = frozenset({"/v1/calls", "/v1/mail", "/v1/form"})  # what brings contacts in, by POST


class Condition:
    """How the dispatcher is. `draining` is set once, when it begins to stop."""

    def __init__(
        self,
        service: Service,
        data: Path,
        *,
        trouble: Callable[[], str],
        mail: Callable[[], Mapping[str, LineHealth]],
        stopped: Callable[[], bool] = bool,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.draining = False
        self.least_free = LOW
        self._clock = clock or asyncio.get_running_loop().time
        self._service, self._data, self._trouble, self._mail = service, data, trouble, mail
        self._stopped = stopped

    def alive(self) -> list[Finding]:
        """Must it be restarted? Failed when the engine's loop has stopped for good."""
        return [self._engine(STUCK)]

    def ready(self) -> list[Finding]:
        """May it take work? Not when one of these failed."""
        return [
            self._stopping(),
            self._engine(LATE),
            self._journal(),
            self._disk(),
            *self._lines(),
            *self._automatic(),
        ]

    def _stopping(self) -> Finding:
        if self.draining:
            return Finding(
                name="open", result="failed", detail="it is stopping", remedy="ask again in a few seconds"
            )
        return Finding(name="open", result="ok")

    def _engine(self, bound: float) -> Finding:
        silent = self._clock() - self._service.beat
        if silent <= bound:
            return Finding(name="engine", result="ok")
        detail = f"the engine has not turned for {silent:.0f} s"
        return Finding(name="engine", result="failed", detail=detail, remedy="look at the disk; then restart")

    def _journal(self) -> Finding:
        if trouble := self._trouble():
            remedy = "free space or mend the disk; it goes on by itself"
            return Finding(name="journal", result="failed", detail=trouble, remedy=remedy)
        return Finding(name="journal", result="ok")

    def _disk(self) -> Finding:
        if lack := shortage(self._data, self.least_free):
            remedy = f"free some: at least {self.least_free // 1_000_000} MB"
            return Finding(name="disk", result="failed", detail=lack, remedy=remedy)
        return Finding(name="disk", result="ok")

    def _lines(self) -> list[Finding]:
        """Mail servers that are down keep nobody from working; the log says why they are."""
        return [
            Finding(name=name, result="warning", detail=health.state, remedy="the log says why")
            for name, health in self._mail().items()
            if health.state in (Line.DOWN, Line.WRONG_PASSWORD, Line.SIGN_IN_REFUSED)
        ]

    def _automatic(self) -> list[Finding]:
        """While no receipt leaves, letters still come in."""
        if not self._stopped():
            return []
        detail = "none leaves for an hour, as automatic_per_hour was reached"
        remedy = "see whether they go to another machine"
        return [Finding(name="automatic letters", result="warning", detail=detail, remedy=remedy)]


def operations_router(condition: Condition, scrape: Callable[[str], Awaitable[Text]]) -> APIRouter:
    """The three routes; `scrape` makes the text of the metrics for an Accept header."""
    router = APIRouter(tags=["operations"])

    @router.get("/health")
    async def health() -> JSONResponse:
        """Is the dispatcher alive? 503 says: restart it."""
        return _said(condition.alive())

    @router.get("/ready")
    async def ready() -> JSONResponse:
        """May it take work? 503 says: not now, and the body says why and what to do."""
        return _said(condition.ready())

    @router.get("/metrics", response_class=Response)
    async def metrics(request: Request) -> Response:
        """What it counts, for Prometheus."""
        text = await scrape(request.headers.get("Accept", ""))
        return Response(text.body, media_type=text.media_type)

    return router


def _said(findings: list[Finding]) -> JSONResponse:
    bad = failed(findings)
    body = {"status": "failed" if bad else "ok", "checks": [to_builtins(one) for one in findings]}
    headers = {"Retry-After": str(RETRY_AFTER)} if bad else None
    return JSONResponse(body, 503 if bad else 200, headers)


def turning_away(app: ASGIApp, condition: Condition) -> ASGIApp:
    """The application, but for new work while it is stopping: that is to come again."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if condition.draining and scope["type"] == "http" and _is_new_work(scope):
            body = {"detail": "the centre is stopping; ask again in a few seconds"}
            answer = JSONResponse(body, 503, {"Retry-After": str(RETRY_AFTER)})
            await answer(scope, receive, send)
        else:
            await app(scope, receive, send)

    return guarded


def _is_new_work(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope["path"] in NEW_WORK


def counting(app: ASGIApp, meter: Meter) -> ASGIApp:
    """The application, with each of its answers counted by route."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                meter.responded(scope["method"], route, message["status"])
            await send(message)

        await app(scope, receive, note if scope["type"] == "http" else send)

    return counted
