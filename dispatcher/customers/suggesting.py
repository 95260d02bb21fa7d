"""Who may be one and the same: suggestions, each with its reason, for a person to decide on.

Each of these is weak. A sender's address can be forged, a number or a name in a letter is whatever its
writer chose. So nothing follows from them until somebody who has asked says so.
"""

import sqlite3
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from dispatcher.customers.cards import CustomerCard, IdentityCard, card, identities_of, owner_of
from dispatcher.customers.evidence import What
from dispatcher.customers.identities import Identity, Kind, untagged
from dispatcher.vocabulary import CustomerId, Word

MOST: Final = 5
LOOKED_AT: Final = 100


class Ground(Word):
    """Why two customers may be one."""

    NAME_AND_NUMBER = "name_and_number"
    NUMBER = "number"
    REPLY_TO = "reply_to"
    FIELD = "field"
    TAG = "tag"


class Suggestion(Struct, frozen=True, kw_only=True):
    """Another customer who may be this one, why, and the very thing that says so."""

    other: CustomerCard
    ground: Ground
    by: str


Found = tuple[CustomerId, Ground, str]


def suggestions(connection: sqlite3.Connection, customer: CustomerId) -> tuple[Suggestion, ...]:
    """At most a few, the strongest first, without those a person has said are others."""
    hers = identities_of(connection, customer)
    if not hers:
        return ()
    best: dict[CustomerId, tuple[Ground, str]] = {}
    for other, ground, by in _found(connection, customer, hers):
        if other != customer and _rank(ground) < _rank(best.get(other, (None, ""))[0]):
            best[other] = ground, by
    apart = _apart(connection, customer)
    kept = [(other, *why) for other, why in best.items() if other not in apart]
    kept.sort(key=lambda one: (_rank(one[1]), one[0]))
    return tuple(_suggestions(connection, kept[:MOST]))


def _suggestions(connection: sqlite3.Connection, kept: list[Found]) -> Iterator[Suggestion]:
    for id_, ground, by in kept:
        other = card(connection, id_)
        if other is not None and other.identities:
            yield Suggestion(other=other, ground=ground, by=by)


def _rank(ground: Ground | None) -> int:
    return len(Ground) if ground is None else list(Ground).index(ground)


def _found(
    connection: sqlite3.Connection, customer: CustomerId, hers: tuple[IdentityCard, ...]
) -> Iterator[Found]:
    yield from _by_tag(connection, hers)
    yield from _by_evidence(connection, customer)
    yield from _by_identity(connection, customer, hers)
    yield from _by_external(connection, customer)


def _by_tag(connection: sqlite3.Connection, hers: tuple[IdentityCard, ...]) -> Iterator[Found]:
    """The same address without its tag."""
    for one in hers:
        bare = untagged(Identity(one.kind, one.value))
        owner = owner_of(connection, bare) if bare.value != one.value else None
        if owner is not None:
            yield owner, Ground.TAG, bare.value


def _by_evidence(connection: sqlite3.Connection, customer: CustomerId) -> Iterator[Found]:
    """Her letters say something that another is known by, or that another's letters say too."""
    rows = connection.execute(
        "SELECT mine.what, mine.value, other.customer FROM customer_identity hers"
        " JOIN customer_evidence mine ON (mine.kind, mine.whose) = (hers.kind, hers.value)"
        " JOIN customer_evidence theirs ON (theirs.what, theirs.value) = (mine.what, mine.value)"
        " JOIN customer_identity other ON (other.kind, other.value) = (theirs.kind, theirs.whose)"
        " WHERE hers.customer = ?1 AND other.customer <> ?1"
        " UNION ALL SELECT mine.what, mine.value, other.customer FROM customer_identity hers"
        " JOIN customer_evidence mine ON (mine.kind, mine.whose) = (hers.kind, hers.value)"
        " JOIN customer_identity other ON other.value = mine.value AND other.kind ="
        " CASE mine.what WHEN 'number' THEN 'phone' WHEN 'reply_to' THEN 'email' END"
        " WHERE hers.customer = ?1 AND other.customer <> ?1 LIMIT ?2",
        (customer, LOOKED_AT),
    ).fetchall()
    for what, value, other in rows:
        yield CustomerId(other), _ground(connection, What(what), customer, other), value


def _by_identity(
    connection: sqlite3.Connection, customer: CustomerId, hers: tuple[IdentityCard, ...]
) -> Iterator[Found]:
    """Another's letters say something that she is known by."""
    for one in hers:
        what = {Kind.PHONE: What.NUMBER, Kind.EMAIL: What.REPLY_TO}.get(one.kind)
        rows = connection.execute(
            "SELECT DISTINCT customer FROM customer_evidence"
            " JOIN customer_identity i ON (i.kind, i.value) = (customer_evidence.kind, whose)"
            " WHERE what = ? AND customer_evidence.value = ? LIMIT ?",
            (what, one.value, LOOKED_AT),
        ).fetchall()
        for (other,) in rows:
            assert what is not None, "nothing is kept of other kinds"
            yield CustomerId(other), _ground(connection, what, customer, other), one.value


def _by_external(connection: sqlite3.Connection, customer: CustomerId) -> Iterator[Found]:
    """One filled into a form what is the other's id in another system."""
    rows = connection.execute(
        "SELECT other.id, mine.value FROM customer_identity hers"
        " JOIN customer_evidence mine ON (mine.kind, mine.whose) = (hers.kind, hers.value)"
        " JOIN customer other ON other.external <> ''"
        " AND lower(other.external) = substr(mine.value, instr(mine.value, '=') + 1)"
        " WHERE hers.customer = ?1 AND mine.what = 'field' AND other.id <> ?1 LIMIT ?2",
        (customer, LOOKED_AT),
    ).fetchall()
    for other, value in rows:
        yield CustomerId(other), Ground.FIELD, value


def _ground(connection: sqlite3.Connection, what: What, one: CustomerId, other: CustomerId) -> Ground:
    if what is What.FIELD:
        return Ground.FIELD
    if what is What.REPLY_TO:
        return Ground.REPLY_TO
    same = _names(connection, one) & _names(connection, other)
    return Ground.NAME_AND_NUMBER if same else Ground.NUMBER


def _names(connection: sqlite3.Connection, customer: CustomerId) -> frozenset[str]:
    rows = connection.execute(
        "SELECT claimed FROM customer_identity WHERE customer = ?1"
        " UNION SELECT name FROM customer WHERE id = ?1",
        (customer,),
    )
    return frozenset(" ".join(name.casefold().split()) for (name,) in rows if name)


def _apart(connection: sqlite3.Connection, customer: CustomerId) -> frozenset[str]:
    rows = connection.execute(
        "SELECT other FROM customer_apart WHERE one = ?1"
        " UNION SELECT one FROM customer_apart WHERE other = ?1",
        (customer,),
    )
    return frozenset(id_ for (id_,) in rows)
