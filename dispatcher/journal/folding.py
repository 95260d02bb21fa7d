"""The state, folded from events that are each seen to be what was written."""

import sqlite3
from collections.abc import Callable
from typing import Final, NamedTuple

from dispatcher.engine.state import State
from dispatcher.errors import JournalError
from dispatcher.journal import chain
from dispatcher.journal.connection import decoded
from dispatcher.vocabulary import Instant

Row = tuple[int, Instant, bytes, int]
"""An event: its number, its instant, the fact, its link."""

Breathe = Callable[[], None]
"""Called between small pieces of work, so that whoever works beside others can let them go first."""

_LATER = "SELECT number, at, body, link FROM events WHERE number > ? AND number <= ? ORDER BY number"

END: Final = 2**62  # more events than there will ever be


def hurry() -> None:
    """Nobody waits."""


class Standing(NamedTuple):
    """The state after an event: its number, its link, and the state."""

    number: int
    link: int
    state: State


def beginning() -> Standing:
    """Before the first event."""
    return Standing(0, chain.BEFORE_ALL, State())


def fold(
    connection: sqlite3.Connection, base: Standing, breathe: Breathe = hurry, until: int = END
) -> Standing:
    """Go on to the last event, or to event `until`. The base's state becomes the new one.

    Raises:
        JournalError: an event is missing, not as it was written, or cannot be; the message names it.
    """
    number, link, state = base
    try:
        for row in connection.execute(_LATER, (number, until)):
            link = checked(number + 1, link, row)
            number = row[0]
            add(state, number, row[2])
            breathe()
        promised = min(_promised(connection), until)
    except sqlite3.DatabaseError as error:
        raise JournalError(
            f"the journal cannot be read after event {number} ({error}); restore it from a backup"
        ) from error
    if promised > number:
        raise missing(number + 1)
    return Standing(number, link, state)


def checked(expected: int, before: int, row: Row) -> int:
    """The link of this row, seen to be the event that was written after the one whose link is `before`.

    Raises:
        JournalError: it is another; the message names its number.
    """
    number, at, body, said = row
    if number != expected:
        raise missing(expected)
    link = chain.link(before, number, at, body)
    if link != said:
        raise JournalError(
            f"event {number} of the journal is not as it was written; restore it from a backup"
        )
    return link


def add(state: State, number: int, body: bytes) -> None:
    """Fold one event in.

    Raises:
        JournalError: it cannot be read, or cannot follow what was; the message names its number.
    """
    event = decoded(number, body)
    try:
        state.apply(event)
    except JournalError as error:
        raise JournalError(f"event {number} of the journal cannot be: {error}") from error


def missing(number: int) -> JournalError:
    """What is said of an event that is not there."""
    return JournalError(f"event {number} is missing from the journal; restore it from a backup")


def _promised(connection: sqlite3.Connection) -> int:
    """The last event that something else in the file knows of."""
    (number,) = connection.execute(
        "SELECT max(coalesce((SELECT last FROM commands ORDER BY number DESC LIMIT 1), 0),"
        " coalesce((SELECT max(number) FROM snapshots), 0))"
    ).fetchone()
    return int(number)
