"""Message-IDs we sign, so that a reference to one of ours cannot be made up."""

import hashlib
import hmac
import re
from typing import Final

from dispatcher.vocabulary import MessageId

_OURS: Final = re.compile(r"<rp\.([0-9a-f]{1,64})\.([0-9a-f]{20})@[^<>\s]+>")


def digest(*parts: str | bytes) -> str:
    """24 hex digits that stand for these parts: the same parts the same digits, on any machine."""
    whole = hashlib.sha256()
    for part in parts:
        body = part.encode() if isinstance(part, str) else part
        whole.update(len(body).to_bytes(8, "big") + body)
    return whole.hexdigest()[:24]


def signed_id(message: MessageId, key: bytes, domain: str) -> str:
    """The Message-ID header of our message."""
    return f"<rp.{message}.{_signature(message, key)}@{domain}>"


def own_message(message_id: str, key: bytes) -> MessageId | None:
    """Which message of ours carries this Message-ID; None when we never signed it."""
    match = _OURS.fullmatch(message_id)
    if match is None or not hmac.compare_digest(match[2], _signature(match[1], key)):
        return None
    return MessageId(match[1])


def _signature(message: str, key: bytes) -> str:
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()[:20]
