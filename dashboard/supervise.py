"""Start processes, keep them running, and stop them in order.

Every child holds the reading end of a pipe from us (its leash): when we are gone, however we went, it stops
too. A child that dies is started again, ever more slowly while it keeps dying; one that says that something
must be changed first is not.
"""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.exits import DONE, HURRIED, OWNER
from dispatcher import logs
from dispatcher.errors import OwnerError

BACKOFF = (0.2, 1.0, 3.0, 10.0)  # s before a child is started again, the last for all later times
STEADY = 30.0  # s after which a child counts as well again
PATIENCE = 10.0  # s a child has to stop in order; the dispatcher needs about five at most
ALARMING: Final = 5  # deaths in a row after which it is no bad luck

log = logs.named(__name__)


@dataclass(frozen=True, slots=True)
class Child:
    """A process: what we call it, and the words after `ringpost`."""

    name: str
    words: Sequence[str]


class GivenUpError(OwnerError):
    """A child said that starting it again is useless; it has told the owner what to change."""


async def keep_running(children: Sequence[Child], stopping: asyncio.Event) -> None:
    """Run the children until `stopping` is set; then stop them, last one first, each given time to finish.

    When cancelled it kills them.

    Raises:
        GivenUpError: a child ended with the status that says something must be changed first.
    """
    processes: dict[str, asyncio.subprocess.Process] = {}
    keepers = [asyncio.create_task(_keep(child, processes, stopping)) for child in children]
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([*keepers, asked], return_when=asyncio.FIRST_COMPLETED)
        for keeper in keepers:
            if keeper.done():
                keeper.result()
    finally:
        stopping.set()
        await _stop_all(children, processes)
        for task in (*keepers, asked):
            task.cancel()
        await asyncio.gather(*keepers, asked, return_exceptions=True)


async def _keep(
    child: Child,
    processes: dict[str, asyncio.subprocess.Process],
    stopping: asyncio.Event,
) -> None:
    clock, failures = asyncio.get_running_loop().time, 0
    while not stopping.is_set():
        started = clock()
        process = processes[child.name] = await _start(child)
        status = await process.wait()
        if stopping.is_set():
            return
        if status == OWNER:
            raise GivenUpError(f"the {child.name} cannot start; change what it names above")
        failures = 0 if clock() - started > STEADY else failures + 1
        pause = BACKOFF[min(failures, len(BACKOFF)) - 1] if failures else BACKOFF[0]
        said = "a process keeps ending; its last lines say why" if failures >= ALARMING else "a process ended"
        log.error(said, child=child.name, status=status, in_a_row=failures, retry=pause)
        await asyncio.sleep(pause)


async def _start(child: Child) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dashboard.cli",
        "--leash",
        *child.words,
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us; we stop the children in order
    )


async def _stop_all(children: Sequence[Child], processes: dict[str, asyncio.subprocess.Process]) -> None:
    try:
        for child in reversed(children):
            if (process := processes.get(child.name)) is not None:
                await _stop(process, child)
    finally:
        for process in processes.values():
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _stop(process: asyncio.subprocess.Process, child: Child) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        log.error("a process does not stop and is killed", child=child.name, waited=PATIENCE)


def stop_with_parent() -> None:
    """Stop cleanly as soon as whoever started us is gone (its end of our standard input closes)."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="leash").start()


async def until_stopped(main: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> int:
    """Run until it ends; SIGINT or SIGTERM sets the event that it is handed. Returns the exit status.

    SIGINT hurries what is stopping already: it is cancelled. A second SIGTERM does not, as a child gets one
    from us and another from whoever stops a whole group of processes.

    Raises:
        Exception: whatever ended it.
    """
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    task = asyncio.create_task(main(stopping))
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    loop.add_signal_handler(signal.SIGINT, lambda: task.cancel() if stopping.is_set() else stopping.set())
    try:
        await task
    except asyncio.CancelledError:
        return HURRIED
    return DONE


async def ended_by(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do this until `stopping` is set; then it is cancelled, and may clean up.

    Raises:
        Exception: whatever ended the work.
    """
    task, asked = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([task, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.result()
