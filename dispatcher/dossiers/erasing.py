"""Hands out everything that is known of a customer, and forgets it: each in one transaction.

What stays are the facts. They name her by an id that says nothing, and nobody can tell any more whose it
was. Facts of former days, from before there were customers, may hold an address or a subject: those cannot
be taken out of the journal, and `forget` says how many there are.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from dispatcher.customers import forgetting
from dispatcher.customers.cards import card
from dispatcher.errors import PeerError
from dispatcher.mail import erasing
from dispatcher.vocabulary import ContactId, CustomerId


class Forgotten(Struct, frozen=True, kw_only=True):
    """How many contacts and messages were taken out, and how many facts still hold an address of hers."""

    contacts: int
    messages: int
    old_facts: int


class StillOpenError(PeerError):
    """The customer has open contacts; the message names them."""


def export(connection: sqlite3.Connection, customer: CustomerId) -> dict[str, Any]:
    """All there is, as JSON can hold it.

    Raises:
        PeerError: there is no such customer.
    """
    contacts, addresses = _hers(connection, customer)
    messages = erasing.messages_of(connection, contacts, addresses)
    return {
        **forgetting.rows_of(connection, customer),
        "messages": list(erasing.exported(connection, messages)),
    }


def forget(
    connection: sqlite3.Connection, customer: CustomerId, is_open: Callable[[ContactId], bool]
) -> Forgotten:
    """Take out names, addresses, words and raw mail; the facts stay, under an id that says nothing.

    Raises:
        PeerError: there is no such customer.
        StillOpenError: she has open contacts.
    """
    contacts, addresses = _hers(connection, customer)
    if still := [contact for contact in contacts if is_open(contact)]:
        raise StillOpenError(f"open contacts of hers have to be closed first: {', '.join(still)}")
    messages = erasing.messages_of(connection, contacts, addresses)
    erasing.erase(connection, messages, contacts)
    forgetting.forget(connection, customer)
    return Forgotten(
        contacts=len(contacts), messages=len(messages), old_facts=_old_facts(connection, addresses)
    )


def _hers(
    connection: sqlite3.Connection, customer: CustomerId
) -> tuple[tuple[ContactId, ...], tuple[str, ...]]:
    found = card(connection, customer)
    if found is None:
        raise PeerError(f"there is no customer {customer!r}")
    addresses = dict.fromkeys(text for one in found.identities for text in (one.said, one.value))
    return forgetting.contacts_of(connection, customer), tuple(addresses)


def _old_facts(connection: sqlite3.Connection, addresses: tuple[str, ...]) -> int:
    """How many facts still have one of these addresses; a search through the whole journal."""
    count = 0
    for address in addresses:
        row = connection.execute(
            "SELECT count(*) FROM events WHERE instr(CAST(body AS TEXT), ?)", (f'"{address}"',)
        ).fetchone()
        count += int(row[0])
    return count
