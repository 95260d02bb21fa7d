"""Answers that ask to be approved: kept, let into the outbox, or given back, in the facts' transactions.

Whoever or whatever decides about a contact, its letter goes with the fact: a held one leaves only with the
`ReplySubmitted` that names it, and is forgotten with its contact.
"""

import sqlite3

import msgspec
from msgspec import Struct

from dispatcher.events import (
    ContactClosed,
    ContactMerged,
    ContactRejected,
    ReplyHeld,
    ReplyReturned,
    ReplySubmitted,
)
from dispatcher.mail.answering import drafts
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.reading.body import Attachment
from dispatcher.vocabulary import AgentId, ContactId, Instant, MessageId


class Held(Struct, frozen=True, kw_only=True):
    """An answer not yet out: it waits to be approved, or `returned_by` gave it back with a comment."""

    message: MessageId
    conversation: str
    author: AgentId
    at: Instant
    text: str
    files: tuple[Attachment, ...]
    returned_by: AgentId | None
    comment: str


def hold(
    connection: sqlite3.Connection,
    letter: Letter,
    *,
    contact: ContactId,
    conversation: str,
    author: AgentId,
    at: Instant,
) -> None:
    """Keep a letter until its approver has decided."""
    body = msgspec.json.encode(letter)
    row = (letter.id, contact, conversation, author, at, body, "", None)
    connection.execute("INSERT INTO mail_held VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def held(connection: sqlite3.Connection, contact: ContactId) -> Held | None:
    """The answer on this contact that waits to be approved, or the one that was returned last."""
    row = connection.execute(
        "SELECT message, conversation, author, at, letter, returned_by, comment FROM mail_held"
        " WHERE contact = ?",
        (contact,),
    ).fetchone()
    if row is None:
        return None
    message, conversation, author, at, body, returned_by, comment = row
    letter = _letter(body)
    return Held(
        message=message,
        conversation=conversation,
        author=author,
        at=at,
        text=letter.text,
        files=letter.files,
        returned_by=returned_by or None,
        comment=comment or "",
    )


def raw_of(connection: sqlite3.Connection, message: MessageId) -> tuple[bytes, str] | None:
    """The bytes of a letter that waits, and its conversation; None when no such letter does."""
    row = connection.execute(
        "SELECT letter, conversation FROM mail_held WHERE message = ?", (message,)
    ).fetchone()
    return None if row is None else (_letter(row[0]).raw, row[1])


def release(connection: sqlite3.Connection, fact: ReplySubmitted) -> None:
    """Let the held letter that this fact names into the outbox; it is held no longer."""
    row = connection.execute(
        # With the contact: an id from elsewhere must not let another's letter out.
        "SELECT conversation, letter FROM mail_held WHERE message = ? AND contact = ?",
        (fact.message, fact.contact),
    ).fetchone()
    if row is not None:
        conversation, body = row
        outbox.add_letter(
            connection,
            _letter(body),
            contact=fact.contact,
            conversation=conversation,
            answers="",
            at=fact.at,
        )
    forget(connection, fact)


def give_back(connection: sqlite3.Connection, fact: ReplyReturned) -> None:
    """Make the letter its author's draft again, with what the approver said about it."""
    connection.execute(
        "UPDATE mail_held SET returned_by = ?, comment = ? WHERE message = ?",
        (fact.by, fact.comment, fact.message),
    )
    row = connection.execute("SELECT letter FROM mail_held WHERE message = ?", (fact.message,)).fetchone()
    if row is not None:
        version = drafts.draft(connection, fact.contact)[1]
        drafts.save_draft(connection, fact.contact, _letter(row[0]).written, version, fact.at)


def replace(connection: sqlite3.Connection, fact: ReplyHeld) -> None:
    """Another answer is held: the one that was returned before is over."""
    connection.execute(
        "DELETE FROM mail_held WHERE contact = ? AND message <> ?", (fact.contact, fact.message)
    )


def forget(
    connection: sqlite3.Connection, fact: ReplySubmitted | ContactClosed | ContactMerged | ContactRejected
) -> None:
    """Nothing waits on this contact any more."""
    connection.execute("DELETE FROM mail_held WHERE contact = ?", (fact.contact,))


def _letter(body: bytes) -> Letter:
    return msgspec.json.decode(body, type=Letter)
