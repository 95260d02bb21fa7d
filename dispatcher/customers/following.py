"""Contacts by customer, kept up with the facts in their own transaction: who had them, and how they ended."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from dispatcher import events as fact
from dispatcher.customers.evidence import Evidence, note_evidence
from dispatcher.customers.identities import identity_of
from dispatcher.customers.knowing import remember, who_is
from dispatcher.customers.whom import Who, is_customer
from dispatcher.engine.contact import ContactState
from dispatcher.vocabulary import DAY, ContactId, Span

HELD_FOR: Final = Span(2 * DAY)  # how long it is kept who had what in hand; a desk asks for one day


class Coming(Struct, frozen=True):
    """A contact about to come in, and what of it only we keep."""

    who: Who
    contact: ContactId
    subject: str
    evidence: tuple[Evidence, ...] = ()


def keep_arrival(connection: sqlite3.Connection, facts: Sequence[fact.Event], coming: Coming) -> None:
    """This contact arrived and is from this customer; nothing where it joined another."""
    for one in facts:
        if isinstance(one, fact.ContactArrived) and one.contact == coming.contact:
            remember(connection, coming.who, one.at)
            _add(connection, one, coming)
            note_evidence(connection, coming.who.identity, coming.evidence)


def _add(connection: sqlite3.Connection, arrived: fact.ContactArrived, coming: Coming) -> None:
    who = coming.who
    connection.execute(
        "INSERT OR REPLACE INTO customer_contact"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', NULL, 0, 0, NULL, '')",
        (
            *(arrived.contact, who.identity.kind, who.identity.value, who.said),
            *(arrived.channel, arrived.queue, arrived.category or "", arrived.conversation),
            *(coming.subject, arrived.at),
        ),
    )


def adopt(connection: sqlite3.Connection, contacts: Iterable[ContactState], region: str) -> None:
    """Know of these open contacts, which came before there were customers: their facts have the address."""
    for contact in contacts:
        identity = None if is_customer(contact.customer) else identity_of(contact.customer, region)
        if identity is None or contact.consults is not None or contact.approves is not None:
            continue
        known = connection.execute(
            "SELECT 1 FROM customer_contact WHERE contact = ?", (contact.id,)
        ).fetchone()
        if known is None:
            who = who_is(connection, identity, contact.customer)
            remember(connection, who, contact.arrived)
            _adopt(connection, contact, who)


def _adopt(connection: sqlite3.Connection, contact: ContactState, who: Who) -> None:
    connection.execute(
        "INSERT INTO customer_contact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL, '')",
        (
            *(contact.id, who.identity.kind, who.identity.value, who.said),
            *(contact.channel, contact.queue, contact.category or "", contact.conversation),
            *(contact.subject, contact.arrived, contact.last_agent or "", contact.handled, contact.replied),
        ),
    )


def follow(connection: sqlite3.Connection, facts: Sequence[fact.Event]) -> None:
    """Bring the contacts up to the facts of one turn."""
    for one in facts:
        if (change := _CHANGES.get(type(one))) is not None:
            change(connection, one)


def _taken(connection: sqlite3.Connection, event: Any) -> None:
    _held(connection, event, event.agent)
    connection.execute(
        "UPDATE customer_contact SET agent = ?, taken = coalesce(taken, ?) WHERE contact = ?",
        (event.agent, event.at, event.contact),
    )


def _handed_over(connection: sqlite3.Connection, event: fact.ContactHandedOver) -> None:
    _held(connection, event, event.to_agent)
    connection.execute(
        "UPDATE customer_contact SET agent = ? WHERE contact = ?", (event.to_agent, event.contact)
    )


def _held(connection: sqlite3.Connection, event: Any, agent: str) -> None:
    """She has it in hand, or had until now."""
    row = (agent, event.contact, event.at)
    connection.execute("INSERT OR REPLACE INTO customer_hand VALUES (?, ?, ?)", row)
    connection.execute("DELETE FROM customer_hand WHERE at < ?", (event.at - HELD_FOR,))


def _moved(connection: sqlite3.Connection, event: Any) -> None:
    connection.execute(
        "UPDATE customer_contact SET queue = ? WHERE contact = ?", (event.to_queue, event.contact)
    )


def _categorised(connection: sqlite3.Connection, event: fact.ContactCategorised) -> None:
    connection.execute(
        "UPDATE customer_contact SET category = ? WHERE contact = ?", (event.category or "", event.contact)
    )


def _replied(connection: sqlite3.Connection, event: fact.ReplySubmitted) -> None:
    connection.execute("UPDATE customer_contact SET replied = 1 WHERE contact = ?", (event.contact,))


def _reopened(connection: sqlite3.Connection, event: fact.ContactReopened) -> None:
    connection.execute(
        "UPDATE customer_contact SET ended = NULL, outcome = '' WHERE contact = ?", (event.contact,)
    )


def _ended(connection: sqlite3.Connection, event: Any) -> None:
    agent = getattr(event, "agent", None)
    if agent is not None:
        _held(connection, event, agent)
    outcome = _OUTCOMES.get(type(event)) or event.why
    connection.execute(
        "UPDATE customer_contact SET ended = ?, outcome = ?, handled = max(handled, ?) WHERE contact = ?",
        (event.at, outcome, getattr(event, "handled", 0), event.contact),
    )


_OUTCOMES: Final[Mapping[type[object], str]] = {
    fact.ContactAbandoned: "abandoned",
    fact.ContactMerged: "merged",
}

_CHANGES: Final[Mapping[type[object], Callable[[sqlite3.Connection, Any], None]]] = {
    fact.OfferAccepted: _taken,
    fact.ContactHandedOver: _handed_over,
    fact.ContactMoved: _moved,
    fact.ContactTransferred: _moved,
    fact.ContactCategorised: _categorised,
    fact.ReplySubmitted: _replied,
    fact.ContactReopened: _reopened,
    fact.ContactClosed: _ended,
    fact.ContactAbandoned: _ended,
    fact.ContactMerged: _ended,
    fact.ContactRejected: _ended,
}
