"""What facts mean for mail, written in their own transaction, whoever or whatever led to them."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dispatcher.events import (
    ContactClosed,
    ContactMerged,
    ContactRejected,
    Event,
    ReplyHeld,
    ReplyReturned,
    ReplySubmitted,
)
from dispatcher.mail import joined, store
from dispatcher.mail.answering import begun, enclosed, held

Consequence = Callable[[sqlite3.Connection, Any], None]


def follow(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
    """Bring mail up to the facts of one turn."""
    for fact in facts:
        for consequence in _CONSEQUENCES.get(type(fact), ()):
            consequence(connection, fact)


def _merge(connection: sqlite3.Connection, fact: ContactMerged) -> None:
    joined.note_merge(connection, fact.contact, fact.into, fact.at, fact.by)
    store.merge(connection, fact.contact, fact.into)


def _put_away(
    connection: sqlite3.Connection, fact: ReplySubmitted | ContactClosed | ContactMerged | ContactRejected
) -> None:
    """The answer is out, or there will be none: what lay beside its draft is not needed any more."""
    begun.forget(connection, fact.contact)
    enclosed.forget(connection, fact.contact)


_CONSEQUENCES: Final[Mapping[type[object], Sequence[Consequence]]] = {
    ReplyHeld: (held.replace,),
    ReplySubmitted: (held.release, _put_away),
    ReplyReturned: (held.give_back,),
    ContactClosed: (held.forget, _put_away),
    ContactMerged: (held.forget, _put_away, _merge),
    ContactRejected: (held.forget, _put_away),
}
