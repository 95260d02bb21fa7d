"""A bounce in: tied to the letter of ours that it is about, by ids that only we can have made.

What became of that letter is stated as a fact, and a failed answer brings its contact back. Otherwise a
bounce opens, reopens and gets nothing.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial

from dispatcher.commands import NoteDelivery
from dispatcher.customers.arriving import Customers
from dispatcher.events import Event
from dispatcher.mail import store, sweep
from dispatcher.mail.identity import own_message, tagged_message
from dispatcher.mail.intake.arrival import Arrival, Verdict, stored_arrival
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.returned import Keep, Ours, QueueOf, letter_of_ours, note_failure
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.reading.report import Action, Delivery
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, Instant, MessageId


async def take_bounce(service: Service, customers: Customers, arrival: Arrival, queue_of: QueueOf) -> Verdict:
    """Note what it says of a letter of ours, and keep it in that letter's conversation.

    Raises:
        sqlite3.IntegrityError: these very bytes came in by another way meanwhile.
        NotDurableError: the store cannot be written; ask again.
    """
    ours = await service.read(partial(_tied, arrival.mail))
    if ours is None:
        verdict = _verdict(arrival)
        await service.write(partial(_keep, arrival, verdict, service.clock()))
        return verdict
    told = _told(arrival.mail)
    note = _note(arrival, ours, told)
    keep = partial(_keep_tied, arrival, ours, told, service.clock())
    if told.action is Action.FAILED:
        contact = await note_failure(service, customers, ours, note, queue_of, keep)
    else:
        await service.submit(note, partial(_with_contact, keep, ours.contact))
        contact = ours.contact
    return _verdict(arrival, contact, ours.conversation)


def _tied(mail: Mail, connection: sqlite3.Connection) -> Ours | None:
    """The letter of ours it is about, if any: by an id we signed, or the address we sent it from."""
    key = store.key(connection)
    found = (letter_of_ours(connection, message) for message in _ours(mail, key))
    return next((ours for ours in found if ours is not None), None)


def _ours(mail: Mail, key: bytes) -> Iterator[MessageId]:
    ids = (*(mail.report.ids if mail.report else ()), *mail.in_reply_to, *mail.references)
    for id_ in ids:
        if (message := own_message(id_, key)) is not None:
            yield message
    for address in mail.to:
        if (message := tagged_message(address, key)) is not None:
            yield message


def _told(mail: Mail) -> Delivery:
    """The worst it says: a letter of ours has one recipient, which may have been forwarded to several."""
    assert mail.report is not None, "a bounce has a report"
    return mail.report.failed or mail.report.deliveries[0]


def _note(arrival: Arrival, ours: Ours, told: Delivery) -> NoteDelivery:
    failed = told.action is Action.FAILED
    return NoteDelivery(
        id=CommandId(f"bounce:{arrival.id}"),
        contact=ours.contact,
        message=ours.message,
        delivered=told.action not in (Action.FAILED, Action.DELAYED),
        detail=_words(told),
        status=told.status,
        final=told.action is not Action.DELAYED,
        again=failed and not ours.automatic and not ours.given_up,
    )


def _words(told: Delivery) -> str:
    """What the server says, in its own terms."""
    return f"{told.action} {told.status}".strip()


def _verdict(arrival: Arrival, contact: ContactId | None = None, conversation: str | None = None) -> Verdict:
    return Verdict(
        judgement=Judgement.BOUNCE,
        message=arrival.id,
        contact=contact,
        conversation=conversation,
        rule=str(arrival.ruling.rule),
    )


def _keep(arrival: Arrival, verdict: Verdict, at: Instant, connection: sqlite3.Connection) -> None:
    store.add_message(connection, stored_arrival(arrival, verdict, at))
    sweep.move_on(connection, arrival.source)


def _keep_tied(
    arrival: Arrival,
    ours: Ours,
    told: Delivery,
    at: Instant,
    connection: sqlite3.Connection,
    _: Sequence[Event],
    contact: ContactId,
) -> None:
    """The bounce in its conversation, and what it says beside the letter it is about."""
    _keep(arrival, _verdict(arrival, contact, ours.conversation), at, connection)
    if told.action is Action.FAILED:
        outbox.end(connection, ours.message, "failed", _words(told))
    elif not ours.given_up:
        outbox.end(connection, ours.message, "sent", _words(told) if told.action is Action.DELAYED else "")


def _with_contact(
    keep: Keep, contact: ContactId, connection: sqlite3.Connection, facts: Sequence[Event]
) -> None:
    keep(connection, facts, contact)
