"""A person says who is who: links, merges, splits, and takes it back. Nothing here happens by itself.

All of it is one thing: addresses and numbers move from one customer to another, and their contacts with
them, because contacts belong to what they came from.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from dispatcher.customers.cards import card, identities_of, owner_of
from dispatcher.customers.identities import Identity, Kind, identity_of
from dispatcher.customers.knowing import add_customer, fresh_id, remember, who_is
from dispatcher.errors import PeerError
from dispatcher.vocabulary import CustomerId, Instant, Word

FIELDS: Final = ("name", "tier", "language", "external", "notes")
LATEST: Final = 5  # changes that a desk can take back


class Deed(Word):
    """What a person did about who is who."""

    LINKED = "linked"
    MERGED = "merged"
    SPLIT = "split"


class Moved(Struct, frozen=True):
    """One identity that went from one customer to another."""

    identity: Identity
    said: str
    was: CustomerId


class Change(Struct, frozen=True, kw_only=True):
    """What somebody did. `filled` are the details that `to` took over from the other, having none itself."""

    what: Deed
    moved: tuple[Moved, ...]
    to: CustomerId
    filled: dict[str, str] = {}

    @property
    def customers(self) -> frozenset[CustomerId]:
        """Whom it concerns."""
        return frozenset({self.to, *(one.was for one in self.moved)})


class Done(Struct, frozen=True, kw_only=True):
    """A change with its number, as it can be taken back."""

    number: int
    at: Instant
    by: str
    change: Change


class Details(Struct, frozen=True, kw_only=True):
    """What a person writes down about a customer."""

    name: str = ""
    tier: str = ""
    language: str = ""
    external: str = ""
    notes: str = ""


class UnknownCustomerError(PeerError):
    """There is no such customer."""


class NothingToDoError(PeerError):
    """It is so already, or cannot be; the message says which."""


def named(said: str, region: str) -> Identity:
    """What this address or number stands for; see `identity_of`.

    Raises:
        NothingToDoError: it is neither.
    """
    identity = identity_of(said, region)
    if identity is None or identity.kind is Kind.OTHER:
        raise NothingToDoError(f"{said!r} is no address and no telephone number")
    return identity


def write_details(
    connection: sqlite3.Connection, customer: CustomerId, details: Details, version: int
) -> bool:
    """Write these down, over those of `version`; False when somebody else wrote since."""
    values = msgspec.structs.astuple(details)
    changed = connection.execute(
        "UPDATE customer SET name = ?, tier = ?, language = ?, external = ?, notes = ?,"
        " version = version + 1 WHERE id = ? AND version = ?",
        (*values, customer, version),
    )
    return changed.rowcount == 1


def link(
    connection: sqlite3.Connection,
    customer: CustomerId,
    identity: Identity,
    said: str,
    *,
    by: str,
    at: Instant,
) -> Change:
    """This address or number is that customer's, with all that ever came from it.

    Raises:
        PeerError: there is no such customer, or it is hers already.
    """
    _there(connection, customer)
    who = who_is(connection, identity, said)
    remember(connection, who, at)
    if who.customer == customer:
        raise NothingToDoError(f"{said!r} is this customer's already")
    moved = (Moved(identity, said, who.customer),)
    return _do(connection, Change(what=Deed.LINKED, moved=moved, to=customer), by, at)


def merge(
    connection: sqlite3.Connection, customer: CustomerId, other: CustomerId, *, by: str, at: Instant
) -> Change:
    """The other is this one too: everything of the other's is this one's from now on.

    Raises:
        PeerError: there is no such customer, or the two are one.
    """
    _there(connection, customer)
    _there(connection, other)
    if customer == other:
        raise NothingToDoError("a customer cannot be merged with herself")
    moved = tuple(
        Moved(Identity(one.kind, one.value), one.said, other) for one in identities_of(connection, other)
    )
    filled = _fill(connection, customer, other)
    return _do(connection, Change(what=Deed.MERGED, moved=moved, to=customer, filled=filled), by, at)


def split(
    connection: sqlite3.Connection, customer: CustomerId, identity: Identity, *, by: str, at: Instant
) -> Change:
    """This address or number is somebody else's, of whom nothing else is known.

    Raises:
        PeerError: it is not hers, or all she is known by.
    """
    hers = {Identity(one.kind, one.value): one for one in identities_of(connection, customer)}
    if identity not in hers:
        raise NothingToDoError(f"{identity.value!r} is not this customer's")
    if len(hers) == 1:
        raise NothingToDoError("it is all she is known by: there is nothing to split it from")
    fresh = fresh_id(connection)
    add_customer(connection, fresh, at)
    moved = (Moved(identity, hers[identity].said, customer),)
    return _do(connection, Change(what=Deed.SPLIT, moved=moved, to=fresh), by, at)


def undo(connection: sqlite3.Connection, number: int, customer: CustomerId) -> Change:
    """Take back what somebody did about this customer; what was moved on since stays where it is.

    Raises:
        PeerError: there is nothing of this number to take back.
    """
    done = next((one for one in changes(connection, customer, limit=1000) if one.number == number), None)
    if done is None:
        raise NothingToDoError(f"there is no change {number} of this customer to take back")
    change = done.change
    for one in change.moved:
        if owner_of(connection, one.identity) == change.to:
            _give(connection, one.identity, one.was)
    for name, value in change.filled.items():
        connection.execute(
            f"UPDATE customer SET {_field(name)} = '', version = version + 1"
            f" WHERE id = ? AND {_field(name)} = ?",
            (change.to, value),
        )
    connection.execute("UPDATE customer_change SET undone = 1 WHERE number = ?", (number,))
    return change


def changes(connection: sqlite3.Connection, customer: CustomerId, *, limit: int = LATEST) -> tuple[Done, ...]:
    """What was done about this customer and can be taken back, the latest first."""
    rows = connection.execute(
        "SELECT number, at, by, body FROM customer_change JOIN customer_changed USING (number)"
        " WHERE customer = ? AND NOT undone ORDER BY number DESC LIMIT ?",
        (customer, limit),
    )
    return tuple(
        Done(number=number, at=at, by=by, change=msgspec.json.decode(body, type=Change))
        for number, at, by, body in rows
    )


def keep_apart(connection: sqlite3.Connection, one: CustomerId, other: CustomerId) -> None:
    """A person says that the two are not one: it is not suggested again."""
    first, second = sorted((one, other))
    connection.execute("INSERT OR IGNORE INTO customer_apart VALUES (?, ?)", (first, second))


def _there(connection: sqlite3.Connection, customer: CustomerId) -> None:
    if card(connection, customer) is None:
        raise UnknownCustomerError(f"there is no customer {customer!r}")


def _do(connection: sqlite3.Connection, change: Change, by: str, at: Instant) -> Change:
    for one in change.moved:
        _give(connection, one.identity, change.to)
    number = connection.execute(
        "INSERT INTO customer_change (at, by, body, undone) VALUES (?, ?, ?, 0)",
        (at, by, msgspec.json.encode(change)),
    ).lastrowid
    _concerns(connection, change.customers, number)
    return change


def _concerns(connection: sqlite3.Connection, customers: Iterable[CustomerId], number: int | None) -> None:
    rows: Sequence[tuple[CustomerId, int | None]] = [(customer, number) for customer in sorted(customers)]
    connection.executemany("INSERT INTO customer_changed VALUES (?, ?)", rows)


def _give(connection: sqlite3.Connection, identity: Identity, to: CustomerId) -> None:
    connection.execute(
        "UPDATE customer_identity SET customer = ? WHERE kind = ? AND value = ?",
        (to, identity.kind, identity.value),
    )


def _fill(connection: sqlite3.Connection, customer: CustomerId, other: CustomerId) -> dict[str, str]:
    """Take over the details of the other that this one lacks."""
    mine, hers = card(connection, customer), card(connection, other)
    filled = {name: getattr(hers, name) for name in FIELDS if not getattr(mine, name) and getattr(hers, name)}
    for name, value in filled.items():
        connection.execute(
            f"UPDATE customer SET {_field(name)} = ?, version = version + 1 WHERE id = ?", (value, customer)
        )
    return filled


def _field(name: str) -> str:
    assert name in FIELDS, "no column but these is written"
    return name
