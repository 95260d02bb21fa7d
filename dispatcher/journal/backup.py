"""Copies of the journal, taken while the dispatcher writes on, and put back.

The file holds everything: facts, commands, mail, drafts, users. One copy has all.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dispatcher.errors import JournalError, OwnerError
from dispatcher.journal.connection import connect, looking_at
from dispatcher.journal.copying import Progress, copy_database, silent
from dispatcher.journal.lock import arriving, hold
from dispatcher.journal.schema import refuse_others, step_up, version_of
from dispatcher.journal.space import require, settle, sides, size_of, unused
from dispatcher.journal.verification import Report, refuse_unread, verify
from dispatcher.vocabulary import SECOND, Instant


def back_up(journal: Path, target: Path, now: Instant, progress: Progress = silent) -> Report:
    """Copy the journal, and see that the copy is whole before it gets its name. Returns what it holds.

    Args:
        journal: the file; a dispatcher may be writing it.
        target: a new file, or a folder, in which the copy is named after `now`.
        now: the instant.
        progress: hears how many pages are copied, then how many events are read through.

    Raises:
        OwnerError: there is no journal, something stands at the target, or there is no room.
        JournalError: the copy is not sound; it was not kept.
    """
    target = _new_file(target, now)
    draft = target.with_name(f"{target.name}.unread")
    with looking_at(journal) as connection:
        refuse_unread(journal, version_of(connection))
        require(target.parent, size_of(journal), f"a backup of {journal}")
        with _owners(f"the backup {target} cannot be written"):
            copy_database(connection, draft, progress)
    try:
        report = _sound(draft, f"the copy of {journal}", progress)
        draft.rename(target)
        settle([target.parent])
    finally:
        draft.unlink(missing_ok=True)
    report.path = str(target)
    return report


def _new_file(target: Path, now: Instant) -> Path:
    if target.is_dir():
        moment = datetime.fromtimestamp(now // SECOND, UTC)
        target = target / f"journal-{moment:%Y%m%dT%H%M%SZ}.sqlite"
    if target.exists():
        raise OwnerError(f"{target} is there already, and a backup overwrites nothing; choose another name")
    if not target.parent.is_dir():
        raise OwnerError(f"there is no folder {target.parent} for the backup; make it first")
    return target


@contextmanager
def _owners(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise OwnerError(f"{what}: {error}") from error


def _sound(path: Path, what: str, progress: Progress) -> Report:
    report = verify(path, progress)
    if not report.sound:
        raise JournalError(f"{what} is not sound. {report.faults[0]}")
    return report


class Restoring:
    """A backup that was read through and waits beside the journal, to be put in its place."""

    def __init__(self, journal: Path, draft: Path, report: Report) -> None:
        self.report = report
        self._journal, self._draft = journal, draft

    def put(self) -> Path | None:
        """Put it there. What was there is moved aside; returns where to, None if there was nothing.

        Cut short at any point, no dispatcher starts until the restore was run again.
        """
        folder, coming = self._journal.parent, arriving(self._journal)
        self._draft.replace(coming)
        settle([folder])
        aside = self._move_aside()
        settle([folder])
        coming.rename(self._journal)
        settle([folder])
        return aside

    def _move_aside(self) -> Path | None:
        aside = unused(self._journal.with_name(f"{self._journal.name}.aside"))
        moved = [pair for pair in zip(sides(self._journal), sides(aside), strict=True) if pair[0].exists()]
        for here, there in moved:
            here.rename(there)
        return aside if moved else None


@contextmanager
def restoring(journal: Path, backup: Path, progress: Progress = silent) -> Iterator[Restoring]:
    """Hold the journal, copy the backup beside it, bring it up to date, and read it through.

    Raises:
        OwnerError: a dispatcher runs, there is no such backup, it is of another version, or there is no room.
        JournalError: the backup is not sound.
    """
    if not backup.exists():
        raise OwnerError(f"there is no backup {backup}")
    draft = journal.with_name(f"{journal.name}.unread")
    with hold(journal), looking_at(backup) as connection:
        version = version_of(connection)
        refuse_others(backup, version)
        if version == 0:
            raise OwnerError(f"{backup} is no backup of a journal")
        require(journal.parent, 2 * size_of(backup), f"restoring {backup}")
        try:
            with _owners(f"{backup} cannot be copied to {journal.parent}"):
                copy_database(connection, draft, progress)
                with closing(connect(draft)) as copy:
                    step_up(copy, version)
            report = _sound(draft, f"the backup {backup}", progress)
            report.path = str(backup)
            yield Restoring(journal, draft, report)
        finally:
            draft.unlink(missing_ok=True)
