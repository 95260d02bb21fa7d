"""Which template an answer was begun from, kept beside its draft: what is locked is known when it is sent."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from dispatcher.mail.templates.template import Part, broken_lock
from dispatcher.vocabulary import ContactId


class Begun(Struct, frozen=True, kw_only=True):
    """A template as it was filled in for one answer. An empty `subject` leaves the letter's own."""

    template: str
    name: str
    subject: str
    parts: tuple[Part, ...]

    @property
    def locked(self) -> bool:
        """Is there anything the agent may not change?"""
        return any(not part.free for part in self.parts)

    def objection(self, text: str) -> str | None:
        """What is wrong with an answer of this text: the locked part it changed; None when it keeps all."""
        broken = broken_lock(self.parts, text)
        if broken is None:
            return None
        shown = " ".join(broken.split())[:60]
        return (
            f"the part “{shown}” of the template {self.name} is locked; put it back, or remove the template"
        )


def begin(connection: sqlite3.Connection, contact: ContactId, begun: Begun) -> None:
    """This answer is begun from this template, and from no other."""
    row = (contact, begun.template, begun.name, begun.subject, msgspec.json.encode(begun.parts))
    connection.execute("INSERT OR REPLACE INTO mail_begun VALUES (?, ?, ?, ?, ?)", row)


def begun(connection: sqlite3.Connection, contact: ContactId) -> Begun | None:
    """What the answer on this contact was begun from; None for one that is written freely."""
    row = connection.execute(
        "SELECT template, name, subject, parts FROM mail_begun WHERE contact = ?", (contact,)
    ).fetchone()
    return None if row is None else _begun(row)


def _begun(row: Sequence[Any]) -> Begun:
    template, name, subject, parts = row
    kept = msgspec.json.decode(parts, type=tuple[Part, ...])
    return Begun(template=template, name=name, subject=subject, parts=kept)


def forget(connection: sqlite3.Connection, contact: ContactId) -> None:
    """The answer is sent, over, or written freely from now on."""
    connection.execute("DELETE FROM mail_begun WHERE contact = ?", (contact,))
