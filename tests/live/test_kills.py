"""kill -9 at any moment: whatever was acknowledged is there, once, and the numbers have no gap.

RINGPOST_KILLS sets how often; a night of it is a few thousand.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from dispatcher.events import ContactArrived, PromiseMade
from dispatcher.journal import Journal
from dispatcher.journal.verification import verify
from tests.live.heart import admit, running

KILLS = int(os.environ.get("RINGPOST_KILLS", "20"))


def unborn(folder: Path, life: int) -> "subprocess.Popen[str]":
    """A dispatcher that waits for its beginning."""
    command = [sys.executable, "-m", "tests.live.mortal", str(folder), str(life)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def one_life(mortal: "subprocess.Popen[str]", acknowledged: int) -> dict[str, int]:
    """Let it work until it has acknowledged so many calls, and kill it. Returns every one it did."""
    assert mortal.stdin is not None
    assert mortal.stdout is not None
    with mortal:
        mortal.stdin.write("begin\n")
        mortal.stdin.flush()
        lines = [mortal.stdout.readline() for _ in range(acknowledged)]
        mortal.kill()
        lines += mortal.stdout.readlines()
    return {name: int(last) for name, last in (line.split() for line in lines if line.endswith("\n"))}


async def test_nothing_acknowledged_is_ever_lost(tmp_path: Path) -> None:
    dice = random.Random(20)
    acknowledged: dict[str, int] = {}
    mortal = unborn(tmp_path, 0)
    for life in range(1, KILLS + 1):
        following = unborn(tmp_path, life)  # is born while the other one lives
        done = one_life(mortal, dice.choice((1, 2, 3, 10, 50, 100)))
        assert done
        acknowledged |= done
        mortal = following
    acknowledged |= one_life(mortal, 1)
    async with running(tmp_path) as service:
        for name, last in random.Random(0).sample(sorted(acknowledged.items()), k=100):
            assert (await service.submit(admit(name))).last == last
    assert verify(tmp_path / "journal.sqlite").faults == []
    journal = Journal(tmp_path / "journal.sqlite")
    assert journal.opening().base
    assert journal.rebuild() == service.state  # which also says that no number is missing
    facts = journal.read(after=0)
    arrived = [n.fact.contact for n in facts if isinstance(n.fact, ContactArrived)]
    assert len(arrived) == len(set(arrived))
    assert set(acknowledged) <= set(arrived)
    for name, last in acknowledged.items():
        fact = facts[last - 1].fact
        assert isinstance(fact, PromiseMade)  # what an arrival leads to last
        assert fact.contact == name
    journal.close()
