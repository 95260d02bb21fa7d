"""A piece of work that was joined to another is taken out again, as a contact of its own."""

import sqlite3
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from dispatcher.commands import AdmitContact
from dispatcher.customers.arriving import Customers
from dispatcher.errors import PeerError
from dispatcher.events import ContactArrived, Event
from dispatcher.mail import joined
from dispatcher.mail.reading.language import language
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import CommandId, ContactId, MessageId


class _Letter(Struct, frozen=True):
    """What the new contact begins with."""

    sender: str
    subject: str
    text: str


async def set_apart(
    service: Service, customers: Customers, was: ContactId, into: ContactId, id_: CommandId
) -> Outcome:
    """Open it anew, in the queue of what it was joined to; its messages go with it. Asked again, done once.

    Raises:
        PeerError: nothing is there to be taken out.
        NotDurableError: the store cannot be written; nothing happened.
    """
    messages = await service.read(partial(joined.messages_of, was=was, into=into))
    there = service.state.contacts.get(into)
    if not messages or there is None:
        raise PeerError(f"{was!r} is not joined to {into!r} any more")
    first = await service.read(partial(_letter, message=messages[-1][0]))
    contact = ContactId(f"apart-{messages[0][0][:12]}")
    command = AdmitContact(
        id=id_,
        contact=contact,
        queue=there.queue,
        tier=there.tier,
        category=there.category,
        subject=first.subject,
        language=language(f"{first.subject}\n{first.text}"),
        conversation=messages[-1][1],
        message=messages[-1][0],
    )
    return await customers.admit(command, first.sender, keep=partial(_keep, contact, messages))


def _keep(
    contact: ContactId,
    messages: Sequence[tuple[MessageId, str]],
    connection: sqlite3.Connection,
    facts: Sequence[Event],
) -> None:
    if any(isinstance(fact, ContactArrived) and fact.contact == contact for fact in facts):
        joined.take_out(connection, messages, contact)


def _letter(connection: sqlite3.Connection, message: MessageId) -> _Letter:
    row = connection.execute(
        "SELECT sender, subject, text FROM mail_message WHERE id = ?", (message,)
    ).fetchone()
    return _Letter(*row)
