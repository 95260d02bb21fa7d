"""Calls for `benchmarks.live`: a PBX that holds its connections open and sends each call when it is due."""

import asyncio
import json
from random import Random

from benchmarks.entry import HOST
from benchmarks.openloop import at_random


class Line:
    """One HTTP/1.1 connection to the API (RFC 9112), kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def post(self, path: str, body: bytes) -> int:
        """Send this body; the answer's status."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        said = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await self._reader.readexactly(int(said.partition("content-length:")[2].split()[0]))
        return int(said.split()[1])

    @property
    def closed(self) -> bool:
        """Did the centre close it, because nothing was sent for a while?"""
        return self._reader.at_eof()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class Exchange:
    """A PBX: it takes a free connection for each call, and opens one more when there is none."""

    def __init__(self, api: int, queues: int) -> None:
        self._api, self._queues = api, queues
        self._free: list[Line] = []
        self.refused = 0

    async def call(self, name: str, queue: str) -> None:
        """Tell the centre of a caller."""
        body = json.dumps({"id": name, "queue": queue, "caller": "+99900000000"}).encode()
        line = await self._line()
        try:
            status = await line.post("/v1/calls", body)
        except (ConnectionError, EOFError):  # closed as we spoke (RFC 9112, 9.5); once more is no harm
            line = await self._opened()
            status = await line.post("/v1/calls", body)
        self.refused += status != 201
        self._free.append(line)

    async def _line(self) -> Line:
        while self._free:
            if not (line := self._free.pop()).closed:
                return line
        return await self._opened()

    async def _opened(self) -> Line:
        return Line(*await asyncio.open_connection(HOST, self._api))

    async def ring(self, prefix: str, rate: float, seconds: float, dice: Random) -> "Calls":
        """Let callers come at random, so many a second; returns when the centre has answered for each."""
        calls, clock = Calls({}, {}), asyncio.get_running_loop().time

        async def one(number: int, due: float) -> None:
            name = f"{prefix}-{number}"
            calls.due[name] = due
            await self.call(name, f"queue-{number % self._queues:02}")
            calls.answered[name] = clock()

        await at_random(rate, seconds, dice, one)
        return calls

    def close(self) -> None:
        """Hang up every connection."""
        for line in self._free:
            line.close()


class Calls:
    """When each call was due, and when the centre had taken it, by name."""

    def __init__(self, due: dict[str, float], answered: dict[str, float]) -> None:
        self.due, self.answered = due, answered

    def later(self, what: dict[str, float]) -> list[float]:
        """How long after it was due that happened to each call; infinite where it never did."""
        return [what.get(name, float("inf")) - due for name, due in self.due.items()]
