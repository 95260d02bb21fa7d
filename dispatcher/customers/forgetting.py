"""What is known of a customer, all of it, to hand out; and to forget."""

import sqlite3
from collections.abc import Sequence

from dispatcher.customers.cards import identities_of
from dispatcher.customers.knowing import renew_key
from dispatcher.vocabulary import ContactId, CustomerId


def contacts_of(connection: sqlite3.Connection, customer: CustomerId) -> tuple[ContactId, ...]:
    """Every contact that ever came from her, the latest first."""
    rows = connection.execute(
        "SELECT contact FROM customer_contact JOIN customer_identity USING (kind, value)"
        " WHERE customer = ? ORDER BY at DESC, contact",
        (customer,),
    )
    return tuple(ContactId(contact) for (contact,) in rows)


def rows_of(connection: sqlite3.Connection, customer: CustomerId) -> dict[str, Sequence[dict[str, object]]]:
    """What the tables of customers have of her, table by table."""
    whose = "JOIN customer_identity i USING (kind, value) WHERE i.customer = ?"
    asked = {
        "customer": "SELECT * FROM customer WHERE id = ?",
        "identities": "SELECT kind, value, said, claimed, since FROM customer_identity WHERE customer = ?",
        "contacts": f"SELECT customer_contact.* FROM customer_contact {whose}",
        "evidence": "SELECT what, e.value FROM customer_evidence e"
        " JOIN customer_identity i ON (i.kind, i.value) = (e.kind, whose) WHERE customer = ?",
        "changes": "SELECT at, by, undone, what FROM (SELECT at, by, undone, number,"
        " json_extract(CAST(body AS TEXT), '$.what') AS what FROM customer_change)"
        " JOIN customer_changed USING (number) WHERE customer = ?",
    }
    return {name: _dicts(connection, query, customer) for name, query in asked.items()}


def _dicts(connection: sqlite3.Connection, query: str, customer: CustomerId) -> list[dict[str, object]]:
    found = connection.execute(query, (customer,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def forget(connection: sqlite3.Connection, customer: CustomerId) -> None:
    """Forget whose id it was: names, addresses, numbers, subjects, notes, also of whom she was merged with.

    Whoever comes back is somebody new.
    """
    for contact in contacts_of(connection, customer):
        connection.execute("DELETE FROM customer_contact WHERE contact = ?", (contact,))
        connection.execute("DELETE FROM customer_hand WHERE contact = ?", (contact,))
    for one in identities_of(connection, customer):
        key = (one.kind, one.value)
        connection.execute("DELETE FROM customer_evidence WHERE kind = ? AND whose = ?", key)
        connection.execute("DELETE FROM customer_evidence WHERE value = ?", (one.value,))
    connection.execute("DELETE FROM customer_identity WHERE customer = ?", (customer,))
    for number, shells in _changes(connection, customer):
        connection.execute("DELETE FROM customer_changed WHERE number = ?", (number,))
        connection.execute("DELETE FROM customer_change WHERE number = ?", (number,))
        for shell in shells:
            _drop(connection, shell)
    _drop(connection, customer)
    renew_key(connection)


def _changes(connection: sqlite3.Connection, customer: CustomerId) -> list[tuple[int, list[str]]]:
    """What was done about her, each with the customers of whom nothing else is left."""
    numbers = connection.execute("SELECT number FROM customer_changed WHERE customer = ?", (customer,))
    return [(number, _shells(connection, number)) for (number,) in numbers.fetchall()]


def _shells(connection: sqlite3.Connection, number: int) -> list[str]:
    rows = connection.execute(
        "SELECT customer FROM customer_changed WHERE number = ?"
        " AND customer NOT IN (SELECT customer FROM customer_identity)",
        (number,),
    )
    return [id_ for (id_,) in rows]


def _drop(connection: sqlite3.Connection, customer: str) -> None:
    connection.execute("DELETE FROM customer_apart WHERE ?1 IN (one, other)", (customer,))
    connection.execute("DELETE FROM customer WHERE id = ?", (customer,))
