"""What is known already: this very message, and the conversations it may go on with."""

import sqlite3

from dispatcher.mail.identity import own_message
from dispatcher.mail.intake.followup import Conversation
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.store import Source, key
from dispatcher.vocabulary import ContactId, MessageId


def known_by(
    connection: sqlite3.Connection,
    source: Source,
    *,
    sha256: str,
    message_id: str,
    content: str,
    besides: MessageId | None = None,
) -> Rule | None:
    """By what we have it: from this very place, these very bytes, or this id with the same words in it.

    None: it is new to us. `besides` is a message that does not count: it is let in anew.

    An id alone proves nothing: some senders use one again and again. Through which mailbox it came does not
    matter: a letter to two of our addresses is one letter.
    """
    row = connection.execute(
        "SELECT 'same_place' FROM mail_message"
        " WHERE account = ? AND folder = ? AND uidvalidity = ? AND uid = ? AND id <> ?5"
        " UNION ALL SELECT 'same_bytes' FROM mail_message WHERE sha256 = ? AND id <> ?5"
        " UNION ALL SELECT 'same_words' FROM mail_message"
        " WHERE message_id = ? AND message_id <> '' AND content = ? AND id <> ?5 LIMIT 1",
        (
            *(source.account, source.folder, source.uidvalidity, source.uid),
            besides or "",
            sha256,
            *(message_id, content),
        ),
    ).fetchone()
    return None if row is None else Rule(row[0])


def conversations_with(connection: sqlite3.Connection, message_id: str) -> list[Conversation]:
    """The conversations that hold a message with this Message-ID, the latest first."""
    rows = connection.execute(
        "SELECT conversation FROM mail_message"
        " WHERE message_id = ? AND message_id <> '' AND conversation NOTNULL"
        " GROUP BY conversation ORDER BY max(at) DESC, conversation",
        (message_id,),
    ).fetchall()
    return [_conversation(connection, conversation) for (conversation,) in rows]


def conversations_signed(connection: sqlite3.Connection, message_id: str) -> list[Conversation]:
    """The conversation of our own message with this Message-ID, if we signed it."""
    message = own_message(message_id, key(connection))
    row = connection.execute(
        "SELECT conversation FROM mail_message WHERE id = ? AND direction = 'out'", (message,)
    ).fetchone()
    return [_conversation(connection, row[0], signed=True)] if row and row[0] else []


def _conversation(connection: sqlite3.Connection, conversation: str, *, signed: bool = False) -> Conversation:
    """Whoever wrote in it or was written to by us belongs to it; machines do not."""
    people = connection.execute(
        "SELECT DISTINCT CASE direction WHEN 'in' THEN sender ELSE recipient END FROM mail_message"
        " WHERE conversation = ? AND (direction = 'out' OR NOT automatic)",
        (conversation,),
    )
    contacts = connection.execute(
        "SELECT contact FROM mail_message WHERE conversation = ? AND contact NOTNULL"
        " GROUP BY contact ORDER BY min(at), min(rowid)",
        (conversation,),
    )
    return Conversation(
        id=conversation,
        people=frozenset(person for (person,) in people),
        contacts=tuple(ContactId(contact) for (contact,) in contacts),
        signed=signed,
    )
