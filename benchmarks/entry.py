"""The way into a live centre from outside, for benchmarks and campaigns: the one place that knows it."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from websockets.asyncio.client import ClientConnection, connect

from dispatcher.client import Desk, watch
from dispatcher.client.link import send
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import VERSION, Hello
from dispatcher.vocabulary import AgentId

HOST: Final = "127.0.0.1"


def desk(ports: tuple[int, int], agent: AgentId) -> Desk:
    """This agent's desk, to be used as `async with`. `ports` are the gateway's and the API's."""
    return Desk(f"ws://{HOST}:{ports[0]}", agent)


def feed(ports: tuple[int, int], *, after: int) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
    """Every fact numbered above `after`, in batches, over any number of connections."""
    return watch(f"ws://{HOST}:{ports[0]}", after=after)


def stranger(ports: tuple[int, int]) -> connect:
    """A connection to the gateway on which nothing was said yet, as `async with`. It sends no heartbeat."""
    return connect(f"ws://{HOST}:{ports[0]}", proxy=None, compression=None, ping_interval=None)


@asynccontextmanager
async def listener(ports: tuple[int, int], *, after: int) -> AsyncIterator[ClientConnection]:
    """One connection that said it follows the feed from `after` on."""
    async with stranger(ports) as socket:
        await send(socket, Hello(version=VERSION, role="watcher", after=after))
        yield socket


@asynccontextmanager
async def line(ports: tuple[int, int], agent: AgentId) -> AsyncIterator[ClientConnection]:
    """One connection that said it is this agent's desk."""
    async with stranger(ports) as socket:
        await send(socket, Hello(version=VERSION, role="agent", agent=agent))
        yield socket


def exchange(ports: tuple[int, int], *, timeout: float = 10.0) -> httpx.AsyncClient:
    """What a PBX and a mail server hold to speak to the API; `timeout` in seconds."""
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
    return httpx.AsyncClient(base_url=f"http://{HOST}:{ports[1]}", timeout=timeout, limits=limits)
