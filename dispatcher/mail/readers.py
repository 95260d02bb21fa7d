"""Messages read in processes of their own, so that no message can stop the dispatcher or eat its memory.

A process starts with the first message, reads a few thousand, and makes room for the next. What waits is
handed to it in portions. It answers one message after the other, so one that dies, or takes too long, was
killed by the first it did not answer: that one is refused, and the rest go on in another process.
"""

import asyncio
import re
import threading
import weakref
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Final

import msgspec

from dispatcher.errors import PeerError
from dispatcher.mail.reader import DiedIdleError, Reader, TooCostlyError
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

    def _give_up(self, reader: Reader) -> None:
        reader.end()
        self._own.reader = None


def _peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    said = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(said[1]) * 1024 if said else 0


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
