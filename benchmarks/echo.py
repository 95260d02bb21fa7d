"""The yardstick of `benchmarks.live`: bare `websockets`, a server that sends back what it hears.

`python -m benchmarks.echo serve` says its port. `python -m benchmarks.echo listen PORT COUNT` connects so
many clients and says "ready"; each line it is told, "RATE SECONDS BYTES SEED", it answers with what each
exchange took, as a JSON list of seconds. One client sends, the server sends it back to that client; the
others listen.
"""

import asyncio
import gc
import json
import sys
from random import Random
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.entry import HOST
from benchmarks.openloop import at_random
from benchmarks.processes import allow_many_files
from dispatcher.client.link import PING, PONG

AT_ONCE: Final = 40


async def server() -> None:
    """Send everything back, until cancelled."""

    async def back(socket: ServerConnection) -> None:
        async for message in socket:
            await socket.send(message)

    # As the gateway: no compression, the same heartbeat.
    async with serve(back, HOST, 0, compression=None, ping_interval=10, ping_timeout=20) as door:
        print(door.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.readline)


async def clients(port: int, count: int) -> None:
    """Connect, and measure what is asked until standard input ends."""
    door = asyncio.Semaphore(AT_ONCE)

    async def come_in() -> ClientConnection:
        async with door:
            how = {"compression": None, "ping_interval": PING, "ping_timeout": PONG, "proxy": None}
            return await connect(f"ws://{HOST}:{port}", **how)  # type: ignore[arg-type]

    sockets = await asyncio.gather(*(come_in() for _ in range(count)))
    gc.collect()
    gc.disable()
    print("ready", flush=True)
    while asked := await asyncio.to_thread(sys.stdin.readline):
        rate, seconds, size, seed = map(float, asked.split())
        print(json.dumps(await _measure(sockets, rate, seconds, int(size), int(seed))), flush=True)
    await asyncio.gather(*(socket.close() for socket in sockets))


async def _measure(
    sockets: list[ClientConnection], rate: float, seconds: float, size: int, seed: int
) -> list[float]:
    took: list[float] = []
    clock, message = asyncio.get_running_loop().time, "x" * size
    locks = [asyncio.Lock() for _ in sockets]

    async def one(number: int, due: float) -> None:
        place = number % len(sockets)
        async with locks[place]:  # its echo is its own
            await sockets[place].send(message)
            await sockets[place].recv()
        took.append(clock() - due)

    await at_random(rate, seconds, Random(seed), one)
    return took


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(server() if sys.argv[1] == "serve" else clients(int(sys.argv[2]), int(sys.argv[3])))
