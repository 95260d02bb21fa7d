"""The signed mark in every form that is shown: which showing it is, since when, and whether it is held out.

It makes a double click one message (its id is the message's), turns away what was filled in faster than
people can or lies about since yesterday, and carries the visit without a cookie. It stands in for a token
against cross-site requests: another site cannot read one out of our page, and what a form does needs nobody's
log-in, so there is no cookie a forger could ride on. Pure: it is told the time and given the key.
"""

import base64
import hashlib
import hmac
from typing import Final

import msgspec
from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.vocabulary import Instant, Span, between

LONGEST: Final = 400  # characters
MARK: Final = 32  # bytes of the signature


class Showing(Struct, frozen=True, kw_only=True, array_like=True):
    """One form as it was shown: `id` is drawn anew for each, `visit` is the visitor's for one session."""

    id: str
    visit: str
    held_out: bool
    at: Instant


class TokenError(PeerError):
    """This form cannot be taken; `code` is `forged`, `early` or `late`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the form's token is {code}")
        self.code = code


_showings: Final = msgspec.json.Decoder(Showing)


def signing_key(house_key: str) -> bytes:
    """The key for tokens, made of the centre's own."""
    return hmac.new(house_key.encode(), b"ringpost form token", hashlib.sha256).digest()


def sign(showing: Showing, key: bytes) -> str:
    """The token for this form."""
    body = msgspec.json.encode(showing)
    return base64.urlsafe_b64encode(_mark(body, key) + body).decode().rstrip("=")


def opened(token: str, key: bytes) -> Showing:
    """The form that this token marks, whatever its age.

    Raises:
        TokenError: `forged`, we never made it.
    """
    try:
        padded = token + "=" * (-len(token) % 4) if len(token) <= LONGEST else ""
        raw = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        mark, body = raw[:MARK], raw[MARK:]
        if hmac.compare_digest(mark, _mark(body, key)):
            return _showings.decode(body)
    except (ValueError, msgspec.MsgspecError):
        pass
    raise TokenError("forged")


def in_time(showing: Showing, now: Instant, *, least: Span, most: Span) -> None:
    """Returns when the form is neither filled in too fast nor too old.

    Raises:
        TokenError: `early` or `late`.
    """
    age = between(showing.at, now)
    if age < least:
        raise TokenError("early")
    if age > most:
        raise TokenError("late")


def is_held_out(visit: str, share: int) -> bool:
    """Is this visitor one of the `share` in a hundred who see no suggestions? The same visitor always is."""
    digest = hashlib.sha256(f"hold-out {visit}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < share


def _mark(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()
