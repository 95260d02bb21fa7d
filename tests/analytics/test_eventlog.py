"""The event log's file: kept, resumed, set aside when it is of no use, never shared."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from analytics.eventlog import SCHEMA_VERSION, EventLog
from analytics.intervals import Window
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import AgentConnected
from dispatcher.vocabulary import AgentId, Instant
from tests.analytics.days import GREATER, MORE_PUSHES, MORNING, lived, numbered

DAY = numbered(lived([(40, what, i) for i, what in enumerate(MORE_PUSHES * 4)], centre=GREATER))
WINDOW = [Window("day", MORNING, Instant(DAY[-1][1].at + 1))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "events.duckdb"


def test_a_log_opened_again_goes_on_as_if_it_had_never_been_closed(path: Path) -> None:
    half = len(DAY) // 2
    first = EventLog(path)
    first.append(DAY[:half])
    first.close()
    second, whole = EventLog(path), EventLog()
    assert second.last_number() == DAY[half - 1][0]
    second.append(DAY)
    whole.append(DAY)
    assert second.kpis(WINDOW).equals(whole.kpis(WINDOW))
    query = "SELECT * FROM facts ORDER BY number"
    assert second.ask(query).equals(whole.ask(query))
    second.close()


def test_facts_already_there_are_left_out() -> None:
    log = EventLog()
    assert log.append(DAY[:10]) == 10
    assert log.append(DAY[5:12]) == 2
    assert log.append(DAY[:3]) == 0
    assert log.ask("SELECT number FROM facts ORDER BY number")["number"].to_list() == list(range(1, 13))


def test_a_hole_is_refused_and_nothing_of_it_kept() -> None:
    log = EventLog()
    log.append(DAY[:10])
    with pytest.raises(JournalError, match="fact 13 is missing: fact 14 came instead"):
        log.append([*DAY[10:12], *DAY[13:15]])
    assert log.last_number() == 10
    assert log.append(DAY) == len(DAY) - 10


def test_another_journals_fact_is_noticed() -> None:
    log = EventLog()
    log.append(DAY)
    number, event = DAY[7]
    assert log.agrees_with(number, event)
    assert not log.agrees_with(number, AgentConnected(at=Instant(event.at + 1), agent=AgentId("ana")))
    assert log.agrees_with(len(DAY) + 1, event), "not there yet: nothing to differ from"


def test_a_log_begun_anew_is_empty_and_the_old_one_is_kept(path: Path) -> None:
    log = EventLog(path)
    log.append(DAY)
    log.begin_anew("another journal")
    assert log.last_number() == 0
    assert log.append(DAY) == len(DAY)
    log.close()
    aside = path.with_name("events.duckdb.aside-1")
    assert duckdb.connect(str(aside)).execute("SELECT count(*) FROM facts").fetchone() == (len(DAY),)


@pytest.mark.parametrize("damage", [b"this is no database", b""])
def test_a_damaged_file_is_set_aside(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    log = EventLog(path)
    assert log.append(DAY) == len(DAY)
    log.close()
    assert path.with_name("events.duckdb.aside-1").read_bytes() == damage


def test_a_file_damaged_in_the_middle_is_set_aside(path: Path) -> None:
    log = EventLog(path)
    log.append(DAY)
    log.close()
    body = bytearray(path.read_bytes())
    body[len(body) // 2 :] = bytes(byte ^ 0x55 for byte in body[len(body) // 2 :])
    path.write_bytes(body)
    again = EventLog(path)
    assert again.last_number() == 0
    again.close()
    assert path.with_name("events.duckdb.aside-1").exists()


def test_a_file_of_another_version_is_set_aside(path: Path) -> None:
    EventLog(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE schema_version SET version = ?", [SCHEMA_VERSION + 1])
    log = EventLog(path)
    assert log.last_number() == 0
    log.close()
    assert path.with_name("events.duckdb.aside-1").exists()


def test_a_file_another_process_holds_is_left_alone(path: Path) -> None:
    log = EventLog(path)
    log.append(DAY)
    program = "import sys; from analytics.eventlog import EventLog; EventLog(sys.argv[1])"
    second = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True)
    last_line = second.stderr.strip().splitlines()[-1]
    assert last_line.startswith("dispatcher.errors.OwnerError: the event log")
    assert "lock" in last_line
    assert list(path.parent.glob("*aside*")) == []
    log.close()


def test_a_folder_that_cannot_be_made_is_the_owners_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OwnerError, match="event log"):
        EventLog(tmp_path / "file" / "events.duckdb")


def test_the_last_picture_is_kept(path: Path) -> None:
    log = EventLog(path)
    assert log.picture() is None
    log.keep_picture(7, b"first")
    log.keep_picture(9, b"second")
    log.close()
    again = EventLog(path)
    assert again.picture() == (9, b"second")
    again.forget_picture()
    assert again.picture() is None
    again.close()
