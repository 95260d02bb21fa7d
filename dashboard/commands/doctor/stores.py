"""The stores: the journal, who holds it, and the event log. They are read as they are, and never changed."""

import fcntl
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from dashboard.commands.doctor.examine import Patient, found
from dispatcher.access.store import users
from dispatcher.errors import JournalError, OwnerError
from dispatcher.findings import Finding
from dispatcher.journal import JOURNAL
from dispatcher.journal.schema import VERSION
from dispatcher.journal.verification import verify
from dispatcher.vocabulary import Instant

T = TypeVar("T")

RESTORE = "stop the centre and restore it from a backup: docs/how-to/keep-the-data-safe.md"


def nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())


def ask_journal(path: Path, question: Callable[[sqlite3.Connection], T]) -> T | None:
    """The answer of a journal that somebody else may have open; None when there is none."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return question(connection)


def _number(sql: str) -> Callable[[sqlite3.Connection], int]:
    return lambda connection: int(connection.execute(sql).fetchone()[0])


def last_instant(path: Path) -> Instant | None:
    """When the journal's last event was; None when there is none."""
    sql = "SELECT coalesce((SELECT at FROM events ORDER BY number DESC LIMIT 1), 0)"
    found = ask_journal(path, _number(sql))
    return Instant(found) if found else None


def last_number(path: Path) -> int:
    """The number of the journal's last event; 0 when there is none."""
    return ask_journal(path, _number("SELECT coalesce(max(number), 0) FROM events")) or 0


def schema(patient: Patient) -> Sequence[Finding]:
    """The journal is of the version this Ringpost writes."""
    version = ask_journal(patient.right.service.data / JOURNAL, _number("PRAGMA user_version"))
    if version is None:
        return found("schema", "skipped", "there is no journal yet")
    if version != VERSION:
        detail = f"the journal is of version {version}, this Ringpost writes {VERSION}"
        return found("schema", "failed", detail, "run the Ringpost that wrote it, or a newer one than this")
    return found("schema", "ok", f"version {version}")


def journal(patient: Patient) -> Sequence[Finding]:
    """No event is missing; thoroughly: every event can be read and follows from those before."""
    name, path = "journal", patient.right.service.data / JOURNAL
    if not path.exists():
        return found(name, "skipped", "there is none yet; the first start makes it")
    try:
        said = _whole(path) if patient.thorough else _count(path)
    except (JournalError, OwnerError, sqlite3.Error) as error:
        return found(name, "failed", str(error), RESTORE)
    return found(name, "ok", said)


def _count(path: Path) -> str:
    """The numbers have no hole, and no command led to an event that is not there."""
    count = ask_journal(path, _number("SELECT count(*) FROM events")) or 0
    last = last_number(path)
    promised = ask_journal(path, _number("SELECT coalesce(max(last), 0) FROM commands")) or 0
    if count != last:
        raise JournalError(f"{last - count} of the {last} events are missing")
    if promised > last:
        raise JournalError(f"event {last + 1} is missing, though a command led to it")
    return f"{last} events without a hole (--thorough reads each)"


def _whole(path: Path) -> str:
    """Every event is as it was written and follows from those before; SQLite finds its file whole."""
    report = verify(path)
    if not report.sound:
        raise JournalError("; ".join(str(fault) for fault in report.faults[:3]))
    return f"{report.events} events, each as it was written"


def escalations(patient: Patient) -> Sequence[Finding]:
    """Whoever an escalation names among the users is there, may come in, and has an address."""
    name, rules = "escalations", patient.right.escalations
    named = sorted(set[str]().union(*(rule.users for rule in rules)))
    if not named:
        return found(name, "skipped", "none names a user")
    known = ask_journal(patient.right.service.data / JOURNAL, users) or {}
    reached = {user.name for user in known.values() if user.email and not user.disabled}
    if lost := [user for user in named if user not in reached]:
        detail = f"nothing is written to {', '.join(lost)}: no such user, disabled, or without an address"
        return found(name, "warning", detail, "ringpost user list; ringpost user edit NAME --email ADDRESS")
    return found(name, "ok", "each user that one names has an address")


def lock(patient: Patient) -> Sequence[Finding]:
    """Does a dispatcher hold the journal?"""
    path = (patient.right.service.data / JOURNAL).with_suffix(".lock")
    return found("lock", "ok", f"a dispatcher is {'at work' if held(path) else 'not running'} on it")


def held(path: Path) -> bool:
    """Does somebody hold this lock? Asked by taking a shared one for an instant."""
    if not path.exists():
        return False
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
