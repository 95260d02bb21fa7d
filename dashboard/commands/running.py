"""What every command that runs for a while needs: its loop, and its log."""

import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from dispatcher.client import Api


def run(main: "Callable[[asyncio.Event], Coroutine[Any, Any, None]]") -> None:
    """Run what stops in order by itself when its event is set."""
    import asyncio

    from dashboard.supervise import until_stopped

    if status := asyncio.run(until_stopped(main)):
        sys.exit(status)


def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run what may be cancelled as soon as it is to stop."""
    from dashboard.supervise import ended_by

    run(lambda stopping: ended_by(stopping, work))


def run_as_owner(centre: Path, work: "Callable[[Api], Awaitable[None]]") -> None:
    """Do this to the centre as its owner, whether it runs or not; see `owner.as_owner`."""
    from dashboard.commands.owner import as_owner
    from dispatcher.config import read

    file = read(centre, environ=os.environ)

    async def body() -> None:
        async with as_owner(file) as api:
            await work(api)

    run_until_stopped(body())


def log_as(process: str) -> None:
    """Say on standard error what happens, as this process."""
    from dispatcher import logs

    logs.set_up(process, os.environ, sys.stderr)
