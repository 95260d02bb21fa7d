"""The way out: drains the outbox into the SMTP server, each letter once in effect.

A letter is durably "sending" before its first byte leaves; after a crash it goes again under the same
Message-ID, so that a receiver who has it already can tell.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, Literal

import aiosmtplib

from dispatcher import logs
from dispatcher.commands import NoteDelivery
from dispatcher.customers.arriving import Customers
from dispatcher.errors import NotDurableError, OwnerError, PeerError, RingpostError
from dispatcher.mail.cancellation import surely
from dispatcher.mail.health import Gauge, Line, LineHealth
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.domains import Domains, domain_of
from dispatcher.mail.outgoing.outbox import Row
from dispatcher.mail.outgoing.returned import QueueOf, letter_of_ours, note_failure
from dispatcher.mail.outgoing.smtp import connect
from dispatcher.mail.pace import PACE, Backoff, Pace
from dispatcher.mail.reading.report import status_in
from dispatcher.mail.settings import Smtp
from dispatcher.mail.tokens import SignInRefusedError, TokenSource
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND, CommandId, later

BATCH: Final = 50  # Letters a connection.
REST: Final = 30.0  # Seconds between looks when nobody says there is a letter.

log = logs.named(__name__)


class Outbound:
    """The one who sends. Without a server the letters stay queued, and its health says so."""

    def __init__(
        self,
        service: Service,
        smtp: Smtp | None,
        *,
        queue_of: QueueOf = lambda _: None,
        tokens: TokenSource | None = None,
        customers: Customers | None = None,
        pace: Pace = PACE,
        tell: Callable[[LineHealth], None] | None = None,
    ) -> None:
        self._service, self._smtp, self._queue_of = service, smtp, queue_of
        self._tokens = tokens
        self._customers = customers or Customers(service)
        self._gauge = Gauge(service.clock, tell)
        self._backoff = Backoff("outbox", pace)
        self._domains = Domains()
        self._news = asyncio.Event()

    @property
    def health(self) -> LineHealth:
        """How the way out is."""
        return self._gauge.health

    def wake(self) -> None:
        """There is a letter: look now."""
        self._news.set()

    async def run(self) -> None:
        """Send for ever; every trouble is logged once, in one line, and tried again."""
        if self._smtp is None:
            self._gauge.turn(Line.OFF, "no SMTP server is set: letters wait in the outbox; add [smtp]")
            return
        self._gauge.turn(Line.CONNECTING)
        while True:
            self._news.clear()
            try:
                pause = await self._drain(self._smtp)
            except (aiosmtplib.SMTPException, OSError, RingpostError, sqlite3.Error) as error:
                await asyncio.sleep(self._broken(self._smtp, error))
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._news.wait()

    async def _drain(self, smtp: Smtp) -> float:
        """Send what is due. Returns the seconds until something is."""
        now = self._service.clock()
        resting = self._domains.resting(now)
        rows = await self._service.read(partial(outbox.due, now=now, limit=BATCH, resting=resting))
        if not rows:
            return await self._until_due()
        client = await connect(smtp, self._tokens)
        try:
            self._up()
            for row in rows:
                if domain_of(row.recipient) not in self._domains.resting(self._service.clock()):
                    await self._send(client, row)
            with suppress(aiosmtplib.SMTPException):
                await surely(client.quit())
        finally:
            client.close()
        return 0.0

    async def _until_due(self) -> float:
        now = self._service.clock()
        resting = self._domains.resting(now)
        due = await self._service.read(partial(outbox.next_due, resting=resting))
        soonest = min((at for at in (due, *resting.values()) if at is not None), default=None)
        return REST if soonest is None else min(REST, max(0.0, (soonest - now) / SECOND))

    async def _send(self, client: aiosmtplib.SMTP, row: Row) -> None:
        await self._service.write(partial(outbox.begin, message=row.message))
        try:
            refused, _ = await surely(
                client.sendmail(row.envelope_from, [row.recipient, *row.copies], row.raw)
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            await self._refused(row, error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            await self._refused(row, error.code, error.message)
        except ValueError as error:
            await self._refused(row, 501, str(error))
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._put_off(row, _sentence(error))
            raise
        else:
            await self._taken(row, {address: f"{code} {said}" for address, (code, said) in refused.items()})

    async def _taken(self, row: Row, refused: Mapping[str, str]) -> None:
        """The server has the letter; for whom it would not take it is told, and only the customer counts."""
        copies = {address: said[:200] for address, said in refused.items() if address in row.copies}
        if row.copies:
            await self._service.write(partial(outbox.drop_copies, message=row.message, refused=copies))
        if row.recipient in refused:
            code, _, said = refused[row.recipient].partition(" ")
            await self._refused(row, int(code), said)
        else:
            self._domains.answered(row.recipient)
            without = "; ".join(f"not to {address}: {said}" for address, said in copies.items())
            await self._end(row, delivered=True, detail=without[:200])

    async def _refused(self, row: Row, code: int, said: str) -> None:
        """Fives are final, and so are fours after three days (RFC 5321, section 4.5.4.1)."""
        detail = f"{code} {said}"[:200]
        now = self._service.clock()
        if code >= 500:
            self._domains.answered(row.recipient)
        else:
            self._domains.put_off(row.recipient, now)
        if code >= 500 or now - row.at > outbox.LONGEST_TRY:
            await self._end(row, delivered=False, detail=detail)
        else:
            await self._put_off(row, detail)

    async def _put_off(self, row: Row, error: str) -> None:
        until = later(self._service.clock(), outbox.wait_after(row.tries + 1))
        await self._service.write(partial(outbox.put_off, message=row.message, until=until, error=error))
        self._gauge.count("put_off")

    async def _end(self, row: Row, *, delivered: bool, detail: str = "") -> None:
        if not row.contact:  # a notice to a colleague concerns nobody's contact
            change = partial(outbox.end, message=row.message, state=_ended(delivered), error=detail)
            await self._service.write(change)
            self._gauge.count(_ended(delivered))
            return
        note = NoteDelivery(
            id=CommandId(f"delivery:{row.message}"),
            contact=row.contact,
            message=row.message,
            delivered=delivered,
            detail=detail,
            status=status_in(detail),
            again=not delivered and row.envelope_from != "",
        )

        def keep(connection: sqlite3.Connection, *_: object) -> None:
            outbox.end(connection, row.message, _ended(delivered), detail)

        ours = None if delivered else await self._service.read(partial(letter_of_ours, message=row.message))
        if ours is None:
            await self._service.submit(note, keep)
        else:
            await note_failure(self._service, self._customers, ours, note, self._queue_of, keep)
        self._gauge.count(_ended(delivered))

    def _up(self) -> None:
        self._backoff.succeeded()
        self._gauge.turn(Line.UP)

    def _broken(self, smtp: Smtp, error: Exception) -> float:
        """Say what is wrong, once. Returns the seconds to wait."""
        state, why = _state(error), _told(error)
        wait = self._backoff.after_failure() if state is Line.DOWN else self._backoff.after_refusal()
        if self._gauge.turn(state, f"{_blame(smtp, error)}: {why}"):
            log.error(
                "mail does not leave", server=f"{smtp.host}:{smtp.port}", state=state, error=why, retry=wait
            )
        return wait


def _ended(delivered: bool) -> Literal["sent", "failed"]:
    return "sent" if delivered else "failed"


def _state(error: Exception) -> Line:
    if isinstance(error, SignInRefusedError):
        return Line.SIGN_IN_REFUSED
    return Line.WRONG_PASSWORD if isinstance(error, aiosmtplib.SMTPAuthenticationError) else Line.DOWN


def _blame(smtp: Smtp, error: Exception) -> str:
    if isinstance(error, (NotDurableError, sqlite3.Error)):
        return "the outbox cannot be written"
    where = f"SMTP server {smtp.host}:{smtp.port}"
    if isinstance(error, OwnerError):
        return where
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        way = "a token of its sign-in; let user send by it" if smtp.oauth else "password; change them"
        return f"{where} does not accept user and {way}"
    return f"{where} does not take our mail"


def _told(error: Exception) -> str:
    """What went wrong, for logs: a server's own words may name a customer, so only its code is told."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.code}"
    if isinstance(error, (OwnerError, PeerError)):  # our own sentences, about certificates and tokens
        return str(error)
    return logs.cause(error.__cause__ if isinstance(error.__cause__, OSError) else error)


def _sentence(error: Exception) -> str:
    """The error on one line, for the outbox."""
    return " ".join(str(error).split())[:200] or type(error).__name__
