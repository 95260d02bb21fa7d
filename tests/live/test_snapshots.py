"""Snapshots: one and what came after is the state from everything; what is not fit is passed over."""

import asyncio
import sqlite3
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.errors import JournalError
from dispatcher.journal import Journal
from dispatcher.journal.snapshots import kept
from dispatcher.service import Service, open_service
from tests.live.days import decisions, folded, write
from tests.live.heart import CENTRE, Watch, admit, hang_up
from tests.overheard import overhearing

SEED, REQUESTS = 3, 240


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def with_snapshots(path: Path, *, seed: int = SEED, cuts: tuple[int, ...] = (80, 160)) -> Journal:
    """A day by chance, with snapshots after so many requests. The journal is open."""
    journal, day = Journal(path), list(decisions(seed, REQUESTS))
    for begin, end in pairwise((0, *cuts, REQUESTS)):
        if begin:
            journal.keep(journal.opening())
        write(journal, day[begin:end])
    return journal


def damage(journal: Journal, statement: str, *values: object) -> None:
    journal.connection.execute(statement, values)


@given(st.integers(1, 10_000), st.lists(st.integers(20, REQUESTS - 1), max_size=4, unique=True).map(sorted))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_snapshot_and_what_came_after_is_the_state_from_everything(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: list[int]
) -> None:
    path = tmp_path_factory.mktemp("day") / "journal.sqlite"
    journal = with_snapshots(path, seed=seed, cuts=tuple(cuts))
    found = journal.opening()
    assert len(kept(journal.connection)) == min(len(cuts), 2)
    assert (found.base > 0) == bool(cuts)
    assert found.passed_over == []
    state = found.standing.state
    assert state == journal.rebuild() == folded(list(decisions(seed, REQUESTS)))
    assert list(state.contacts) == list(journal.rebuild().contacts), "in their order, too"
    journal.close()


def newest(journal: Journal) -> int:
    return kept(journal.connection)[0]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE snapshots SET fingerprint = fingerprint + 1 WHERE number = ?",
            "another version of Ringpost",
        ),
        ("UPDATE snapshots SET checksum = checksum + 1 WHERE number = ?", "is damaged"),
        ("UPDATE snapshots SET pieces = pieces + 1 WHERE number = ?", "is damaged"),
        ("DELETE FROM snapshot_pieces WHERE piece = 1 AND snapshot = ?", "is damaged"),
        ("UPDATE snapshot_pieces SET body = zeroblob(9) WHERE snapshot = ?", "is damaged"),
        ("UPDATE snapshots SET link = link + 1 WHERE number = ?", "does not belong to the event"),
    ],
)
def test_a_snapshot_that_is_not_fit_is_passed_over(path: Path, statement: str, why: str) -> None:
    journal = with_snapshots(path)
    newer, older = kept(journal.connection)
    damage(journal, statement, newer)
    found = journal.opening()
    assert found.base == older
    (said,) = found.passed_over
    assert said.startswith(f"the snapshot at event {newer} ")
    assert why in said
    assert found.standing.state == journal.rebuild()
    journal.close()


def test_without_any_that_is_fit_all_is_folded(path: Path) -> None:
    journal = with_snapshots(path)
    damage(journal, "UPDATE snapshots SET fingerprint = 0")
    found = journal.opening()
    assert (found.base, len(found.passed_over)) == (0, 2)
    assert found.standing.state == journal.rebuild()
    journal.close()


def test_a_shape_that_other_code_made_is_passed_over_though_all_sums_fit(path: Path) -> None:
    journal = with_snapshots(path)
    damage(journal, "UPDATE snapshot_pieces SET body = ? WHERE piece = 0", b"x")
    damage(journal, "DELETE FROM snapshot_pieces WHERE piece > 0")
    damage(journal, "UPDATE snapshots SET pieces = 1, checksum = ?", zlib.crc32(b"x"))
    assert all("cannot be read" in why for why in journal.opening().passed_over)
    assert journal.opening().base == 0
    journal.close()


