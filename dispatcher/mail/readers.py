"""Messages read in processes of their own, so that no message can stop the dispatcher or eat its memory.

A process starts with the first message, reads a few thousand, and makes room for the next. What waits is
handed to it in portions. It answers one message after the other, so one that dies, or takes too long, was
killed by the first it did not answer: that one is refused, and the rest go on in another process.
"""

import asyncio
import os
import re
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import IO, Final

import msgspec

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.reading import child
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.together import Failed, Together, tried

Read = Callable[[bytes], Awaitable[Mail]]
"""How a message is read; raises PeerError for one that cannot be."""

COUNT: Final = 2  # One killer must not keep all others waiting; more than two cores' worth nobody needs.
LIFE: Final = 5_000  # Messages a process reads; what it never gave back of its memory goes with it.
PORTION: Final = 1_000_000  # Bytes handed over at once, if they are more than one message.
TOGETHER: Final = 10  # Messages a turn: a killer keeps no more waiting, and both processes have work.
WALL: Final = 20.0  # Seconds a message gets, computing or not: twice its time to compute.
OWN: Final = 400_000_000  # Bytes of address space beside the message: Python and its libraries.
TIMES: Final = 20  # Bytes for each of the largest message; lines of one letter take 31, ordinary ones 10.

_MAIL: Final = msgspec.msgpack.Decoder(Mail)


class TooCostlyError(PeerError):
    """Reading the message took more time or memory than any letter is worth."""


class DiedIdleError(Exception):
    """The process was gone before it had the message: somebody else ended it."""


async def read_here(raw: bytes) -> Mail:
    """Read a message in this very process, on a thread: for messages of one's own making."""
    return await asyncio.to_thread(parse, raw)


class Readers:
    """The processes. `read` may be called from one event loop; `close` ends them."""

    def __init__(self, *, size_limit: int, count: int = COUNT, life: int = LIFE, wall: float = WALL) -> None:
        self._memory, self._life, self._wall = OWN + TIMES * size_limit, life, wall
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._together = Together(self._threads, self._read_all, most=TOGETHER, turns=count)
        self._own = threading.local()
        self._all: weakref.WeakSet[Reader] = weakref.WeakSet()

    @property
    def processes(self) -> frozenset[int]:
        """The ids of those at work or waiting for it."""
        return frozenset(reader.process for reader in self._all if reader.end.alive)

    def peak(self) -> int:
        """The most memory that one of those at work ever had, in bytes; 0 where the system does not count."""
        return max(map(_peak, self.processes), default=0)

    async def read(self, raw: bytes) -> Mail:
        """The message these bytes are.

        Raises:
            PeerError: they are none that can be read; `TooCostlyError` when reading took too much.
            OwnerError: this machine lets no process be started.
        """
        return await self._together.do(raw)

    def read_now(self, raw: bytes) -> Mail:
        """The same, waiting for it, by this thread's own process."""
        (answer,) = self._read_all([raw])
        if isinstance(answer, Failed):
            raise answer.error
        return answer

    def close(self) -> None:
        """End them all; who is still reading is ended too."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in list(self._all):
            reader.end()

    def _read_all(self, raws: Sequence[bytes]) -> list[Mail | Failed]:
        """Each of them, or why not, by this thread's own process and those that come after it."""
        answers: list[Mail | Failed] = []
        while rest := raws[len(answers) :]:
            with suppress(DiedIdleError):  # A new one never is.
                answers += self._ask(_portion(rest))
        return answers

    def _ask(self, raws: Sequence[bytes]) -> list[Mail | Failed]:
        """What each is, up to the one that ends the process, if one does."""
        reader: Reader | None = getattr(self._own, "reader", None)
        if reader is None or reader.messages >= self._life:
            reader = self._own.reader = Reader(self._memory, self._wall)
            self._all.add(reader)
        answers: list[Mail | Failed] = []
        try:
            for answer in reader.ask(raws):
                answers.append(tried(partial(_mail, answer)))
        except TooCostlyError as error:
            self._give_up(reader)
            answers.append(Failed(error))
        except DiedIdleError:
            self._give_up(reader)
            raise
        return answers

    def _give_up(self, reader: "Reader") -> None:
        reader.end()
        self._own.reader = None


class Reader:
    """One process; whoever drops it ends it."""

    def __init__(self, memory: int, wall: float) -> None:
        self.messages = 0
        self._wall = wall
        self._process = _started(memory)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._answers = self._process.stdin, _Frames(self._process.stdout)
        self.end = weakref.finalize(self, _end, self._process)

    @property
    def process(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, raws: Sequence[bytes]) -> Iterator[bytes]:
        """Its answer about each of these messages, in order.

        Raises:
            TooCostlyError: the message whose answer would be next ended it, or took too long.
            DiedIdleError: it was ended before, and not by a message.
        """
        fresh, self.messages = self.messages == 0, self.messages + len(raws)
        if not fresh and self._process.poll() is not None:
            raise DiedIdleError
        with suppress(OSError):  # What it could not take in, it does not answer.
            child.put(self._in, child.portion_of(raws))  # type: ignore[arg-type]
        for _ in raws:
            yield self._answer()

    def _answer(self) -> bytes:
        try:
            answer = self._answers.next(time.monotonic() + self._wall)
        except TimeoutError:
            raise TooCostlyError(f"reading the message took longer than {self._wall:.0f} s") from None
        if answer is None:
            raise TooCostlyError(f"reading the message ended its reader: {self._ending()}")
        return answer

    def _ending(self) -> str:
        """What ended the process, in words."""
        status = self._process.wait(timeout=5)
        return _ENDINGS.get(status, f"status {status}")


_ENDINGS: Final = {
    -24: f"it took more than {child.CPU} s of computing",
    -9: "it was killed",
    -6: "it ran out of memory",
}


def _started(memory: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", child.__name__, str(memory)]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise OwnerError(f"no process can be started to read mail: {error.strerror}") from error


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # What it never took in is of no more use.
            if stream is not None:
                stream.close()
    process.wait()


def _peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    said = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(said[1]) * 1024 if said else 0


class _Frames:
    """The frames that come by a pipe; several may come at once."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._kept = pipe.fileno(), bytearray()
        self._news = select.poll()
        self._news.register(self._pipe, select.POLLIN)

    def next(self, until: float) -> bytes | None:
        """One frame, by then; None when the other side is gone."""
        while (frame := self._cut()) is None:
            if not self._news.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            if not (more := os.read(self._pipe, 1 << 16)):
                return None
            self._kept += more
        return frame

    def _cut(self) -> bytes | None:
        end = 4 + int.from_bytes(self._kept[:4], "big")
        if not 4 <= end <= len(self._kept):
            return None
        frame = bytes(self._kept[4:end])
        del self._kept[:end]
        return frame


def _portion(raws: Sequence[bytes]) -> Sequence[bytes]:
    """The first of them, and those after it that are handed over with it."""
    fit = sum(size <= PORTION for size in accumulate(map(len, raws)))
    return raws[: max(1, fit)]


def _mail(answer: bytes) -> Mail:
    kind, body = answer[:1], answer[1:]
    if kind == child.READ:
        return _MAIL.decode(body)
    if kind == child.TOO_LARGE:
        raise TooCostlyError("reading the message took more memory than any letter is worth")
    raise PeerError(body.decode())
