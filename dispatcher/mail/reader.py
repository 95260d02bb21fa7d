"""One process that reads, seen from outside: what it is told, what it answers, and how it ends."""

import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Final

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.reading import child


class TooCostlyError(PeerError):
    """Reading the message took more time or memory than any letter is worth."""


class DiedIdleError(Exception):
    """The process was gone before it had the message: somebody else ended it."""


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
