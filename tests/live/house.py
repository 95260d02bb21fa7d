"""The centre with its doors open, gateway and HTTP on real sockets; and a client without manners."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from dispatcher import api
from dispatcher.gateway.server import Gateway, gateway_server
from dispatcher.listen import bind, serve_http
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.tables import SCHEMA
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId
from dispatcher.voice.http import calls_router
from tests.live.heart import Watch, running

LETTERS = MailSettings(mailboxes={}, acknowledge=False)


class Line:
    """A WebSocket that says whatever it likes."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, frame: Mapping[str, object] | str | bytes) -> None:
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def ask(self, command: str, id_: str, **fields: object) -> None:
        await self.say({"type": "ask", "command": {"type": command, "id": id_, **fields}})

    async def hear(self, kind: str = "") -> dict[str, Any]:
        """The next frame; with `kind`, the next of that kind."""
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.recv())
            if kind in ("", frame["type"]):
                return frame

    async def numbers(self, until: int) -> list[int]:
        """The facts' numbers as they come, up to `until`."""
        numbers: list[int] = []
        while not numbers or numbers[-1] < until:
            frame = await self.hear()
            if frame["type"] in ("facts", "desk_fact"):
                numbers += [f["number"] for f in frame.get("facts", [frame])]
        return numbers


@dataclass
class House:
    """What a play may do to the centre from outside."""

    service: Service
    gateway: Gateway
    ws: str

    @contextlib.asynccontextmanager
    async def line(self, **how: Any) -> AsyncIterator[Line]:
        """A connection on which nothing was said yet."""
        async with connect(self.ws, proxy=None, compression=None, **how) as socket:
            yield Line(socket)

    @contextlib.asynccontextmanager
    async def guest(self, agent: AgentId | None = None, *, after: int | None = None) -> AsyncIterator[Line]:
        """A connection that said hello: this agent's desk, or a watcher."""
        async with self.line() as line:
            await line.say(hello(agent, after=after))
            yield line


def hello(agent: AgentId | None = None, **fields: object) -> dict[str, object]:
    """A hello as it should be, but for `fields`."""
    role = "watcher" if agent is None else "agent"
    return {"type": "hello", "version": 1, "role": role, "agent": agent, **fields}


@contextlib.asynccontextmanager
async def open_house(
    folder: Path, *, clock: Watch | None = None, key: str = "", **gateway: Any
) -> AsyncIterator[House]:
    """A centre whose gateway is open, until the end of the block."""
    async with running(folder, clock=clock, schemas=[SCHEMA]) as service:
        guard = Gateway(service, MailRoom(service, LETTERS), key=key, **gateway)
        door = bind("127.0.0.1", 0, "the test's port")
        async with gateway_server(guard, door, ["http://desk.example"]):
            yield House(service, guard, f"ws://127.0.0.1:{door.getsockname()[1]}")


@dataclass
class Exchange:
    """What a PBX may do to the centre."""

    service: Service
    pbx: httpx.AsyncClient

    async def say(self, verb: str, path: str, **how: Any) -> tuple[int, Any]:
        """The status and the body of the answer."""
        answer = await self.pbx.request(verb, f"/v1/{path}", **how)
        return answer.status_code, answer.json()


@contextlib.asynccontextmanager
async def open_lines(folder: Path, *, key: str = "") -> AsyncIterator[Exchange]:
    """A centre whose HTTP API is open, until the end of the block."""
    async with running(folder) as service:
        door = bind("127.0.0.1", 0, "the test's port")
        app = api.build([calls_router(service)], key=key)
        serving = asyncio.create_task(serve_http(app, door))
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door.getsockname()[1]}") as pbx:
                yield Exchange(service, pbx)
        finally:
            serving.cancel()
            await asyncio.wait([serving])
