"""What was understood of letters, kept beside them: why a contact is where it is, and what a model learns."""

import sqlite3

import msgspec

from dispatcher.mail.understanding.understand import NOTHING, Understanding
from dispatcher.vocabulary import ContactId, MessageId


def keep(
    connection: sqlite3.Connection, message: MessageId, contact: ContactId | None, what: Understanding
) -> None:
    """Keep what is known of a letter that became part of this contact."""
    if contact is not None and what != NOTHING:
        row = (message, contact, msgspec.json.encode(what))
        connection.execute("INSERT INTO mail_understood VALUES (?, ?, ?)", row)


def understood(connection: sqlite3.Connection, contact: ContactId) -> Understanding:
    """What was known of the letter that this contact began with."""
    row = connection.execute(
        "SELECT body FROM mail_understood WHERE contact = ? ORDER BY rowid LIMIT 1", (contact,)
    ).fetchone()
    return NOTHING if row is None else msgspec.json.decode(row[0], type=Understanding)
