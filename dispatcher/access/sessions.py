"""Sessions: what a log-in gives, and a program's token. Known by heart, so that asking costs a look-up."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

from dispatcher.access.store import Kept
from dispatcher.vocabulary import HOUR, Instant, Span, later

LIFE: Final = Span(12 * HOUR)
"""How long a log-in holds: a long shift; a new day begins with a password."""


class Sessions:
    """Which secret is whose. Secrets themselves are nowhere kept, only their digests."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw
        self._sessions: dict[bytes, Kept] = {}

    def known(self, rows: Iterable[Kept]) -> None:
        """Take over what the store has."""
        self._sessions = {kept.mark: kept for kept in rows}

    def draw(self) -> tuple[str, bytes]:
        """A new secret and its mark; it opens nothing until it is `put`."""
        secret = self._draw()
        return secret, mark_of(secret)

    def put(self, session: Kept) -> None:
        """From now on this secret is this user's."""
        self._sessions[session.mark] = session

    def user(self, secret: str, now: Instant) -> str | None:
        """Whose secret this is now."""
        kept = self._sessions.get(mark_of(secret))
        return None if kept is None or _over(kept, now) else kept.user

    def end(self, user: str) -> None:
        """Nothing of this user's opens anything any more."""
        self.forget([kept.mark for kept in self._sessions.values() if kept.user == user])

    def forget(self, marks: Iterable[bytes]) -> None:
        """These secrets open nothing any more."""
        for mark in marks:
            self._sessions.pop(mark, None)

    def over(self, now: Instant) -> list[bytes]:
        """The marks of sessions that are over."""
        return [kept.mark for kept in self._sessions.values() if _over(kept, now)]


def _over(kept: Kept, now: Instant) -> bool:
    return kept.until is not None and now > kept.until


def until(now: Instant) -> Instant:
    """When a session that begins now is over."""
    return later(now, LIFE)


def mark_of(secret: str) -> bytes:
    """What is kept of a secret: drawn ones need no slow hash, there is nothing to guess."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
