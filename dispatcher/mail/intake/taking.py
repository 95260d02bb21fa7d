"""One message in: judge it, and make durable what it leads to.

Every source comes through here: a mailbox, the HTTP door, the demo's writers. Taking the same message again,
after a crash or by a second way, changes nothing.
"""

import asyncio
import sqlite3
from functools import partial

from msgspec.structs import replace

from dispatcher import logs
from dispatcher.errors import PeerError
from dispatcher.mail import store, sweep
from dispatcher.mail.intake import known
from dispatcher.mail.intake.admission import admit
from dispatcher.mail.intake.arrival import (
    Again,
    Arrival,
    SetAside,
    Understand,
    Verdict,
    arrival_of,
    stored_arrival,
    stored_unread,
)
from dispatcher.mail.intake.bouncing import take_bounce
from dispatcher.mail.intake.judging import judge
from dispatcher.mail.intake.rules import Judgement, Rule, Ruling, ground_of
from dispatcher.mail.readers import Read, TooCostlyError, read_here
from dispatcher.mail.reading.parse import Mail, headers_of
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
    again: Again | None = None,
) -> Verdict:
    """Let one message in. Returns when what it led to is durable; only then may its server be told.

    Raises:
        OwnerError: no mailbox is configured that could answer.
        NotDurableError: the store cannot be written; nothing happened.
    """
    mail = await _readable(settings, source, raw, read, again)
    if isinstance(mail, SetAside):
        return await quarantine(service, mail)
    arrival = replace(arrival_of(settings, source, raw, mail), again=again)
    already, key = await service.read(partial(_look_up, arrival))
    if already is not None:
        return await _duplicate(service, arrival, already)
    judged = replace(arrival, ruling=judge(mail, ground_of(settings, key, vouched=_vouched(again))))
    return await _let_in(service, settings, await _understood(judged, understand))


def _vouched(again: Again | None) -> bool:
    return again is not None and again.vouched


async def _understood(arrival: Arrival, understand: Understand) -> Arrival:
    """What is work is understood, on a thread; a rule of the centre's own may say then that it is spam."""
    if arrival.ruling.judgement is not None:
        return arrival
    about = await asyncio.to_thread(understand, arrival.mail, arrival.mailbox.id)
    if about.spam and not _vouched(arrival.again):
        return replace(arrival, understood=about, ruling=Ruling(Judgement.SPAM, Rule.SPAM_RULE))
    return replace(arrival, understood=about)


async def _readable(
    settings: MailSettings, source: Source, raw: bytes, read: Read, again: Again | None
) -> Mail | SetAside:
    """What it says; or why it cannot be let in."""
    aside = partial(SetAside, source=source, size=len(raw), again=again)
    if len(raw) > settings.size_limit:
        why = f"{len(raw)} bytes are more than size_limit ({settings.size_limit})"
        return aside(raw=headers_of(raw), rule=Rule.TOO_LARGE, why=why)
    try:
        return await read(raw)
    except TooCostlyError as error:
        return aside(raw=raw, rule=Rule.TOO_COSTLY, why=str(error))
    except PeerError as error:
        return aside(raw=raw, rule=Rule.UNREADABLE, why=str(error))


async def quarantine(service: Service, aside: SetAside) -> Verdict:
    """Keep what cannot be let in, for a person to look at; the rest goes on."""
    try:
        await service.write(partial(_keep_aside, aside, at=service.clock()))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, aside.id, aside.source)
    log.warning("a message is quarantined", message=aside.id, account=aside.source.account, rule=aside.rule)
    return Verdict(judgement=Judgement.QUARANTINED, message=aside.id, rule=aside.rule, detail=aside.why)


async def _let_in(service: Service, settings: MailSettings, arrival: Arrival) -> Verdict:
    """People's mail to the engine, the rest apart; who loses a race with itself is a duplicate."""
    ruling = arrival.ruling
    try:
        if ruling.judgement is None:
            return await admit(service, arrival, acknowledge=settings.acknowledge)
        if ruling.judgement is Judgement.BOUNCE:
            return await take_bounce(service, arrival, settings.queue_of)
        verdict = _verdict(arrival, ruling.judgement, str(ruling.rule))
        await service.write(partial(_set_apart, arrival, stored_arrival(arrival, verdict, service.clock())))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, arrival.id, arrival.source)
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


def _look_up(arrival: Arrival, connection: sqlite3.Connection) -> tuple[Rule | None, bytes]:
    """By what we have it already, and the key our own ids are signed with."""
    already = known.known_by(
        connection,
        arrival.source,
        sha256=arrival.sha256,
        message_id=arrival.mail.message_id,
        content=arrival.content,
        besides=arrival.again.message if arrival.again else None,
    )
    return already, store.key(connection)


async def _duplicate(service: Service, arrival: Arrival, rule: Rule) -> Verdict:
    """Kept with its own bytes where they differ; noted, where they do not."""
    if rule is Rule.SAME_BYTES:
        return await _same_bytes(service, arrival.id, arrival.source)
    verdict = Verdict(judgement=Judgement.DUPLICATE, message=arrival.id, rule=rule)
    if rule is Rule.SAME_PLACE:
        await service.write(partial(sweep.move_on, source=arrival.source))
        return verdict
    try:
        await service.write(partial(_set_apart, arrival, stored_arrival(arrival, verdict, service.clock())))
    except sqlite3.IntegrityError:
        return await _same_bytes(service, arrival.id, arrival.source)
    return verdict


async def _same_bytes(service: Service, id_: MessageId, source: Source) -> Verdict:
    await service.write(partial(_note_again, id_, source, at=service.clock()))
    return Verdict(judgement=Judgement.DUPLICATE, message=id_, rule=Rule.SAME_BYTES)


def _note_again(id_: MessageId, source: Source, connection: sqlite3.Connection, at: Instant) -> None:
    store.add_again(connection, id_, source, at, Rule.SAME_BYTES)
    sweep.move_on(connection, source)
