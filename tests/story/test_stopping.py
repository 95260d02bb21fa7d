"""SIGTERM under load, with real processes: what was acknowledged is in the journal, and all end in order."""

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from tests.centrefile import SMALL
from tests.story.house import House, Process

CALLERS = 20


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    (tmp_path / "center.toml").write_text(SMALL + house.service_section(), encoding="utf-8")
    return house


class Load:
    """Callers who come as fast as they are let in. `taken` are the calls that were acknowledged."""

    def __init__(self, api: int) -> None:
        self.taken: list[str] = []
        self.turned_away = 0
        self._api = api
        self._many = asyncio.Event()

    @asynccontextmanager
    async def coming(self) -> AsyncIterator[None]:
        """They come until the centre lets nobody in any more."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._api}") as pbx:
            callers = [asyncio.create_task(self._call(pbx, caller)) for caller in range(CALLERS)]
            try:
                await self._many.wait()
                yield
            finally:
                await asyncio.gather(*callers)

    async def _call(self, pbx: httpx.AsyncClient, caller: int) -> None:
        for number in range(1_000_000):
            name = f"call-{caller}-{number}"
            try:
                answer = await pbx.post("/v1/calls", json={"queue": "calls", "id": name})
            except httpx.TransportError:
                return
            if answer.status_code == 503:
                self.turned_away += 1
                return
            self.taken.append(name)
            if len(self.taken) > 200:
                self._many.set()


def arrived(journal: Path) -> list[str]:
    """The contacts that came in, by the journal."""
    with closing(sqlite3.connect(journal)) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM events")]
    return [fact["contact"] for fact in bodies if fact["type"] == "ContactArrived"]


async def test_the_dispatcher_stops_in_order_under_load(house: House) -> None:
    try:
        await house.dispatcher.up()
        load = Load(house.api)
        async with load.coming():
            assert await house.dispatcher.end(signal.SIGTERM) == 0
    finally:
        await house.dispatcher.kill()
    there = arrived(house.journal)
    assert set(load.taken) <= set(there)
    assert len(there) == len(set(there))
    assert json.loads(house.dispatcher.said[-1])["event"] == "stopped in order"


async def test_the_whole_centre_stops_in_order_under_load(house: House) -> None:
    centre = Process("serve", str(house.folder / "center.toml"), ready="open, after event")
    try:
        await centre.up()
        load = Load(house.api)
        async with load.coming():
            assert await centre.end(signal.SIGTERM) == 0
    finally:
        await centre.kill()
    assert set(load.taken) <= set(arrived(house.journal))
    assert "killed" not in "\n".join(centre.said)  # each ended within the time a supervisor gives


async def test_a_process_that_dies_is_started_again(house: House) -> None:
    centre = Process("serve", str(house.folder / "center.toml"), ready="open, after event")
    try:
        await centre.up()
        async with house.followed():
            await house.until(lambda: house.facts)
            os.kill(dispatcher_of(house), signal.SIGKILL)
            await house.until(lambda: any(type(n.fact).__name__ == "CentreRestarted" for n in house.facts))
        assert await centre.end(signal.SIGTERM) == 0
    finally:
        await centre.kill()
    ended = [json.loads(line) for line in centre.said if "a process ended" in line]
    assert [(line["child"], line["status"], line["process"]) for line in ended] == [
        ("dispatcher", -signal.SIGKILL, "serve")
    ]


def dispatcher_of(house: House) -> int:
    """The process that holds the journal."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"dispatcher" in words and str(house.folder / "center.toml").encode() in words:
                return int(folder.name)
    raise AssertionError("no dispatcher runs on this centre")
