"""The HTTP API as one application: calls, mail, operations. Its OpenAPI document is at /openapi.json."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers

OPEN = frozenset({"/health", "/ready"})  # what a load balancer may ask without a key
LARGE = frozenset({"/v1/mail"})  # what counts its bytes itself, by its own limit
LARGEST_BODY = 64_000  # bytes: a call's JSON has a few hundred


def build(routers: Sequence[APIRouter], *, key: str) -> FastAPI:
    """The application. With a key set, all but `OPEN` ask for it as a bearer token (RFC 6750)."""
    app = FastAPI(
        title="Ringpost",
        summary="Send calls and emails into the centre, and ask what became of them.",
        docs_url=None,
        redoc_url=None,
    )
    for router in routers:
        app.include_router(router)

    app.middleware("http")(_guard(key))
    return app


Next = Callable[[Request], Awaitable[Response]]


def _guard(key: str) -> Callable[[Request, Next], Awaitable[Response]]:
    """Let in programs that know the key, with bodies of a sane size."""
    expected = f"Bearer {key}".encode()

    async def check(request: Request, go_on: Next) -> Response:
        headers = request.headers
        if "Origin" in headers:
            return _refused(403, "this API is for programs; web pages may not call it")
        if key and request.url.path not in OPEN:
            given = headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, expected):
                detail = "send the centre's key, [service] key in the centre file: Authorization: Bearer KEY"
                return _refused(401, detail)
        if request.url.path not in LARGE and _size(headers) > LARGEST_BODY:
            return _refused(413, f"send at most {LARGEST_BODY} bytes, and say how many: Content-Length")
        return await go_on(request)

    return check


def _size(headers: Headers) -> float:
    """The bytes of the body as announced; infinite when there is one and its size is not said."""
    said = headers.get("Content-Length", "")
    if said.isdecimal():
        return int(said)
    return float("inf") if "Transfer-Encoding" in headers else 0


def _refused(status: int, detail: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"detail": detail}, status_code=status, headers=headers)
