"""The way into a live centre from outside, for benchmarks and campaigns: the one place that knows it.

`ports` are where to reach the gateway, which may be a line that can break, and the API.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

import httpx
from websockets.asyncio.client import ClientConnection, connect

from dispatcher.access.people import Role
from dispatcher.client import Api, Desk, Lost, watch
from dispatcher.client.api import Pass
from dispatcher.client.link import send
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import VERSION, Hello
from dispatcher.vocabulary import AgentId

HOST: Final = "127.0.0.1"


class Way(Api):
    """Comes in with the API's tickets, by the gateway's port that it was told."""

    def __init__(self, ports: tuple[int, int]) -> None:
        super().__init__(f"http://{HOST}:{ports[1]}")
        self._socket = f"ws://{HOST}:{ports[0]}"

    async def ticket(self, role: Role, agent: AgentId | None = None, *, secret: str | None = None) -> Pass:
        """A ticket for one socket, to be shown at that port."""
        return Pass(self._socket, (await super().ticket(role, agent, secret=secret)).ticket)


class Seat(Desk):
    """A desk with a way in of its own."""

    def __init__(self, ports: tuple[int, int], agent: AgentId) -> None:
        self._own = Way(ports)
        super().__init__(self._own, agent)

    async def close(self) -> None:
        """Let both connections go."""
        await super().close()
        await self._own.close()


def desk(ports: tuple[int, int], agent: AgentId) -> Desk:
    """This agent's desk, to be used as `async with`."""
    return Seat(ports, agent)


async def feed(ports: tuple[int, int], *, after: int) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
    """Every fact numbered above `after`, in batches, over any number of connections."""
    async with Way(ports) as way, aclosing(watch(way, after=after)) as facts:
        async for batch in facts:
            yield batch


def stranger(ports: tuple[int, int]) -> connect:
    """A connection to the gateway on which nothing was said yet, as `async with`. It sends no heartbeat."""
    return connect(f"ws://{HOST}:{ports[0]}", proxy=None, compression=None, ping_interval=None)


@asynccontextmanager
async def listener(ports: tuple[int, int], *, after: int) -> AsyncIterator[ClientConnection]:
    """One connection that said it follows the feed from `after` on."""
    async with _greeted(ports, Role.WATCHER, None, after) as socket:
        yield socket


@asynccontextmanager
async def line(ports: tuple[int, int], agent: AgentId) -> AsyncIterator[ClientConnection]:
    """One connection that said it is this agent's desk."""
    async with _greeted(ports, Role.AGENT, agent, None) as socket:
        yield socket


@asynccontextmanager
async def _greeted(
    ports: tuple[int, int], role: Role, agent: AgentId | None, after: int | None
) -> AsyncIterator[ClientConnection]:
    ticket = await _ticket(ports, role, agent)
    async with stranger(ports) as socket:
        await send(socket, Hello(version=VERSION, ticket=ticket, after=after))
        yield socket


async def _ticket(ports: tuple[int, int], role: Role, agent: AgentId | None) -> str:
    async with Way(ports) as way:
        try:
            return (await way.ticket(role, agent)).ticket
        except Lost as error:
            raise ConnectionError(str(error)) from error


def exchange(ports: tuple[int, int], *, timeout: float = 10.0) -> httpx.AsyncClient:
    """What a PBX and a mail server hold to speak to the API; `timeout` in seconds."""
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
    return httpx.AsyncClient(base_url=f"http://{HOST}:{ports[1]}", timeout=timeout, limits=limits)
