"""One mailbox, watched for ever: catch up, wait for news or the clock; and again after any trouble."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Final, NoReturn

from dispatcher import logs
from dispatcher.errors import NotDurableError, OwnerError, PeerError
from dispatcher.mail import store
from dispatcher.mail.health import Gauge, Line, LineHealth
from dispatcher.mail.intake.arrival import Judgement, Verdict
from dispatcher.mail.intake.taking import quarantine
from dispatcher.mail.mailboxes.imap import CHUNK, Connection
from dispatcher.mail.mailboxes.login import WrongPasswordError, connect
from dispatcher.mail.pace import PACE, Backoff, Pace
from dispatcher.mail.reading.parse import HEADERS
from dispatcher.mail.settings import Mailbox
from dispatcher.mail.store import Source
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND

TRIES: Final = 3  # Times a message may break our session before it is quarantined and the rest goes on.
LONGEST_IDLE: Final = 8 * 60.0  # Seconds: servers and firewalls forget a silent line after ten minutes.

Take = Callable[[Source, bytes], Awaitable[Verdict]]

log = logs.named(__name__)


class Inbound:
    """The watch over one mailbox. Nothing is expunged; a message is flagged seen once it is durable here."""

    def __init__(
        self,
        service: Service,
        mailbox: Mailbox,
        take: Take,
        *,
        size_limit: int,
        pace: Pace = PACE,
        tell: Callable[[LineHealth], None] | None = None,
    ) -> None:
        self._service, self._mailbox, self._take, self._size_limit = service, mailbox, take, size_limit
        self._gauge = Gauge(service.clock, tell)
        self._backoff = Backoff(mailbox.id, pace)
        self._tries: Counter[Source] = Counter()

    @property
    def health(self) -> LineHealth:
        """How the mailbox is; its counts say what became of what was fetched in this run."""
        return self._gauge.health

    async def run(self) -> None:
        """Watch for ever; every trouble is logged once, in one line, and tried again."""
        self._gauge.turn(Line.CONNECTING)
        while True:
            pause = await self._session()
            await asyncio.sleep(pause)

    async def _session(self) -> float:
        """One connection, until it breaks. Returns the seconds to wait before the next."""
        try:
            return await self._watch()
        except WrongPasswordError as error:
            return self._broken(Line.WRONG_PASSWORD, str(error), self._backoff.after_refusal())
        except (OwnerError, PeerError, NotDurableError) as error:
            return self._broken(Line.DOWN, str(error), self._backoff.after_failure())
        except Exception as error:  # One message, or one bug, must not end the watch over the others.
            log.debug("a mailbox failed", mailbox=self._mailbox.id, exc_info=True)
            what = f"mailbox {self._mailbox.id!r}: {type(error).__name__} while taking mail"
            return self._broken(Line.DOWN, what, self._backoff.after_failure())

    def _broken(self, state: Line, error: str, wait: float) -> float:
        if self._gauge.turn(state, error):
            log.error(
                "a mailbox is not watched", mailbox=self._mailbox.id, state=state, error=error, retry=wait
            )
        return wait

    async def _watch(self) -> NoReturn:
        mailbox = self._mailbox
        connection = await connect(mailbox)
        try:
            where = partial(
                store.position, account=mailbox.id, folder=mailbox.folder, uidvalidity=connection.uidvalidity
            )
            done = await self._service.read(where)
            while True:
                done = await self._catch_up(connection, done)
                self._up()
                await connection.wait(min(mailbox.poll / SECOND, LONGEST_IDLE))
        finally:
            connection.close()

    def _up(self) -> None:
        self._backoff.succeeded()
        if self._gauge.turn(Line.UP):
            log.info("a mailbox is watched", mailbox=self._mailbox.id)

    async def _catch_up(self, connection: Connection, done: int) -> int:
        """Take everything above the UID `done`, in order. Returns the highest UID dealt with."""
        while uids := await connection.uids_above(done):
            for chunk in _chunks(uids):
                sizes = await connection.sizes(chunk)
                for uid in chunk:
                    await self._deal_with(connection, uid, sizes.get(uid))
                    done = uid
        return done

    async def _deal_with(self, connection: Connection, uid: int, size: int | None) -> None:
        """Durable first, flagged then. What was quarantined stays unread for whoever looks there."""
        mailbox = self._mailbox
        source = Source(
            account=mailbox.id, folder=mailbox.folder, uidvalidity=connection.uidvalidity, uid=uid
        )
        verdict = await self._counted(connection, source, uid, size)
        if verdict is None:
            await self._service.write(partial(store.move_on, source=source))
            self._gauge.count("gone")
            return
        self._gauge.count(verdict.judgement)
        if verdict.judgement is not Judgement.QUARANTINED:
            await connection.flag_seen(uid)

    async def _counted(
        self, connection: Connection, source: Source, uid: int, size: int | None
    ) -> Verdict | None:
        """As `_fetch`, but who broke us three times is quarantined unread."""
        if self._tries[source] >= TRIES:
            del self._tries[source]
            return await quarantine(self._service, source, b"", f"given up after {TRIES} tries")
        self._tries[source] += 1
        try:
            verdict = await self._fetch(connection, source, uid, size)
        except (OwnerError, NotDurableError):  # Not the message's fault.
            del self._tries[source]
            raise
        del self._tries[source]
        return verdict

    async def _fetch(
        self, connection: Connection, source: Source, uid: int, size: int | None
    ) -> Verdict | None:
        """Fetch one message and let it in; None when somebody took it away meanwhile."""
        if size is None:
            return None
        if size > self._size_limit:
            headers = await connection.headers(uid, HEADERS) or b""
            why = f"{size} bytes are more than size_limit ({self._size_limit})"
            return await quarantine(self._service, source, headers, why)
        raw = await connection.body(uid)
        return None if raw is None else await self._take(source, raw)


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), CHUNK):
        yield uids[start : start + CHUNK]
