"""Message-IDs we sign, so that a reference to one of ours cannot be made up."""

import hashlib
import hmac
import re
from typing import Final

from dispatcher.vocabulary import MessageId

_OURS: Final = re.compile(r"<rp\.([0-9a-f]{1,64})\.([0-9a-f]{20})@[^<>\s]+>")

_TAGGED: Final = re.compile(r"[^@\s]+\+b\.([0-9a-f]{1,64})\.([0-9a-f]{12})@[^@\s]+")

TAG: Final = 12  # Hex digits: room for 20 characters before the tag, and one guess in 10^14.


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


def tagged(address: str, message: MessageId, key: bytes) -> str:
    """The address with a tag that says which message it sent: "help+b.ID.SIGNATURE@example.org".

    What comes back to it is about that message, whatever else it says. The address itself when its first
    part would become longer than the 64 characters that servers take (RFC 5321, section 4.5.3.1.1).
    """
    local, _, domain = address.rpartition("@")
    whole = f"{local}+b.{message}.{_signature('b:' + message, key)[:TAG]}"
    return f"{whole}@{domain}" if len(whole) <= 64 else address


def tagged_message(address: str, key: bytes) -> MessageId | None:
    """Which message of ours this tagged address sent; None when we never made it."""
    match = _TAGGED.fullmatch(address)
    if match is None or not hmac.compare_digest(match[2], _signature("b:" + match[1], key)[:TAG]):
        return None
    return MessageId(match[1])


def refusal_token(message: MessageId, key: bytes) -> str:
    """What the link in a prepared answer ends with: whoever has it may say that it did not help."""
    return f"{message}.{_signature('refuse:' + message, key)}"


def refused_answer(token: str, key: bytes) -> MessageId | None:
    """Which prepared answer this token is in; None when we never made it."""
    message, _, signature = token.partition(".")
    if not signature.isascii() or not hmac.compare_digest(signature, _signature("refuse:" + message, key)):
        return None
    return MessageId(message)


def _signature(message: str, key: bytes) -> str:
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()[:20]
