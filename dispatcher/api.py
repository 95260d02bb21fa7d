"""The HTTP API as one application: calls, mail, health. Its OpenAPI document is at /openapi.json."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from dispatcher.service import Service

OPEN = frozenset({"/health"})  # what a load balancer may ask without a key


def build(
    service: Service, routers: Sequence[APIRouter], *, key: str, health: Callable[[], object]
) -> FastAPI:
    """The application. With a key set, all but /health ask for it as a bearer token (RFC 6750)."""
    app = FastAPI(
        title="Ringpost",
        summary="Send calls and emails into the centre, and ask what became of them.",
        docs_url=None,
        redoc_url=None,
    )
    for router in routers:
        app.include_router(router)

    @app.get("/health", tags=["operations"])
    async def say_health() -> JSONResponse:
        """Is the dispatcher alive, how far is its journal, how do its mailboxes do?"""
        return JSONResponse({"status": "ok", "last_event": service.last, "details": health()})

    if key:
        app.middleware("http")(_key_check(key))
    return app


def _key_check(
    key: str,
) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    expected = f"Bearer {key}".encode()

    async def check(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        given = request.headers.get("Authorization", "").encode()
        if request.url.path in OPEN or hmac.compare_digest(given, expected):
            return await go_on(request)
        detail = "send the centre's key: Authorization: Bearer KEY ([service] key in the centre file)"
        return JSONResponse({"detail": detail}, status_code=401, headers={"WWW-Authenticate": "Bearer"})

    return check
