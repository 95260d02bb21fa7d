"""Backups taken while the centre works, and put back: whole, or nothing has changed."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from dispatcher.errors import JournalError, OwnerError
from dispatcher.journal import Journal
from dispatcher.journal.backup import back_up, restoring
from dispatcher.journal.copying import PAGES
from dispatcher.journal.lock import arriving
from dispatcher.journal.verification import verify
from dispatcher.service import Service
from dispatcher.vocabulary import Instant
from tests.live.days import decisions, folded, write, write_version_2
from tests.live.heart import admit, running

DAY = list(decisions(seed=12, requests=200))
DIES = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("CREATE TABLE later (text TEXT)")
connection.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""
"""One that dies with all it wrote last still beside the file."""

NOW = Instant(1_700_000_000_000_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of a day."""
    journal = Journal(tmp_path / "data" / "journal.sqlite")
    write(journal, DAY)
    journal.close()
    return tmp_path / "data" / "journal.sqlite"


def files(folder: Path) -> dict[str, bytes]:
    """All that is there; locks are empty."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".lock"}


def last(path: Path) -> int:
    """The number of its last event."""
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("SELECT max(number) FROM events").fetchone()
    return int(number)


# --- backing up -----------------------------------------------------------------------------------------


def test_a_backup_is_one_file_that_holds_everything(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
        connection.execute("INSERT INTO letters VALUES ('Dear centre')")
        connection.commit()
    report = back_up(path, tmp_path / "copy.sqlite", NOW)
    assert (report.sound, report.path) == (True, str(tmp_path / "copy.sqlite"))
    assert report.events == last(tmp_path / "copy.sqlite") == last(path)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT text FROM letters").fetchall() == [("Dear centre",)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.sqlite", "data"]
    journal = Journal(tmp_path / "copy.sqlite")
    assert journal.rebuild() == folded(DAY)
    journal.close()


def test_in_a_folder_it_is_named_after_the_moment(path: Path, tmp_path: Path) -> None:
    assert back_up(path, tmp_path, NOW).path == str(tmp_path / "journal-20231114T221320Z.sqlite")
    with pytest.raises(OwnerError, match="is there already, and a backup overwrites nothing"):
        back_up(path, tmp_path, NOW)


async def call(service: Service, names: Iterator[int], enough: asyncio.Event) -> None:
    while not enough.is_set():
        await service.submit(admit(f"call {next(names)}", subject="long " * 200))


async def test_it_is_taken_while_the_centre_works(tmp_path: Path) -> None:
    """Written to all the time by another connection, the copy is of one moment, and ends."""
    enough, names = asyncio.Event(), count()
    async with running(tmp_path) as service, asyncio.TaskGroup() as callers:
        for _ in range(8):
            callers.create_task(call(service, names, enough))
        while service.last < 2_000:
            await service.facts(after=service.last - 1)
        before = service.last
        told: list[tuple[int, int]] = []
        report = await asyncio.to_thread(
            back_up, tmp_path / "journal.sqlite", tmp_path / "copy", NOW, lambda *far: told.append(far)
        )
        assert before <= report.events < service.last
        enough.set()
    assert report.sound
    assert told[-1] == (report.events, report.events)


def test_it_ends_though_others_write_between_all_its_steps(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE bulk (body BLOB)")
        other.execute("INSERT INTO bulk VALUES (zeroblob(?))", (5 * PAGES * 4096,))
        steps: list[int] = []

        def go_on(done: int, of: int) -> None:
            steps.append(done)
            other.execute("INSERT INTO bulk VALUES (zeroblob(9))")
            assert len(steps) < 100, "it began again and again"

        assert back_up(path, tmp_path / "copy.sqlite", NOW, go_on).sound
    assert len(steps) > 5


def test_a_damaged_journal_gives_no_backup(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET at = at + 1 WHERE number = 9")
        connection.commit()
    with pytest.raises(JournalError, match=r"the copy of .* is not sound. event 9: .*not as it was written"):
        back_up(path, tmp_path / "copy.sqlite", NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["data"]


def test_a_backup_into_nowhere_is_the_owners(path: Path, tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match="there is no folder"):
        back_up(path, tmp_path / "none" / "copy.sqlite", NOW)
    with pytest.raises(OwnerError, match="there is no journal"):
        back_up(tmp_path / "none.sqlite", tmp_path / "copy.sqlite", NOW)


# --- restoring ------------------------------------------------------------------------------------------


def longer(path: Path) -> None:
    """The day goes on after the backup."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE later (text TEXT)")
        connection.commit()


