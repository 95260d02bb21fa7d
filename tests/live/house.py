"""The centre with its doors open, gateway and HTTP on real sockets; and a client without manners."""

import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from dispatcher.access.people import Role
from dispatcher.gateway.frames import VERSION
from dispatcher.gateway.server import Gateway
from dispatcher.live import SCHEMAS
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId
from dispatcher.voice.http import calls_router
from dispatcher.voice.settings import Webhook
from tests.doors import Doors, open_doors
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
                numbers += [fact["number"] for fact in frame.get("facts", [frame])]
        return numbers


@dataclass
class House:
    """What a play may do to the centre from outside."""

    service: Service
    doors: Doors

    @property
    def gateway(self) -> Gateway:
        return self.doors.gateway

    def hello(self, agent: AgentId | None = None, **fields: object) -> dict[str, object]:
        """A hello as it should be: an agent's or a watcher's, but for `fields`."""
        ticket = self.doors.ticket(Role.WATCHER if agent is None else Role.AGENT, agent)
        return hello(ticket, **fields)

    @contextlib.asynccontextmanager
    async def line(self, **how: Any) -> AsyncIterator[Line]:
        """A connection on which nothing was said yet."""
        async with connect(self.doors.ws, proxy=None, compression=None, **how) as socket:
            yield Line(socket)

    @contextlib.asynccontextmanager
    async def guest(self, agent: AgentId | None = None, *, after: int | None = None) -> AsyncIterator[Line]:
        """A connection that said hello: this agent's desk, or a watcher."""
        async with self.line() as line:
            await line.say(self.hello(agent, after=after))
            yield line

    @contextlib.asynccontextmanager
    async def bearer(self, ticket: str) -> AsyncIterator[Line]:
        """A connection of whoever has this ticket."""
        async with self.line() as line:
            await line.say(hello(ticket))
            yield line


def hello(ticket: str, **fields: object) -> dict[str, object]:
    """A hello with this ticket, but for `fields`."""
    return {"type": "hello", "version": VERSION, "ticket": ticket, **fields}


@contextlib.asynccontextmanager
async def open_house(
    folder: Path, *, clock: Watch | None = None, login: bool = False, **gateway: Any
) -> AsyncIterator[House]:
    """A centre whose doors are open, until the end of the block."""
    async with running(folder, clock=clock, schemas=SCHEMAS) as service:
        origins = ["http://desk.example"]
        async with open_doors(
            service, MailRoom(service, LETTERS), login=login, origins=origins, **gateway
        ) as doors:
            yield House(service, doors)


@dataclass
class Exchange:
    """What a PBX may do to the centre."""

    service: Service
    pbx: httpx.AsyncClient
    doors: Doors

    async def say(self, verb: str, path: str, **how: Any) -> tuple[int, Any]:
        """The status and the body of the answer."""
        answer = await self.pbx.request(verb, f"/v1/{path}", **how)
        return answer.status_code, answer.json() if answer.content else None


@contextlib.asynccontextmanager
async def open_lines(
    folder: Path, *, login: bool = False, webhooks: Sequence[Webhook] = ()
) -> AsyncIterator[Exchange]:
    """A centre whose HTTP API takes calls, until the end of the block."""
    async with (
        running(folder, schemas=SCHEMAS) as service,
        open_doors(
            service,
            room := MailRoom(service, LETTERS),
            routers=[calls_router(service, room.customers)],
            login=login,
            webhooks=webhooks,
        ) as doors,
        httpx.AsyncClient(base_url=doors.api_url) as pbx,
    ):
        yield Exchange(service, pbx, doors)
