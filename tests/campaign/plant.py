"""Bugs planted on purpose, to prove that the campaign finds what it is there to find.

Each is a small change of the engine's source, made in a copy of the tree in a temporary folder, where the
campaign then runs as it always does.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

ROOT: Final = Path(__file__).parents[2]
MOST_SEEDS: Final = 200
"""A bug not found in so many days counts as not found."""

FOUND: Final = re.compile(r"seed (\d+) breaks a law: (.+)")


@dataclass(frozen=True)
class Change:
    """In this file of the engine, `new` instead of `old`, which stands there once."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Bug:
    """A mistake somebody could make."""

    name: str
    changes: tuple[Change, ...]


def bug(name: str, *changes: tuple[str, str, str]) -> Bug:
    """The bug of this name."""
    return Bug(name, tuple(Change(*change) for change in changes))


BUGS: Final = (
    bug(
        "emails are parked when the call is offered",
        (
            "steps.py",
            '    """Let the contact ring at the agent\'s desk until the queue\'s offer timeout."""\n',
            "    for name in interrupts:\n"
            "        park(book, book.state.contacts[name], ParkReason.PRE_EMPTED)\n",
        ),
    ),
    bug("the cap is off by one", ("blending.py", "    if used >= cap:\n", "    if used > cap:\n")),
    bug(
        "whoever is declined loses her place in line",
        (
            "waiting.py",
            "return (_RANK[contact.urgency], contact.due, ",
            "return (_RANK[contact.urgency], contact.since if contact.offers else contact.due, ",
        ),
    ),
    bug(
        "it goes on ringing when the caller hangs up",
        (
            "requests.py",
            "        rescind(book, contact, RescindReason.CALLER_GONE)\n",
            "        contact.phase, contact.offer = Phase.WAITING, None\n",
        ),
    ),
    bug(
        "a wrap-up never ends while she is not connected",
        (
            "deadlines.py",
            "    if agent.wrap_up is not None:\n",
            "    if agent.wrap_up is not None and agent.connected:\n",
        ),
    ),
    bug(
        "a breach is told again when the next promise breaks",
        (
            "promises.py",
            "for clock in [c for c in contact.clocks if c.phase is RUNNING and c.due <= book.now]:",
            "for clock in [c for c in contact.clocks if c.phase in (RUNNING, BROKEN) and c.due <= book.now]:",
        ),
        (
            "lifecycles.py",
            "    PromisePhase.BROKEN: {fact.PromiseKept: PromisePhase.KEPT},\n",
            "    PromisePhase.BROKEN: {\n        fact.PromiseKept: PromisePhase.KEPT,\n"
            "        fact.PromiseBroken: PromisePhase.BROKEN,\n    },\n",
        ),
    ),
    bug("the reserve is off by one", ("blending.py", "return idle - 1 >= reserve", "return idle >= reserve")),
    bug(
        "an author is asked to approve her own reply",
        (
            "state.py",
            "contact.excluded = held.author if held is not None else None",
            "contact.excluded = None",
        ),
    ),
    bug(
        "an email is interrupted once too often",
        ("interruption.py", "email.interruptions >= policy", "email.interruptions > policy"),
    ),
    bug(
        "the clock of one promise runs while we wait for the customer",
        (
            "promises.py",
            "c.phase is RUNNING]:\n        book.emit(\n            fact.PromisePaused(",
            "c.phase is RUNNING][1:]:\n        book.emit(\n            fact.PromisePaused(",
        ),
    ),
    bug(
        "promises run at night, too",
        (
            "promises.py",
            "due = book.roster.hours(queue).later(book.now, length)",
            "due = Instant(book.now + length)",
        ),
    ),
    bug(
        "work is offered to somebody who is about to leave",
        ("blending.py", "    if agent.next_status is not None:\n        return Verdict.LEAVING\n", ""),
    ),
    bug(
        "the first in line blocks lighter work behind it",
        (
            "matching.py",
            "        elif everybody:\n            book.lines.tried(line)\n",
            "        elif everybody:\n            book.lines.tried(line)\n            break\n",
        ),
    ),
    bug(
        "a lever changed live is not noticed by those who wait",
        ("follows.py", "    | fact.LeversChanged\n", ""),
    ),
)


def plant(one: Bug, tree: Path) -> None:
    """Make this mistake in the tree.

    Raises:
        LookupError: the engine has changed, and says what the mistake replaces no more, or not just once.
    """
    for change in one.changes:
        path = tree / "dispatcher" / "engine" / change.file
        source = path.read_text()
        if source.count(change.old) != 1:
            raise LookupError(f"{one.name}: {change.file} does not say exactly once {change.old!r}")
        path.write_text(source.replace(change.old, change.new))


def copy_to(tree: Path) -> None:
    """All that the campaign needs, and nothing else."""
    leave_out = shutil.ignore_patterns("__pycache__")
    for folder in ("dispatcher", "tests/engine", "tests/campaign"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=leave_out)
    (tree / "tests" / "__init__.py").touch()


@dataclass(frozen=True)
class Finding:
    """After how many days, and seconds, which law caught it; None when none did."""

    days: int
    took: float
    law: str | None


def hunt(one: Bug, seeds: int) -> Finding:
    """Let the campaign look for this bug."""
    with TemporaryDirectory(prefix="ringpost-bug-") as folder:
        tree = Path(folder)
        copy_to(tree)
        plant(one, tree)
        started = monotonic()
        command = [sys.executable, "-m", "tests.campaign", "--seeds", str(seeds), "--no-story"]
        ran = subprocess.run(
            command, cwd=tree, env=os.environ | {"PYTHONPATH": folder}, capture_output=True, text=True
        )
        found = FOUND.search(ran.stdout)
        if found is None and ran.returncode:
            raise RuntimeError(f"the campaign did not run: {ran.stderr[-2000:]}")
        took = monotonic() - started
        return Finding(int(found[1]) + 1, took, found[2]) if found else Finding(seeds, took, None)


def table(bugs: Sequence[Bug], seeds: int) -> Iterator[tuple[str, bool]]:
    """The rows, each as soon as it is known; and whether its bug was found."""
    for one in bugs:
        finding = hunt(one, seeds)
        caught = finding.law or f"NOT FOUND in {seeds} days"
        yield f"{one.name:<60}  {finding.days:>4}  {finding.took:>4.0f} s  {caught}", finding.law is not None


def main() -> int:
    """Hunt for every bug, and print what came of it. The exit status is 1 when one was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign.plant", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=MOST_SEEDS, metavar="N", help=f"days a bug ({MOST_SEEDS})"
    )
    parser.add_argument("--only", metavar="WORDS", default="", help="only bugs whose name has these words")
    said = parser.parse_args()
    bugs = [one for one in BUGS if said.only in one.name]
    print(f"{'planted bug':<60}  days  {'took':>6}  the law that caught it")
    found = []
    for row, caught in table(bugs, said.seeds):
        print(row, flush=True)
        found.append(caught)
    print(f"{sum(found)} of {len(found)} found.")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
