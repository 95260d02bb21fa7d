"""Requests that a PBX signs instead of sending a key: who of those whose secrets we know signed this one?"""

from collections.abc import Iterable

from fastapi import Request

from dispatcher.vocabulary import Instant
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import SIGNATURE, SignatureError, verify


async def signer(request: Request, webhooks: Iterable[Webhook], now: Instant) -> Webhook | None:
    """The webhook whose secret signed this request; None when it bears no signature at all.

    To be asked after the body's size was looked at: it is read whole. What is replayed within the tolerance
    has the same `webhook-id`, which the calls API takes for an idempotency key.

    Raises:
        SignatureError: it bears a signature, and it is nobody's.
    """
    if SIGNATURE not in request.headers:
        return None
    body, no = await request.body(), SignatureError("no webhook is configured whose secret could sign")
    for webhook in webhooks:
        try:
            verify(request.headers, body, webhook.secret, now)
        except SignatureError as error:
            no = error
        else:
            return webhook
    raise no
