"""Whose is this address, this number? Functions over the store's connection.

Whoever is new gets an id made from the identity and the store's own key. So two contacts of a new customer
that come at once make one customer, with nobody waiting for anybody; and from the id alone nobody can tell
who it is.
"""

import hmac
import sqlite3
from typing import Final

from dispatcher.customers.identities import Identity
from dispatcher.customers.whom import Who
from dispatcher.vocabulary import CustomerId, Instant, Tier

CLAIMED: Final = 120  # characters of a name that came with an address


def who_is(connection: sqlite3.Connection, identity: Identity, said: str, claimed: str = "") -> Who:
    """Whose it is: the customer's who has it, or of a new one that is not written down yet."""
    row = connection.execute(
        "SELECT id, name, tier, language FROM customer_identity JOIN customer ON id = customer"
        " WHERE kind = ? AND value = ?",
        (identity.kind, identity.value),
    ).fetchone()
    id_, name, tier, language = row or (_new_id(connection, identity), "", "", "")
    return Who(
        customer=id_,
        identity=identity,
        said=identity.value if said == identity.value else said,  # one text, where both are the same
        claimed=claimed[:CLAIMED],
        name=name,
        tier=Tier(tier) if tier else None,
        language=language,
    )


def remember(connection: sqlite3.Connection, who: Who, at: Instant) -> None:
    """Write down whose it is, where nobody has it yet; the first name that came with it stays."""
    add_customer(connection, who.customer, at)
    identity = who.identity
    connection.execute(
        "INSERT INTO customer_identity VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET claimed = excluded.claimed WHERE claimed = ''",
        (identity.kind, identity.value, who.said, who.claimed, who.customer, at),
    )


def add_customer(connection: sqlite3.Connection, customer: CustomerId, at: Instant) -> None:
    """There is such a customer from now on, if there was none."""
    connection.execute("INSERT OR IGNORE INTO customer VALUES (?, '', '', '', '', '', ?, 1)", (customer, at))


def renew_key(connection: sqlite3.Connection) -> None:
    """From now on the same address makes another customer than it made before."""
    connection.execute("UPDATE customer_key SET secret = randomblob(32)")


def _new_id(connection: sqlite3.Connection, identity: Identity) -> CustomerId:
    (key,) = connection.execute("SELECT secret FROM customer_key").fetchone()
    text = f"{identity.kind}\0{identity.value}".encode()
    return CustomerId(f"customer-{hmac.digest(key, text, 'sha256').hex()[:20]}")


def fresh_id(connection: sqlite3.Connection) -> CustomerId:
    """An id that nobody had."""
    (chance,) = connection.execute("SELECT hex(randomblob(10))").fetchone()
    return CustomerId(f"customer-{chance.lower()}")
