"""Run the fault campaign, or one day of it: `python -m tests.campaign --help`."""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

from tests.campaign.day import Day, Plan, again, perform, plainer
from tests.campaign.shrink import Shrinking
from tests.campaign.story import tell
from tests.engine.broken import Law
from tests.engine.walk import Step

ABOUT: Final = """\
Looks for days that break a law of the dispatch engine.

Each seed is a centre drawn by chance (agents, skills, lines, channels, levers, timetables, opening
hours over a change of the clocks) and an hour in it: callers, letters, chats; agents who come, go,
decline and lose their connection; supervisors who assign, pull back and change the rules; restarts;
requests that come twice, late or make no sense; minutes in which nothing happens. Three engines do the
same: one is woken at each deadline, one only hears of requests, one dies now and then and reads its
journal again. After every step a witness, who knows the rules by a second book of his own, holds all
that happened against the laws.

The same seed is the same day on every machine. When a law breaks, the day is made as short as it can be
while it breaks the same law, and told in words.
"""
EXAMPLES: Final = """\
examples:
  make campaign                  200 seeds, two minutes or so on two cores
  make campaign SEEDS=2000       before a release
  make campaign SEED=7           that one day again, and its story if it breaks a law
  python -m tests.campaign --first 5000 --seeds 500    other seeds than everybody's
  python -m tests.campaign --seeds 500 --all           do not stop at the first; count what breaks, by law
"""
EVERY: Final = 5.0
"""Seconds between two lines of progress where no terminal shows it in place."""


@dataclass(frozen=True)
class Report:
    """What came of one seed."""

    seed: int
    steps: int
    broken: Law | None


def look(seed: int) -> Report:
    """The day of this seed, in a process of its own."""
    day = perform(seed)
    return Report(seed, len(day.script), day.broken.law if day.broken is not None else None)


def reports(seeds: range, jobs: int) -> Iterator[Report]:
    """The seeds' reports in order, worked out side by side."""
    with ProcessPoolExecutor(jobs) as processes:
        try:
            yield from processes.map(look, seeds, chunksize=2)
        finally:
            processes.shutdown(wait=False, cancel_futures=True)


class Progress:
    """Says how far it is: in place on a terminal, else a line now and then."""

    def __init__(self, total: int) -> None:
        self._total, self._started, self._told = total, monotonic(), monotonic()

    def show(self, done: int, steps: int, broken: int) -> None:
        """So many seeds are done."""
        now, last = monotonic(), done == self._total
        if not (sys.stderr.isatty() or last) and now - self._told < EVERY:
            return
        self._told = now
        found = f", {broken} broken" if broken else ""
        text = f"{done} of {self._total} days, {steps:,} requests, {now - self._started:.0f} s{found}"
        end = "\n" if last or not sys.stderr.isatty() else ""
        print(f"\r{text}" if sys.stderr.isatty() else text, end=end, file=sys.stderr, flush=True)


def campaign(seeds: range, jobs: int, *, keep_going: bool, story: bool) -> int:
    """Look at all of these days. The exit status is 1 when a law was broken."""
    progress, steps, broken = Progress(len(seeds)), 0, 0
    for done, report in enumerate(reports(seeds, jobs), 1):
        steps += report.steps
        broken += report.broken is not None
        progress.show(done, steps, broken)
        if report.broken is not None:
            print(f"seed {report.seed} breaks a law: {report.broken}", flush=True)
            if not keep_going:
                return one(report.seed) if story else 1
    if not broken:
        print(f"{len(seeds)} days, {steps:,} requests: every law held after every step.")
    return 1 if broken else 0


def one(seed: int) -> int:
    """Perform this day, and tell its story in short if it breaks a law. The exit status is 1 then."""
    day = perform(seed)
    if day.broken is None:
        print(f"seed {seed}: {len(day.script)} requests, every law held after every step.")
        return 0
    print(f"\nIt breaks at request {len(day.script)}. Making it shorter ...", file=sys.stderr)
    story = shortest(day, day.broken.law)
    assert story.broken is not None, "a story that was made shorter broke the law when it was"
    print(f"\nThe story of seed {seed}, in {len(story.script)} of {len(day.script)} requests:\n")
    print("\n".join(tell(story.plan, story.script, story.broken)))
    print(f"\nTo see it again: make campaign SEED={seed}")
    return 1


def shortest(day: Day, law: Law) -> Day:
    """The fewest of its requests, and the plainest centre, that break the same law."""
    plan = next(plan for plan in plainer(day.plan) if plan is day.plan or breaks(plan, day.script) is law)
    script = Shrinking(partial(breaks, plan), law).shortest(day.script)
    return Day(plan, script, again(plan, script))


def breaks(plan: Plan, script: list[Step]) -> Law | None:
    """The law that this script breaks under this plan."""
    error = again(plan, script)
    return error.law if error is not None else None


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaign",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seeds", type=int, default=200, metavar="N", help="how many days (200)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first seed (0)")
    parser.add_argument(
        "--seed", type=int, metavar="N", help="only this day, and its story if it breaks a law"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (all cores)"
    )
    parser.add_argument("--all", action="store_true", help="look at all days, even after a law was broken")
    parser.add_argument("--no-story", action="store_true", help="name the seed and the law, and stop")
    said = parser.parse_args()
    if said.seed is not None:
        return one(said.seed)
    return campaign(
        range(said.first, said.first + said.seeds), said.jobs, keep_going=said.all, story=not said.no_story
    )


if __name__ == "__main__":
    sys.exit(main())