def test_what_was_there_is_moved_aside_and_nothing_is_lost(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    for aside in ("journal.sqlite.aside", "journal.sqlite.aside-2"):
        longer(path)
        before = path.read_bytes()
        with restoring(path, tmp_path / "copy.sqlite") as ready:
            assert ready.report.events == last(path)
            assert ready.put() == path.with_name(aside)
        assert path.with_name(aside).read_bytes() == before
        journal = Journal(path)
        assert journal.rebuild() == folded(DAY)
        journal.close()
    assert (tmp_path / "copy.sqlite").exists()


def test_what_was_not_yet_folded_into_the_file_goes_with_it(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    subprocess.run([sys.executable, "-c", DIES, str(path)], check=False)
    assert path.with_name("journal.sqlite-wal").stat().st_size > 0
    with restoring(path, tmp_path / "copy.sqlite") as ready:
        aside = ready.put()
    assert aside is not None
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'later'").fetchall()
    with closing(sqlite3.connect(path)) as connection:
        assert not connection.execute("SELECT name FROM sqlite_schema WHERE name = 'later'").fetchall()


def test_without_a_word_nothing_changes(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    before = files(path.parent)
    with restoring(path, tmp_path / "copy.sqlite"):
        pass
    assert files(path.parent) == before


def test_a_backup_of_an_older_version_is_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    write_version_2(tmp_path / "old.sqlite", DAY[:100])
    old = (tmp_path / "old.sqlite").read_bytes()
    with restoring(path, tmp_path / "old.sqlite") as ready:
        ready.put()
    assert (tmp_path / "old.sqlite").read_bytes() == old
    assert verify(path).sound
    journal = Journal(path)
    assert journal.rebuild() == folded(DAY[:100])
    journal.close()


def test_a_backup_may_be_put_where_nothing_is(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    with restoring(tmp_path / "new" / "journal.sqlite", tmp_path / "copy.sqlite") as ready:
        assert ready.put() is None
    assert last(tmp_path / "new" / "journal.sqlite") == last(path)


def test_nothing_is_restored_while_a_dispatcher_runs(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    journal = Journal(path)
    with (
        pytest.raises(OwnerError, match="another dispatcher is running"),
        restoring(path, tmp_path / "copy.sqlite"),
    ):
        pass
    journal.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no backup"), (b"Dear diary, " * 999, "cannot be read"), (b"", "is no")],
)
def test_what_is_no_backup_is_refused(path: Path, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "copy").write_bytes(content)
    before = files(path.parent)
    with pytest.raises(OwnerError, match=said), restoring(path, tmp_path / "copy"):
        pass
    assert files(path.parent) == before


def test_a_damaged_backup_is_refused_and_nothing_changes(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        connection.execute("DELETE FROM events WHERE number = 7")
        connection.commit()
    before = files(path.parent)
    with pytest.raises(JournalError, match="event 7 is missing"), restoring(path, tmp_path / "copy.sqlite"):
        pass
    assert files(path.parent) == before


def test_a_restore_that_was_cut_short_lets_nobody_begin_anew(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.sqlite", NOW)
    with restoring(path, tmp_path / "copy.sqlite") as ready:
        ready.put()
    path.rename(arriving(path))  # as it stands between its last two steps
    with pytest.raises(OwnerError, match="was cut short; run `ringpost restore` again"):
        Journal(path)
    with restoring(path, tmp_path / "copy.sqlite") as ready:
        ready.put()
    Journal(path).close()
