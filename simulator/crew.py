"""Work shared by several processes; results come in the order of the tasks, for any number of processes."""

import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(do: Callable[[T], R], tasks: Sequence[T], workers: int) -> Iterator[R]:
    """The results of `do`, task by task; whoever stops listening stops the work.

    `do` is a function of a module, and tasks and results can be pickled.
    """
    if workers <= 1:
        yield from map(do, tasks)
        return
    # A fresh interpreter each, not a fork: a fork of a process with threads may hang.
    with get_context("spawn").Pool(min(workers, len(tasks)), _let_others_stop) as pool:
        yield from pool.imap(do, tasks)


def _let_others_stop() -> None:
    """Ctrl-C reaches every process of a terminal; the one that gives out the work decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
