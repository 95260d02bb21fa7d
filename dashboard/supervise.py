"""Start processes, keep them running, and stop them in order.

Every child holds the reading end of a pipe from us (its leash): when we are gone, however we went, it stops
too. A child that dies is started again, ever more slowly while it keeps dying.
"""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.errors import OwnerError

BACKOFF = (0.2, 1.0, 3.0, 10.0)  # s before a child is started again, the last for all later times
STEADY = 30.0  # s after which a child counts as well again
PATIENCE = 10.0  # s a child has to stop cleanly
HOPELESS = 2  # the exit status that says: something must be changed first


@dataclass(frozen=True, slots=True)
class Child:
    """A process: what we call it, and the words after `ringpost`."""

    name: str
    words: Sequence[str]


class GivenUpError(OwnerError):
    """A child said that starting it again is useless; it has told the owner what to change."""


async def keep_running(children: Sequence[Child], say: Callable[[str], None]) -> None:
    """Run the children until cancelled; then stop them, last one first, each given time to finish.

    Raises:
        GivenUpError: a child ended with the status that says something must be changed first.
    """
    stopping = asyncio.Event()
    processes: dict[str, asyncio.subprocess.Process] = {}
    keepers = [asyncio.create_task(_keep(child, processes, stopping, say)) for child in children]
    try:
        done, _ = await asyncio.wait(keepers, return_when=asyncio.FIRST_COMPLETED)
        for keeper in done:
            keeper.result()
    finally:
        stopping.set()
        for child in reversed(children):
            await _stop(processes.get(child.name), child, say)
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _keep(
    child: Child,
    processes: dict[str, asyncio.subprocess.Process],
    stopping: asyncio.Event,
    say: Callable[[str], None],
) -> None:
    clock, failures = asyncio.get_running_loop().time, 0
    while not stopping.is_set():
        started = clock()
        process = processes[child.name] = await _start(child)
        status = await process.wait()
        if stopping.is_set():
            return
        if status == HOPELESS:
            raise GivenUpError(f"the {child.name} cannot start; change what it names above")
        failures = 0 if clock() - started > STEADY else failures + 1
        pause = BACKOFF[min(failures, len(BACKOFF)) - 1] if failures else BACKOFF[0]
        say(f"{child.name} ended with status {status}; starting it again in {pause:g} s")
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


async def _stop(process: asyncio.subprocess.Process | None, child: Child, say: Callable[[str], None]) -> None:
    if process is None or process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        say(f"{child.name} does not stop; killing it")
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def stop_with_parent() -> None:
    """Stop cleanly as soon as whoever started us is gone (its end of our standard input closes)."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="leash").start()


async def until_stopped(main: "asyncio.Task[None]") -> None:
    """Run this task until it ends, or until SIGINT or SIGTERM asks it to end.

    Raises:
        Exception: whatever ended the task.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, main.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await main
