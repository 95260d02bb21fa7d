"""Tells that no machine of ours answers any more, and that it does again: once each, whatever happens.

What was told is written in the transaction that queues the messages, as escalations are; the log follows it.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from msgspec import Struct

from dispatcher import logs
from dispatcher.errors import RingpostError
from dispatcher.events import ContactArrived, NumberedFact
from dispatcher.folders.escalation import Addresses, Escalation, named_addresses
from dispatcher.hours import Calendar
from dispatcher.mail import store
from dispatcher.mail.answering import breakerwords
from dispatcher.mail.answering.breakerwords import Moments
from dispatcher.mail.answering.compose import notice
from dispatcher.mail.answering.originals import place_of
from dispatcher.mail.dates import say_moment
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import breaker, outbox
from dispatcher.mail.outgoing.breaker import Trip
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId

EVERY: Final = 30.0  # seconds between looks; when letters come, one is soon
SOON: Final = 1.0  # seconds

log = logs.named(__name__)


class News(Struct, frozen=True):
    """A trip that somebody is told of: that it stands, or that it is `over`."""

    trip: Trip
    over: bool


class Reached(Struct, frozen=True):
    """Who hears of it: from which mailbox, the language by address, and whose clocks they are told."""

    mailbox: Mailbox
    languages: Mapping[str, str]
    calendar: Calendar | None


class Breaking:
    """Looks whether the breaker tripped while `run` runs. `whom` are the addresses of an escalation;
    `wake` is called when there is a letter to send.
    """

    def __init__(
        self,
        service: Service,
        settings: MailSettings,
        rules: Sequence[Escalation],
        wake: Callable[[], None],
        *,
        whom: Addresses = named_addresses,
    ) -> None:
        self._service, self._most, self._rules = service, settings.automatic_per_hour, rules
        self._wake, self._whom = wake, whom
        self._mailbox = next(iter(settings.mailboxes.values()), None)
        self.standing: Trip | None = None
        """The trip that held letters back at the last look."""
        self._news = asyncio.Event()
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        if any(isinstance(numbered.fact, ContactArrived) for numbered in facts):
            self._news.set()

    @property
    def stopped(self) -> bool:
        """Does no automatic letter leave?"""
        return self.standing is not None

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            try:
                await self.look()
            except (RingpostError, sqlite3.Error) as error:
                log.warning("the breaker of automatic letters cannot be looked at", error=logs.cause(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._news.wait()
            await asyncio.sleep(SOON)
            self._news.clear()

    async def look(self) -> Sequence[News]:
        """Tell what is new. Returns what that was."""
        service, now, most = self._service, self._service.clock(), self._most
        self.standing = await service.read(partial(breaker.standing, now=now, an_hour=most))
        found = await service.read(partial(breaker.unsaid, now=now, an_hour=most))
        news = [News(trip, over=not trip.stands(now, most)) for trip in found]
        if news:
            await service.write(partial(_tell, news=news, reached=self._reached(), now=now))
            self._wake()
        for one in news:
            _log(one)
        return news

    def _reached(self) -> Reached | None:
        """Whom escalations write to; None without a mailbox to write from."""
        if self._mailbox is None:
            return None
        told = {
            address.lower(): rule.language for rule in reversed(self._rules) for address in self._whom(rule)
        }
        return Reached(self._mailbox, told, place_of(self._service, self._mailbox.queue))


def _tell(
    connection: sqlite3.Connection, news: Sequence[News], reached: Reached | None, now: Instant
) -> None:
    """All messages, and that they are written, in this transaction."""
    for one in news:
        if reached is not None:
            for address, language in reached.languages.items():
                said = _said(connection, one, reached.calendar, language)
                _write(connection, reached.mailbox, address, one, said, now)
        breaker.note_told(connection, one.trip, over=one.over)


def _said(
    connection: sqlite3.Connection, news: News, calendar: Calendar | None, language: str
) -> tuple[str, str]:
    trip = news.trip
    moments = Moments(
        since=say_moment(trip.at, calendar, language),
        until=say_moment(trip.until, calendar, language),
        most=trip.most,
        held=trip.held,
        went_to=breaker.most_went_to(connection, trip),
    )
    return (breakerwords.over if news.over else breakerwords.stopped)(moments, language)


def _write(
    connection: sqlite3.Connection,
    mailbox: Mailbox,
    address: str,
    news: News,
    said: tuple[str, str],
    now: Instant,
) -> None:
    subject, text = said
    letter = notice(
        id_=MessageId(digest("breaker", address, str(news.trip.at), str(news.over))),
        key=store.key(connection),
        mailbox=mailbox,
        recipient=address,
        subject=subject,
        text=text,
        at=now,
    )
    outbox.add_notice(connection, letter, at=now)


def _log(news: News) -> None:
    if news.over:
        log.warning("automatic letters leave again", held=news.trip.held)
    else:
        log.error("automatic letters are stopped, as too many left within an hour", most=news.trip.most)
