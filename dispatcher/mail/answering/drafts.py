"""Drafts of answers: kept at every pause of the writer, never overwritten unseen."""

import sqlite3
from typing import Final

from dispatcher.vocabulary import ContactId, Instant

STALE: Final = "this draft was changed somewhere else since; read it again, nothing was overwritten"


def draft(connection: sqlite3.Connection, contact: ContactId) -> tuple[str, int]:
    """The draft of the answer and its version; ("", 0) when there never was one."""
    row: tuple[str, int] | None = connection.execute(
        "SELECT text, version FROM mail_draft WHERE contact = ?", (contact,)
    ).fetchone()
    return row or ("", 0)


def save_draft(
    connection: sqlite3.Connection, contact: ContactId, text: str, version: int, at: Instant
) -> int | None:
    """Keep a draft that was written on `version`. None, and nothing is kept, when that is stale."""
    if draft(connection, contact)[1] != version:
        return None
    connection.execute(
        "INSERT INTO mail_draft VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " text = excluded.text, version = excluded.version, at = excluded.at",
        (contact, text, version + 1, at),
    )
    return version + 1


def drop_draft(connection: sqlite3.Connection, contact: ContactId, at: Instant) -> None:
    """The answer is sent. Its version goes on rising, so that a late autosave brings nothing back."""
    save_draft(connection, contact, "", draft(connection, contact)[1], at)
