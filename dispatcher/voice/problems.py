"""How the calls API says no: a status, a stable word for programs, a sentence for people."""

import asyncio
import re
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from dispatcher.voice.reporting import (
    INCOMPLETE,
    UNKNOWN_AGENT,
    UNKNOWN_CALL,
    UNKNOWN_CATEGORY,
    UNKNOWN_QUEUE,
    Objection,
)

UNREADABLE: Final = "unreadable"
KEY_REUSED: Final = "key_reused"
NOT_DURABLE: Final = "not_durable"
STOPPING: Final = "stopping"
_STATUS: Final = {
    UNKNOWN_CALL: 404,
    UNKNOWN_QUEUE: 404,
    UNKNOWN_CATEGORY: 404,
    UNKNOWN_AGENT: 404,
    INCOMPLETE: 422,
    UNREADABLE: 422,
    KEY_REUSED: 422,
    NOT_DURABLE: 503,
    STOPPING: 503,
}
"""What is not here is 409: it could have been done at another time."""
TOLD: Final = 5  # mistakes of one body that are told at once


class ProblemBody(BaseModel):
    """Why not: `code` is a word for programs that stays as it is, `detail` a sentence for people."""

    code: str = Field(examples=["too_late"])
    detail: str = Field(examples=["offer 'pbx-17/1' is over: taken back, timed out, or answered already"])


class Problem(Exception):  # noqa: N818 - an answer, not our fault
    """A request that is answered with no."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail

    @classmethod
    def of(cls, objection: Objection) -> "Problem":
        """The engine's no."""
        return cls(objection.reason, objection.detail)

    def answer(self) -> JSONResponse:
        """As it goes over the wire."""
        body = {"code": self.code, "detail": self.detail}
        return JSONResponse(body, status_code=_STATUS.get(self.code, 409))


class ProblemRoute(APIRoute):
    """A route whose every refusal is a `ProblemBody`, and whose answers say which request they answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What FastAPI calls for a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            response = await _answered(handle, request)
            response.headers["X-Request-Id"] = _request_id(request)
            return response

        return answer


async def _answered(handle: Callable[[Request], Coroutine[Any, Any, Response]], request: Request) -> Response:
    try:
        return await handle(request)
    except Problem as problem:
        return problem.answer()
    except RequestValidationError as error:
        return Problem(UNREADABLE, _mistakes(error)).answer()
    except asyncio.CancelledError:  # only a server that stops does that, to whoever still waits for news
        return Problem(STOPPING, "the centre is stopping; ask again in a few seconds").answer()
    except HTTPException as error:  # a body that could not even be parsed
        return Problem(UNREADABLE, str(error.detail)).answer()


def _mistakes(error: RequestValidationError) -> str:
    """Where, and what is wrong; never what stood there."""
    mistakes = error.errors()
    told = (f"{'.'.join(map(str, one['loc'][1:])) or 'body'}: {one['msg']}" for one in mistakes[:TOLD])
    return "; ".join(told)


def _request_id(request: Request) -> str:
    """The caller's own, if it is one, so that both logs can be laid side by side."""
    said = request.headers.get("X-Request-Id", "")
    return said if re.fullmatch(r"[\w.:-]{1,80}", said, re.ASCII) else uuid.uuid4().hex


_MEANT: Final = {
    404: "There is no such call, queue or agent.",
    409: "It is too late for that, or not allowed.",
    422: "The request cannot be read, is incomplete, or its Idempotency-Key was used for another one.",
    503: "It could not be written down just now, or the centre is stopping: ask again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers that say no, for the API's description."""
    return {status: {"model": ProblemBody, "description": _MEANT[status]} for status in statuses}
