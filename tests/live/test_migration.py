"""A journal that an older Ringpost wrote is brought up to date, once, whole or not at all."""

import sqlite3
from pathlib import Path

import pytest

from dispatcher.errors import OwnerError
from dispatcher.journal import Journal, schema, space
from dispatcher.journal.verification import verify
from dispatcher.service import open_service
from tests.live.days import decisions, folded, write_version_2
from tests.overheard import overhearing

DAY = list(decisions(seed=5, requests=200))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def rows(path: Path) -> tuple[list[object], list[object]]:
    """All that both versions hold."""
    connection = sqlite3.connect(path)
    events = connection.execute("SELECT number, at, body FROM events ORDER BY number").fetchall()
    commands = connection.execute("SELECT * FROM commands ORDER BY number").fetchall()
    connection.close()
    return events, commands


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = schema.version_of(connection)
    connection.close()
    return found


def test_a_journal_of_version_2_goes_on_as_one_of_version_3(
    path: Path,
) -> None:
    write_version_2(path, DAY)
    before = rows(path)
    with overhearing() as overheard:
        journal = Journal(path)
    assert journal.rebuild() == journal.opening().standing.state == folded(DAY)
    journal.close()
    assert rows(path) == before
    assert version(path) == schema.VERSION
    assert verify(path).sound
    (line,) = overheard.lines
    assert (line["event"], line["before"], line["now"]) == ("the journal was brought to a new version", 2, 3)
    assert line["kept"] == f"{path}.v2"
    with overhearing() as again:
        Journal(path).close()
    assert again.lines == [], "once"


def test_how_it_was_is_kept_beside_it(path: Path) -> None:
    write_version_2(path, DAY)
    before = rows(path)
    Journal(path).close()
    aside = path.with_name("journal.sqlite.v2")
    assert version(aside) == 2
    assert rows(aside) == before
    path.unlink()
    write_version_2(path, DAY[:50])
    Journal(path).close()
    assert rows(aside) == before, "an older copy is never overwritten"
    assert version(path.with_name("journal.sqlite.v2-2")) == 2


def test_the_same_tables_come_of_it_as_of_a_new_journal(path: Path) -> None:
    write_version_2(path, DAY)
    Journal(path).close()
    new = path.with_name("new.sqlite")
    Journal(new).close()
    shapes = []
    for file in (path, new):
        connection = sqlite3.connect(file)
        query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        shapes.append(
            {name: " ".join(sql.replace('"', "").split()) for name, sql in connection.execute(query)}
        )
        connection.close()
    assert shapes[0] == shapes[1]


def test_a_step_that_fails_leaves_all_as_it_was(path: Path) -> None:
    write_version_2(path, DAY)
    before = rows(path)
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE snapshots (other TEXT)"
    )  # what no version 2 has, and the step trips over
    connection.execute("CREATE TABLE events_2 (other TEXT)")
    connection.commit()
    connection.close()
    for _ in range(2):
        with pytest.raises(OwnerError, match="cannot be opened as a journal"):
            Journal(path)
        assert (version(path), rows(path)) == (2, before)


async def test_the_service_goes_on_with_it(path: Path) -> None:
    write_version_2(path, DAY)
    centre = folded(DAY).filed
    assert centre is not None
    service = await open_service(path, centre)
    assert service.state.contacts.keys() == folded(DAY).contacts.keys()
    await service.close()
    assert verify(path).sound


def test_what_needs_more_room_than_there_is_says_how_much(tmp_path: Path) -> None:
    missing = space.free(tmp_path) + (5 << 20)
    with pytest.raises(OwnerError, match=r"this needs \d+ MiB more on the disk with .*; free some space"):
        space.require(tmp_path, missing, "this")
    space.require(tmp_path, 0, "this")
