"""Requests that a PBX signs instead of showing a token: whose signature does this one bear?"""

from collections.abc import Iterable, Mapping

from starlette.types import Message, Receive

from dispatcher.vocabulary import Instant
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import SIGNATURE, SignatureError, verify


def signer(
    headers: Mapping[str, str], body: bytes, webhooks: Iterable[Webhook], now: Instant
) -> Webhook | None:
    """The webhook whose secret signed this request; None when it bears no signature at all.

    What is replayed within the tolerance has the same `webhook-id`, which the calls API takes for an
    idempotency key.

    Raises:
        SignatureError: it bears a signature, and it is nobody's.
    """
    if SIGNATURE not in headers:
        return None
    no = SignatureError("this centre has no webhook whose secret could have signed this")
    for webhook in webhooks:
        try:
            verify(headers, body, webhook.secret, now)
        except SignatureError as error:
            no = error
        else:
            return webhook
    raise no


async def read_ahead(receive: Receive) -> tuple[bytes, Receive]:
    """A request's whole body, and what hands it on to whoever reads it next.

    To be asked for only after the body's size was looked at.
    """
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    body, read = b"".join(parts), False

    async def again() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again
