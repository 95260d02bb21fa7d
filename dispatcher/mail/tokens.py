"""Tokens instead of passwords (OAuth 2.0, RFC 6749): had from their server, kept in memory, renewed in time.

A `TokenSource` stands for one [oauth.<id>]; every mailbox and the way out that name it share it, so that a
token is asked for once for all of them. Nothing of a token, a secret, or what a token server says in its own
words ever reaches a log.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.settings import OAuth

ANSWER: Final = 20.0  # Seconds for the token server's answer, from the first byte of ours to the last of its.
EARLY: Final = 120.0  # Seconds before a token ends at which it is renewed: a log-in may take a while.
UNTOLD: Final = 1800.0  # Seconds a token is used when its server does not say how long it holds.
PAUSE: Final = 600.0  # Seconds a refusal stands before the server is asked again: only a person mends it.

_PASSING: Final = frozenset({408, 425, 429})  # Refusals that time mends, and nobody need.
_CODE: Final = re.compile(r"[a-z_]{1,40}")


class SignInRefusedError(OwnerError):
    """The token server does not let us in any more; somebody has to sign in again, or mend the settings."""


class _Grant(Struct, frozen=True):
    """What a token server answers (RFC 6749, section 5.1); `expires_in` is in seconds."""

    access_token: str
    expires_in: float | None = None
    refresh_token: str = ""


class _Refusal(Struct, frozen=True):
    """What it answers when it refuses (section 5.2)."""

    error: str = ""


class TokenSource:
    """The one who has a token of this sign-in. `clock` is in seconds, and need not know the time of day."""

    def __init__(self, oauth: OAuth, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._oauth, self._clock = oauth, clock
        self._refresh_token = oauth.refresh_token
        self._token, self._ends = "", 0.0
        self._refusal, self._refused_until = "", 0.0
        self._asking = asyncio.Lock()

    async def token(self) -> str:
        """A token that holds for two minutes or more, as far as its server told.

        Raises:
            SignInRefusedError: a person has to sign in again; the message says where. The server is not asked
                again for ten minutes.
            PeerError: the token server is not there, or says nothing that can be used.
        """
        async with self._asking:
            if self._clock() < self._refused_until:
                raise SignInRefusedError(self._refusal)
            if self._clock() >= self._ends - EARLY:
                await self._renew()
            return self._token

    def spent(self, token: str) -> None:
        """A mail server refused this token, whatever was said of its end: the next one is a new one."""
        if token == self._token:
            self._token, self._ends = "", 0.0

    async def _renew(self) -> None:
        try:
            grant = self._granted(await self._ask())
        except PeerError:
            if self._clock() < self._ends:  # The one there is still holds; the next log-in tries again.
                return
            raise
        self._token = grant.access_token
        self._ends = self._clock() + max(grant.expires_in or UNTOLD, 2 * EARLY)
        # Some servers hand out a new one each time, and let the old one end.
        self._refresh_token = grant.refresh_token or self._refresh_token

    async def _ask(self) -> httpx.Response:
        try:
            async with asyncio.timeout(ANSWER), httpx.AsyncClient(timeout=ANSWER) as client:
                return await client.post(self._oauth.token_url, data=self._question())
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise PeerError(f"{self._where()} does not answer ({type(error).__name__})") from error

    def _question(self) -> dict[str, str]:
        oauth = self._oauth
        grant = "refresh_token" if self._refresh_token else "client_credentials"
        said = {
            "grant_type": grant,
            "refresh_token": self._refresh_token,
            "client_id": oauth.client_id,
            "client_secret": oauth.client_secret,
            "scope": oauth.scope,
        }
        return {name: value for name, value in said.items() if value}

    def _granted(self, response: httpx.Response) -> _Grant:
        if response.is_success:
            return self._read(response.content)
        if response.is_client_error and response.status_code not in _PASSING:
            self._refusal = self._refused(response)
            self._refused_until = self._clock() + PAUSE
            raise SignInRefusedError(self._refusal)
        raise PeerError(f"{self._where()} has trouble of its own ({response.status_code})")

    def _read(self, body: bytes) -> _Grant:
        try:
            grant = msgspec.json.decode(body, type=_Grant, strict=False)
        except msgspec.MsgspecError:
            raise PeerError(f"{self._where()} answers without a token") from None
        if not grant.access_token.isascii() or not grant.access_token.isprintable():
            raise PeerError(f"{self._where()} answers with a token that no mail server can be told")
        return grant

    def _refused(self, response: httpx.Response) -> str:
        remedy = "sign in again and set a new refresh_token" if self._refresh_token else "change its settings"
        what = _code(response.content) or response.status_code
        return f"{self._where()} refuses [oauth.{self._oauth.id}] ({what}): {remedy}"

    def _where(self) -> str:
        return f"the token server {urlsplit(self._oauth.token_url).hostname}"


def _code(body: bytes) -> str:
    """The word for the refusal; its description is left out, as it may name a person."""
    try:
        word = msgspec.json.decode(body, type=_Refusal).error
    except msgspec.MsgspecError:
        return ""
    return word if _CODE.fullmatch(word) else ""


def token_sources(sign_ins: Iterable[OAuth]) -> dict[str, TokenSource]:
    """One source for each of these sign-ins, by its id, however often it is named."""
    return {oauth.id: TokenSource(oauth) for oauth in sign_ins}
