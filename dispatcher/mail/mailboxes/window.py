"""Messages let in side by side, so that many share one commit; but none beside one that may concern it.

Whether a letter goes on with another, or is the same once more, is judged by what is stored already. So a
letter waits for those under way that name one of its ids or come from its sender.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from dispatcher.mail.reading.parse import HEADERS

ABREAST: Final = 40  # Messages under way: 20 gave four fifths of the speed, 80 no more.
ROOM: Final = 32_000_000  # Bytes of them; a single larger one is let in alone.

_TELLING: Final = re.compile(
    rb"^(?:from|reply-to|message-id|in-reply-to|references):((?:[^\n]|\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
_TIE: Final = re.compile(rb"[^\s<>\"(),;:]+@[^\s<>\"(),;]+")
_UNTOLD: Final = frozenset({b"?"})  # All letters that name nobody wait for each other.

Ties = frozenset[bytes]


class _Under(NamedTuple):
    uid: int
    ties: Ties
    size: int


def ties_of(raw: bytes) -> Ties:
    """The ids and addresses by which a message may belong with another."""
    headers, *_ = re.split(rb"\r?\n\r?\n", raw[:HEADERS], maxsplit=1)
    found = b" ".join(_TELLING.findall(headers)).lower()
    return frozenset(_TIE.findall(found)) or _UNTOLD


class Window:
    """What is under way. `let_in` deals with one message, and is called for them in their order."""

    def __init__(self, let_in: Callable[[int, bytes], Awaitable[None]]) -> None:
        self._let_in = let_in
        self._under_way: dict[asyncio.Future[None], _Under] = {}
        self.broken: dict[int, Exception] = {}

    async def admit(self, uid: int, raw: bytes) -> None:
        """Let it in as soon as it may; returns before it is dealt with."""
        ties = ties_of(raw)
        while self._must_wait(ties, len(raw)):
            await self._one_ends()
        self._under_way[asyncio.ensure_future(self._let_in(uid, raw))] = _Under(uid, ties, len(raw))

    def _must_wait(self, ties: Ties, size: int) -> bool:
        under = self._under_way.values()
        full = len(under) >= ABREAST or (under and sum(one.size for one in under) + size > ROOM)
        return bool(full) or any(not ties.isdisjoint(one.ties) for one in under)

    async def drained(self) -> None:
        """Returns when all are dealt with, or failed: `broken` has those, by UID."""
        while self._under_way:
            await self._one_ends()

    async def _one_ends(self) -> None:
        done, _ = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            under = self._under_way.pop(task)
            if isinstance(error := task.exception(), Exception):
                self.broken[under.uid] = error

    def cancel(self) -> None:
        """Leave the rest; what of it is durable by then is dealt with, and the rest stays in hand."""
        for task in self._under_way:
            task.cancel()
