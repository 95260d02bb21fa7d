"""Mail straight in, without a mailbox: any mail server or gateway may post a raw message."""

from typing import Literal

import msgspec
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel

from dispatcher.errors import OwnerError
from dispatcher.mail.intake import take
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.store import Source
from dispatcher.service import Service

STRAIGHT_IN = Source(account="http")


class VerdictCard(BaseModel):
    """What became of a message; `contact` is where it is now, `rule` the rule that decided."""

    judgement: Literal["new", "follow_up", "automatic", "duplicate", "quarantined"]
    message: str
    contact: str | None
    rule: str


def mail_router(service: Service, settings: MailSettings) -> APIRouter:
    """The route /v1/mail."""
    router = APIRouter(prefix="/v1", tags=["mail"])

    @router.post(
        "/mail",
        openapi_extra={"requestBody": {"required": True, "content": {"message/rfc822": {}}}},
    )
    async def take_in(request: Request) -> VerdictCard:
        """Take a raw message (RFC 5322) as if from a mailbox. Posting it twice is posting it once."""
        raw = await _body(request, settings.size_limit)
        if not raw:
            raise HTTPException(400, "the body is empty; post the raw message")
        try:
            verdict = await take(service, settings, STRAIGHT_IN, raw)
        except OwnerError as error:
            raise HTTPException(503, str(error)) from error
        return VerdictCard.model_validate(msgspec.to_builtins(verdict))

    return router


async def _body(request: Request, limit: int) -> bytes:
    """The body; no more of it than the limit is ever held.

    Raises:
        HTTPException: 413, it is larger than the limit.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413, f"the message is larger than {limit} bytes ([mail] size_limit)")
    return bytes(body)
