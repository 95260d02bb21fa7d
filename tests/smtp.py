"""A real SMTP server on a free loopback port that records what it takes, and can hand it on to a Dovecot.

It runs on the test's own event loop. What it answers can be scripted by recipient, and it can be taken away
and put back on the same port.
"""

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import Certificate
from tests.dovecot import Dovecot


@dataclass(frozen=True)
class Delivery:
    """One message as the server took it; `sender` is "" for the null one."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class PostOffice:
    """What the server does. `answers` maps a recipient to the replies it gets, one an attempt, then 250.

    `user_of` tells whose a token is, for those who log in by one.
    `relay` may change a delivery, as relays do, before it is handed on to `dovecot`.
    """

    dovecot: Dovecot | None = None
    passwords: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    relay: Callable[[Delivery], Delivery] = lambda delivery: delivery
    user_of: Callable[[str], str] = lambda _: ""
    taken: "asyncio.Queue[Delivery]" = field(default_factory=asyncio.Queue)
    host: str = "127.0.0.1"
    port: int = 0
    tls: tuple[Certificate, bool] | None = None
    """The server's certificate, and whether it encrypts from the first byte; else it offers STARTTLS."""
    _server: asyncio.Server | None = None

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or say what the script says."""
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Record the message, and hand it on to whoever has a mailbox here."""
        assert isinstance(envelope.content, bytes)
        sender = (envelope.mail_from or "").strip("<>")
        delivery = Delivery(sender, tuple(envelope.rcpt_tos), envelope.content)
        here = [r for r in delivery.recipients if self.dovecot and r in self.dovecot.users]
        if self.dovecot and here:
            relayed = self.relay(delivery)
            deliver = partial(self.dovecot.deliver, relayed.raw, *here, sender=relayed.sender)
            await asyncio.to_thread(deliver)
        self.taken.put_nowait(delivery)
        return "250 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """Let in by a token, as Google and Microsoft do."""
        user, _, token = base64.b64decode(args[1]).decode().strip("\x01").partition("\x01auth=Bearer ")
        user = user.removeprefix("user=")
        good = bool(user) and self.user_of(token) == user
        return AuthResult(success=good, handled=False, auth_data=user)

    async def open(self) -> None:
        """Listen; on the same port as before, if there was one."""
        loop = asyncio.get_running_loop()
        at_once = self._context() if self.tls and self.tls[1] else None
        self._server = await loop.create_server(self._protocol, self.host, self.port, ssl=at_once)
        self.port = self._server.sockets[0].getsockname()[1]

    def _context(self) -> ssl.SSLContext:
        assert self.tls is not None, "there is a certificate"
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.tls[0].pem, self.tls[0].key)
        return context

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="post.example",
            auth_required=bool(self.passwords),
            auth_require_tls=False,
            authenticator=self._check if self.passwords else None,
            tls_context=self._context() if self.tls and not self.tls[1] else None,
            loop=asyncio.get_running_loop(),
        )

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, who: LoginPassword
    ) -> AuthResult:
        expected = self.passwords.get(who.login.decode())
        return AuthResult(success=expected is not None and expected.encode() == who.password, handled=False)

    async def close(self) -> None:
        """Stop listening. Whoever is connected may finish."""
        if self._server is not None:
            self._server.close()
            self._server = None


@contextlib.asynccontextmanager
async def post_office(
    dovecot: Dovecot | None = None, *, tls: tuple[Certificate, bool] | None = None
) -> AsyncIterator[PostOffice]:
    """A listening SMTP server; it is gone afterwards."""
    office = PostOffice(dovecot, tls=tls)
    await office.open()
    try:
        yield office
    finally:
        await office.close()
