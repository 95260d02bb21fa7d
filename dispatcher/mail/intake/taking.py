"""One message in: judge it, and make durable what it leads to.

Every source comes through here: a mailbox, the HTTP door, the demo's writers. Taking the same message again,
after a crash or by a second way, changes nothing.
"""

import asyncio
import sqlite3
from functools import partial

from dispatcher import logs
from dispatcher.errors import PeerError
from dispatcher.mail import store
from dispatcher.mail.identity import digest
from dispatcher.mail.intake import known
from dispatcher.mail.intake.admission import admit
from dispatcher.mail.intake.arrival import (
    Arrival,
    Judgement,
    Understand,
    Verdict,
    arrival_of,
    stored_arrival,
    stored_unread,
)
from dispatcher.mail.reading.parse import headers_of, parse
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.store import Source, Stored
from dispatcher.service import Service
from dispatcher.vocabulary import MessageId

log = logs.named(__name__)


async def take(
    service: Service, settings: MailSettings, understand: Understand, source: Source, raw: bytes
) -> Verdict:
    """Let one message in. Returns when what it led to is durable; only then may its server be told.

    Raises:
        OwnerError: no mailbox is configured that could answer.
        NotDurableError: the store cannot be written; nothing happened.
    """
    if len(raw) > settings.size_limit:
        why = f"{len(raw)} bytes are more than size_limit ({settings.size_limit})"
        return await quarantine(service, source, headers_of(raw), why)
    try:
        arrival = await asyncio.to_thread(_read, settings, understand, source, raw)
    except PeerError as error:
        return await quarantine(service, source, raw, str(error))
    if await service.read(partial(_is_known, arrival)):
        return await _duplicate(service, source, arrival.id)
    return await _let_in(service, settings, arrival)


def _read(settings: MailSettings, understand: Understand, source: Source, raw: bytes) -> Arrival:
    """What takes a while: the message read and understood."""
    return arrival_of(settings, source, raw, parse(raw), understand)


async def quarantine(service: Service, source: Source, raw: bytes, why: str) -> Verdict:
    """Keep what cannot be let in, for a person to look at; the rest goes on."""
    id_ = MessageId(digest(raw or repr(source)))
    try:
        await service.write(partial(_set_apart, stored_unread(id_, source, raw, service.clock(), why)))
    except sqlite3.IntegrityError:
        return await _duplicate(service, source, id_)
    log.warning("a message is quarantined", message=id_, account=source.account, why=why)
    return Verdict(judgement=Judgement.QUARANTINED, message=id_, rule=why)


async def _let_in(service: Service, settings: MailSettings, arrival: Arrival) -> Verdict:
    """People's mail to the engine, automatic mail aside; who loses a race with itself is a duplicate."""
    try:
        verdict = _apart(arrival)
        if verdict is None:
            return await admit(service, arrival, acknowledge=settings.acknowledge)
        await service.write(partial(_set_apart, stored_arrival(arrival, verdict, service.clock())))
    except sqlite3.IntegrityError:
        return await _duplicate(service, arrival.source, arrival.id)
    return verdict


def _apart(arrival: Arrival) -> Verdict | None:
    """The verdict on what is work for nobody; None for what is."""
    if arrival.loop is not None and arrival.loop.machine:
        return Verdict(judgement=Judgement.AUTOMATIC, message=arrival.id, rule=arrival.loop)
    if arrival.understood.spam:
        rule = arrival.understood.by["spam"]
        return Verdict(judgement=Judgement.SPAM, message=arrival.id, rule=rule)
    return None


def _set_apart(stored: Stored, connection: sqlite3.Connection) -> None:
    """Kept, and opening, joining and reopening nothing."""
    store.add_message(connection, stored)
    store.move_on(connection, stored.source)


def _is_known(arrival: Arrival, connection: sqlite3.Connection) -> bool:
    return known.is_known(
        connection, arrival.source, arrival.sha256, arrival.mail.message_id, arrival.content
    )


async def _duplicate(service: Service, source: Source, id_: MessageId) -> Verdict:
    await service.write(partial(store.move_on, source=source))
    return Verdict(judgement=Judgement.DUPLICATE, message=id_)
