"""The doors of a centre on real sockets: the HTTP API that gives tickets, the gateway that takes them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import argon2
from fastapi import APIRouter

from dispatcher import api
from dispatcher.access.door import Door, open_door
from dispatcher.access.http import access_router
from dispatcher.access.passwords import Passwords
from dispatcher.access.people import Role
from dispatcher.dossiers.room import Dossiers
from dispatcher.gateway.server import Gateway, gateway_server
from dispatcher.listen import bind, serve_http
from dispatcher.mail.ledger.http import ledger_router
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId
from dispatcher.voice.settings import Webhook

KEY = "the key of the house itself"
HOST = "127.0.0.1"


def quick_passwords() -> Passwords:
    """Real Argon2 hashes, as cheap as the standard allows: plays log in often."""
    return Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Doors:
    """Both doors of a centre. The gateway's can be shut and opened again at the same address."""

    service: Service
    door: Door
    gateway: Gateway
    api_url: str
    ws_port: int
    origins: Sequence[str] = ()
    _open: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def ws(self) -> str:
        """The gateway's address."""
        return f"ws://{HOST}:{self.ws_port}"

    def ticket(self, role: Role, agent: AgentId | None = None) -> str:
        """A ticket as the owner gets it."""
        return self.door.ticket(self.door.who(KEY), role, agent)

    async def open(self) -> None:
        """Let clients in."""
        listening = bind(HOST, self.ws_port, "the test's port")
        await self._open.enter_async_context(gateway_server(self.gateway, listening, self.origins))

    async def close(self) -> None:
        """Throw every client out and listen no more."""
        await self._open.aclose()


@contextlib.asynccontextmanager
async def open_doors(
    service: Service,
    room: MailRoom,
    *,
    routers: Sequence[APIRouter] = (),
    login: bool = False,
    origins: Sequence[str] = (),
    webhooks: Sequence[Webhook] = (),
    dossiers: Dossiers | None = None,
    **gateway: float,
) -> AsyncIterator[Doors]:
    """The doors of this service, open until the end of the block."""
    door = await open_door(service, key=KEY, login=login, passwords=quick_passwords())
    listening = bind(HOST, 0, "the test's port")
    with contextlib.closing(bind(HOST, 0, "the test's port")) as found:
        port = found.getsockname()[1]
    doors = Doors(
        service,
        door,
        Gateway(service, room, door, dossiers=dossiers, **gateway),  # type: ignore[arg-type]
        f"http://{HOST}:{listening.getsockname()[1]}",
        port,
        origins,
    )
    app = api.build(
        [
            access_router(door, inside=doors.ws, outside=doors.ws),
            ledger_router(service, room.let_in),
            *routers,
        ],
        door=door,
        webhooks=webhooks,
    )
    serving = asyncio.create_task(serve_http(app, listening))
    await doors.open()
    try:
        yield doors
    finally:
        await doors.close()
        serving.cancel()
        await asyncio.wait([serving])
        door.close()
