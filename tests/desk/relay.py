"""A line that can fall silent without breaking: what a mobile network does in a lift."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Relay:
    """Carries bytes both ways between whoever connects and `port`; while frozen it carries none."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self._to = port
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._left: float = math.inf  # bytes that still come from the far side before it falls silent
        self.silent = asyncio.Event()
        self._carrying: set[asyncio.Task[object]] = set()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def freeze(self) -> None:
        self._flowing.clear()
        self.silent.set()

    def freeze_after(self, size: int) -> None:
        """Fall silent in the middle: when so many more bytes came from the far side."""
        self._left = size

    def cut(self) -> None:
        """End every line as it is; what it held back is lost. New ones carry again."""
        for line in list(self._carrying):
            line.cancel()
        self.thaw()

    def thaw(self) -> None:
        self._left = math.inf
        self.silent.clear()
        self._flowing.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it, or it is cut."""
        line = asyncio.current_task()
        assert line is not None
        self._carrying.add(line)
        line.add_done_callback(self._carrying.discard)
        with suppress(asyncio.CancelledError):
            await self._carry(reader, writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:  # nobody is there, as whoever connects is to see
            writer.close()
            return
        ways = [
            asyncio.create_task(self._pour(reader, far_writer)),
            asyncio.create_task(self._pour(far_reader, writer, counted=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            writer.close()
            far_writer.close()

    async def _pour(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, counted: bool = False
    ) -> None:
        while chunk := await source.read(65536):
            if counted and len(chunk) > self._left:
                sink.write(chunk[: int(self._left)])
                chunk = chunk[int(self._left) :]
                self.freeze()
            self._left -= len(chunk) if counted else 0
            await self._flowing.wait()
            sink.write(chunk)
            await sink.drain()


@asynccontextmanager
async def open_relay(port: int) -> AsyncIterator[Relay]:
    """A relay to this port of ours, on a port of its own."""
    relay = Relay(port)
    server = await asyncio.start_server(relay.carry, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
