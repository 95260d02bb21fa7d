"""Tells supervisors by email which letters are late: one digest an address and interval, whatever happens.

What was told, and when, is written in the transaction that queues the message. So a stop at any moment leads
to no second message about the same letters, and to none that is forgotten.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from dispatcher import logs
from dispatcher.customers.directory import Shows, as_it_stands
from dispatcher.errors import RingpostError
from dispatcher.events import NumberedFact, PromiseBroken, PromiseWarned
from dispatcher.folders.escalation import Addresses, Escalation, Hit, named_addresses, told_by
from dispatcher.folders.rows import Row, row
from dispatcher.mail import store
from dispatcher.mail.answering.compose import notice
from dispatcher.mail.answering.noticing import Digest, Told, digest_text, subject_of
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.settings import Mailbox
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId, Span

EVERY: Final = 30.0  # seconds between looks; what broke or warned is looked at within one
SOON: Final = 1.0  # seconds: a promise seldom breaks alone
WORST: Final = 10

log = logs.named(__name__)


class Due(Struct, frozen=True, kw_only=True):
    """What these addresses are told by one escalation: all its letters, and the worst of them as rows."""

    rule: Escalation
    addresses: tuple[str, ...]
    hits: tuple[Hit, ...]
    worst: tuple[Row, ...]


class Escalating:
    """Writes the digests while `run` runs. `pages` is where the folders are, for the link;
    `wake` is called when there is a letter to send. `whom` are the addresses of an escalation.
    """

    def __init__(
        self,
        service: Service,
        rules: Sequence[Escalation],
        mailbox: Mailbox | None,
        pages: str,
        wake: Callable[[], None],
        *,
        shows: Shows = as_it_stands,
        whom: Addresses = named_addresses,
    ) -> None:
        self._service, self._mailbox, self._pages, self._wake = service, mailbox, pages, wake
        self._shows, self._whom = shows, whom
        self._rules = [rule for rule in rules if rule.writes]
        self._news = asyncio.Event()
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        if any(isinstance(numbered.fact, PromiseBroken | PromiseWarned) for numbered in facts):
            self._news.set()

    async def run(self) -> None:
        """Look now and then, and soon after a promise broke or warned, until cancelled."""
        if not self._rules or self._mailbox is None:
            return
        while True:
            try:
                await self.tell()
            except (RingpostError, sqlite3.Error) as error:
                log.warning("supervisors cannot be written to yet", error=logs.cause(error))
            try:
                async with asyncio.timeout(EVERY):
                    await self._news.wait()
                await asyncio.sleep(SOON)
            except TimeoutError:
                pass
            self._news.clear()

    async def tell(self) -> int:
        """Queue a digest for each address that is due one. Returns how many."""
        assert self._mailbox is not None, "nobody writes without a mailbox"
        service = self._service
        now = service.clock()
        found = told_by(self._rules, service.state, service.roster, now)
        dues = [self._due(rule, found[rule.name], now) for rule in self._rules]
        change = partial(_queue, dues=dues, mailbox=self._mailbox, pages=self._pages, now=now)
        still_open = list(service.state.contacts)
        sent = await service.write(change)
        if sent:
            self._wake()
            await service.write(partial(_forget_ended, still_open=still_open))
            log.info("supervisors are told of letters", messages=sent)
        return sent

    def _due(self, rule: Escalation, hits: Sequence[Hit], now: Instant) -> Due:
        state, roster = self._service.state, self._service.roster
        worst = dict.fromkeys(hit.contact for hit in hits)
        rows = (
            row(state.contacts[contact], state, roster, now, self._shows) for contact in list(worst)[:WORST]
        )
        return Due(rule=rule, addresses=tuple(self._whom(rule)), hits=tuple(hits), worst=tuple(rows))


def _queue(
    connection: sqlite3.Connection, dues: Sequence[Due], mailbox: Mailbox, pages: str, now: Instant
) -> int:
    """All digests that are due, and what they tell, in this transaction."""
    sent = 0
    for address, mine in _by_address(dues).items():
        every = Span(min(due.rule.every for due in mine))
        fresh = [due for due in mine if _untold(connection, address, due)]
        if fresh and not _told_within(connection, address, every, now):
            _write(connection, address, [due for due in mine if due.hits], mailbox, pages, now)
            sent += 1
    return sent


def _by_address(dues: Sequence[Due]) -> Mapping[str, list[Due]]:
    found: dict[str, list[Due]] = {}
    for due in dues:
        for address in due.addresses:
            found.setdefault(address.lower(), []).append(due)
    return found


def _write(
    connection: sqlite3.Connection,
    address: str,
    dues: Sequence[Due],
    mailbox: Mailbox,
    pages: str,
    now: Instant,
) -> None:
    told = Digest(
        told=tuple(Told(name=due.rule.name, count=_count(due), worst=due.worst) for due in dues),
        link=f"{pages}/folders?folder=past_sla",
        language=dues[0].rule.language,
    )
    id_ = MessageId(digest("escalation", address, str(now)))
    letter = notice(
        id_=id_,
        key=store.key(connection),
        mailbox=mailbox,
        recipient=address,
        subject=subject_of(told),
        text=digest_text(told),
        at=now,
    )
    outbox.add_notice(connection, letter, at=now)
    connection.execute("INSERT OR REPLACE INTO mail_escalation VALUES (?, ?)", (address, now))
    keys = ((address, due.rule.name, *_key(hit)) for due in dues for hit in due.hits)
    connection.executemany("INSERT OR IGNORE INTO mail_escalated VALUES (?, ?, ?, ?, ?)", keys)


def _count(due: Due) -> int:
    return len({hit.contact for hit in due.hits})


def _key(hit: Hit) -> tuple[str, str, int]:
    return hit.contact, hit.promise, hit.number


def _untold(connection: sqlite3.Connection, address: str, due: Due) -> bool:
    """Is there a letter among them that this address was not told of by this escalation?"""
    told = set(
        connection.execute(
            "SELECT contact, promise, number FROM mail_escalated WHERE address = ? AND rule = ?",
            (address, due.rule.name),
        )
    )
    return any(_key(hit) not in told for hit in due.hits)


def _told_within(connection: sqlite3.Connection, address: str, every: Span, now: Instant) -> bool:
    row = connection.execute("SELECT at FROM mail_escalation WHERE address = ?", (address,)).fetchone()
    return row is not None and now < row[0] + every


def _forget_ended(connection: sqlite3.Connection, still_open: Sequence[str]) -> None:
    """What is closed nobody is told of again."""
    known = connection.execute("SELECT DISTINCT contact FROM mail_escalated").fetchall()
    ended = {contact for (contact,) in known}.difference(still_open)
    connection.executemany("DELETE FROM mail_escalated WHERE contact = ?", ((one,) for one in ended))
