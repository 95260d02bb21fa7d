"""A message on its way in, and what can become of it."""

import hashlib
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.errors import OwnerError
from dispatcher.mail.identity import digest
from dispatcher.mail.intake.loops import LoopReason, automatic
from dispatcher.mail.reading.fields import ACCOUNT
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.store import Source, Stored
from dispatcher.vocabulary import ContactId, Instant, MessageId


class Judgement(StrEnum):
    """What a message turned out to be."""

    NEW = "new"
    FOLLOW_UP = "follow_up"
    AUTOMATIC = "automatic"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of a message: `contact` is where it is now, `rule` the word of the rule that decided."""

    judgement: Judgement
    message: MessageId
    contact: ContactId | None = None
    conversation: str | None = None
    rule: str = ""


class Arrival(Struct, frozen=True, kw_only=True):
    """A readable message, and the mailbox that answers it. `content` stands for its words alone."""

    id: MessageId
    sha256: str
    content: str
    source: Source
    raw: bytes
    mail: Mail
    mailbox: Mailbox
    loop: LoopReason | None


def arrival_of(settings: MailSettings, source: Source, raw: bytes, mail: Mail) -> Arrival:
    """The message with what decides about it.

    Raises:
        OwnerError: no mailbox is configured that could answer it.
    """
    mailbox = settings.mailbox_for(source.account, mail.to)
    if mailbox is None:
        raise OwnerError("mail came in, but no mailbox can answer it; add one to the centre file")
    if source.account == ACCOUNT and (chosen := settings.form_queues.get(source.folder)):
        mailbox = replace(mailbox, queue=chosen)
    files = "|".join(f"{file.name} {file.size}" for file in mail.attachments)
    return Arrival(
        id=MessageId(digest(raw)),
        sha256=hashlib.sha256(raw).hexdigest(),
        content=digest(mail.sender, mail.subject, str(mail.date), mail.text, files),
        source=source,
        raw=raw,
        mail=mail,
        mailbox=mailbox,
        loop=automatic(mail, settings.addresses),
    )


def stored_arrival(arrival: Arrival, verdict: Verdict, at: Instant) -> Stored:
    """The message as it is kept, whatever became of it."""
    mail = arrival.mail
    return Stored(
        id=arrival.id,
        contact=verdict.contact,
        conversation=verdict.conversation,
        incoming=True,
        automatic=verdict.judgement is Judgement.AUTOMATIC,
        message_id=mail.message_id,
        sender=mail.sender,
        recipient=arrival.mailbox.address.lower(),
        subject=mail.subject,
        text=mail.text,
        at=at,
        raw=arrival.raw,
        sha256=arrival.sha256,
        content=arrival.content,
        source=arrival.source,
        verdict=verdict.judgement,
        rule=verdict.rule,
    )


def stored_unread(id_: MessageId, source: Source, raw: bytes, at: Instant, why: str) -> Stored:
    """What could not be read, as it came, for a person to look at."""
    return Stored(
        id=id_,
        contact=None,
        conversation=None,
        incoming=True,
        automatic=False,
        message_id="",
        sender="",
        recipient="",
        subject="",
        text="",
        at=at,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest() if raw else id_,
        content="",
        source=source,
        verdict=Judgement.QUARANTINED,
        rule=why,
    )
