"""Those who follow the feed: one for ever, one from the start in each life, one who reads too slowly."""

import asyncio
from contextlib import suppress
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from benchmarks import entry
from dispatcher.client.link import decode
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import Facts
from tests.chaos.told import Told, see

SILENT: Final = 35.0  # s: the gateway's heartbeat comes every 10 s and may be late by 20 s


class Follower:
    """Hears the whole feed; `last` is the number of the last fact heard."""

    def __init__(self, ports: tuple[int, int], told: Told) -> None:
        self.last = 0
        self._ports, self._told = ports, told
        self._more = asyncio.Condition()

    async def follow(self) -> None:
        """Follow over any number of connections, until cancelled: no number is missing, none comes twice."""
        async for facts in entry.feed(self._ports, after=self.last):
            for numbered in facts:
                self._hear(numbered)
            async with self._more:
                self._more.notify_all()

    async def reaches(self, number: int) -> None:
        """Returns when it heard that fact."""
        async with self._more:
            await self._more.wait_for(lambda: self.last >= number)

    async def read_from_the_start(self) -> None:
        """Hear what one connection brings, until it ends; the backlog first."""
        with suppress(OSError, WebSocketException):
            async with entry.listener(self._ports, after=0) as socket:
                await self._read(socket)

    async def read_too_slowly(self) -> None:
        """Read nothing for so long that the gateway must cut this connection off; then what still comes."""
        with suppress(ConnectionClosed):
            async with entry.listener(self._ports, after=self.last) as socket:
                await socket.recv()
                socket.transport.pause_reading()
                await asyncio.sleep(SILENT)
                socket.transport.resume_reading()
                await self._read(socket)

    async def _read(self, socket: ClientConnection) -> None:
        while True:
            frame = decode(await socket.recv(decode=False))
            for numbered in frame.facts if isinstance(frame, Facts) else ():
                self._hear(numbered)

    def _hear(self, numbered: NumberedFact) -> None:
        see(numbered.number == self.last + 1, f"fact {numbered.number} is heard right after {self.last}")
        self._told.hear(numbered)
        self.last = numbered.number
