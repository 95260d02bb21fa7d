"""A whole house on free ports: processes that can be killed, and the feed to wait on."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from dispatcher.client import Api, watch
from dispatcher.events import Event, NumberedFact
from tests.ports import free_port

PATIENCE = 60  # s for anything to happen at all


class Process:
    """A `ringpost` process. `up` returns when it has said `ready` on its standard error."""

    def __init__(self, *words: str, ready: str) -> None:
        self._words, self._ready = words, ready
        self.said: list[str] = []
        self._process: asyncio.subprocess.Process | None = None

    async def up(self) -> None:
        """Start, or start again."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dashboard.cli", *self._words, stderr=asyncio.subprocess.PIPE
        )
        is_up = asyncio.Event()
        self._reader = asyncio.create_task(self._read(is_up))
        async with asyncio.timeout(PATIENCE):
            await is_up.wait()
        assert self._process.returncode is None, "\n".join(self.said)

    async def _read(self, is_up: asyncio.Event) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.said.append(line.decode().rstrip())
            if self._ready in self.said[-1]:
                is_up.set()
        await self._process.wait()
        is_up.set()

    async def kill(self) -> None:
        """End it with no chance to say goodbye."""
        await self.end(signal.SIGKILL)

    async def end(self, number: signal.Signals) -> int | None:
        """Send it this signal and wait for its end. One that never started needs no ending."""
        if self._process is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            await self._reader
            return await self._process.wait()


class House:
    """Where everything is, and everything that has happened so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gateway, self.api, self.board = free_port(), free_port(), free_port()
        self.facts: list[NumberedFact] = []
        self._news = asyncio.Condition()
        centre = str(folder / "center.toml")
        self.dispatcher = Process("dispatcher", centre, ready="open, after event")
        self.dashboard = Process("dashboard", centre, ready="pages at")

    @property
    def api_url(self) -> str:
        """Where everybody comes in."""
        return f"http://127.0.0.1:{self.api}"

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "data" / "journal.sqlite"

    def service_section(self) -> str:
        """The part of the centre file that says where we listen."""
        addresses = {"gateway": self.gateway, "api": self.api, "dashboard": self.board}
        return "[service]\n" + "".join(f'{name} = "127.0.0.1:{port}"\n' for name, port in addresses.items())

    @contextlib.asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Follow the feed, through every restart."""
        follower = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            follower.cancel()

    async def _follow(self) -> None:
        async with Api(self.api_url) as api, contextlib.aclosing(watch(api, after=0)) as feed:
            async for batch in feed:
                async with self._news:
                    self.facts.extend(batch)
                    self._news.notify_all()

    def happened(self, kind: type[Event], **fields: object) -> list[Event]:
        """The facts of this kind with these fields, so far."""
        return [
            n.fact
            for n in self.facts
            if isinstance(n.fact, kind) and all(getattr(n.fact, k) == v for k, v in fields.items())
        ]

    async def until(self, question: Callable[[], object]) -> None:
        """Wait for facts until the answer is yes."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(question)
