"""Signatures of HTTP requests, ours and a PBX's, as Standard Webhooks says (standardwebhooks.com).

`webhook-signature` is "v1," and the base64 of an HMAC-SHA256 over id, timestamp and body, joined by dots;
there may be several, with a blank between. A secret that begins with "whsec_" is the base64 of the key; any
other is the key itself.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from dispatcher.errors import PeerError
from dispatcher.vocabulary import MINUTE, SECOND, Instant

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE: Final = 5 * MINUTE
PREFIX: Final = "whsec_"


class SignatureError(PeerError):
    """The request is not signed by somebody who knows the secret, or not now."""


def key_of(secret: str) -> bytes:
    """The key that this secret says.

    Raises:
        ValueError: it begins as one written in base64 does, and is none.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"after {PREFIX} there must be base64") from error


def sign(id_: str, timestamp: int, body: bytes, secret: str) -> str:
    """The signature of a request with this id, at so many seconds since 1970."""
    signed = b".".join((id_.encode(), str(timestamp).encode(), body))
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers_of(id_: str, body: bytes, secret: str, now: Instant) -> dict[str, str]:
    """The headers that sign this request."""
    timestamp = now // SECOND
    return {ID: id_, TIMESTAMP: str(timestamp), SIGNATURE: sign(id_, timestamp, body, secret)}


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: Instant) -> str:
    """The id of a request signed with this secret, at most five minutes ago or ahead.

    A request that is replayed within that time has the same id: take it for an idempotency key. Header names
    are in lower case.

    Raises:
        SignatureError: a header is missing, the clocks are too far apart, or no signature fits. The time
            taken does not tell how much of one did.
    """
    id_, said, signatures = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not id_ or not said or not signatures:
        raise SignatureError(f"sign with the headers {ID}, {TIMESTAMP} and {SIGNATURE}")
    if not (said.isascii() and said.isdecimal() and len(said) < 20):
        raise SignatureError(f"{TIMESTAMP} must be whole seconds since 1970")
    if abs(int(said) * SECOND - now) > TOLERANCE:
        raise SignatureError(f"{TIMESTAMP} is more than five minutes from our clock; set yours")
    expected = sign(id_, int(said), body, secret).encode()
    fits = [hmac.compare_digest(one.encode(), expected) for one in signatures.split(" ")]
    if not any(fits):
        raise SignatureError("no signature fits; sign id, timestamp and the very bytes of the body")
    return id_
