"""What mail keeps, as functions over the store's connection; each runs inside whoever's transaction it is."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

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
    """One message of a thread, for reading."""

    id: MessageId
    at: Instant
    incoming: bool
    automatic: bool
    sender: str
    subject: str
    text: str


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


def thread(connection: sqlite3.Connection, contact: ContactId) -> tuple[Message, ...]:
    """All messages of the contact's conversation, oldest first; of very many, the newest."""
    rows = connection.execute(
        "SELECT id, at, direction = 'in', automatic, sender, subject, text FROM mail_message"
        " WHERE conversation = (SELECT conversation FROM mail_message WHERE contact = ? LIMIT 1)"
        " ORDER BY at DESC, rowid DESC LIMIT ?",
        (contact, THREAD),
    )
    return tuple(reversed([_message(row) for row in rows]))


def _message(row: Sequence[object]) -> Message:
    id_, at, incoming, automatic, sender, subject, text = row
    return Message(
        id=MessageId(str(id_)),
        at=Instant(int(str(at))),
        incoming=bool(incoming),
        automatic=bool(automatic),
        sender=str(sender),
        subject=str(subject),
        text=str(text),
    )


def latest_raw(connection: sqlite3.Connection, contact: ContactId) -> tuple[str, str, bytes] | None:
    """The account, the conversation and the bytes of the last message the customer wrote on this contact."""
    row: tuple[str, str, bytes] | None = connection.execute(
        "SELECT account, conversation, raw FROM mail_message WHERE contact = ? AND direction = 'in'"
        " ORDER BY at DESC, rowid DESC LIMIT 1",
        (contact,),
    ).fetchone()
    return row
