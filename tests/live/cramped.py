"""A dispatcher whose files may not grow: real writes fail, then there is room again.

`python -m tests.live.cramped FOLDER` prints what became of each call.
"""

import asyncio
import resource
import sys
from pathlib import Path

from dispatcher.errors import NotDurableError
from dispatcher.service import Service
from tests.live.heart import admit, recovered, running


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def largest(folder: Path) -> int:
    return max(file.stat().st_size for file in folder.iterdir())


async def tried(service: Service, name: str) -> str:
    try:
        await service.submit(admit(name, subject="long " * 1000))
    except NotDurableError:
        return f"{name}: not durable"
    return f"{name}: written as {service.last}"


async def live(folder: Path) -> None:
    async with running(folder) as service:
        print(await tried(service, "first"))
        limit(largest(folder))
        print(await tried(service, "cramped"))
        print(await tried(service, "again"))
        print(f"trouble: {service.trouble.replace(str(folder), 'FOLDER')}")
        print(await tried(service, "first"))
        limit(resource.RLIM_INFINITY)
        await recovered(service)
        print(await tried(service, "cramped"))
        print(f"open: {' '.join(service.state.contacts)}")


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
