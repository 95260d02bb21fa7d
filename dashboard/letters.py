"""What the page about letters asks: the centre's ledger, with the right of whoever looks at the page."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from dispatcher.client import Api, LogInError, Lost
from dispatcher.errors import OwnerError, RingpostError

MessageName = Annotated[str, Path(pattern="^[0-9a-f]{1,64}$")]


def routes(api: Api) -> APIRouter:
    """The routes under /mail/."""
    router = APIRouter()

    @router.get("/mail/lines")
    async def lines(request: Request) -> JSONResponse:
        """The ledger's lines; the query is handed on."""
        return await said(
            lambda: api.ask("GET", f"/v1/ledger?{request.url.query}", secret=secret_of_page(request))
        )

    @router.get("/mail/letters/{message}")
    async def source(message: MessageName, request: Request) -> JSONResponse:
        """One message's source."""
        return await said(lambda: api.ask("GET", _path(message), secret=secret_of_page(request)))

    @router.post("/mail/letters/{message}/{act}")
    async def act(
        message: MessageName, act: Literal["let-in", "drop", "undrop"], request: Request
    ) -> JSONResponse:
        """Do something about it."""
        return await said(lambda: api.ask("POST", f"{_path(message)}/{act}", secret=secret_of_page(request)))

    return router


def _path(message: str) -> str:
    return f"/v1/ledger/{quote(message, safe='')}"


def secret_of_page(request: Request) -> str | None:
    """Her own right; the owner's only where nobody logs in."""
    secret: str | None = request.state.secret
    return secret


async def said(ask: Callable[[], Awaitable[Any]]) -> JSONResponse:
    """What the centre answers; or a sentence why not."""
    try:
        return JSONResponse(await ask(), headers={"Cache-Control": "no-store"})
    except LogInError as error:
        return JSONResponse({"detail": str(error)}, 401)
    except OwnerError as error:
        return JSONResponse({"detail": str(error)}, 409)
    except (Lost, RingpostError) as error:
        return JSONResponse({"detail": str(error)}, 503)
