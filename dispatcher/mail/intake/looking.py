"""What a message is, before anything is done about it: read, known or new, judged, understood.

A mailbox's intake and `ringpost mail check` both look with this; only the one acts upon it.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.errors import PeerError
from dispatcher.mail import store
from dispatcher.mail.intake import known
from dispatcher.mail.intake.arrival import Again, Arrival, SetAside, Understand, arrival_of
from dispatcher.mail.intake.judging import judge
from dispatcher.mail.intake.rules import Judgement, Rule, Ruling, ground_of
from dispatcher.mail.reader import TooCostlyError
from dispatcher.mail.readers import Read
from dispatcher.mail.reading.fields import ACCOUNT
from dispatcher.mail.reading.parse import Mail, headers_of
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import chosen

T = TypeVar("T")


class Ask(Protocol):
    """Asks the store, as `Service.read` does."""

    def __call__(self, question: Callable[[sqlite3.Connection], T]) -> Awaitable[T]:
        """What the question finds."""


class Aside(Protocol):
    """Has something computed while the loop goes on, as `Together.do` does."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """What the work finds."""


class Known(Struct, frozen=True):
    """A message that we have already, and by what that is known."""

    arrival: Arrival
    rule: Rule


async def look_at(
    ask: Ask,
    settings: MailSettings,
    understand: Understand,
    source: Source,
    raw: bytes,
    *,
    read: Read,
    aside: Aside = asyncio.to_thread,
    again: Again | None = None,
) -> SetAside | Known | Arrival:
    """What this message is. Nothing is changed.

    Raises:
        OwnerError: no mailbox is configured that could answer.
    """
    mail = await _readable(settings, source, raw, read, again)
    if isinstance(mail, SetAside):
        return mail
    arrival = replace(arrival_of(settings, source, raw, mail), again=again)
    already, key = await ask(partial(_look_up, arrival))
    if already is not None:
        return Known(arrival, already)
    ground = ground_of(settings, key, vouched=_vouched(again))
    return await _understood(replace(arrival, ruling=judge(mail, ground)), understand, aside)


def _vouched(again: Again | None) -> bool:
    return again is not None and again.vouched


async def _understood(arrival: Arrival, understand: Understand, aside: Aside) -> Arrival:
    """What is work is understood, off the loop; a rule of the centre's own may say then that it is spam."""
    if arrival.ruling.judgement is not None:
        return arrival
    about = await aside(partial(understand, arrival.mail, arrival.mailbox.id))
    if arrival.source.account == ACCOUNT:
        about = chosen(about, arrival.source.folder)
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
