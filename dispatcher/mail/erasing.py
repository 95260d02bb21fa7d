"""A customer's words, addresses and raw mail, to hand out, and to take out of the mail store for good.

What stays of a message is when it came, where it was in its mailbox, its verdict, and digests by which it is
known should it come again. The mailbox itself is not ours to empty.
"""

import base64
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from dispatcher.vocabulary import ContactId

_SHOWN = (
    "id",
    "contact",
    "direction",
    "message_id",
    "sender",
    "recipient",
    "subject",
    "text",
    "at",
    "verdict",
)


def messages_of(
    connection: sqlite3.Connection, contacts: Sequence[ContactId], addresses: Sequence[str]
) -> list[str]:
    """The ids of every message of these contacts, and of all that came from or went to these addresses."""
    found: dict[str, None] = {}
    for contact in contacts:
        _collect(found, connection.execute("SELECT id FROM mail_message WHERE contact = ?", (contact,)))
    for address in addresses:
        query = (
            "SELECT id FROM mail_message WHERE direction = 'in' AND sender = ?1"
            " UNION SELECT id FROM mail_message WHERE direction = 'out' AND recipient = ?1"
        )
        _collect(found, connection.execute(query, (address.lower(),)))
    return list(found)


def _collect(found: dict[str, None], rows: Iterable[tuple[str]]) -> None:
    found.update(dict.fromkeys(id_ for (id_,) in rows))


def exported(connection: sqlite3.Connection, messages: Iterable[str]) -> Iterator[dict[str, object]]:
    """Each message with all its words, and as it came, in base64."""
    for id_ in messages:
        row = connection.execute(
            f"SELECT {', '.join(_SHOWN)}, raw FROM mail_message WHERE id = ?", (id_,)
        ).fetchone()
        if row is not None:
            yield dict(zip(_SHOWN, row, strict=False)) | {"raw": base64.b64encode(row[-1]).decode()}


def erase(connection: sqlite3.Connection, messages: Sequence[str], contacts: Sequence[ContactId]) -> None:
    """Take out their words, addresses and bytes; what is still in the outbox is not sent any more."""
    # So that what was there is overwritten in the file, and not only let go of.
    connection.execute("PRAGMA secure_delete = ON")
    for message in messages:
        _erase_message(connection, message)
    for contact in contacts:
        for table in ("mail_draft", "mail_held", "mail_begun", "mail_enclosed", "mail_understood"):
            connection.execute(f"DELETE FROM {table} WHERE contact = ?", (contact,))


def _erase_message(connection: sqlite3.Connection, message: str) -> None:
    connection.execute(
        "UPDATE mail_message SET message_id = '', subject = '', text = '', raw = x'',"
        " sender = iif(direction = 'in', '', sender), recipient = iif(direction = 'out', '', recipient)"
        " WHERE id = ?",
        (message,),
    )
    connection.execute(
        "UPDATE mail_outbox SET recipient = '', error = '', state = iif(state = 'sent', 'sent', 'failed')"
        " WHERE message = ?",
        (message,),
    )
    for table in ("mail_understood", "mail_joined", "mail_copy"):
        connection.execute(f"DELETE FROM {table} WHERE message = ?", (message,))
    connection.execute("UPDATE mail_set_aside SET why = '' WHERE message = ?", (message,))