def test_events_before_the_snapshot_are_not_read_again(path: Path) -> None:
    journal = with_snapshots(path)
    state, at = journal.rebuild(), newest(journal)
    damage(journal, "UPDATE events SET body = x'00' WHERE number < ?", at)
    assert journal.opening().standing.state == state
    with pytest.raises(JournalError, match="event 1 of the journal is not as it was written"):
        journal.rebuild()
    journal.close()


def test_events_after_the_snapshot_are_checked(path: Path) -> None:
    journal = with_snapshots(path)
    damage(journal, "UPDATE events SET at = at + 1 WHERE number = ?", newest(journal) + 2)
    with pytest.raises(JournalError, match=f"event {newest(journal) + 2} of the journal is not as it was"):
        journal.opening()
    journal.close()


def test_a_snapshot_whose_events_are_gone_says_which_is_missing(path: Path) -> None:
    journal = with_snapshots(path)
    at = newest(journal)
    damage(journal, "DELETE FROM events WHERE number >= ?", at)
    damage(journal, "DELETE FROM commands WHERE last >= ?", at)
    with pytest.raises(JournalError, match=f"event {at} is missing"):
        journal.opening()
    journal.close()


# --- by the service -------------------------------------------------------------------------------------


async def live(path: Path, calls: range) -> Service:
    """Take these calls, a few at a time, with a snapshot every hundred events. Returns when it has closed."""
    clock = Watch()
    service = await open_service(path, CENTRE, clock=clock, snapshot_every=100)
    owner = asyncio.create_task(service.run())
    for number in calls:
        await service.submit(admit(f"call {number}"))
        if number % 3:
            await service.submit(hang_up(f"call {number}"))
    owner.cancel()
    await asyncio.wait([owner])
    await service.close()
    return service


async def test_the_service_takes_snapshots_and_goes_on_from_them(path: Path) -> None:
    first = await live(path, range(200))
    journal = Journal(path)
    numbers = kept(journal.connection)
    assert len(numbers) == 2
    assert numbers[0] > first.last - 200, "the newest is one of the last"
    assert journal.opening().base == numbers[0]
    assert journal.opening().standing.state == journal.rebuild() == first.state
    journal.close()
    second = await live(path, range(200, 240))
    assert ("call 0" in second.state.contacts) == ("call 0" in first.state.contacts)
    journal = Journal(path)
    assert journal.rebuild() == second.state
    journal.close()


async def test_a_start_that_had_much_to_fold_keeps_a_snapshot_for_the_next(path: Path) -> None:
    journal, day = Journal(path), list(decisions(SEED, REQUESTS))
    write(journal, day)
    folded_to, centre = journal.last, folded(day).filed
    journal.close()
    assert centre is not None
    await (await open_service(path, centre, snapshot_every=100)).close()
    with sqlite3.connect(path) as connection:
        assert kept(connection) == [folded_to]
    connection.close()


async def test_what_the_disk_lost_is_said_as_soon_as_a_snapshot_reads_it(
    path: Path,
) -> None:
    with overhearing() as overheard:
        service = await open_service(path, CENTRE, clock=Watch(), snapshot_every=100)
        owner = asyncio.create_task(service.run())
        await service.submit(admit("first"))
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE events SET at = at + 1 WHERE number = 2")
        connection.close()
        for number in range(60):
            await service.submit(admit(f"call {number}"))
        owner.cancel()
        await asyncio.wait([owner])
        await service.close()
    (said,) = (line for line in overheard.lines if line["level"] == "critical")
    assert said["event"] == "the journal was read again to take a snapshot"
    assert said["error"].startswith("event 2 of the journal is not as it")


async def test_a_start_says_in_one_line_what_was_checked(
    path: Path,
) -> None:
    await live(path, range(200))
    journal = Journal(path)
    last, base = journal.last, newest(journal)
    journal.close()
    with overhearing() as overheard:
        await (await open_service(path, CENTRE, snapshot_every=10**6)).close()
    (said,) = overheard.lines
    assert said["event"] == "the journal is checked and folded"
    assert (said["number"], said["snapshot"], said["events"]) == (last, base, last - base)
