"""The way in: logs in over HTTP, and fetches the ticket that each socket needs."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

import httpx

from dispatcher.access.people import Role
from dispatcher.errors import OwnerError, PeerError, RingpostError
from dispatcher.vocabulary import AgentId

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
TIME: Final = 10.0  # s for an answer
FILES: Final = 60.0  # s for a file, either way
TICKETS_AT_ONCE: Final = 100


class Lost(RingpostError):  # noqa: N818 - what happened, not an error of somebody's
    """The connection is gone, or never came to be; another try may do."""


class SlowDown(Lost):
    """Too many tries: the API wants to be asked again after `seconds`."""

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail)
        self.seconds = seconds


class LogInError(OwnerError):
    """The centre wants to know who we are, or name and password do not fit."""


class Pass(NamedTuple):
    """Opens one socket: where, and with what."""

    url: str
    ticket: str


class Api:
    """The centre's HTTP API, for clients. Use it as `async with Api(url, secret) as api`.

    `secret` is a session's or a program's token, or the centre's own key; "" where nobody needs to log in.
    `trust` names the file of a certificate to trust besides what the system trusts; `own` that of the centre
    itself, enough for its own processes by whatever address they come. `transport` is another way to the API
    than a connection.
    """

    def __init__(
        self,
        url: str,
        secret: str = "",
        *,
        trust: Path | None = None,
        own: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.secret = secret
        self.tls = own_tls(self.url, own) if own else tls_for(self.url, trust)
        self._client = httpx.AsyncClient(
            base_url=self.url,
            transport=transport,
            timeout=TIME,
            verify=self.tls or False,  # False: no TLS here, and no certificates to load
            trust_env=urlsplit(self.url).hostname not in LOOPBACK,
            limits=httpx.Limits(max_connections=TICKETS_AT_ONCE),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def log_in(self, name: str, password: str) -> None:
        """Be this user from now on.

        Raises:
            OwnerError: name and password do not fit, or the address is wrong.
            Lost, PeerError: see `ask`.
        """
        answer = await self.ask("POST", "/v1/login", {"name": name, "password": password})
        self.secret = answer["token"]

    async def ticket(self, role: Role, agent: AgentId | None = None, *, secret: str | None = None) -> Pass:
        """A ticket for one socket, ours or that of whoever has this `secret`.

        Raises:
            OwnerError: log in first, or that desk or role is not for us; the message says which.
            Lost, PeerError: see `ask`.
        """
        answer = await self.ask("POST", "/v1/tickets", {"role": role, "agent": agent}, secret=secret)
        return Pass(answer["url"], answer["ticket"])

    async def ask(
        self, verb: str, path: str, body: object = None, *, secret: str | None = None, behind: str = ""
    ) -> Any:
        """The JSON that the API answers, to us or to whoever has this `secret`; None for nothing.

        `behind` is the address of whoever we ask for; the API believes it of this very machine only.

        Raises:
            Lost: no answer, or "not now"; another try may do. `SlowDown` says when.
            OwnerError: something has to be changed first; the message is the API's.
            PeerError: this is no Ringpost API.
        """
        shown = self.secret if secret is None else secret
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        if behind:
            headers["X-Forwarded-For"] = behind
        try:
            answer = await self._client.request(verb, path, json=body, headers=headers)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise OwnerError(
                f"{self.url!r} is no API address; one looks like http://127.0.0.1:8702"
            ) from error
        except httpx.TransportError as error:
            if (why := _distrust(error)) is not None:
                raise OwnerError(
                    f"the certificate of {self.url} is not trusted ({why}); "
                    "name a file to trust with --trust or RINGPOST_TRUST, or ask for it by the name it is for"
                ) from error
            raise Lost(f"no answer at {self.url}: {error or type(error).__name__}") from error
        return self._sorted(answer)

    async def pass_on(
        self, verb: str, path: str, query: str = "", content: bytes = b"", *, secret: str | None = None
    ) -> httpx.Response:
        """What the API answers, as it is, to whoever has this `secret`; for bodies that are no JSON.

        Raises:
            Lost: no answer.
        """
        shown = self.secret if secret is None else secret
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        try:
            return await self._client.request(
                verb, f"{path}?{query}", content=content or None, headers=headers, timeout=FILES
            )
        except httpx.TransportError as error:
            raise Lost(f"no answer at {self.url}: {error or type(error).__name__}") from error

    def _sorted(self, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            detail = answer.json()["detail"]
        except (ValueError, KeyError, TypeError):
            raise PeerError(f"{self.url} is no Ringpost API: it answered {answer.status_code}") from None
        if (seconds := answer.headers.get("Retry-After", "")).isdecimal():
            raise SlowDown(str(detail), int(seconds))
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Lost(str(detail))
        if answer.status_code == 401:
            raise LogInError(str(detail))
        raise OwnerError(str(detail))


def tls_for(url: str, trust: Path | None) -> ssl.SSLContext | None:
    """How this address is checked; None when it is not encrypted.

    Raises:
        OwnerError: the file to trust cannot be read.
    """
    if urlsplit(url).scheme not in ("https", "wss"):
        return None
    context = ssl.create_default_context()
    if trust is not None:
        _trust(context, trust)
        # A certificate is for the name that others use; on this machine its own file is proof enough.
        context.check_hostname = urlsplit(url).hostname not in LOOPBACK
    return context


def own_tls(url: str, certificate: Path | None) -> ssl.SSLContext | None:
    """How a process of the centre checks the centre itself: by its very certificate, made out to any name.

    It knows the centre by an address of this machine; others know it by the name the certificate is for.
    """
    if certificate is None or urlsplit(url).scheme not in ("https", "wss"):
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    _trust(context, certificate)
    return context


def _distrust(error: BaseException | None) -> str | None:
    """What is wrong with the certificate when that is why there is no connection."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return None


def _trust(context: ssl.SSLContext, trust: Path) -> None:
    try:
        context.load_verify_locations(trust)
    except (OSError, ssl.SSLError) as error:
        raise OwnerError(f"the certificate to trust, {trust}, cannot be read ({error})") from error
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the file may hold the server's own alone


def _unheard(trouble: str) -> None:
    """Nobody asked to hear of it."""


async def until_open(api: Api, pause: float = 0.2, say: Callable[[str], None] = _unheard) -> None:
    """Returns once somebody answers at the API's address; `say` hears why nobody does, once."""
    while True:
        try:
            await api.ask("GET", "/v1/me")
        except Lost as error:
            say(str(error))
            say = _unheard
            await asyncio.sleep(pause)
        except LogInError:
            return
        else:
            return
