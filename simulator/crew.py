"""Work shared by several processes; results come in the order of the tasks, for any number of processes.

Ctrl-C is noted while work is done, and raised only where nothing can break: a database or a table at work in
native code must not be interrupted.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import TimeoutError as NotYet
from multiprocessing import get_context
from multiprocessing.pool import IMapIterator
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LOOK: Final = 0.2
"""Seconds between two looks whether somebody pressed Ctrl-C while others work."""


class Interrupts:
    """Ctrl-C, noted while this is entered, maybe more than once, and raised by `check`.

    In a thread other than the main one it never is.
    """

    def __init__(self) -> None:
        self._noted, self._before = False, list[Any]()

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._noted = self._noted and bool(self._before)
            self._before.append(signal.signal(signal.SIGINT, self._note))

    def __exit__(self, *_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._before.pop())

    def check(self) -> None:
        """Go no further if it was pressed.

        Raises:
            KeyboardInterrupt: it was.
        """
        if self._noted:
            self._noted = False
            raise KeyboardInterrupt

    def _note(self, *_: object) -> None:
        self._noted = True


INTERRUPTS: Final = Interrupts()
"""There is one, as a process has one handler for the signal."""


class Crew(Protocol):
    """Does task after task, as `in_order` says, with processes that stay."""

    def __call__(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """The results of `do`, task by task."""


def in_order(do: Callable[[T], R], tasks: Sequence[T], workers: int) -> Iterator[R]:
    """The results of `do`, task by task; whoever stops listening stops the work.

    `do` is a function of a module, and tasks and results can be pickled.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, and noted by `INTERRUPTS`.
    """
    with crew(min(workers, len(tasks))) as work:
        yield from work(do, tasks)


@contextmanager
def crew(workers: int) -> Iterator[Crew]:
    """Processes for more than one lot of tasks; with one worker it is this very process."""
    if workers <= 1:
        yield lambda do, tasks: map(do, tasks)
        return
    # A fresh interpreter each, not a fork: a fork of a process with threads may hang.
    with get_context("spawn").Pool(workers, _let_others_stop) as pool:
        yield lambda do, tasks: _awaited(pool.imap(do, tasks))


def _awaited(results: "IMapIterator[R]") -> Iterator[R]:
    while True:
        INTERRUPTS.check()
        try:
            yield results.next(LOOK)
        except NotYet:
            continue
        except StopIteration:
            return


def _let_others_stop(*_: Any) -> None:
    """Ctrl-C reaches every process of a terminal; the one that gives out the work decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
