"""The state now and then, so that a start has few events to fold. The newest two are kept.

A snapshot saves time and is never needed: one that cannot be read, or that other code made, is passed over,
for the one before, or for the first event.
"""

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from dispatcher.engine.picture import OtherShapeError, pieces, whole
from dispatcher.engine.state import State
from dispatcher.journal.connection import Change, looking_at
from dispatcher.journal.fingerprint import FINGERPRINT
from dispatcher.journal.folding import Breathe, Standing, beginning, fold, hurry

EVERY: Final = 20_000
"""Events between two snapshots; a start folds so many in about a fifth of a second."""

LEVEL: Final = 1  # of zlib: a tenth of the size or less, as fast as the disk would take the rest
LUMP: Final = 64  # pieces a transaction: under a megabyte, so that commits in between do not wait


class Snapshot(NamedTuple):
    """A state to be kept: the event it stands at, that one's link, and the state in pieces.

    `base` is the event of the snapshot it was made from, which is the newest that is known to be fit.
    """

    base: int
    number: int
    link: int
    pieces: Sequence[bytes]


class Opening(NamedTuple):
    """The state after the last event, the event whose snapshot it began from, and those passed over."""

    standing: Standing
    base: int
    passed_over: Sequence[str]


class UnfitError(Exception):
    """This snapshot is not to be trusted."""


# --- reading --------------------------------------------------------------------------------------------


def opening(connection: sqlite3.Connection, breathe: Breathe = hurry) -> Opening:
    """The state from the newest snapshot that is fit, and every event after it, each checked.

    Raises:
        JournalError: the journal cannot be trusted.
    """
    base, passed_over = beginning(), list[str]()
    for number in kept(connection):
        try:
            base = load(connection, number, breathe)
            break
        except UnfitError as error:
            passed_over.append(f"the snapshot at event {number} {error}")
    return Opening(fold(connection, base, breathe), base.number, passed_over)


def kept(connection: sqlite3.Connection) -> list[int]:
    """The events at which there are snapshots, newest first."""
    try:
        return [n for (n,) in connection.execute("SELECT number FROM snapshots ORDER BY number DESC")]
    except sqlite3.DatabaseError:
        return []


def load(connection: sqlite3.Connection, number: int, breathe: Breathe = hurry) -> Standing:
    """What was kept at this event.

    Raises:
        UnfitError: it is not fit to begin from.
    """
    try:
        link, made_by, count, checksum = connection.execute(
            "SELECT link, fingerprint, pieces, checksum FROM snapshots WHERE number = ?", (number,)
        ).fetchone()
        if made_by != FINGERPRINT:
            raise UnfitError("was made by another version of Ringpost")
        if connection.execute("SELECT link FROM events WHERE number = ?", (number,)).fetchone() != (link,):
            raise UnfitError("does not belong to the event that is there")
        return Standing(number, link, _state(_bodies(connection, number), count, checksum, breathe))
    except sqlite3.DatabaseError as error:
        raise UnfitError(f"cannot be read: {error}") from error


def _bodies(connection: sqlite3.Connection, number: int) -> list[bytes]:
    rows = connection.execute("SELECT body FROM snapshot_pieces WHERE snapshot = ? ORDER BY piece", (number,))
    return [body for (body,) in rows]


def _state(bodies: Sequence[bytes], count: int, checksum: int, breathe: Breathe) -> State:
    if (len(bodies), _checksum(bodies)) != (count, checksum):
        raise UnfitError("is damaged")
    try:
        return whole(_unpacked(bodies, breathe))
    except (OtherShapeError, zlib.error) as error:
        raise UnfitError(f"cannot be read: {error}") from error


def _unpacked(bodies: Sequence[bytes], breathe: Breathe) -> Iterator[bytes]:
    for body in bodies:
        breathe()
        yield zlib.decompress(body)


def _checksum(bodies: Sequence[bytes]) -> int:
    value = 0
    for body in bodies:
        value = zlib.crc32(body, value)
    return value


# --- writing --------------------------------------------------------------------------------------------


def snapshot_of(standing: Standing, base: int, breathe: Breathe = hurry) -> Snapshot:
    """This state, ready to be kept. It must not change meanwhile."""
    packed = []
    for piece in pieces(standing.state):
        packed.append(zlib.compress(piece, LEVEL))
        breathe()
    return Snapshot(base, standing.number, standing.link, packed)


def next_snapshot(path: Path, breathe: Breathe) -> Snapshot:
    """A snapshot at the last event there is, from the one before and what came since.

    Everything is read from the file itself, by a connection of its own: it takes nothing of the living
    picture, and shows in passing that what was written can be read.

    Raises:
        JournalError: the journal cannot be trusted any more.
        OwnerError: it cannot be opened.
    """
    with looking_at(path) as connection:
        found = opening(connection, breathe)
        return snapshot_of(found.standing, found.base, breathe)


def writes(snapshot: Snapshot) -> Iterator[Change[None]]:
    """What keeps this snapshot and lets older ones go: changes to make one after another, each small.

    Until the last is made, the snapshot is not there.
    """
    if snapshot.number == snapshot.base:  # it is there already
        return
    yield lambda connection: _keep_only(connection, snapshot.base)
    left = enumerate(snapshot.pieces)
    while lump := list(islice(left, LUMP)):
        rows = [(snapshot.number, piece, body) for piece, body in lump]
        yield lambda connection, rows=rows: _insert(connection, rows)  # type: ignore[misc]
    head = (
        snapshot.number,
        snapshot.link,
        FINGERPRINT,
        len(snapshot.pieces),
        _checksum(snapshot.pieces),
    )
    yield lambda connection: _finish(connection, head)


def _keep_only(connection: sqlite3.Connection, number: int) -> None:
    """Let go of all others, and of the pieces of any that was not finished."""
    connection.execute("DELETE FROM snapshots WHERE number != ?", (number,))
    connection.execute("DELETE FROM snapshot_pieces WHERE snapshot != ?", (number,))


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[int, int, bytes]]) -> None:
    connection.executemany("INSERT INTO snapshot_pieces VALUES (?, ?, ?)", rows)


def _finish(connection: sqlite3.Connection, head: tuple[int, int, int, int, int]) -> None:
    connection.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?)", head)
