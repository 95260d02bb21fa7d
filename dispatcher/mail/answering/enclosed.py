"""Files that go out with an answer: kept beside its draft, also while it is parked or with somebody else."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.outgoing.letter import File
from dispatcher.mail.settings import Enclosing
from dispatcher.vocabulary import ContactId

NAME: Final = 200  # characters of a file's name: file systems take 255 bytes


class Enclosed(Struct, frozen=True, kw_only=True):
    """A file as it is listed; `size` is in bytes."""

    id: str
    name: str
    kind: str
    size: int


class EnclosingError(PeerError):
    """A file may not go out; `code` is a word for programs: too_many, too_large, too_much, wrong_kind."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def listed(connection: sqlite3.Connection, contact: ContactId) -> tuple[Enclosed, ...]:
    """The files of the answer on this contact, in the order they came."""
    rows = connection.execute(
        "SELECT id, name, kind, length(content) FROM mail_enclosed WHERE contact = ? ORDER BY rowid",
        (contact,),
    )
    return tuple(Enclosed(id=id_, name=name, kind=kind, size=size) for id_, name, kind, size in rows)


def files(connection: sqlite3.Connection, contact: ContactId) -> tuple[File, ...]:
    """The same with their bytes."""
    rows = connection.execute(
        "SELECT name, kind, content FROM mail_enclosed WHERE contact = ? ORDER BY rowid", (contact,)
    )
    return tuple(File(name=name, kind=kind, content=content) for name, kind, content in rows)


def enclose(
    connection: sqlite3.Connection, contact: ContactId, id_: str, file: File, bounds: Enclosing
) -> Sequence[Enclosed]:
    """Keep one more file; the same id again changes nothing. Returns all that there are.

    Raises:
        EnclosingError: it is too large, there are too many, or files of this kind may not go out; the message
            says which bound.
    """
    there = listed(connection, contact)
    if any(one.id == id_ for one in there):
        return there
    refusal = objection(there, file, bounds)
    if refusal is not None:
        raise refusal
    row = (id_, contact, clean_name(file.name), file.kind, file.content)
    connection.execute("INSERT INTO mail_enclosed VALUES (?, ?, ?, ?, ?)", row)
    return listed(connection, contact)


def objection(there: Sequence[Enclosed], file: File, bounds: Enclosing) -> EnclosingError | None:
    """Why this file may not go out with those; None when it may."""
    ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if len(there) >= bounds.count:
        return EnclosingError("too_many", f"an answer may have {bounds.count} files ([mail] files)")
    if len(file.content) > bounds.size:
        return EnclosingError("too_large", f"a file may have {bounds.size} bytes ([mail] file_size)")
    if sum(one.size for one in there) + len(file.content) > bounds.total:
        detail = f"all files of an answer may have {bounds.total} bytes together ([mail] files_size)"
        return EnclosingError("too_much", detail)
    if ending not in bounds.endings:
        allowed = ", ".join(sorted(bounds.endings))
        detail = f"files of this kind may not go out; allowed are {allowed} ([mail] file_endings)"
        return EnclosingError("wrong_kind", detail)
    return None


def take_out(connection: sqlite3.Connection, contact: ContactId, id_: str) -> Sequence[Enclosed]:
    """The file does not go out; one that is not there is none. Returns those that are left."""
    connection.execute("DELETE FROM mail_enclosed WHERE contact = ? AND id = ?", (contact, id_))
    return listed(connection, contact)


def forget(connection: sqlite3.Connection, contact: ContactId) -> None:
    """The answer is sent or over."""
    connection.execute("DELETE FROM mail_enclosed WHERE contact = ?", (contact,))


def clean_name(name: str) -> str:
    """The name without folders and without what no header may hold; never empty. Its ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() or char in "\u200c\u200d").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[: NAME - len(ending) - 1]}{dot}{ending}" if dot else kept[:NAME]) or "file"
