"""What happened with a customer over all channels, the newest first: calls, letters, and how they ended."""

import sqlite3
from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ChannelId,
    ContactId,
    CustomerId,
    Instant,
    QueueId,
    Span,
)

PAGE: Final = 20
MOST: Final = 100


class Entry(Struct, frozen=True, kw_only=True):
    """One contact of the past, or one that is still open (`ended` is None).

    `said` is the address or number it came from. `taken` is when an agent took it, `handled` how long agents
    had it in hand until it ended, `outcome` the word for how it did.
    """

    contact: ContactId
    said: str
    channel: ChannelId
    queue: QueueId
    category: CategoryId | None
    conversation: str
    subject: str
    at: Instant
    agent: AgentId | None
    taken: Instant | None
    handled: Span
    replied: bool
    ended: Instant | None
    outcome: str


class Place(Struct, frozen=True):
    """Where a page ended: what comes after is older."""

    at: Instant
    contact: ContactId


class Page(Struct, frozen=True):
    """Some of a history, and where it goes on; None: that was all."""

    entries: tuple[Entry, ...]
    next: Place | None


_ROWS: Final = (
    "SELECT contact, c.said, channel, queue, category, conversation, subject, at, agent, taken, handled,"
    " replied, ended, outcome FROM customer_contact c JOIN customer_identity i USING (kind, value)"
    " WHERE i.customer = :customer"
)


def history(
    connection: sqlite3.Connection,
    customer: CustomerId,
    *,
    text: str = "",
    before: Place | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of what has this text: in a subject, an address, or any of its messages."""
    connection.create_function("folded", 1, str.casefold, deterministic=True)
    rows = connection.execute(
        f"{_ROWS} AND (:at IS NULL OR (c.at, c.contact) < (:at, :contact))"
        " AND (:text = '' OR instr(folded(c.subject), :text) OR instr(folded(c.said), :text)"
        "  OR EXISTS (SELECT 1 FROM mail_message m WHERE m.contact = c.contact"
        "  AND (instr(folded(m.text), :text) OR instr(folded(m.subject), :text))))"
        " ORDER BY c.at DESC, c.contact DESC LIMIT :limit",
        {
            "customer": customer,
            "text": text.casefold(),
            "at": before.at if before else None,
            "contact": before.contact if before else None,
            "limit": min(limit, MOST) + 1,
        },
    ).fetchall()
    entries = tuple(map(_entry, rows[: min(limit, MOST)]))
    more = len(rows) > len(entries)
    return Page(entries, Place(entries[-1].at, entries[-1].contact) if more else None)


def _entry(row: tuple[object, ...]) -> Entry:
    said = dict(zip(Entry.__struct_fields__, row, strict=True))
    said |= {name: said[name] or None for name in ("category", "agent")}
    return Entry(**said | {"replied": bool(said["replied"])})  # type: ignore[arg-type]


def entry_of(connection: sqlite3.Connection, customer: CustomerId, contact: ContactId) -> Entry | None:
    """This contact of this customer's; None where it is not hers."""
    row = connection.execute(
        f"{_ROWS} AND c.contact = :contact", {"customer": customer, "contact": contact}
    ).fetchone()
    return None if row is None else _entry(row)
