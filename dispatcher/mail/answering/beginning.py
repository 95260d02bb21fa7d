"""An answer begun from a template: what may be used, and what it says for this letter."""

import sqlite3
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.answering import drafts
from dispatcher.mail.answering.begun import Begun, begin, begun, forget
from dispatcher.mail.answering.originals import Original, Saying, original_of, values, wanted
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.templates.shelf import Shelf, Suggested
from dispatcher.mail.templates.template import Purpose, Template, text_of
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, ContactId, Instant


class Start(Struct, frozen=True, kw_only=True):
    """An answer's beginning: `text` is the draft as `version`, when it was saved as that.

    Without a `version` nothing was saved: the text is to be put where the agent writes. `begun` is what the
    answer is begun from now; None when it is written freely.
    """

    text: str
    version: int | None
    begun: Begun | None


class StaleDraftError(PeerError):
    """The draft was changed somewhere else since."""


async def suggest(
    service: Service, settings: MailSettings, shelf: Shelf, contact: ContactId
) -> Sequence[Suggested]:
    """The templates for an answer on this contact, the likeliest first.

    Raises:
        PeerError: there is no letter to answer.
    """
    original = await original_of(service, settings, contact)
    return (await shelf.fresh()).suggested(wanted(service, original))


async def start(
    service: Service,
    settings: MailSettings,
    shelf: Shelf,
    *,
    agent: AgentId,
    contact: ContactId,
    template: str,
    version: int,
) -> Start:
    """Begin the answer from this template.

    One with locked parts is the whole draft from now on. One that is free throughout is handed back to be put
    into what is there; a template with locked parts that holds already goes on to hold.

    Raises:
        PeerError: there is no such template, or no letter to answer.
        StaleDraftError: the draft is another than `version`; nothing was changed.
        TemplateMistakeError: the template cannot be filled in; its author must mend it.
    """
    found = (await shelf.fresh()).get(template)
    if found is None or found.purpose is not Purpose.REPLY:
        raise PeerError(f"the template {template!r} is not there any more; choose another")
    original = await original_of(service, settings, contact)
    subject, parts = shelf.fill_in(
        found, values(service, settings, original, _saying(service, agent, original, found))
    )
    fresh = Begun(template=found.id, name=found.name, subject=subject, parts=parts)
    if not fresh.locked:
        return await service.write(partial(_free, contact=contact, fresh=fresh))
    return await service.write(
        partial(_lock, contact=contact, fresh=fresh, version=version, at=service.clock())
    )


async def start_freely(service: Service, contact: ContactId, text: str, version: int) -> Start:
    """Take the template away: the answer has this text from now on, and nothing in it is locked.

    Raises:
        StaleDraftError: the draft is another than `version`; nothing was changed.
    """
    return await service.write(
        partial(_unlock, contact=contact, text=text, version=version, at=service.clock())
    )


def _saying(service: Service, agent: AgentId, original: Original, template: Template) -> Saying:
    contact = service.state.contacts[original.contact]
    return Saying(
        agent=agent,
        language=template.language,
        now=service.clock(),
        due=contact.due,
        category=contact.category,
        queue=contact.queue,
        received=contact.arrived,
    )


def _free(connection: sqlite3.Connection, contact: ContactId, fresh: Begun) -> Start:
    held = begun(connection, contact)
    if held is None or not held.locked:
        begin(connection, contact, fresh)
        held = fresh
    return Start(text=text_of(fresh.parts), version=None, begun=held)


def _lock(
    connection: sqlite3.Connection, contact: ContactId, fresh: Begun, version: int, at: Instant
) -> Start:
    text = text_of(fresh.parts)
    saved = _saved(connection, contact, text, version, at)
    begin(connection, contact, fresh)
    return Start(text=text, version=saved, begun=fresh)


def _unlock(
    connection: sqlite3.Connection, contact: ContactId, text: str, version: int, at: Instant
) -> Start:
    saved = _saved(connection, contact, text, version, at)
    forget(connection, contact)
    return Start(text=text, version=saved, begun=None)


def _saved(connection: sqlite3.Connection, contact: ContactId, text: str, version: int, at: Instant) -> int:
    saved = drafts.save_draft(connection, contact, text, version, at)
    if saved is None:
        raise StaleDraftError(drafts.STALE)
    return saved
