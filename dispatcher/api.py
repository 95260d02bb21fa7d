"""The HTTP API as one application: calls, mail, log-in, operations. Its document is at /openapi.json."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dispatcher import logs
from dispatcher.access.door import Door
from dispatcher.access.http import refusal
from dispatcher.access.people import AccessError, Identity, Part, Role
from dispatcher.errors import JournalError
from dispatcher.knowledge.http import LARGEST as LARGEST_ARTICLE
from dispatcher.voice.openapi import describe
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signed import read_ahead, signer
from dispatcher.voice.signing import SIGNATURE, SignatureError

LARGE = frozenset({"/v1/mail", "/v1/form"})  # what counts its bytes itself, by its own limit
LARGEST_FILE = 100_000_000  # bytes: the most that [mail] file_size can be
LARGEST_NOTICE = 40_000_000  # bytes: its files are a third larger in JSON than they are
LARGEST_BODY = 64_000  # bytes: a call's JSON has a few hundred
ROOMY = {
    "/v1/articles": LARGEST_ARTICLE,
    "/v1/answers": LARGEST_FILE,
    "/v1/notices": LARGEST_NOTICE,
}  # bytes, by how the address begins

WHERE: Final = {
    "/health": Part.OPEN,  # what a load balancer asks
    "/ready": Part.OPEN,
    "/metrics": Part.FIGURES,
    "/v1/login": Part.OPEN,
    "/v1/logout": Part.SELF,
    "/v1/me": Part.SELF,
    "/v1/tickets": Part.SELF,
    "/v1/users": Part.USERS,
    "/v1/ledger": Part.LETTERS,
    "/v1/letters": Part.SELF,
    "/v1/answers": Part.SELF,
    "/v1/customers": Part.CUSTOMERS,
    "/v1/folders": Part.FLOOR,
    "/v1/forecast": Part.FLOOR,
    "/v1/commands": Part.FLOOR,
    "/v1/knowledge": Part.READING,
    "/v1/articles": Part.EDITING,
    "/v1/alerts": Part.SELF,
    "/v1/form/visits": Part.EDITING,
    "/v1/notices": Part.NOTICES,
    "/v1/incidents": Part.FIGURES,
    "/openapi.json": Part.SELF,
}
"""Which part of the API an address belongs to, by its beginning; all others bring contacts in."""

log = logs.named(__name__)


def build(routers: Sequence[APIRouter], *, door: Door, webhooks: Sequence[Webhook] = ()) -> FastAPI:
    """The application; who may use which part of it, `door` and `WHERE` say.

    What brings contacts in may also be signed with the secret of one of the `webhooks`.
    """
    app = FastAPI(
        title="Ringpost",
        summary="Send calls and emails into the centre, and ask what became of them.",
        docs_url=None,
        redoc_url=None,
    )
    for router in routers:
        app.include_router(router)

    app.add_exception_handler(AccessError, _say_refused)
    app.add_exception_handler(JournalError, _say_not_durable)
    app.add_middleware(Guard, door=door, webhooks=webhooks)
    describe(app)
    return app


class Guard:
    """Lets in whoever may use that part of the API, with a body of a sane size.

    Not Starlette's own base for middleware: that one starts a task and a stream for every request.
    """

    def __init__(self, app: ASGIApp, door: Door, webhooks: Sequence[Webhook]) -> None:
        self._app, self._door, self._webhooks = app, door, webhooks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or answer what is wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = _misfit(scope["path"], headers)
        if answer is None and _is_signed(scope["path"], headers):
            body, receive = await read_ahead(receive)
            answer = self._forger(scope, headers, body)
        elif answer is None:
            answer = self._stranger(scope, headers)
        await (answer or self._app)(scope, receive, send)

    def _forger(self, scope: Scope, headers: Headers, body: bytes) -> JSONResponse | None:
        """Let in who signed; an answer when nobody we know did."""
        try:
            webhook = signer(headers, body, self._webhooks, self._door.now())
        except SignatureError as error:
            return _answer(401, "bad_signature", str(error))
        assert webhook is not None, "it bears a signature"
        who = Identity(user=webhook.name, role=Role.TRUNK)
        scope.setdefault("state", {}).update(secret=None, identity=who)
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        """Put whoever asks into the request's state; an answer when that is nobody who may."""
        part, secret = part_of(scope["path"]), _secret(headers)
        state = scope.setdefault("state", {})
        try:
            if part is not Part.OPEN:
                state["secret"], state["identity"] = secret, self._door.who(secret)
                if not state["identity"].may(part):
                    raise AccessError("not_allowed", f"as {state['identity'].role} you may not use this")
        except AccessError as error:
            return _refused(error)
        return None


def part_of(path: str) -> Part:
    """Which part of the API this address belongs to."""
    return next(
        (part for begins, part in WHERE.items() if path == begins or path.startswith(f"{begins}/")),
        Part.CONTACTS,
    )


def _is_signed(path: str, headers: Headers) -> bool:
    """Is it signed, as Standard Webhooks says, instead of showing a token? Letters are too large for that."""
    signed = SIGNATURE in headers and "Authorization" not in headers
    return signed and path not in LARGE and part_of(path) is Part.CONTACTS


def _misfit(path: str, headers: Headers) -> JSONResponse | None:
    if "Origin" in headers:
        return _answer(403, "origin", "this API is for programs; web pages may not call it")
    most = next((size for begins, size in ROOMY.items() if path.startswith(begins)), LARGEST_BODY)
    if path not in LARGE and _size(headers) > most:
        detail = f"send at most {most} bytes, and say how many: Content-Length"
        return _answer(413, "too_large", detail)
    return None


def _secret(headers: Headers) -> str | None:
    """The bearer token (RFC 6750); whatever else stands there opens nothing."""
    said = headers.get("Authorization")
    if said is None:
        return None
    scheme, _, secret = said.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _size(headers: Headers) -> float:
    """The bytes of the body as announced; infinite when there is one and its size is not said."""
    said = headers.get("Content-Length", "")
    if said.isdecimal():
        return int(said)
    return float("inf") if "Transfer-Encoding" in headers else 0


async def _say_refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AccessError)
    return _refused(error)


async def _say_not_durable(request: Request, error: Exception) -> JSONResponse:
    log.error("a request could not be written", error=logs.cause(error))
    return _answer(503, "not_durable", "the centre cannot write this down just now; ask again")


def _refused(error: AccessError) -> JSONResponse:
    status, body, headers = refusal(error)
    return JSONResponse(body, status, headers)


def _answer(status: int, code: str, detail: str) -> JSONResponse:
    return JSONResponse({"code": code, "detail": detail}, status)
