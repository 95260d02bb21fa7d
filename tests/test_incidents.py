"""Incidents: every version is kept, nobody writes over another, and undoing is a version too."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.access.people import PARTS, Part, Role
from dispatcher.errors import OwnerError
from dispatcher.incidents.store import Incident, IncidentError, during, read_beside, save, undo
from dispatcher.incidents.tables import SCHEMA
from dispatcher.vocabulary import HOUR, Instant
from tests.desk.house import House, open_house

NOON = Instant(1_767_614_400_000_000)
ALWAYS = (Instant(0), Instant(2**62))


def incident(
    version: int = 1, text: str = "the PBX was down", removed: bool = False, **more: Any
) -> Incident:
    said: dict[str, Any] = {"id": "a", "since": NOON, "until": Instant(NOON + HOUR), "at": NOON, "by": "mali"}
    return Incident(version=version, text=text, removed=removed, **(said | more))


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        yield connection


def texts(store: sqlite3.Connection) -> list[str]:
    return [one.text for one in during(store, *ALWAYS)]


def test_the_newest_version_is_shown(store: sqlite3.Connection) -> None:
    save(store, incident())
    save(store, incident(2, "the line was down"))
    assert texts(store) == ["the line was down"]


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [(0, 1, True), (-5, 0, False), (HOUR, 2 * HOUR, False), (HOUR - 1, HOUR, True), (-1, 3 * HOUR, True)],
)
def test_it_is_shown_where_it_lies_in_part(
    store: sqlite3.Connection, since: int, until: int, seen: bool
) -> None:
    save(store, incident())
    assert bool(during(store, Instant(NOON + since), Instant(NOON + until))) is seen


def test_nobody_writes_over_another(store: sqlite3.Connection) -> None:
    save(store, incident())
    with pytest.raises(IncidentError, match="somebody else"):
        save(store, incident(1, "mine"))
    with pytest.raises(IncidentError, match="somebody else"):
        save(store, incident(3, "mine"))
    assert texts(store) == ["the PBX was down"]


@pytest.mark.parametrize("nothing", [{"text": " "}, {"until": NOON}, {"until": Instant(NOON - 1)}])
def test_what_says_nothing_is_refused(store: sqlite3.Connection, nothing: dict[str, Any]) -> None:
    with pytest.raises(IncidentError, match="has a text, and ends after it begins"):
        save(store, incident(**nothing))


@given(st.lists(st.sampled_from(["write", "remove", "undo"]), max_size=12))
def test_undoing_goes_back_and_undone_again_it_is_back(acts: list[str]) -> None:
    with closing(sqlite3.connect(":memory:")) as store:
        store.executescript(SCHEMA)
        save(store, incident())
        shown: list[list[str]] = [[], texts(store)]
        for version, act in enumerate(acts, 2):
            if act == "undo":
                undo(store, "a", version - 1, at=NOON, by="anna")
                shown.append(shown[-2])
            else:
                save(store, incident(version, f"text {version}", act == "remove"))
                shown.append([f"text {version}"] if act == "write" else [])
            assert texts(store) == shown[-1]


def test_only_the_newest_is_undone(store: sqlite3.Connection) -> None:
    save(store, incident())
    save(store, incident(2, "again"))
    with pytest.raises(IncidentError, match="somebody else"):
        undo(store, "a", 1, at=NOON, by="anna")
    with pytest.raises(IncidentError, match="no incident 'b'"):
        undo(store, "b", 1, at=NOON, by="anna")


# --- over the API ---------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as house:
        yield house


SAID = {"on": 0, "since": NOON, "until": NOON + HOUR, "text": "สายหลุด", "removed": False}


async def test_it_is_durable_and_read_beside_the_centre(house: House, tmp_path: Path) -> None:
    written = await house.api.ask("PUT", "/v1/incidents/pbx", SAID)
    assert (written["version"], written["text"]) == (1, "สายหลุด")
    assert [one["id"] for one in await house.api.ask("GET", "/v1/incidents")] == ["pbx"]
    assert [one.text for one in read_beside(tmp_path / "journal.sqlite", *ALWAYS)] == ["สายหลุด"]
    assert read_beside(tmp_path / "nothing.sqlite", *ALWAYS) == []
    await house.api.ask("POST", "/v1/incidents/pbx/undo", {"version": 1})
    assert await house.api.ask("GET", "/v1/incidents") == []


async def test_of_two_at_once_one_is_refused(house: House) -> None:
    asked = [house.api.ask("PUT", "/v1/incidents/pbx", {**SAID, "text": text}) for text in ("one", "two")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(isinstance(answer, OwnerError) for answer in answers) == [False, True]


@pytest.mark.parametrize(
    "change", [{"text": "x" * 501}, {"since": -1}, {"until": 2**63}, {"on": -1}, {"by": "boss"}]
)
async def test_nonsense_is_refused(house: House, change: dict[str, Any]) -> None:
    with pytest.raises(OwnerError):
        await house.api.ask("PUT", "/v1/incidents/pbx", SAID | change)
    assert await house.api.ask("GET", "/v1/incidents") == []


async def test_a_watcher_reads_and_notes_nothing(tmp_path: Path) -> None:
    assert {role for role in Role if Part.FIGURES in PARTS[role]} == {
        Role.ADMIN,
        Role.SUPERVISOR,
        Role.WATCHER,
    }
    async with open_house(tmp_path, login=True) as house:
        await house.api.ask("POST", "/v1/users", {"name": "wall", "role": "watcher"})
        token = (await house.api.ask("POST", "/v1/users/wall/token"))["token"]
        assert await house.api.ask("GET", "/v1/incidents", secret=token) == []
        with pytest.raises(OwnerError, match="watcher"):
            await house.api.ask("PUT", "/v1/incidents/pbx", SAID, secret=token)
        with pytest.raises(OwnerError, match="watcher"):
            await house.api.ask("POST", "/v1/incidents/pbx/undo", {"version": 1}, secret=token)
