"""Files and HTML of letters for the desk's page: what it asks here is asked of the dispatcher in its name.

A browser shows nothing of this as a page of ours: the answers come with the dispatcher's own headers, which
say so, and nothing is added to them.
"""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from dispatcher.client import Api, Lost

KEPT: Final = (
    "content-type",
    "content-disposition",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cache-control",
)
LARGEST: Final = 100_000_000  # bytes: the most that [mail] file_size can be


def routes(api: Api) -> APIRouter:
    """The routes under /desk/letters and /desk/files."""
    router = APIRouter()

    @router.get("/desk/letters/{message}/files/{place}")
    async def file(message: str, place: int, request: Request) -> Response:
        """A file that came with a message."""
        return await _asked(api, request, "GET", f"/v1/letters/{message}/files/{place}")

    @router.get("/desk/letters/{message}/page")
    async def page(message: str, request: Request) -> Response:
        """A message as it was sent, made harmless."""
        return await _asked(api, request, "GET", f"/v1/letters/{message}/page")

    @router.post("/desk/files")
    async def enclose(contact: str, request: Request) -> Response:
        """A file to go out with an answer."""
        if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
            return JSONResponse({"detail": f"a file may have {LARGEST} bytes"}, 413)
        return await _asked(api, request, "POST", f"/v1/answers/{contact}/files", await request.body())

    return router


async def _asked(api: Api, request: Request, verb: str, path: str, content: bytes = b"") -> Response:
    try:
        answer = await api.pass_on(verb, path, request.url.query, content, secret=request.state.secret)
    except Lost as error:
        return JSONResponse({"code": "lost", "detail": str(error)}, 503)
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return Response(answer.content, answer.status_code, headers)
