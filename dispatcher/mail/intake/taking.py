"""One message in: judge it, and make durable what it leads to.

Every source comes through here: a mailbox, the HTTP door, the demo's writers. Taking the same message again,
after a crash or by a second way, changes nothing.
"""

import asyncio
import sqlite3
from functools import partial

from dispatcher import logs
from dispatcher.customers.arriving import Customers
from dispatcher.mail import store, sweep
from dispatcher.mail.answering.receipts import Receipts
from dispatcher.mail.intake.admission import admit
from dispatcher.mail.intake.arrival import (
    Again,
    Arrival,
    SetAside,
    Understand,
    Verdict,
    stored_arrival,
    stored_unread,
)
from dispatcher.mail.intake.bouncing import take_bounce
from dispatcher.mail.intake.looking import Aside, Known, look_at
from dispatcher.mail.intake.rules import Judgement, Rule
from dispatcher.mail.readers import Read, read_here
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.store import Source, Stored
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId

log = logs.named(__name__)


async def take(
    service: Service,
    settings: MailSettings,
    understand: Understand,
    source: Source,
    raw: bytes,
    *,
    read: Read = read_here,
    aside: Aside = asyncio.to_thread,
    again: Again | None = None,
    customers: Customers | None = None,
    receipts: Receipts | None = None,
) -> Verdict:
    """Let one message in. Returns when what it led to is durable; only then may its server be told.

    Raises:
        OwnerError: no mailbox is configured that could answer.
        NotDurableError: the store cannot be written; nothing happened.
    """
    receipts = receipts or Receipts(service, settings)
    found = await look_at(
        service.read, settings, understand, source, raw, read=read, aside=aside, again=again
    )
    if isinstance(found, SetAside):
        return await quarantine(service, found)
    if isinstance(found, Known):
        return await _duplicate(service, found)
    return await _let_in(service, customers or Customers(service), settings, found, receipts)


async def quarantine(service: Service, aside: SetAside) -> Verdict:
    """Keep what cannot be let in, for a person to look at; the rest goes on."""
    try:
        await service.write(partial(_keep_aside, aside, at=service.clock()))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, aside.sha256, aside.source)
    log.warning("a message is quarantined", message=aside.id, account=aside.source.account, rule=aside.rule)
    return Verdict(judgement=Judgement.QUARANTINED, message=aside.id, rule=aside.rule, detail=aside.why)


async def _let_in(
    service: Service, customers: Customers, settings: MailSettings, arrival: Arrival, receipts: Receipts
) -> Verdict:
    """People's mail to the engine, the rest apart; who loses a race with itself is a duplicate."""
    ruling = arrival.ruling
    try:
        if ruling.judgement is None:
            return await admit(service, customers, settings.join_repeats, arrival, receipts)
        if ruling.judgement is Judgement.BOUNCE:
            return await take_bounce(service, customers, arrival, settings.queue_of)
        verdict = _verdict(arrival, ruling.judgement, str(ruling.rule))
        await service.write(partial(_set_apart, arrival, stored_arrival(arrival, verdict, service.clock())))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, arrival.sha256, arrival.source)
    return verdict


def _verdict(arrival: Arrival, judgement: Judgement, rule: str) -> Verdict:
    """On what is work for nobody."""
    said = arrival.understood.by.get("spam", "") if rule == Rule.SPAM_RULE else ""
    return Verdict(judgement=judgement, message=arrival.id, rule=rule, detail=said)


def _keep_aside(aside: SetAside, connection: sqlite3.Connection, at: Instant) -> None:
    """What could not be let in, in place of what it was before."""
    if aside.again is not None:
        store.forget(connection, aside.id)
    store.add_message(connection, stored_unread(aside, at))
    store.add_set_aside(connection, aside.id, aside.why, aside.size, aside.whole)
    sweep.move_on(connection, aside.source)


def _set_apart(arrival: Arrival, stored: Stored, connection: sqlite3.Connection) -> None:
    """Kept, and opening, joining and reopening nothing."""
    if arrival.again is not None:
        store.forget(connection, arrival.again.message)
    store.add_message(connection, stored)
    sweep.move_on(connection, stored.source)


async def _duplicate(service: Service, known: Known) -> Verdict:
    """Kept with its own bytes where they differ; noted, where they do not."""
    arrival, rule = known.arrival, known.rule
    if rule is Rule.SAME_BYTES:
        return await _same_bytes(service, arrival.sha256, arrival.source)
    verdict = Verdict(judgement=Judgement.DUPLICATE, message=arrival.id, rule=rule)
    if rule is Rule.SAME_PLACE:
        await service.write(partial(sweep.move_on, source=arrival.source))
        return verdict
    try:
        await service.write(partial(_set_apart, arrival, stored_arrival(arrival, verdict, service.clock())))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, arrival.sha256, arrival.source)
    return verdict


async def _same_bytes(service: Service, sha256: str, source: Source) -> Verdict:
    first = await service.write(partial(_note_again, sha256, source, at=service.clock()))
    return Verdict(judgement=Judgement.DUPLICATE, message=first, rule=Rule.SAME_BYTES)


def _note_again(sha256: str, source: Source, connection: sqlite3.Connection, at: Instant) -> MessageId:
    first = store.with_bytes(connection, sha256)
    store.add_again(connection, first, source, at, Rule.SAME_BYTES)
    sweep.move_on(connection, source)
    return first
