"""The keyboard of a terminal, one key at a time, without waiting for Enter."""

import asyncio
import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

from dispatcher.errors import OwnerError

NAMES: Final = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\b": "backspace", "\x1b": "esc"}


SEQUENCES: Final = {
    **{f"\x1b{mark}{end}": name for mark in "[O" for end, name in (("A", "up"), ("B", "down"))},
    "\x1b[5~": "pgup",
    "\x1b[6~": "pgdn",
}


class Keys:
    """What bytes from a terminal mean: letters as themselves, others by name (`enter`, `esc`, `ctrl-s`).

    Arrow keys and their like come as one escape sequence, in one go; those we do not know mean nothing.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def take(self, chunk: bytes) -> list[str]:
        """The keys in this chunk, as read in one go."""
        text = self._decoder.decode(chunk)
        if text.startswith(("\x1b[", "\x1bO")):
            return [SEQUENCES[text]] if text in SEQUENCES else []
        return [_name(letter) for letter in text]


def _name(letter: str) -> str:
    if letter in NAMES:
        return NAMES[letter]
    return f"ctrl-{chr(ord(letter) + 96)}" if letter < " " else letter


class Keyboard:
    """Within `with`, keys come as they are pressed and are not echoed; before and after, as ever.

    Raises:
        OwnerError: on entering: this is no terminal that a person sits at.
    """

    def __init__(self) -> None:
        self._pressed: asyncio.Queue[str] = asyncio.Queue()
        self._keys = Keys()
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        need_terminal()
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_back()

    async def key(self) -> str:
        """The next key."""
        return await self._pressed.get()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal belongs to another program for the time of the block."""
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        import termios  # not there on Windows, and only a seat needs it

        self._before, now = termios.tcgetattr(0), termios.tcgetattr(0)
        now[0] &= ~(termios.IXON | termios.ICRNL)  # Ctrl-S is ours, Enter comes as it is
        now[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(0, termios.TCSADRAIN, now)
        asyncio.get_running_loop().add_reader(0, self._read)

    def _give_back(self) -> None:
        import termios

        asyncio.get_running_loop().remove_reader(0)
        termios.tcsetattr(0, termios.TCSADRAIN, self._before)

    def _read(self) -> None:
        for key in self._keys.take(os.read(0, 1024)):
            self._pressed.put_nowait(key)


def need_terminal() -> None:
    """Nothing, in a terminal that a person sits at.

    Raises:
        OwnerError: there is none; says what to do instead.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise OwnerError("an agent's seat needs a terminal: run it in one, or let a script play with --auto")
