"""Tickets: each opens one socket, once, within a minute. No clock and no dice of its own.

A socket cannot carry a password safely: its address is logged by proxies, and browsers send no headers with
it. So whoever may come in fetches a ticket by HTTPS, and says it as the first message.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from dispatcher.access.people import Identity
from dispatcher.vocabulary import MINUTE, Instant, later

LIFE: Final = MINUTE
MOST: Final = 20_000  # tickets at once; the oldest goes first


class BadTicketError(Exception):
    """This ticket opens nothing. The message says why, for the log alone: who guesses learns nothing."""


class Tickets:
    """The tickets that are out. `draw` gives a secret nobody can guess."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw
        self._out: OrderedDict[bytes, tuple[Identity, Instant]] = OrderedDict()

    def issue(self, who: Identity, now: Instant) -> str:
        """A new ticket for this identity."""
        ticket = self._draw()
        self._out[_mark(ticket)] = (who, later(now, LIFE))
        while len(self._out) > MOST:
            self._out.popitem(last=False)
        return ticket

    def redeem(self, ticket: str, now: Instant) -> Identity:
        """Whose ticket this is; it opens nothing more from now on.

        Raises:
            BadTicketError: it was never issued, was used, or is over.
        """
        who, until = self._out.pop(_mark(ticket), (None, Instant(0)))
        if who is None:
            raise BadTicketError("never issued, used before, or long over")
        if now > until:
            raise BadTicketError(f"issued to {who.user!r}, and over")
        return who

    def revoke(self, user: str) -> None:
        """No ticket of this user opens anything any more."""
        for mark in [mark for mark, (who, _) in self._out.items() if who.user == user]:
            del self._out[mark]


def _mark(ticket: str) -> bytes:
    """What is kept of it: a look-up by a digest takes the same time however much of a guess is right."""
    return sha256(ticket.encode("utf-8", "surrogatepass")).digest()
