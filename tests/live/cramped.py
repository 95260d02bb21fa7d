"""A dispatcher whose disk refuses: real writes fail, then there is room again.

`python -m tests.live.cramped FOLDER HOW` prints what became of each call. HOW is `limited`, where no file may
grow, or `filled`, where another program has taken the last byte of the folder's disk.
"""

import asyncio
import contextlib
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from dispatcher.errors import NotDurableError
from dispatcher.service import Service
from tests.live.heart import admit, recovered, running


@contextlib.contextmanager
def limited(folder: Path) -> Iterator[None]:
    """No file grows beyond the largest there is."""
    size = max(file.stat().st_size for file in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left on the disk."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    yield
    ballast.unlink()


HOW: dict[str, Callable[[Path], AbstractContextManager[None]]] = {"limited": limited, "filled": filled}


async def tried(service: Service, name: str) -> str:
    try:
        await service.submit(admit(name, subject="long " * 1000))
    except NotDurableError:
        return f"{name}: not durable"
    return f"{name}: written as {service.last}"


async def live(folder: Path, refusing: Callable[[Path], AbstractContextManager[None]]) -> None:
    async with running(folder) as service:
        print(await tried(service, "first"))
        with refusing(folder):
            print(await tried(service, "cramped"))
            print(await tried(service, "again"))
            print(f"trouble: {service.trouble.replace(str(folder), 'FOLDER')}")
            print(await tried(service, "first"))
        await recovered(service)
        print(await tried(service, "cramped"))
        print(f"open: {' '.join(service.state.contacts)}")


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), HOW[sys.argv[2]]))
