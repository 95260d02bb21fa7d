"""What mail keeps, as functions over the store's connection; each runs inside whoever's transaction it is."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from dispatcher.mail.reading.body import Attachment
from dispatcher.mail.reading.fields import ACCOUNT, HEAD, Filled, filled_in
from dispatcher.vocabulary import ContactId, Instant, MessageId

THREAD: Final = 200  # Messages of a conversation shown; the newest.


class Source(Struct, frozen=True, kw_only=True):
    """Where a message was taken from. `uid` is None for one that came straight in."""

    account: str
    folder: str = ""
    uidvalidity: int | None = None
    uid: int | None = None


class Stored(Struct, frozen=True, kw_only=True):
    """A message as it is kept. `automatic` says that one of our machines wrote it, or one of theirs."""

    id: MessageId
    contact: ContactId | None
    conversation: str | None
    incoming: bool
    automatic: bool
    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    at: Instant
    raw: bytes
    sha256: str
    content: str
    source: Source
    verdict: str
    rule: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """One message of a thread, for reading. `trouble` is what a mail server said of one of ours, or "".

    `state` is how far one of ours is on its way out, as the outbox has it. `files` came along; with `html` it
    can be looked at as it was sent. `fields` are what was filled into the web form it came by.
    """

    id: MessageId
    at: Instant
    incoming: bool
    automatic: bool
    sender: str
    subject: str
    text: str
    trouble: str = ""
    state: str = ""
    files: tuple[Attachment, ...] = ()
    html: bool = False
    fields: tuple[Filled, ...] = ()


def add_message(connection: sqlite3.Connection, message: Stored) -> None:
    """Keep a message.

    Raises:
        sqlite3.IntegrityError: these very bytes are kept already.
    """
    source = message.source
    row = (
        message.id,
        message.contact,
        message.conversation,
        "in" if message.incoming else "out",
        message.automatic,
        message.message_id,
        message.sender,
        message.recipient,
        message.subject,
        message.text,
        message.at,
        message.raw,
        message.sha256,
        message.content,
        source.account,
        source.folder,
        source.uidvalidity,
        source.uid,
        message.verdict,
        message.rule,
    )
    connection.execute(f"INSERT INTO mail_message VALUES ({', '.join('?' * len(row))})", row)


def with_bytes(connection: sqlite3.Connection, sha256: str) -> MessageId:
    """The message that is kept with these very bytes."""
    return MessageId(
        connection.execute("SELECT id FROM mail_message WHERE sha256 = ?", (sha256,)).fetchone()[0]
    )


def add_again(
    connection: sqlite3.Connection, first: MessageId, source: Source, at: Instant, rule: str
) -> None:
    """The very bytes of the `first` came once more, from this place; the same place is noted once."""
    place = (source.account, source.folder, source.uidvalidity, source.uid)
    connection.execute(
        "INSERT OR IGNORE INTO mail_again VALUES (?, ?, ?, ?, ?, ?, ?)", (first, at, *place, rule)
    )


def add_set_aside(
    connection: sqlite3.Connection, message: MessageId, why: str, size: int, whole: bool
) -> None:
    """Why a quarantined message could not be let in."""
    connection.execute("INSERT INTO mail_set_aside VALUES (?, ?, ?, ?, NULL)", (message, why, size, whole))


def forget(connection: sqlite3.Connection, message: MessageId) -> None:
    """Take out a message that is no work, so that it can be let in anew, in this very transaction."""
    connection.execute(
        "DELETE FROM mail_message WHERE id = ? AND direction = 'in' AND contact IS NULL", (message,)
    )
    connection.execute(
        "DELETE FROM mail_set_aside WHERE message = ? AND message NOT IN (SELECT id FROM mail_message)",
        (message,),
    )


def add_files(
    connection: sqlite3.Connection, message: MessageId, files: Sequence[Attachment], *, html: bool
) -> None:
    """What came along with a message, for whoever looks at its thread."""
    if files or html:
        row = (message, msgspec.json.encode(files), html)
        connection.execute("INSERT OR REPLACE INTO mail_files VALUES (?, ?, ?)", row)


def merge(connection: sqlite3.Connection, contact: ContactId, into: ContactId) -> None:
    """The messages of a duplicate belong to that other contact, and to its conversation, from now on.

    So its customers' answers find the contact that lives on.
    """
    connection.execute(
        "UPDATE mail_message SET contact = ?1, conversation ="
        " coalesce((SELECT conversation FROM mail_message WHERE contact = ?1 LIMIT 1), conversation)"
        " WHERE contact = ?2",
        (into, contact),
    )


def key(connection: sqlite3.Connection) -> bytes:
    """What our Message-IDs are signed with."""
    secret: bytes = connection.execute("SELECT secret FROM mail_key").fetchone()[0]
    return secret


# --- reading --------------------------------------------------------------------------------------------


def thread(connection: sqlite3.Connection, contact: ContactId, conversation: str = "") -> tuple[Message, ...]:
    """All messages of the contact's conversation, oldest first; of very many, the newest.

    A contact that has no message of its own says which its conversation is.
    """
    rows = connection.execute(
        "SELECT m.id, m.at, m.direction = 'in', m.automatic, m.sender, m.subject, m.text,"
        " coalesce(iif(o.state IN ('queued', 'sending') AND o.tries = 0, '', o.error), ''),"
        " coalesce(o.state, ''), coalesce(f.files, '[]'), coalesce(f.html, 0),"
        f" iif(m.account = '{ACCOUNT}', substr(m.raw, 1, {HEAD}), x'')"
        " FROM mail_message m LEFT JOIN mail_outbox o ON o.message = m.id"
        " LEFT JOIN mail_files f ON f.message = m.id WHERE m.conversation ="
        " coalesce((SELECT conversation FROM mail_message WHERE contact = ? LIMIT 1), ?)"
        " ORDER BY m.at DESC, m.rowid DESC LIMIT ?",
        (contact, conversation, THREAD),
    )
    return tuple(reversed([_message(row) for row in rows]))


def _message(row: Sequence[Any]) -> Message:
    id_, at, incoming, automatic, sender, subject, text, trouble, state, files, html, form = row
    return Message(
        id=MessageId(str(id_)),
        at=Instant(int(str(at))),
        incoming=bool(incoming),
        automatic=bool(automatic),
        sender=str(sender),
        subject=str(subject),
        text=str(text),
        trouble=str(trouble),
        state=str(state),
        files=msgspec.json.decode(files, type=tuple[Attachment, ...]),
        html=bool(html),
        fields=filled_in(form),
    )


def latest_raw(
    connection: sqlite3.Connection, contact: ContactId, conversation: str = ""
) -> tuple[str, str, bytes] | None:
    """The account, the conversation and the bytes of the last message the customer wrote on this contact.

    If she wrote none on it, the last one of the conversation.
    """
    row: tuple[str, str, bytes] | None = connection.execute(
        "SELECT account, conversation, raw FROM mail_message WHERE (contact = ?1 OR conversation = ?2)"
        " AND direction = 'in' AND NOT automatic ORDER BY contact IS ?1 DESC, at DESC, rowid DESC LIMIT 1",
        (contact, conversation),
    ).fetchone()
    return row
