"""An open loop: things happen when the clock says so, however slow whoever is asked.

A loop that waits for the last answer before it asks again hides every pause of the other side ("coordinated
omission"; G. Tene). Here what is late counts as late, from the instant it was due.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from math import ceil
from random import Random
from typing import NamedTuple

Do = Callable[[int, float], Coroutine[None, None, None]]


class Spread(NamedTuple):
    """Percentiles of what something took, in seconds."""

    p50: float
    p95: float
    p99: float


def spread(took: Sequence[float]) -> Spread:
    """The percentiles, each a value that was measured (nearest rank); infinite when nothing was."""
    ranked = sorted(took)

    def rank(share: float) -> float:
        return ranked[ceil(share * len(ranked)) - 1] if ranked else float("inf")

    return Spread(rank(0.5), rank(0.95), rank(0.99))


async def at_random(rate: float, seconds: float, dice: Random, do: Do) -> None:
    """Call `do(number, due)` at the instants of a Poisson process, `rate` a second; return when all is done.

    `due` is on the loop's clock, which every process of this machine shares.
    """
    clock = asyncio.get_running_loop().time
    due = clock()
    end = due + seconds
    async with asyncio.TaskGroup() as under_way:
        for number in itertools.count():
            due += dice.expovariate(rate)
            if due > end:
                return
            await asyncio.sleep(due - clock())
            under_way.create_task(do(number, due))
