"""Customers in a store of their own, with nothing else in it."""

import sqlite3

from dispatcher.customers.evidence import Evidence, note_evidence
from dispatcher.customers.identities import Identity, identity_of
from dispatcher.customers.knowing import remember, who_is
from dispatcher.customers.tables import SCHEMA
from dispatcher.customers.whom import Who
from dispatcher.vocabulary import CustomerId, Instant

NOW = Instant(1_790_000_000_000_000)


def store() -> sqlite3.Connection:
    """The tables of customers, in memory."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    return connection


def identity(said: str) -> Identity:
    found = identity_of(said)
    assert found is not None
    return found


def comes(connection: sqlite3.Connection, said: str, claimed: str = "", *evidence: Evidence) -> Who:
    """Somebody writes or calls, under this name."""
    who = who_is(connection, identity(said), said, claimed)
    remember(connection, who, NOW)
    note_evidence(connection, who.identity, evidence)
    return who


def partition(connection: sqlite3.Connection) -> dict[str, CustomerId]:
    """Who has each address."""
    return dict(connection.execute("SELECT value, customer FROM customer_identity ORDER BY value").fetchall())
