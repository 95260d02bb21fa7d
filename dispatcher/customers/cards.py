"""What is kept of a customer, read from the store."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from dispatcher.customers.identities import Identity, Kind
from dispatcher.vocabulary import ContactId, CustomerId, Instant


class IdentityCard(Struct, frozen=True, kw_only=True):
    """One thing a customer is known by, as it was `said` first; `claimed` is a name that came with it."""

    kind: Kind
    value: str
    said: str
    claimed: str
    since: Instant


class CustomerCard(Struct, frozen=True, kw_only=True):
    """A customer, with what people of ours wrote down. `external` is her id in another system."""

    id: CustomerId
    name: str
    tier: str
    language: str
    external: str
    notes: str
    since: Instant
    version: int
    identities: tuple[IdentityCard, ...]

    @property
    def shown(self) -> str:
        """Her name; else what she is known by."""
        return self.name or next((one.said for one in self.identities), "")


def customer_of(connection: sqlite3.Connection, contact: ContactId) -> CustomerId | None:
    """Whom this contact is from; None where nobody knows."""
    row = connection.execute(
        "SELECT customer FROM customer_contact JOIN customer_identity USING (kind, value) WHERE contact = ?",
        (contact,),
    ).fetchone()
    return None if row is None else CustomerId(row[0])


def owner_of(connection: sqlite3.Connection, identity: Identity) -> CustomerId | None:
    """Who is known by this; None for nobody."""
    row = connection.execute(
        "SELECT customer FROM customer_identity WHERE kind = ? AND value = ?",
        (identity.kind, identity.value),
    ).fetchone()
    return None if row is None else CustomerId(row[0])


def identities_of(connection: sqlite3.Connection, customer: CustomerId) -> tuple[IdentityCard, ...]:
    """Everything she is known by, the oldest first."""
    rows = connection.execute(
        "SELECT kind, value, said, claimed, since FROM customer_identity WHERE customer = ?"
        " ORDER BY since, kind, value",
        (customer,),
    )
    return tuple(
        IdentityCard(kind=Kind(kind), value=value, said=said, claimed=claimed, since=since)
        for kind, value, said, claimed, since in rows
    )


def card(connection: sqlite3.Connection, customer: CustomerId) -> CustomerCard | None:
    """The customer; None where there is none of this id."""
    row = connection.execute(
        "SELECT id, name, tier, language, external, notes, since, version FROM customer WHERE id = ?",
        (customer,),
    ).fetchone()
    if row is None:
        return None
    names = ("id", "name", "tier", "language", "external", "notes", "since", "version")
    return CustomerCard(**dict(zip(names, row, strict=True)), identities=identities_of(connection, customer))


def find(connection: sqlite3.Connection, text: str, *, skip: int, limit: int) -> Sequence[CustomerCard]:
    """Customers whose name, address, number or id in another system has this text; the latest first."""
    connection.create_function("folded", 1, str.casefold, deterministic=True)
    rows = connection.execute(
        "SELECT customer FROM customer_identity JOIN customer ON id = customer"
        " WHERE ?1 = '' OR instr(folded(said), ?1) OR instr(folded(value), ?1) OR instr(folded(claimed), ?1)"
        " OR instr(folded(name), ?1) OR instr(folded(external), ?1) OR id = ?1"
        " GROUP BY customer ORDER BY max(customer_identity.since) DESC, customer LIMIT ?3 OFFSET ?2",
        (text.casefold(), skip, limit),
    )
    found = (card(connection, CustomerId(id_)) for (id_,) in rows.fetchall())
    return [one for one in found if one is not None]
