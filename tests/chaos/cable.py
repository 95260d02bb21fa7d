"""The cable between clients and the gateway: it carries bytes both ways, until somebody pulls it out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Final

from benchmarks.entry import HOST

PULLED: Final = 0.25  # mean seconds between two cables that are pulled out


class Cable:
    """Listens at `port` and carries every connection on to the gateway."""

    def __init__(self, port: int, gateway: int, seed: int) -> None:
        self.port, self._gateway = port, gateway
        self._dice = Random(f"{seed}:cable")
        self._ends: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def plugged(self) -> AsyncIterator[None]:
        """Carry, until the end of the block."""
        async with await asyncio.start_server(self._carry, HOST, self.port):
            yield
            for end in self._ends:
                end.transport.abort()

    async def pull_for_ever(self) -> None:
        """Cut one connection after the other, each without a word to either end."""
        while True:
            await asyncio.sleep(self._dice.expovariate(1 / PULLED))
            if self._ends:
                self._dice.choice(self._ends).transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there = await asyncio.open_connection(HOST, self._gateway)
        except OSError:  # nobody is there just now
            writer.transport.abort()
            return
        self._ends.append(writer)
        await asyncio.wait(
            [asyncio.create_task(_pump(reader, there)), asyncio.create_task(_pump(there_reader, writer))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        self._ends.remove(writer)
        for end in (writer, there):
            end.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(1 << 16):
            writer.write(some)
            await writer.drain()
