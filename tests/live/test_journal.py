"""The journal: what it refuses to open, and how exactly it says what is wrong with it."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatcher import codec
from dispatcher.commands import Command, ConfigureCentre, ConnectAgent, DisconnectAgent
from dispatcher.engine.engine import Engine
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import ContactAbandoned
from dispatcher.journal import Journal, Turn, chain
from dispatcher.vocabulary import SECOND, VOICE, CommandId, ContactId, Instant, Span
from tests.live.heart import ANNA, CENTRE, ORDERS, PLOY, admit

START = Instant(1_700_000_000 * SECOND)
DAY: tuple[Command, ...] = (
    ConfigureCentre(id=CommandId("open"), centre=CENTRE),
    ConnectAgent(id=CommandId("ploy comes"), agent=PLOY),
    ConnectAgent(id=CommandId("anna comes"), agent=ANNA),
    DisconnectAgent(id=CommandId("ploy is gone"), agent=PLOY),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite"


def write(path: Path) -> Engine:
    """A short day, one event a command. Returns the engine that made it."""
    journal, engine = Journal(path), Engine()
    for number, command in enumerate(DAY, 1):
        at = Instant(START + number)
        assert journal.append([Turn(command, at, engine.handle(command, at))])[0].last == number
    journal.close()
    return engine


def damage(path: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement, values)
    connection.close()


def relink(path: Path) -> None:
    """Make every link fit again, as if this had been written."""
    link = chain.BEFORE_ALL
    with sqlite3.connect(path) as connection:
        for number, at, body in connection.execute("SELECT number, at, body FROM events").fetchall():
            link = chain.link(link, number, at, body)
            connection.execute("UPDATE events SET link = ? WHERE number = ?", (link, number))
    connection.close()


def complaint(path: Path) -> str:
    """What the journal says of itself when it is rebuilt."""
    journal = Journal(path)
    with pytest.raises(JournalError) as caught:
        journal.rebuild()
    journal.close()
    return str(caught.value)


def test_what_was_written_is_the_picture_again(path: Path) -> None:
    engine, journal = write(path), Journal(path)
    assert journal.rebuild() == engine.state
    assert [command for _, command in journal.commands()] == list(DAY)
    assert journal.last == 4
    assert journal.last_instant() == START + 4
    assert [n.number for n in journal.read(after=1, until=3)] == [2, 3]
    journal.close()


def test_a_missing_event_is_named(path: Path) -> None:
    write(path)
    damage(path, "DELETE FROM events WHERE number = 2")
    assert complaint(path) == "event 2 is missing from the journal; restore it from a backup"


def test_the_first_and_the_last_event_are_missed_too(path: Path) -> None:
    write(path)
    damage(path, "DELETE FROM events WHERE number = 4")
    assert "event 4 is missing" in complaint(path)
    damage(path, "DELETE FROM events WHERE number = 1")
    assert "event 1 is missing" in complaint(path)


def test_an_event_that_cannot_be_is_named(path: Path) -> None:
    write(path)
    ghost = ContactAbandoned(
        at=START, contact=ContactId("nobody"), queue=ORDERS, channel=VOICE, waited=Span(0)
    )
    damage(path, "UPDATE events SET body = ? WHERE number = 3", codec.encode(ghost))
    relink(path)
    assert complaint(path).startswith("event 3 of the journal cannot be: ContactAbandoned names 'nobody'")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"type":"Nonsense"}', b"\xff\x00", b'{"type":"ContactArrived"}']
)
def test_an_event_that_says_nothing_is_named_once(path: Path, body: bytes) -> None:
    write(path)
    damage(path, "UPDATE events SET body = ? WHERE number = 2", body)
    relink(path)
    said = complaint(path)
    assert said.startswith("event 2 of the journal cannot be read: ")
    assert said.count("event 2") == 1


@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(replace(body, 'ploy', 'anna') AS BLOB)",
        "at = at + 1",
        "link = link + 1",
        "body = (SELECT body FROM events WHERE number = 3)",
    ],
)
def test_an_event_that_was_changed_is_named(path: Path, change: str) -> None:
    write(path)
    damage(path, f"UPDATE events SET {change} WHERE number = 2")
    assert complaint(path) == "event 2 of the journal is not as it was written; restore it from a backup"


def test_events_that_were_swapped_are_named(path: Path) -> None:
    write(path)
    for there, here in ((2, -2), (3, 2), (-2, 3)):
        damage(path, "UPDATE events SET number = ? WHERE number = ?", here, there)
    assert "event 2 of the journal is not as it was written" in complaint(path)


def test_a_page_of_rubbish_is_the_journals_fault(path: Path) -> None:
    write(path)
    damage(path, "PRAGMA journal_mode=DELETE")  # into one file
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with pytest.raises((JournalError, OwnerError), match=r"backup|restore"):
        Journal(path).rebuild()


def later_version(path: Path) -> None:
    damage(path, "PRAGMA user_version = 7")


def earlier_version(path: Path) -> None:
    damage(path, "PRAGMA user_version = 1")


def no_database(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 1000)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (earlier_version, "is a journal of version 1; this Ringpost reads versions 2 to 3"),
        (later_version, "is a journal of version 7, written by a newer Ringpost"),
        (no_database, "cannot be opened as a journal"),
    ],
)
def test_what_is_no_journal_of_ours_is_left_as_it_is(
    path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    write(path)
    spoil(path)
    before = path.read_bytes()
    for _ in range(2):  # the refused one lets go of it, so that the next hears the same
        with pytest.raises(OwnerError, match=said):
            Journal(path)
    assert path.read_bytes() == before


def test_a_second_dispatcher_is_refused(path: Path) -> None:
    write(path)
    first = Journal(path)
    with pytest.raises(OwnerError, match=r"another dispatcher is running on .*journal\.sqlite"):
        Journal(path)
    try_it = "import sys, pathlib; from dispatcher.journal import Journal; Journal(pathlib.Path(sys.argv[1]))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", try_it, str(path)], capture_output=True, text=True, check=False
    )
    assert "OwnerError: another dispatcher is running" in elsewhere.stderr
    first.close()
    Journal(path).close()


def test_a_folder_that_cannot_be_is_the_owners(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(OwnerError, match=r"the data folder .* cannot be written"):
        Journal(tmp_path / "data" / "journal.sqlite")


def test_a_transaction_is_written_whole_or_not_at_all(path: Path) -> None:
    write(path)
    journal, engine = Journal(path), Engine()
    turns = [Turn(c, START, engine.handle(c, START)) for c in (*DAY[:1], admit("c"))]
    with pytest.raises(sqlite3.IntegrityError):  # "open" was asked before
        journal.append([turns[1], turns[0]])
    assert journal.last == 4
    assert journal.outcome(CommandId("admit c")) is None
    assert journal.append([turns[1]])[0].first == 5
    journal.close()
