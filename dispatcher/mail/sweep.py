"""How far a folder is swept, durable: what is dealt with, what is in hand, and how often each was tried.

A message is in hand from before it is fetched until it is dealt with. The position moves over a batch of
them at once, when they are taken in hand; from then on each stands in `mail_in_hand`, and is dealt with in
the very transaction that makes it durable, in whatever order. So a stop at any instant leaves nothing out
and takes nothing twice, and a message whose taking ends the whole process is known for it in the next life.

A `folder` here is a `Source` without a `uid`.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from dispatcher.mail.store import Source

_FOLDER: Final = "account = ? AND folder = ? AND uidvalidity = ?"


class InHand(Struct, frozen=True):
    """A message that an earlier session, or an earlier life, took in hand and did not deal with."""

    uid: int
    tries: int


def position(connection: sqlite3.Connection, folder: Source) -> int:
    """The highest UID that was taken in hand; 0 when the folder is new, or was made anew."""
    row = connection.execute(f"SELECT uid FROM mail_sweep WHERE {_FOLDER}", _key(folder)).fetchone()
    return row[0] if row else 0


def begin(connection: sqlite3.Connection, folder: Source, uids: Sequence[int]) -> None:
    """These, ascending, are in hand from now on, tried once more each."""
    key = _key(folder)
    connection.executemany(
        "INSERT INTO mail_in_hand VALUES (?, ?, ?, ?, 1, 0) ON CONFLICT DO UPDATE SET tries = tries + 1",
        [(*key, uid) for uid in uids],
    )
    connection.execute(
        "INSERT INTO mail_sweep VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET uid = max(uid, excluded.uid)",
        (*key, uids[-1]),
    )


def move_on(connection: sqlite3.Connection, source: Source) -> None:
    """This message is dealt with; one that came straight in has no place in a folder."""
    if source.uid is None:
        return
    connection.execute(
        "INSERT INTO mail_in_hand VALUES (?, ?, ?, ?, 0, 1) ON CONFLICT DO UPDATE SET dealt = 1",
        (*_key(source), source.uid),
    )


def again(connection: sqlite3.Connection, source: Source) -> None:
    """This message is to be fetched anew, as if it had never been tried."""
    connection.execute(
        "INSERT INTO mail_in_hand VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT DO UPDATE SET tries = 0, dealt = 0",
        (*_key(source), source.uid),
    )


def leftovers(connection: sqlite3.Connection, folder: Source) -> list[InHand]:
    """What is in hand and not dealt with, ascending."""
    rows = connection.execute(
        f"SELECT uid, tries FROM mail_in_hand WHERE {_FOLDER} AND NOT dealt ORDER BY uid", _key(folder)
    )
    return [InHand(*row) for row in rows]


def absolve(connection: sqlite3.Connection, folder: Source, guilty: Sequence[int]) -> None:
    """The last try counts against these alone; the others in hand were only in bad company."""
    connection.execute(
        f"UPDATE mail_in_hand SET tries = max(tries - 1, 0) WHERE {_FOLDER} AND NOT dealt"
        f" AND uid NOT IN ({', '.join('?' * len(guilty))})",
        (*_key(folder), *guilty),
    )


def to_flag(connection: sqlite3.Connection, folder: Source) -> list[int]:
    """What is dealt with and not marked as read yet; what was quarantined stays unread."""
    rows = connection.execute(
        f"SELECT uid FROM mail_in_hand h WHERE {_FOLDER} AND dealt AND NOT EXISTS"
        " (SELECT 1 FROM mail_message m WHERE m.account = h.account AND m.folder = h.folder"
        " AND m.uidvalidity = h.uidvalidity AND m.uid = h.uid AND m.verdict = 'quarantined') ORDER BY uid",
        _key(folder),
    )
    return [uid for (uid,) in rows]


def finish(connection: sqlite3.Connection, folder: Source) -> None:
    """What is dealt with is marked as read too, and let go."""
    connection.execute(f"DELETE FROM mail_in_hand WHERE {_FOLDER} AND dealt", _key(folder))


def _key(source: Source) -> tuple[str, str, int | None]:
    return source.account, source.folder, source.uidvalidity
