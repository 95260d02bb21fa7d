"""Agents for `benchmarks.live`, in a process of their own: each accepts what is offered and is done at once.

`python -m benchmarks.seats GATEWAY_PORT API_PORT COUNT` says "ready" when all are connected. For each line it
is told it says when each call offered since was heard, as a JSON object, in seconds on the monotonic clock.
"""

import asyncio
import gc
import json
import sys
from time import monotonic
from typing import Final

from benchmarks.entry import desk
from benchmarks.processes import allow_many_files
from dispatcher.client import Desk
from dispatcher.codec import encode
from dispatcher.events import ContactOffered
from dispatcher.vocabulary import AgentId

AT_ONCE: Final = 40  # agents who connect at the same time


def name(number: int) -> AgentId:
    """The agent's name in the centre file."""
    return AgentId(f"agent-{number:05}")


class Seats:
    """Everybody who is connected, and when each call's offer was heard."""

    def __init__(self, ports: tuple[int, int]) -> None:
        self._ports = ports
        self._door = asyncio.Semaphore(AT_ONCE)
        self._missing = asyncio.Semaphore(0)
        self.heard: dict[str, float] = {}
        self.size = 0

    async def sit(self, agent: AgentId) -> None:
        """Connect, be ready, and work, until cancelled."""
        async with self._door:
            seat = await desk(self._ports, agent).__aenter__()
            await seat.ready()
        self._missing.release()
        try:
            await self._work(seat)
        finally:
            await seat.close()

    async def _work(self, seat: Desk) -> None:
        async for frame in seat.facts():
            if isinstance(frame.fact, ContactOffered):
                self.heard[frame.fact.contact] = monotonic()
                self.size = self.size or len(encode(frame))
                await seat.accept(frame.fact.offer)
                await seat.finish(frame.fact.contact)

    async def all_there(self, count: int) -> None:
        """Returns when so many are ready."""
        for _ in range(count):
            await self._missing.acquire()

    def tell(self) -> str:
        """What was heard since this was last asked."""
        heard, self.heard = self.heard, {}
        return json.dumps({"heard": heard, "size": self.size})


async def main(gateway: int, api: int, count: int) -> None:
    """Fill the seats, and answer until standard input ends."""
    seats = Seats((gateway, api))
    sitting = [asyncio.create_task(seats.sit(name(number))) for number in range(count)]
    await seats.all_there(count)
    gc.collect()
    gc.disable()  # our own pauses are not the centre's
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(seats.tell(), flush=True)
    for seat in sitting:
        seat.cancel()
    await asyncio.wait(sitting)


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(main(*map(int, sys.argv[1:])))
