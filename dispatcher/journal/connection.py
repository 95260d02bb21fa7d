"""How the journal's file is opened, to write or to look at, and what a transaction is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

from dispatcher import codec
from dispatcher.errors import JournalError, OwnerError, PeerError
from dispatcher.events import Event, NumberedFact

T = TypeVar("T")

Change = Callable[[sqlite3.Connection], T]
"""Something to write, in a transaction that somebody else begins and ends."""

# What SQLite says (https://sqlite.org/rescode.html) when the disk, the folder or the file is to blame, and
# not what was asked of it.
_FULL: Final = sqlite3.SQLITE_FULL
_FORBIDDEN: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_HELD: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FAILED: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL)


def connect(path: Path) -> sqlite3.Connection:
    """The file, opened or begun, for one thread at a time; `durable` before anything is written."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def durable(connection: sqlite3.Connection) -> None:
    """From now on, what is committed outlasts a power cut, and others can read meanwhile."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def for_reading(path: Path) -> sqlite3.Connection:
    """The file once more, for a thread that asks while another writes; nothing is written through it."""
    connection = connect(path)
    connection.execute("PRAGMA query_only=ON")
    return connection


@contextmanager
def as_it_is(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one moment, whatever is written meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:  # a disk that fails may have ended it
            connection.execute("ROLLBACK")


@contextmanager
def looking_at(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is now, while somebody else may write on.

    Raises:
        OwnerError: there is no such file, or it cannot be opened.
    """
    if not path.exists():
        raise OwnerError(f"there is no journal {path}; has this centre run yet?")
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        with closing(connection):
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # from here on, no later change
            yield connection
    except sqlite3.Error as error:
        raise OwnerError(f"the journal {path} cannot be read: {error}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside becomes durable together, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def read_only(path: Path) -> Iterator[NumberedFact]:
    """Every fact of a journal that somebody else may have open, from the first on.

    Raises:
        OwnerError: there is no journal at this path, or it cannot be read.
        JournalError: a fact cannot be read; the message names its number.
    """
    with looking_at(path) as connection:
        for number, body in connection.execute("SELECT number, body FROM events ORDER BY number"):
            yield NumberedFact(number=number, fact=decoded(number, body))


def decoded(number: int, body: bytes) -> Event:
    """The fact in this row.

    Raises:
        JournalError: it is none; the message names the number.
    """
    try:
        return codec.decode_event(body)
    except PeerError as error:
        raise JournalError(f"event {number} of the journal cannot be read: {error}") from error


def blame(error: sqlite3.Error, folder: Path) -> str:
    """What the owner has to mend so that the store works again; empty when what was asked is to blame."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code == _FULL:
        return f"the disk with {folder} is full ({error}); free some space"
    if code in _FORBIDDEN:
        return f"{folder} may not be written ({error}); look at its owner, and how its disk is mounted"
    if code in _DAMAGED:
        return f"the journal in {folder} is damaged ({error}); stop, and restore it from a backup"
    if code in _HELD:
        return f"another program holds the journal in {folder} ({error}); end it"
    if code in _FAILED:
        return f"the disk with {folder} fails ({error}); look at the disk, its quota, and the memory"
    return ""
