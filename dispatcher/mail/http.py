"""Mail straight in over HTTP: a whole message (RFC 5322) a request, through the intake of the mailboxes."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from dispatcher.errors import JournalError, OwnerError
from dispatcher.mail.intake.arrival import Judgement, Verdict


class MailCard(BaseModel):
    """What became of a message: `contact` is the piece of work it is now part of, `rule` the rule that
    decided, and `detail` a sentence about what could not be let in.
    """

    id: str
    judgement: Judgement
    contact: str | None = None
    rule: str = ""
    detail: str = ""


def mail_router(post: Callable[[bytes], Awaitable[Verdict]], *, size_limit: int) -> APIRouter:
    """The route /v1/mail, which hands whole messages of at most `size_limit` bytes to `post`."""
    router = APIRouter(prefix="/v1", tags=["mail"])

    @router.post("/mail", status_code=201)
    async def arrive(request: Request, response: Response) -> MailCard:
        """A message came in: the body, as mail servers have it. Sending it twice is sending it once."""
        raw = await _whole(request, size_limit)
        try:
            verdict = await post(raw)
        except (OwnerError, JournalError) as error:
            raise HTTPException(503, str(error)) from error
        if verdict.contact is None:
            response.status_code = 200
        return MailCard(
            id=verdict.message,
            judgement=verdict.judgement,
            contact=verdict.contact,
            rule=verdict.rule,
            detail=verdict.detail,
        )

    return router


async def _whole(request: Request, size_limit: int) -> bytes:
    """The body, read no further than the limit."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > size_limit:
                raise HTTPException(413, f"a message may have {size_limit} bytes ([mail] size_limit)")
    except ClientDisconnect as error:  # nobody hears it; it is no fault of ours to be logged
        raise HTTPException(400, "the connection ended before the message was whole") from error
    if not body.strip():
        raise HTTPException(400, "the body is empty; send a whole message, headers and all")
    return bytes(body)
