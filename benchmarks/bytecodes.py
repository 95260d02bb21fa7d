"""Where the engine's work goes: bytecodes in each contact's life, function by function.

`python -m benchmarks.bytecodes [--channel voice] [--agents 1000] [--waiting 1000] [--lives 400]`

A busy machine makes every clock lie, but not this count: the same engine prints the same figures anywhere. A
bytecode costs about eight nanoseconds, with all that is done in C on its behalf. With `--waiting 0` half of
the agents are idle, as in a centre that has staff enough.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from benchmarks.engine import Floor, busy, idle, lives
from dispatcher.vocabulary import ChannelId

Trace = Callable[[FrameType, str, Any], Any]


class Count:
    """How many bytecodes, and calls, each function of Python took while it was traced."""

    def __init__(self) -> None:
        self.bytecodes: Counter[CodeType] = Counter()
        self.calls: Counter[CodeType] = Counter()

    def trace(self, frame: FrameType, event: str, _: object) -> Trace:
        """See `sys.settrace`."""
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.calls[frame.f_code] += 1
        return self._step

    def _step(self, frame: FrameType, event: str, _: object) -> Trace:
        if event == "opcode":
            self.bytecodes[frame.f_code] += 1
        return self._step


def counted(floor: Floor, many: int) -> Count:
    """So many lives on this floor, counted."""
    arrivals, count = list(floor.arrivals(many)), Count()
    sys.settrace(count.trace)
    lives(floor, arrivals)
    sys.settrace(None)
    return count


def table(count: Count, many: int, most: int) -> Iterator[str]:
    """The sum, and the functions with the most bytecodes, each a life."""
    bytecodes, calls = count.bytecodes.total() / many, count.calls.total() / many
    yield f"{bytecodes:,.0f} bytecodes a life, in {calls:.0f} calls"
    for code, taken in count.bytecodes.most_common(most):
        where = f"{Path(code.co_filename).name}:{code.co_firstlineno}"
        yield f"{taken / many:>8.1f} {count.calls[code] / many:>7.2f}  {code.co_qualname}  {where}"


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--channel", default="voice", help="voice or email (default %(default)s)")
    parser.add_argument("--agents", type=int, default=1_000)
    parser.add_argument("--waiting", type=int, default=1_000)
    parser.add_argument("--lives", type=int, default=400, help="how many are counted (default %(default)s)")
    parser.add_argument("--most", type=int, default=40, help="functions shown (default %(default)s)")
    said = parser.parse_args()
    channel = ChannelId(said.channel)
    floor = busy(said.agents, said.waiting, channel)[0] if said.waiting else idle(said.agents)
    lives(floor, floor.arrivals(500))  # what is looked up for the first time is no part of a life
    print("\n".join(table(counted(floor, said.lives), said.lives, said.most)))


if __name__ == "__main__":
    main()
