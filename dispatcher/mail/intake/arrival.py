"""A message on its way in, and what can become of it."""

import hashlib
from collections.abc import Callable

from msgspec import Struct

from dispatcher.errors import OwnerError
from dispatcher.mail.identity import digest
from dispatcher.mail.intake.rules import WORK, Rule, Ruling
from dispatcher.mail.intake.rules import Judgement as Judgement
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.store import Source, Stored
from dispatcher.mail.understanding.understand import Understanding
from dispatcher.vocabulary import ContactId, Instant, MessageId

Understand = Callable[[Mail, str], Understanding]
"""What is known of a letter that came to this mailbox."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of a message: `contact` is where it is now, `rule` the word of the rule that decided.

    `detail` is a sentence about what could not be let in.
    """

    judgement: Judgement
    message: MessageId
    contact: ContactId | None = None
    conversation: str | None = None
    rule: str = ""
    detail: str = ""


class Again(Struct, frozen=True, kw_only=True):
    """A person has a message that was set apart let in anew, under a request of this id.

    A `vouched` message is a customer's, she says.
    """

    request: str
    message: MessageId
    vouched: bool


class Arrival(Struct, frozen=True, kw_only=True):
    """A readable message, what is known of it, and the mailbox that answers it.

    `content` stands for its words alone.
    """

    id: MessageId
    sha256: str
    content: str
    source: Source
    raw: bytes
    mail: Mail
    mailbox: Mailbox
    ruling: Ruling = WORK
    understood: Understanding = Understanding()
    again: Again | None = None


class SetAside(Struct, frozen=True, kw_only=True):
    """What could not be let in: the rule, a sentence about it, and the size of the whole message in bytes.

    `raw` is what there is of it: all, its headers, or nothing.
    """

    source: Source
    raw: bytes
    rule: Rule
    why: str
    size: int
    again: Again | None = None

    @property
    def id(self) -> MessageId:
        """By its bytes; by its place where there are none. Let in anew it keeps its id."""
        return self.again.message if self.again else id_by(self.sha256)

    @property
    def sha256(self) -> str:
        """What stands for its bytes, or for its place."""
        return hashlib.sha256(self.raw).hexdigest() if self.raw else digest(repr(self.source))

    @property
    def whole(self) -> bool:
        """Is all of it kept?"""
        return len(self.raw) == self.size and bool(self.raw)


def arrival_of(settings: MailSettings, source: Source, raw: bytes, mail: Mail) -> Arrival:
    """The message with what decides about it.

    Raises:
        OwnerError: no mailbox is configured that could answer it.
    """
    mailbox = settings.mailbox_for(source.account, mail.to)
    if mailbox is None:
        raise OwnerError("mail came in, but no mailbox can answer it; add one to the centre file")
    sha256 = hashlib.sha256(raw).hexdigest()
    return Arrival(
        id=id_by(sha256),
        sha256=sha256,
        content=content_of(mail),
        source=source,
        raw=raw,
        mail=mail,
        mailbox=mailbox,
    )


def id_by(sha256: str) -> MessageId:
    """The id of the message with this hash. What was kept by an earlier release keeps the one it got."""
    return MessageId(sha256[:24])


def content_of(mail: Mail) -> str:
    """What stands for its words alone, whichever way they came."""
    files = "|".join(f"{file.name} {file.size}" for file in mail.attachments)
    return digest(mail.sender, mail.subject, str(mail.date), mail.text, files)


def stored_arrival(arrival: Arrival, verdict: Verdict, at: Instant) -> Stored:
    """The message as it is kept, whatever became of it."""
    mail = arrival.mail
    return Stored(
        id=arrival.id,
        contact=verdict.contact,
        conversation=verdict.conversation,
        incoming=True,
        automatic=verdict.judgement in (Judgement.AUTOMATIC, Judgement.BOUNCE),
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


def stored_unread(aside: SetAside, at: Instant) -> Stored:
    """What could not be read, as it came, for a person to look at."""
    return Stored(
        id=aside.id,
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
        raw=aside.raw,
        sha256=aside.sha256,
        content="",
        source=aside.source,
        verdict=Judgement.QUARANTINED,
        rule=aside.rule,
    )
