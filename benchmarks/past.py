"""How soon the board of a past moment is there, inside a day of twenty thousand contacts.

`python -m benchmarks.past [--contacts 20000] [--looks 100]`

A day of calls is written into a journal and an event log, as the dispatcher and the dashboard write them. The
first look folds the day and keeps checkpoints. Then moments by chance are asked for, as by dragging the
slider; then one fact after the other, as by pressing a key. Each answer is the whole board as JSON. Beside
them: reading the day's rows from the journal and no more, the least that folding it anew would cost.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from analytics.eventlog import EventLog
from benchmarks.journal import Written
from dashboard.alerting.alerting import Alerting
from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.outlooks import Outlooks
from dashboard.past.journey import FoldingError
from dashboard.past.machine import TimeMachine, as_json
from dispatcher.alerts import NONE
from dispatcher.client import Api
from dispatcher.events import Event
from dispatcher.journal import JOURNAL, Journal, Turn
from dispatcher.vocabulary import HOUR, VOICE, Instant

AGENTS: Final = 200
WAITING: Final = 300
BATCH: Final = 2_000
DAY: Final = 12 * HOUR
"""The contacts come in so much time."""


def day(contacts: int) -> Iterable[Turn]:
    """Decisions of a day with that many contacts."""
    floor = Written(AGENTS, VOICE)
    floor.open()
    for arrival in floor.arrivals(AGENTS + WAITING):
        floor.ask(arrival)
    for _ in range(contacts - AGENTS - WAITING):
        yield from floor.turns
        floor.turns.clear()
        floor.now += DAY // contacts
        floor.finish()
        for arrival in floor.arrivals(1):
            floor.ask(arrival)
    yield from floor.turns


def written(folder: Path, contacts: int) -> list[Event]:
    """The day in a journal and in an event log."""
    facts = list[Event]()
    journal = Journal(folder / JOURNAL)
    turns = list(day(contacts))
    for start in range(0, len(turns), BATCH):
        journal.append(turns[start : start + BATCH])
    facts = [event for turn in turns for event in turn.facts]
    journal.close()
    log = EventLog(folder / "events.duckdb")
    numbered = list(enumerate(facts, 1))
    for start in range(0, len(numbered), BATCH):
        log.append(numbered[start : start + BATCH])
    log.close()
    return facts


async def _nobody(*, after: int, linked: object) -> None:
    raise AssertionError("the feed is not followed here")


async def looked(folder: Path, facts: list[Event], looks: int) -> None:
    """Look about in that day, and print how long each way took."""
    settings = Settings(eventlog=folder / "events.duckdb", journal=folder / JOURNAL)
    feed = Feed(settings.eventlog, _nobody)  # type: ignore[arg-type]
    outlooks = Outlooks(Api("http://127.0.0.1:1", ""), ())
    machine = TimeMachine(feed, settings, outlooks, Alerting(feed, NONE, folder / "alarms.sqlite"))
    async with machine.running():
        began, computed = perf_counter(), process_time()
        await first_look(machine, len(facts))
        wall, cpu = perf_counter() - began, process_time() - computed
        print(f"first look, at the end of the day {wall:8.1f} s {cpu:8.1f} s CPU")
        dice = random.Random("looks")
        moments = [Instant(dice.randint(facts[0].at, facts[-1].at)) for _ in range(looks)]
        report("a moment by chance", [await timed(machine.at(at)) for at in moments])
        begin = dice.randint(1, len(facts) - looks)
        report("one fact on", [await timed(machine.after(begin + step)) for step in range(looks)])
        report("one fact back", [await timed(machine.after(begin + looks - step)) for step in range(looks)])
    await feed.close()


async def first_look(machine: TimeMachine, last: int) -> None:
    """Ask until the day is folded, as the page does."""
    while True:
        try:
            await machine.after(last)
            return
        except FoldingError:
            await asyncio.sleep(0.01)


Took = tuple[float, float]
"""Seconds by the clock on the wall, and of computing."""


async def timed(question: object) -> Took:
    """How long the answer took, with its JSON."""
    began, computed = perf_counter(), process_time()
    as_json(await question)  # type: ignore[misc]
    return perf_counter() - began, process_time() - computed


def report(what: str, took: list[Took]) -> None:
    """A row: the median, the 95th percentile and the longest by the clock; computing in the mean."""
    ordered = sorted(wall for wall, _ in took)
    computing = sum(cpu for _, cpu in took) / len(took)
    median, most = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    shown = (f"{value * 1e3:8.0f} ms {name}" for value, name in ((median, "median"), (most, "p95")))
    print(f"{what:24} {' '.join(shown)} {ordered[-1] * 1e3:8.0f} ms longest {computing * 1e3:8.0f} ms CPU")


def bare(folder: Path) -> float:
    """Seconds to read the day's rows and do nothing with them."""
    began = perf_counter()
    with closing(sqlite3.connect(folder / JOURNAL)) as connection:
        for _ in connection.execute("SELECT number, at, body, link FROM events ORDER BY number"):
            pass
    return perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--looks", type=int, default=100)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        facts = written(folder, chosen.contacts)
        print(f"{chosen.contacts} contacts, {len(facts)} facts")
        asyncio.run(looked(folder, facts, chosen.looks))
        size = (folder / "past.sqlite").stat().st_size / (folder / JOURNAL).stat().st_size
        print(f"checkpoints, of the journal's size       {size:8.1%}")
        print(f"reading the rows and no more             {bare(folder) * 1e3:8.0f} ms")


if __name__ == "__main__":
    main()
