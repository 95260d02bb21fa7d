"""Who is in front of each screen. The dispatcher alone knows; what it said holds for a second."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

import msgspec
from starlette.requests import HTTPConnection

from dispatcher.access.people import OWNER, Identity
from dispatcher.access.sessions import LIFE, mark_of
from dispatcher.client import Api, LogInError, Lost
from dispatcher.errors import RingpostError
from dispatcher.vocabulary import SECOND

COOKIE: Final = "ringpost"
SECRET: Final = re.compile(r"[ -~]{1,200}")  # what a header can carry

# s. An answer holds for one, and every open socket is looked at each second: out means out within two.
FRESH: Final = 1.0
PATIENCE: Final = 2.0  # s for the dispatcher to answer
MOST: Final = 10_000  # sessions known; the one unused longest goes first

visitor: ContextVar[Identity] = ContextVar("visitor")
"""Who asks, for Dash's callbacks, which get no request. Not set where nobody had to be asked."""


class Known(msgspec.Struct, frozen=True):
    """What the dispatcher said last, when that was, and when we last asked; seconds."""

    who: Identity
    said: float
    asked: float


class Visitors:
    """Who may come in. Without `login` everybody is the owner: only this machine can come here then.

    The `most` secrets seen good last are known; `clock` counts seconds.
    """

    def __init__(
        self, api: Api, *, login: bool, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._api, self.login, self._most, self._clock = api, login, most, clock
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    async def who(self, secret: str) -> Identity | None:
        """Whoever shows this secret: a session, a program's token, the centre's own key; None is nobody.

        Raises:
            Lost: the dispatcher does not answer, and has never said that this secret is good.
        """
        known = self._known.get(mark_of(secret))
        if known is not None and self._clock() - known.asked < FRESH:
            return known.who
        return await self.who_now(secret)

    async def who_now(self, secret: str) -> Identity | None:
        """The same, asked this very moment: for whoever was told that she is out, and comes to the door."""
        if not self.login:
            return OWNER
        return await self._ask(secret) if SECRET.fullmatch(secret) else None

    async def until_out(self, secret: str) -> None:
        """Returns once this secret lets nobody in any more."""
        while True:
            try:
                if await self.who(secret) is None:
                    return
            except Lost:
                return
            await asyncio.sleep(FRESH)

    def forget(self, secret: str) -> None:
        """Ask the dispatcher the next time."""
        self._known.pop(mark_of(secret), None)

    async def _ask(self, secret: str) -> Identity | None:
        asked = self._clock()
        try:
            async with asyncio.timeout(PATIENCE):
                who = msgspec.convert(await self._api.ask("GET", "/v1/me", secret=secret), Identity)
        except LogInError:
            self.forget(secret)
            return None
        except (RingpostError, TimeoutError, msgspec.ValidationError) as error:
            return self._as_before(secret, error)
        self._keep(secret, Known(who, asked, asked))
        return who

    def _as_before(self, secret: str, error: Exception) -> Identity:
        """What was said last, while nobody can be asked.

        A wall that goes blank in an outage helps nobody, and its old picture tells nothing new; but a secret
        that was never seen good may be anybody's.
        """
        known = self._known.get(mark_of(secret))
        if known is None or self._clock() - known.said > LIFE / SECOND:
            raise Lost(str(error) or "the dispatcher does not answer") from error
        self._keep(secret, Known(known.who, known.said, self._clock()))
        return known.who

    def _keep(self, secret: str, known: Known) -> None:
        """Only what was seen good is kept, so that no flood of guesses drives it out."""
        mark = mark_of(secret)
        self._known[mark] = known
        self._known.move_to_end(mark)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


def secret_of(asked: HTTPConnection) -> str:
    """What this request shows: a program's bearer token, else a browser's cookie; "" for nothing."""
    scheme, _, secret = asked.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else asked.cookies.get(COOKIE, "")
