"""`ringpost backup` and `restore` beside a real dispatcher, and a second dispatcher on its journal."""

import asyncio
import json
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import httpx

from dispatcher.journal import read_only
from tests.centrefile import SMALL
from tests.story.house import PATIENCE, House


async def ringpost(*words: str | Path) -> tuple[int | None, str, str]:
    """Run the command with nobody to answer. Returns its exit status, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dashboard.cli",
        *map(str, words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


def housed(folder: Path) -> House:
    """A centre of its own, on free ports."""
    house = House(folder)
    (folder / "center.toml").write_text(SMALL + house.service_section(), encoding="utf-8")
    return house


async def call(house: House, name: str) -> None:
    async with httpx.AsyncClient() as pbx:
        answer = await pbx.post(f"http://127.0.0.1:{house.api}/v1/calls", json={"queue": "calls", "id": name})
        assert answer.status_code == 201


def calls(house: House) -> list[str]:
    """The calls that the journal knows of."""
    facts = (numbered.fact for numbered in read_only(house.journal))
    return [fact.contact for fact in facts if type(fact).__name__ == "ContactArrived"]  # type: ignore[union-attr]


async def test_a_backup_is_taken_beside_the_dispatcher_and_put_back_once_it_is_gone(tmp_path: Path) -> None:
    house = housed(tmp_path)
    centre, copy = tmp_path / "center.toml", tmp_path / "copy.sqlite"
    try:
        await house.dispatcher.up()
        await call(house, "before")
        code, said, complained = await ringpost("backup", centre, copy, "--json")
        assert (code, complained) == (0, "")
        report = json.loads(said)
        assert (report["path"], report["faults"]) == (str(copy), [])
        await call(house, "after")
        code, _, complained = await ringpost("restore", centre, copy, "--yes")
        assert code == 2
        assert complained.startswith("ringpost: another dispatcher is running on ")
    finally:
        await house.dispatcher.end(signal.SIGTERM)
    code, said, complained = await ringpost("restore", centre, copy)
    assert (code, said.strip()) == (2, "")
    assert "nothing was changed" in complained
    assert calls(house) == ["before", "after"]
    code, said, _ = await ringpost("restore", centre, copy, "--yes")
    assert code == 0
    assert f"what was there is now {house.journal}.aside" in said
    try:
        await house.dispatcher.up()
        await call(house, "anew")
    finally:
        await house.dispatcher.end(signal.SIGTERM)
    assert calls(house) == ["before", "anew"]


async def test_a_backup_tells_what_it_holds_and_overwrites_nothing(tmp_path: Path) -> None:
    house, centre = housed(tmp_path), tmp_path / "center.toml"
    code, _, complained = await ringpost("backup", centre, tmp_path / "copy.sqlite")
    assert code == 2
    assert complained == f"ringpost: there is no journal {house.journal}; has this centre run yet?\n"
    await house.dispatcher.up()
    await house.dispatcher.end(signal.SIGTERM)
    code, said, _ = await ringpost("backup", centre, tmp_path / "copy.sqlite")
    assert code == 0
    assert said.startswith(f"{tmp_path / 'copy.sqlite'}: events 1 to 1, from ")
    code, _, complained = await ringpost("backup", centre, tmp_path / "copy.sqlite")
    assert code == 2
    assert "overwrites nothing" in complained


async def test_a_second_dispatcher_on_the_same_journal_is_refused(tmp_path: Path) -> None:
    house = housed(tmp_path)
    other = House(tmp_path)
    (tmp_path / "other.toml").write_text(SMALL + other.service_section(), encoding="utf-8")
    try:
        await house.dispatcher.up()
        code, _, complained = await ringpost("dispatcher", tmp_path / "other.toml")
        assert code == 2
        assert complained.splitlines()[-1] == (
            f"ringpost: another dispatcher is running on {house.journal}; stop it, or name another folder"
        )
        assert "Traceback" not in complained
        await call(house, "goes-on")
        await house.dispatcher.kill()
        await house.dispatcher.up()  # a lock dies with its holder
    finally:
        await house.dispatcher.end(signal.SIGTERM)


async def test_a_centre_whose_journal_is_damaged_stays_down(tmp_path: Path) -> None:
    house = housed(tmp_path)
    await house.dispatcher.up()
    await call(house, "one")
    await house.dispatcher.end(signal.SIGTERM)
    with closing(sqlite3.connect(house.journal)) as connection, connection:
        connection.execute("UPDATE events SET body = x'7b7d' WHERE number = 2")
    async with asyncio.timeout(PATIENCE):  # it is not started again and again
        code, _, complained = await ringpost("serve", tmp_path / "center.toml")
    assert code == 2
    assert "event 2" in complained
    assert "Traceback" not in complained
