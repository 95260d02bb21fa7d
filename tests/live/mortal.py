"""A dispatcher that is born to be killed: it takes calls as fast as it can and tells which are durable.

`python -m tests.live.mortal FOLDER LIFE` begins when it is told a line, and writes a line "NAME LAST" for
each call that was acknowledged. It takes snapshots all the time, so that it dies while it takes one, too.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from dispatcher.commands import HangUp
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId
from tests.live.heart import admit, running

CALLERS = 20


async def call(service: Service, life: str, names: "itertools.count[int]") -> None:
    """Callers who come and hang up, one after another."""
    for number in names:
        name = f"{life}-{number}"
        outcome = await service.submit(admit(name))
        os.write(1, f"{name} {outcome.last}\n".encode())
        if number % 2:
            await service.submit(HangUp(id=CommandId(f"gone {name}"), contact=ContactId(name)))


async def live(folder: Path, life: str) -> None:
    names = itertools.count()
    async with running(folder, snapshot_every=30) as service, asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            callers.create_task(call(service, life, names))


if __name__ == "__main__":
    if sys.stdin.readline():
        asyncio.run(live(Path(sys.argv[1]), sys.argv[2]))
