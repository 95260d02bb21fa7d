"""An answer of ours that did not reach its customer: somebody has to see to it.

An open contact comes back to its agent or its queue (`engine/followups`). A closed one cannot: a new contact
is opened in the same conversation. A receipt that comes back is noted and no more: its letter waits anyway.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from dispatcher.commands import AdmitContact, NoteDelivery
from dispatcher.customers.arriving import Customers
from dispatcher.events import Event
from dispatcher.mail.reading.language import language
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, MessageId, QueueId

QueueOf = Callable[[str], QueueId | None]
"""The queue whose mailbox has this address; None when no mailbox has it any more."""

Keep = Callable[[sqlite3.Connection, Sequence[Event], ContactId], None]
"""Writes more into the transaction of the facts; gets the contact that is to be seen to."""


class Ours(Struct, frozen=True, kw_only=True):
    """A letter of ours. `given_up` says that it is known to have failed."""

    message: MessageId
    contact: ContactId
    conversation: str
    sender: str
    recipient: str
    subject: str
    text: str
    automatic: bool
    given_up: bool


def letter_of_ours(connection: sqlite3.Connection, message: MessageId) -> Ours | None:
    """The letter with this id, if we ever sent it."""
    row = connection.execute(
        "SELECT m.id, m.contact, m.conversation, m.sender, m.recipient, m.subject, m.text, m.automatic,"
        " o.state = 'failed' FROM mail_message m JOIN mail_outbox o ON o.message = m.id"
        " WHERE m.id = ? AND m.direction = 'out' AND m.contact NOTNULL",
        (message,),
    ).fetchone()
    if row is None:
        return None
    said = dict(zip(Ours.__struct_fields__, row, strict=True))
    return Ours(**said | {flag: bool(said[flag]) for flag in ("automatic", "given_up")})


async def note_failure(
    service: Service, customers: Customers, ours: Ours, note: NoteDelivery, queue_of: QueueOf, keep: Keep
) -> ContactId:
    """State that the letter failed, and bring its contact back; returns the contact that is to be seen to.

    `keep` runs in the transaction of the facts that matter last; asked again after a crash, nothing happens
    twice.

    Raises:
        NotDurableError: the store cannot be written; ask again.
    """
    contact = ContactId(f"back-{ours.message[:12]}")
    queue = queue_of(ours.sender)
    if ours.automatic or ours.given_up or ours.contact in service.state.contacts or queue is None:
        await service.submit(note, partial(_kept, keep, ours.contact))
        return ours.contact
    await service.submit(note)
    anew = _anew(ours, contact, queue)
    await customers.admit(anew, ours.recipient, keep=partial(_kept, keep, contact))
    return contact


def _kept(keep: Keep, contact: ContactId, connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
    keep(connection, facts, contact)


def _anew(ours: Ours, contact: ContactId, queue: QueueId) -> AdmitContact:
    return AdmitContact(
        id=CommandId(f"back:{ours.message}"),
        contact=contact,
        queue=queue,
        subject=ours.subject,
        language=language(f"{ours.subject}\n{ours.text}"),
        conversation=ours.conversation,
        follows=ours.contact,
        message=ours.message,
    )
