"""Counts letters as they come and are answered, by queue and hour, in the transaction of the facts.

A letter waits from its arrival until it is replied to, or ends without a reply. One that comes back after a
reply waits anew.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from dispatcher import events as fact
from dispatcher.backlog.forecast import HourCount
from dispatcher.engine.contact import ContactState
from dispatcher.vocabulary import HOUR, ContactId, Instant, QueueId


def follow(connection: sqlite3.Connection, facts: Sequence[fact.Event]) -> None:
    """Bring the counts up to the facts of one turn."""
    for one in facts:
        if (count := _COUNTS.get(type(one))) is not None:
            count(connection, one)


def adopt(connection: sqlite3.Connection, contacts: Iterable[ContactState]) -> None:
    """Know of these open contacts' letters as waiting: those that came before anything was counted."""
    for contact in contacts:
        if contact.message is not None and contact.approves is None and not contact.replied:
            row = (contact.id, contact.queue)
            if connection.execute("INSERT OR IGNORE INTO backlog_open VALUES (?, ?)", row).rowcount:
                _change(connection, contact.queue, 1)


def counts(connection: sqlite3.Connection, queue: QueueId, since: Instant) -> list[HourCount]:
    """The queue's hours from `since` on in which anything happened, the oldest first."""
    rows = connection.execute(
        "SELECT hour, arrived, done, emptied, waiting FROM backlog_hour WHERE queue = ? AND hour >= ?"
        " ORDER BY hour",
        (queue, since),
    )
    return [HourCount(Instant(at), come, done, bool(empty), wait) for at, come, done, empty, wait in rows]


def _arrives(connection: sqlite3.Connection, event: fact.ContactArrived) -> None:
    """Only letters wait for a reply, and of those only customers'."""
    if event.message is not None and event.approves is None:
        _waits(connection, event.contact, event.queue, event.at)


def _waits(connection: sqlite3.Connection, contact: ContactId, queue: QueueId, at: Instant) -> None:
    new = connection.execute("INSERT OR IGNORE INTO backlog_open VALUES (?, ?)", (contact, queue)).rowcount
    if new:
        _note(connection, queue, at, arrived=1, done=0)


def _comes_back(connection: sqlite3.Connection, event: fact.ContactReopened) -> None:
    _waits(connection, event.contact, event.queue, event.at)


def _is_done(connection: sqlite3.Connection, event: Any) -> None:
    """Replied to, or ended without a reply; after a reply the end is no news."""
    row = connection.execute(
        "DELETE FROM backlog_open WHERE contact = ? RETURNING queue", (event.contact,)
    ).fetchone()
    if row is not None:
        _note(connection, QueueId(row[0]), event.at, arrived=0, done=1)


def _goes_elsewhere(connection: sqlite3.Connection, event: Any) -> None:
    """It waits in another queue; it did not come anew, and nobody answered it."""
    moved = connection.execute(
        "UPDATE backlog_open SET queue = ? WHERE contact = ? AND queue <> ?",
        (event.to_queue, event.contact, event.to_queue),
    ).rowcount
    if moved:
        _change(connection, event.queue, -1)
        _change(connection, event.to_queue, 1)


def _note(connection: sqlite3.Connection, queue: QueueId, at: Instant, *, arrived: int, done: int) -> None:
    waiting = _change(connection, queue, arrived - done)
    emptied = waiting == 0 or (arrived and waiting == 1)  # before it came nothing waited
    connection.execute(
        "INSERT INTO backlog_hour VALUES (:queue, :hour, :arrived, :done, :emptied, :waiting)"
        " ON CONFLICT DO UPDATE SET arrived = arrived + :arrived, done = done + :done,"
        " emptied = max(emptied, :emptied), waiting = :waiting",
        {
            "queue": queue,
            "hour": at - at % HOUR,
            "arrived": arrived,
            "done": done,
            "emptied": int(emptied),
            "waiting": waiting,
        },
    )


def _change(connection: sqlite3.Connection, queue: QueueId, by: int) -> int:
    """How many wait in the queue after so many more."""
    waiting: int = connection.execute(
        "INSERT INTO backlog_queue VALUES (?, ?) ON CONFLICT DO UPDATE SET waiting = waiting + ?"
        " RETURNING waiting",
        (queue, by, by),
    ).fetchone()[0]
    return waiting


_COUNTS: Final[Mapping[type[object], Callable[[sqlite3.Connection, Any], None]]] = {
    fact.ContactArrived: _arrives,
    fact.ContactReopened: _comes_back,
    fact.ReplySubmitted: _is_done,
    fact.ContactAnswered: _is_done,
    fact.ContactClosed: _is_done,
    fact.ContactMerged: _is_done,
    fact.ContactRejected: _is_done,
    fact.ContactMoved: _goes_elsewhere,
    fact.ContactTransferred: _goes_elsewhere,
}
