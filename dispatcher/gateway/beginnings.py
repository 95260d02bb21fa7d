"""Wishes about how an answer is begun, and what goes out with it, put into frames."""

from dispatcher.errors import PeerError
from dispatcher.gateway.frames import (
    EnclosedFiles,
    FileCard,
    PartCard,
    Refused,
    ServerFrame,
    Started,
    Suggest,
    Suggestions,
    TakeOut,
    TemplateCard,
    TemplateUse,
    UseTemplate,
)
from dispatcher.mail.answering.beginning import StaleDraftError, Start
from dispatcher.mail.answering.begun import Begun
from dispatcher.mail.answering.enclosed import Enclosed
from dispatcher.mail.room import MailRoom
from dispatcher.mail.templates.language import TemplateMistakeError
from dispatcher.mail.templates.shelf import Suggested
from dispatcher.vocabulary import AgentId


async def suggestions(mail: MailRoom, wish: Suggest) -> ServerFrame:
    """The templates for an answer, or why there are none."""
    try:
        found = await mail.suggest(wish.contact)
    except PeerError as error:
        return Refused(id=wish.id, reason="cannot_reply", detail=str(error))
    return Suggestions(id=wish.id, contact=wish.contact, templates=tuple(map(_card, found)))


async def begin(mail: MailRoom, agent: AgentId, wish: UseTemplate) -> ServerFrame:
    """The answer's beginning, or why it cannot begin so."""
    try:
        start = await _start(mail, agent, wish)
    except TemplateMistakeError as error:
        detail = f"the template {wish.template} cannot be used ({error}); tell whoever looks after templates"
        return Refused(id=wish.id, reason="template_failed", detail=detail)
    except StaleDraftError as error:
        return Refused(id=wish.id, reason="stale_draft", detail=str(error))
    except PeerError as error:
        return Refused(id=wish.id, reason="cannot_reply", detail=str(error))
    return Started(
        id=wish.id,
        contact=wish.contact,
        text=start.text,
        version=start.version,
        template=template_use(start.begun),
    )


async def _start(mail: MailRoom, agent: AgentId, wish: UseTemplate) -> Start:
    if not wish.template:
        return await mail.start_freely(wish.contact, wish.text, wish.version)
    return await mail.start(agent, wish.contact, wish.template, wish.version)


async def take_out(mail: MailRoom, wish: TakeOut) -> EnclosedFiles:
    """The files that are left."""
    left = await mail.take_out(wish.contact, wish.file)
    return EnclosedFiles(id=wish.id, contact=wish.contact, files=tuple(map(file_card, left)))


def _card(found: Suggested) -> TemplateCard:
    return TemplateCard(
        id=found.template.id,
        name=found.template.name,
        language=found.template.language,
        category=found.category,
        words=found.words,
        same_language=found.language,
    )


def template_use(begun: Begun | None) -> TemplateUse | None:
    """What the answer is begun from, as desks see it."""
    if begun is None:
        return None
    parts = tuple(PartCard(text=part.text, free=part.free) for part in begun.parts)
    return TemplateUse(id=begun.template, name=begun.name, subject=begun.subject, parts=parts)


def file_card(file: Enclosed) -> FileCard:
    """A file that goes out, as desks see it."""
    return FileCard(id=file.id, name=file.name, kind=file.kind, size=file.size)
