"""Messages let in side by side, so that many share one commit; but none beside one that may concern it.

Whether a letter goes on with another, or is the same once more, is judged by what is stored already. So a
letter waits for those under way that name one of its ids or come from its sender.

What is fetched fast gathers before it is let in: letters that begin together stay together on their way, and
share each hand-over to a thread as they share the commit.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from dispatcher.mail.reading.parse import HEADERS

ABREAST: Final = 80  # Messages under way: 20 gave nine tenths of the speed, 160 no more.
ROOM: Final = 32_000_000  # Bytes of them; a single larger one is let in alone.

PORTION: Final = 20  # Messages that gather: half of them for each process that reads.
LINGER: Final = 0.05  # Seconds the first of them waits at most: a server that is far away fills no portion.

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


class Gathering:
    """Lets those who wait go on together: when they are a portion, or when the first has lingered."""

    def __init__(self, linger: float = LINGER) -> None:
        self._linger = linger
        self._door, self._there, self._ended = asyncio.Event(), 0, False

    async def wait(self) -> None:
        """Returns when the others of the portion are there, or need not be waited for."""
        if self._ended:
            return
        if not self._there:
            self._door = asyncio.Event()
            asyncio.get_running_loop().call_later(self._linger, self._open, self._door)
        self._there += 1
        if self._there == PORTION:
            self._open(self._door)
        await self._door.wait()

    def _open(self, door: asyncio.Event) -> None:
        door.set()
        if door is self._door:
            self._there = 0

    def end(self) -> None:
        """Nobody else comes."""
        self._ended = True
        self._open(self._door)


class Crowd:
    """All messages under way, from whichever mailbox or door: the same letter may come by two at once."""

    def __init__(self) -> None:
        self._under_way: dict[asyncio.Future[Any], _Under] = {}

    async def start(
        self, raw: bytes, let_in: Callable[[], Awaitable[T]], gathering: Gathering | None = None
    ) -> "asyncio.Future[T]":
        """Begin to let this message in as soon as there is room; returns the task of it.

        The task waits for its portion, if it is `gathering` one, and for those before it that it is tied to;
        it holds up nobody else.
        """
        under = _Under(ties_of(raw), len(raw))
        while not self._has_room(len(raw)):
            await asyncio.wait(set(self._under_way), return_when=asyncio.FIRST_COMPLETED)
        before = {task for task, other in self._under_way.items() if not under.ties.isdisjoint(other.ties)}
        task = asyncio.ensure_future(_after(gathering, before, let_in))
        self._under_way[task] = under
        task.add_done_callback(self._under_way.__delitem__)
        return task

    def _has_room(self, size: int) -> bool:
        others = self._under_way.values()
        return not others or (len(others) < ABREAST and sum(one.size for one in others) + size <= ROOM)


async def _after(
    gathering: Gathering | None, before: "set[asyncio.Future[Any]]", let_in: Callable[[], Awaitable[T]]
) -> T:
    if gathering is not None:
        await gathering.wait()
    if before:
        await asyncio.wait(before)
    return await let_in()


class Window:
    """What one sweep has under way in the crowd."""

    def __init__(
        self, crowd: Crowd, let_in: Callable[[int, bytes], Awaitable[None]], linger: float = LINGER
    ) -> None:
        self._crowd, self._let_in = crowd, let_in
        self._under_way: dict[asyncio.Future[None], int] = {}
        self._gathering = Gathering(linger)
        self.broken: dict[int, Exception] = {}

    async def admit(self, uid: int, raw: bytes) -> None:
        """Let it in as soon as it may; returns before it is dealt with."""
        task = await self._crowd.start(raw, partial(self._let_in, uid, raw), self._gathering)
        self._under_way[task] = uid
        task.add_done_callback(self._note)

    def _note(self, task: "asyncio.Future[None]") -> None:
        uid = self._under_way.pop(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self.broken[uid] = error

    async def drained(self) -> None:
        """Returns when all are dealt with, or failed: `broken` has those, by UID. No other comes."""
        self._gathering.end()
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def cancel(self) -> None:
        """Leave the rest; what of it is durable by then is dealt with, and the rest stays in hand."""
        for task in list(self._under_way):
            task.cancel()
