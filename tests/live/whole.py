"""The whole dispatcher in the test's own loop: from its centre file to its doors, and its end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from dispatcher.live import live
from tests.centrefile import SMALL, said
from tests.overheard import Overheard, overhearing
from tests.ports import free_port

PATIENCE = 30  # s until a play that hangs fails


@dataclass
class Whole:
    """What a play may do to the dispatcher from outside. `ended` is done once it has stopped."""

    pbx: httpx.AsyncClient
    ws: str
    overheard: Overheard
    stopping: asyncio.Event
    ended: "asyncio.Task[None]"

    async def ticket(self, agent: str) -> str:
        """What opens a socket for this agent's desk."""
        answer = await self.pbx.post("/v1/tickets", json={"agent": agent})
        return str(answer.json()["ticket"])

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.stopping.set()
        await self.ended


@contextlib.asynccontextmanager
async def whole_dispatcher(folder: Path, more: str = "", *, login: str = "") -> AsyncIterator[Whole]:
    """A small centre, open until the end of the block; `more` and `login` are added to its file."""
    gateway, api, board = free_port(), free_port(), free_port()
    doors = {"gateway": gateway, "api": api, "dashboard": board}
    service = "[service]\n" + "".join(f'{door} = "127.0.0.1:{port}"\n' for door, port in doors.items())
    file = said(folder, f"{SMALL}{more}\n{service}" + login)
    stopping = asyncio.Event()
    with overhearing() as overheard:
        ended = asyncio.create_task(live(file, stopping))
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=f"http://127.0.0.1:{api}") as pbx:
            await overheard.until("open, after event")
            house = Whole(pbx, f"ws://127.0.0.1:{gateway}", overheard, stopping, ended)
            try:
                yield house
            finally:
                await house.stop()
