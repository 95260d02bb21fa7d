"""A whole verification finds what is wrong, names where, and says what to do."""

import sqlite3
from pathlib import Path

import pytest

from dispatcher import codec
from dispatcher.errors import OwnerError
from dispatcher.events import TimetableSwitched
from dispatcher.journal import Journal, Turn
from dispatcher.journal.verification import Fault, Report, verify
from dispatcher.vocabulary import Instant, TimetableId
from tests.live.days import decisions, write

DAY = list(decisions(seed=8, requests=240))
EVENTS = sum(len(facts) for _, _, facts in DAY)
COMMANDS = sum(command is not None for _, command, _ in DAY)
RESTORE = "restore it from a backup"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with two snapshots."""
    journal = Journal(tmp_path / "journal.sqlite")
    for begin in (0, 80, 160):
        write(journal, DAY[begin : begin + 80])
        if begin < 160:
            journal.keep(journal.opening())
    journal.close()
    return tmp_path / "journal.sqlite"


def damaged(path: Path, statement: str, *values: object) -> Report:
    """What is said after this happened to it."""
    with sqlite3.connect(path) as connection:
        connection.execute(statement, values)
    connection.close()
    return verify(path)


def wheres(report: Report) -> list[str]:
    return [fault.where for fault in report.faults]


def test_what_is_whole_is_said_to_be(path: Path) -> None:
    heard: list[tuple[int, int]] = []
    report = verify(path, lambda done, of: heard.append((done, of)))
    assert report.sound
    assert (report.events, report.commands, report.snapshots) == (EVENTS, COMMANDS, 2)
    assert (report.begins, report.ends) == (DAY[0][2][0].at, DAY[-1][2][-1].at if DAY[-1][2] else report.ends)
    assert heard[-1] == (EVENTS, EVENTS)
    assert codec.encode(report)


def test_it_may_be_read_while_somebody_writes(path: Path) -> None:
    journal = Journal(path)

    def go_on(done: int, of: int) -> None:
        at = Instant(DAY[-1][0] + 1)
        switched = TimetableSwitched(at=at, timetable=TimetableId("nights"), on=True)
        journal.append([Turn(None, at, [switched])])

    report = verify(path, go_on)
    assert (report.sound, report.events) == (True, EVENTS), "the journal of one moment"
    assert journal.last > EVENTS
    journal.close()


def test_an_empty_journal_is_whole(tmp_path: Path) -> None:
    Journal(tmp_path / "new.sqlite").close()
    report = verify(tmp_path / "new.sqlite")
    assert (report.sound, report.events, report.begins) == (True, 0, None)


@pytest.mark.parametrize("number", [1, 60, EVENTS])
def test_a_changed_event_is_named_alone(path: Path, number: int) -> None:
    report = damaged(path, "UPDATE events SET at = at + 1 WHERE number = ?", number)
    assert (
        Fault(f"event {number}", f"event {number} of the journal is not as it was written; {RESTORE}")
        in report.faults
    )
    assert all(where == f"event {number}" or "snapshot" in where for where in wheres(report))


def test_a_missing_event_is_named(path: Path) -> None:
    assert "event 40" in wheres(damaged(path, "DELETE FROM events WHERE number = 40"))
    cut = damaged(path, "DELETE FROM events WHERE number = ?", EVENTS)
    assert f"event {EVENTS}" in wheres(cut)


def test_a_snapshot_that_is_not_what_the_events_say_is_named(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        newer, older = (n for (n,) in connection.execute("SELECT number FROM snapshots ORDER BY 1 DESC"))
        row = connection.execute(
            "SELECT pieces, checksum FROM snapshots WHERE number = ?", (older,)
        ).fetchone()
        connection.execute("UPDATE snapshots SET (pieces, checksum) = (?, ?) WHERE number = ?", (*row, newer))
        connection.execute("DELETE FROM snapshot_pieces WHERE snapshot = ?", (newer,))
        connection.execute("UPDATE snapshot_pieces SET snapshot = ? WHERE snapshot = ?", (newer, older))
    connection.close()
    report = verify(path)
    assert report.faults == [
        Fault(f"the snapshot at event {newer}", "is not what the events before it say", RESTORE)
    ]


def test_a_snapshot_that_is_not_fit_is_a_note(path: Path) -> None:
    report = damaged(path, "UPDATE snapshots SET fingerprint = 1")
    assert report.sound
    assert [note.what for note in report.notes] == ["was made by another version of Ringpost"] * 2


def test_commands_are_checked_against_the_events(path: Path) -> None:
    assert wheres(damaged(path, "UPDATE commands SET first = 1 WHERE number = 30")) == ["command 30"]
    assert wheres(damaged(path, "UPDATE commands SET body = x'7b7d' WHERE number = 9")) == [
        "command 9",
        "command 30",
    ]


def test_a_flood_of_faults_is_cut_short(path: Path) -> None:
    report = damaged(path, "UPDATE events SET link = 0")
    assert len(report.faults) == 20


def test_a_page_of_rubbish_is_the_files_fault(path: Path) -> None:
    damaged(path, "PRAGMA journal_mode=DELETE")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 8192)
    report = verify(path)
    assert "the file" in wheres(report)


def test_what_is_no_journal_is_the_owners(tmp_path: Path) -> None:
    (tmp_path / "diary").write_bytes(b"Dear diary, " * 1000)
    sqlite3.connect(tmp_path / "empty.sqlite").execute("CREATE TABLE other (x)").connection.close()
    for name, said in (
        ("none", "there is no journal"),
        ("diary", "cannot be read"),
        ("empty.sqlite", "no journal"),
    ):
        with pytest.raises(OwnerError, match=said):
            verify(tmp_path / name)
