"""Real processes to measure and to kill: a `ringpost dispatcher` on a centre file of its own, and others.

Sizes are bytes of proportional resident memory, times are seconds of processor time, as Linux tells them.
"""

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from benchmarks.entry import HOST
from tests.ports import free_port

OPENING: Final = 0.02  # s between looks whether a door is open
TICK: Final = os.sysconf("SC_CLK_TCK")


def two_ports() -> tuple[int, int]:
    """Two ports of the loopback that were free a moment ago: for the gateway and for the API."""
    return free_port(), free_port()


def service(ports: tuple[int, int], data: str = "data") -> str:
    """The part of a centre file that says where the dispatcher listens and keeps its data."""
    return f'[service]\ngateway = "{HOST}:{ports[0]}"\napi = "{HOST}:{ports[1]}"\ndata = "{data}"\n'


def allow_many_files() -> None:
    """Let this process and its children have as many connections as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def python(*words: str, **how: int | IO[str] | None) -> "subprocess.Popen[str]":
    """This interpreter in a process of its own, running that module."""
    return subprocess.Popen([sys.executable, "-m", *words], text=True, **how)  # type: ignore[call-overload,no-any-return]


class Dispatcher:
    """A `ringpost dispatcher` process. It may be started again after it ended, on the same centre file.

    `folder` holds the centre file, the data, and a log of each life.
    """

    def __init__(self, folder: Path, centre: str, ports: tuple[int, int]) -> None:
        self.folder, self.ports = folder, ports
        self.file, self.lives = folder / "center.toml", 0
        self.file.write_text(centre, encoding="utf-8")
        self.process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self.process is not None, "not started yet"
        return self.process.pid

    @property
    def log(self) -> Path:
        """What this life said."""
        return self.folder / f"dispatcher-{self.lives:04}.log"

    def start(self) -> None:
        """Begin a life; `opened` waits until it is at work."""
        self.lives += 1
        with self.log.open("a", encoding="utf-8") as log:
            self.process = python("dashboard.cli", "dispatcher", str(self.file), stderr=log, stdout=log)

    async def opened(self) -> None:
        """Returns as soon as both doors are open.

        Raises:
            RuntimeError: the process ended first; the message holds the end of its log.
        """
        for port in self.ports:
            while not await _listens(port):
                if self.process is None or self.process.poll() is not None:
                    raise RuntimeError(f"the dispatcher ended:\n{self.log.read_text('utf-8')[-2000:]}")
                await asyncio.sleep(OPENING)

    def kill(self) -> None:
        """End it as a power cut would: nothing is finished, nothing is told."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    async def stop(self, patience: float = 30.0) -> int:
        """Ask it to end (SIGTERM), and return its exit status.

        Raises:
            TimeoutError: it did not end within `patience` seconds; it is killed then.
        """
        os.kill(self.pid, signal.SIGTERM)
        assert self.process is not None
        try:
            return await asyncio.to_thread(self.process.wait, patience)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise TimeoutError(f"the dispatcher did not end within {patience:g} s of SIGTERM") from error


async def _listens(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.close()
        return True
    return False


def memory(pid: int) -> int:
    """Bytes of memory this process uses, shared pages counted in proportion."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"Linux says nothing of the memory of process {pid}")


def offspring(pid: int) -> list[int]:
    """This process and all it started that are there."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    below = [int(child) for file in children for child in file.read_text("ascii").split()]
    return [pid, *(one for child in below for one in offspring(child))]


def busy(pid: int) -> float:
    """Seconds of processor time that this process used since it began."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def opened(journal: Path) -> Iterator[sqlite3.Connection]:
    """The journal for reading. What a killed dispatcher left beside it stays as it is, for the next one."""
    with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as store:
        yield store
