"""Messages let in side by side, so that many share one commit; but none beside one that may concern it.

Whether a letter goes on with another, or is the same once more, is judged by what is stored already. So a
letter waits for those under way that name one of its ids or come from its sender.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from dispatcher.mail.reading.parse import HEADERS

ABREAST: Final = 80  # Messages under way: 20 gave nine tenths of the speed, 160 no more.
ROOM: Final = 32_000_000  # Bytes of them; a single larger one is let in alone.

_TELLING: Final = re.compile(
    rb"^(?:from|reply-to|message-id|in-reply-to|references):((?:[^\n]|\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
_TIE: Final = re.compile(rb"[^\s<>\"(),;:]+@[^\s<>\"(),;]+")
_UNTOLD: Final = frozenset({b"?"})  # All letters that name nobody wait for each other.

Ties = frozenset[bytes]
T = TypeVar("T")


class _Under(NamedTuple):
    ties: Ties
    size: int


def ties_of(raw: bytes) -> Ties:
    """The ids and addresses by which a message may belong with another."""
    headers, *_ = re.split(rb"\r?\n\r?\n", raw[:HEADERS], maxsplit=1)
    found = b" ".join(_TELLING.findall(headers)).lower()
    return frozenset(_TIE.findall(found)) or _UNTOLD


class Crowd:
    """All messages under way, from whichever mailbox or door: the same letter may come by two at once."""

    def __init__(self) -> None:
        self._under_way: dict[asyncio.Future[Any], _Under] = {}

    async def start(self, raw: bytes, let_in: Callable[[], Awaitable[T]]) -> "asyncio.Future[T]":
        """Begin to let this message in as soon as there is room; returns the task of it.

        The task waits for those before it that it is tied to, and holds up nobody else.
        """
        under = _Under(ties_of(raw), len(raw))
        while not self._has_room(len(raw)):
            await asyncio.wait(set(self._under_way), return_when=asyncio.FIRST_COMPLETED)
        before = {task for task, other in self._under_way.items() if not under.ties.isdisjoint(other.ties)}
        task = asyncio.ensure_future(_after(before, let_in))
        self._under_way[task] = under
        task.add_done_callback(self._under_way.__delitem__)
        return task

    def _has_room(self, size: int) -> bool:
        others = self._under_way.values()
        return not others or (len(others) < ABREAST and sum(one.size for one in others) + size <= ROOM)


async def _after(before: "set[asyncio.Future[Any]]", let_in: Callable[[], Awaitable[T]]) -> T:
    if before:
        await asyncio.wait(before)
    return await let_in()


class Window:
    """What one sweep has under way in the crowd."""

    def __init__(self, crowd: Crowd, let_in: Callable[[int, bytes], Awaitable[None]]) -> None:
        self._crowd, self._let_in = crowd, let_in
        self._under_way: dict[asyncio.Future[None], int] = {}
        self.broken: dict[int, Exception] = {}

    async def admit(self, uid: int, raw: bytes) -> None:
        """Let it in as soon as it may; returns before it is dealt with."""
        task = await self._crowd.start(raw, partial(self._let_in, uid, raw))
        self._under_way[task] = uid
        task.add_done_callback(self._note)

    def _note(self, task: "asyncio.Future[None]") -> None:
        uid = self._under_way.pop(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self.broken[uid] = error

    async def drained(self) -> None:
        """Returns when all are dealt with, or failed: `broken` has those, by UID."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def cancel(self) -> None:
        """Leave the rest; what of it is durable by then is dealt with, and the rest stays in hand."""
        for task in list(self._under_way):
            task.cancel()
