"""Plans being played: each in a process of its own, a few at a time, with what they said so far."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from dashboard.planning.plan import Supposed
from dashboard.planning.worker import Played
from dispatcher import logs
from dispatcher.vocabulary import Word

WORKER: Final = (sys.executable, "-m", "dashboard.planning.worker")

AT_ONCE: Final = 2  # processes; the live centre has the rest of the machine
KEPT: Final = 60  # runs remembered; the oldest that is over makes way
LONGEST_LINE: Final = 16 * 1024 * 1024  # bytes of one day: thousands of queues would be fewer

log = logs.named(__name__)


class Stage(Word):
    """Where a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OVER: Final = frozenset({Stage.DONE, Stage.CANCELLED, Stage.FAILED})


@dataclass
class Run:
    """A plan being played, or played; what was finished before a cancel can be read."""

    supposed: Supposed
    stage: Stage = Stage.WAITING
    days: list[Played] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set with the first day


class FullError(RuntimeError):
    """As many plans as can be remembered wait or run."""


class Runs:
    """All runs of this dashboard, by their plan's id."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self._command = command
        self._runs: dict[str, Run] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    def get(self, run: str) -> Run | None:
        """This run, if it is remembered."""
        return self._runs.get(run)

    def start(self, supposed: Supposed) -> str:
        """Play this plan, unless that was done or is under way; gives its id.

        Raises:
            FullError: too many are waiting.
        """
        name = supposed.id
        known = self._runs.get(name)
        if known is None or known.stage in (Stage.CANCELLED, Stage.FAILED):
            self._make_room()
            self._runs[name] = run = Run(supposed)
            run.task = asyncio.create_task(self._play(run), name=f"plan {name}")
        return name

    def take_up(self, supposed: Supposed, days: list[Played]) -> str:
        """Remember a run that was finished another day; gives its id."""
        name = supposed.id
        if name not in self._runs:
            self._make_room()
            self._runs[name] = Run(supposed, Stage.DONE, days)
        return name

    async def cancel(self, name: str) -> None:
        """Stop this run at once, if it is not over."""
        run = self._runs.get(name)
        if run is not None and run.task is not None and run.stage not in OVER:
            run.task.cancel()
            await asyncio.wait([run.task])

    @contextlib.asynccontextmanager
    async def open(self, _: object = None) -> AsyncIterator[None]:
        """Until the end of the block; then every process is stopped."""
        try:
            yield
        finally:
            for name in list(self._runs):
                await self.cancel(name)

    def _make_room(self) -> None:
        if len(self._runs) < KEPT:
            return
        oldest = next((name for name, run in self._runs.items() if run.stage in OVER), None)
        if oldest is None:
            raise FullError(f"{KEPT} plans are being played; cancel some, or wait")
        del self._runs[oldest]

    async def _play(self, run: Run) -> None:
        try:
            async with self._room:
                run.stage = Stage.RUNNING
                run.stage = await self._hear(run)
        except asyncio.CancelledError:
            run.stage = Stage.CANCELLED
        except Exception:
            run.stage = Stage.FAILED
            log.exception("a plan could not be played")

    async def _hear(self, run: Run) -> Stage:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, limit=LONGEST_LINE
        )
        try:
            await _tell(process, msgspec.json.encode(run.supposed))
            assert process.stdout is not None
            async for line in process.stdout:
                run.days.append(msgspec.json.decode(line, type=Played))
                run.news.set()
            return Stage.FAILED if await process.wait() else Stage.DONE
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _tell(process: Any, body: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its status then says that it failed
        process.stdin.write(body)
        await process.stdin.drain()
        process.stdin.close()
