"""Work for threads, handed over together: whatever waits when a thread is free goes in one turn.

A hand-over wakes a thread, and its answer wakes the loop: a tenth of a millisecond of computing, for one
piece of work as for fifty. While a thread is free, work waits for no more than what is asked in the same turn
of the loop: those whose last answers came together stay together.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

A = TypeVar("A")
B = TypeVar("B")

MOST: Final = 50  # Pieces a turn; with more, the loop would have nothing to do until they are all done.


class Failed(NamedTuple):
    """What became of a piece of work that raised this."""

    error: Exception


def tried(work: Callable[[], B]) -> "B | Failed":
    """What it answers, or what it raises."""
    try:
        return work()
    except Exception as error:
        return Failed(error)


def each(pieces: Sequence[Callable[[], B]]) -> "list[B | Failed]":
    """A turn of calls that need nothing in common."""
    return [tried(piece) for piece in pieces]


class Together(Generic[A, B]):
    """Hands pieces of work to `executor`, at most `most` a turn and so many `turns` at once; for one loop.

    Without one it is the loop's own threads that do it.
    `work` does one turn, on a thread: it answers each piece, in order. What it raises, all of them raise.
    """

    def __init__(
        self,
        executor: Executor | None,
        work: Callable[[Sequence[A]], Sequence[B | Failed]],
        *,
        most: int = MOST,
        turns: int = 1,
    ) -> None:
        self._executor, self._work, self._most = executor, work, most
        self._free = turns
        self._line: list[tuple[A, asyncio.Future[B]]] = []

    async def do(self, piece: A) -> B:
        """The answer to this piece.

        Raises:
            Exception: whatever doing it raised.
        """
        answer: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._line.append((piece, answer))
        if len(self._line) == 1:
            asyncio.get_running_loop().call_soon(self._go)
        return await answer

    def _go(self) -> None:
        if self._line and self._free:
            some, self._line = self._line[: self._most], self._line[self._most :]
            pieces = [piece for piece, _ in some]
            turn = asyncio.get_running_loop().run_in_executor(self._executor, self._work, pieces)
            turn.add_done_callback(partial(self._hand_out, [answer for _, answer in some]))
            self._free -= 1

    def _hand_out(
        self, answers: Sequence["asyncio.Future[B]"], turn: "asyncio.Future[Sequence[B | Failed]]"
    ) -> None:
        self._free += 1
        for answer, what in zip(answers, _answers(turn, len(answers)), strict=True):
            if answer.done():  # whoever asked may be gone
                continue
            if isinstance(what, Failed):
                answer.set_exception(what.error)
            else:
                answer.set_result(what)
        self._go()


def _answers(turn: "asyncio.Future[Sequence[B | Failed]]", count: int) -> Sequence[B | Failed]:
    if turn.cancelled():
        return [Failed(RuntimeError("the threads were closed before it was done"))] * count
    error = turn.exception()
    if error is None:
        return turn.result()
    return [Failed(error if isinstance(error, Exception) else RuntimeError(str(error)))] * count
