"""Reading and writing users and sessions, inside somebody else's transaction."""

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from dispatcher.access.people import User
from dispatcher.vocabulary import Instant

_users: Final[msgspec.json.Decoder[User]] = msgspec.json.Decoder(User)


class Kept(NamedTuple):
    """A session as it is kept: its secret's digest, whose it is, and when it is over; None: never."""

    mark: bytes
    user: str
    until: Instant | None


def users(store: sqlite3.Connection) -> dict[str, User]:
    """Everybody, by name."""
    return {name: _users.decode(body) for name, body in store.execute("SELECT name, body FROM access_user")}


def sessions(store: sqlite3.Connection) -> list[Kept]:
    """Every session and token, those that are over too."""
    return [Kept(*row) for row in store.execute("SELECT mark, user, until FROM access_session")]


def password(store: sqlite3.Connection, name: str) -> str | None:
    """The hash of this user's password; None when she has none, or is disabled, or nobody."""
    row = store.execute("SELECT password, body FROM access_user WHERE name = ?", (name,)).fetchone()
    return row[0] if row and not _users.decode(row[1]).disabled else None


def insert(store: sqlite3.Connection, user: User, hashed: str | None) -> None:
    """A new user."""
    store.execute("INSERT INTO access_user VALUES (?, ?, ?)", (user.name, msgspec.json.encode(user), hashed))


def update(store: sqlite3.Connection, user: User) -> None:
    """The user as it is now; whatever it was in with is over."""
    put(store, user)
    end_all(store, user.name)


def put(store: sqlite3.Connection, user: User) -> None:
    """The user as it is now, who may do what it might before."""
    store.execute("UPDATE access_user SET body = ? WHERE name = ?", (msgspec.json.encode(user), user.name))


def set_password(store: sqlite3.Connection, name: str, hashed: str) -> None:
    """Another password; whatever the user was in with is over."""
    store.execute("UPDATE access_user SET password = ? WHERE name = ?", (hashed, name))
    end_all(store, name)


def begin(store: sqlite3.Connection, session: Kept) -> None:
    """A new session or token."""
    store.execute("INSERT INTO access_session VALUES (?, ?, ?)", session)


def end(store: sqlite3.Connection, marks: Sequence[bytes]) -> None:
    """These sessions are over."""
    store.executemany("DELETE FROM access_session WHERE mark = ?", [(mark,) for mark in marks])


def end_all(store: sqlite3.Connection, name: str) -> None:
    """All this user is in with is over."""
    store.execute("DELETE FROM access_session WHERE user = ?", (name,))
