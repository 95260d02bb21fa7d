"""Which letters were joined to another piece of work, and by whom: so that they can be taken out again."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from dispatcher.vocabulary import ContactId, Instant, MessageId


class Joined(Struct, frozen=True, kw_only=True):
    """A piece of work that goes on as part of `into`. `by` is who joined it, or the word of a rule."""

    was: ContactId
    into: ContactId
    subject: str
    at: Instant
    by: str


def note(
    connection: sqlite3.Connection,
    messages: Sequence[tuple[MessageId, str]],
    was: ContactId,
    into: ContactId,
    *,
    at: Instant,
    by: str,
) -> None:
    """These messages, each with the conversation it was in, went from one piece of work to another."""
    connection.executemany(
        "INSERT OR REPLACE INTO mail_joined VALUES (?, ?, ?, ?, ?, ?)",
        [(message, conversation, was, into, at, by) for message, conversation in messages],
    )


def note_merge(
    connection: sqlite3.Connection, contact: ContactId, into: ContactId, at: Instant, by: str
) -> None:
    """All messages of a contact that is about to become part of another."""
    rows = connection.execute(
        "SELECT id, conversation FROM mail_message WHERE contact = ? AND conversation NOTNULL", (contact,)
    ).fetchall()
    note(connection, rows, contact, into, at=at, by=by)


def joined_to(connection: sqlite3.Connection, contact: ContactId) -> tuple[Joined, ...]:
    """What was joined to this contact and can be taken out again, the latest first."""
    rows = connection.execute(
        "SELECT was, min(m.subject), max(j.at), j.by FROM mail_joined j"
        " JOIN mail_message m ON m.id = j.message WHERE j.into_contact = ? AND m.contact = ?1"
        " GROUP BY was ORDER BY max(j.at) DESC, was",
        (contact,),
    )
    return tuple(
        Joined(was=ContactId(was), into=contact, subject=subject, at=at, by=by)
        for was, subject, at, by in rows
    )


def messages_of(
    connection: sqlite3.Connection, was: ContactId, into: ContactId
) -> list[tuple[MessageId, str]]:
    """The messages that were joined, the oldest first, each with the conversation it was in."""
    return connection.execute(
        "SELECT id, j.conversation FROM mail_joined j JOIN mail_message m ON id = j.message"
        " WHERE was = ? AND into_contact = ? AND contact = ?2 ORDER BY m.at, m.rowid",
        (was, into),
    ).fetchall()


def take_out(
    connection: sqlite3.Connection, messages: Sequence[tuple[MessageId, str]], contact: ContactId
) -> None:
    """These belong to this contact from now on, each in the conversation where it was before."""
    for message, conversation in messages:
        connection.execute(
            "UPDATE mail_message SET contact = ?, conversation = ? WHERE id = ?",
            (contact, conversation, message),
        )
        connection.execute("DELETE FROM mail_joined WHERE message = ?", (message,))
