"""What being durable costs, and how long a start takes: appends, commits, snapshots, starts, bytes.

`python -m benchmarks.journal [--events 1000000] [--folder FOLDER]`

The events are those of a thousand agents on calls: arrive, offer, accept, finish, wrap up. Appends are
measured with 1, 10 and 100 commands a commit, and in the same run the yardstick: the same rows, ready made,
put by bare `sqlite3` into bare tables in the same transactions. Then the journal is filled, and started:
without a snapshot, with one and as many events after it as there can be, and with one at the end. Last, calls
come to a live service one after another, while no snapshot is taken and while they are taken all the time.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.engine import STEP, Floor
from dispatcher import codec
from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.engine import Engine
from dispatcher.engine.picture import copied, pieces, whole
from dispatcher.engine.state import State
from dispatcher.journal import Journal, Turn
from dispatcher.journal.connection import durable
from dispatcher.journal.folding import Standing
from dispatcher.journal.schema import SCHEMA
from dispatcher.journal.snapshots import EVERY, next_snapshot, snapshot_of
from dispatcher.journal.verification import verify
from dispatcher.service import open_service
from dispatcher.vocabulary import EMAIL, VOICE, CommandId, ContactId, Instant

AGENTS: Final = 1_000
APPENDS: Final = 3_000
"""Commands appended for each row."""

ROUNDS: Final = 3


class Written(Floor):
    """A floor whose every decision is there to be written down."""

    def __init__(self, *args: object, **more: object) -> None:
        self.turns: list[Turn] = []
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def ask(self, command: ask.Command) -> None:
        """Ask the engine, note what came of it, and let whoever is offered something accept it."""
        self.now += STEP
        facts = self.engine.handle(command, Instant(self.now))
        self.turns.append(Turn(command, self.engine.now, facts))
        for event in facts:
            if type(event) is fact.ContactOffered:
                self.at_work.append((event.agent, event.contact))
                self.ask(ask.AcceptOffer(id=next(self.names), agent=event.agent, offer=event.offer))


def turns(waiting: int = 1_000) -> Iterator[Turn]:
    """Decisions without end, with so many contacts waiting."""
    floor = Written(AGENTS, VOICE)
    floor.open()
    for arrival in floor.arrivals(AGENTS + waiting):
        floor.ask(arrival)
    while True:
        yield from floor.turns
        floor.turns.clear()
        floor.finish()
        for arrival in floor.arrivals(1):
            floor.ask(arrival)


# --- appends --------------------------------------------------------------------------------------------


def batches(some: Sequence[Turn], size: int) -> Iterator[Sequence[Turn]]:
    """So many turns at a time."""
    for start in range(0, len(some), size):
        yield some[start : start + size]


def by_journal(path: Path, some: Sequence[Turn], size: int) -> float:
    """Seconds to append these, so many a commit."""
    journal = Journal(path)
    begun = perf_counter()
    for batch in batches(some, size):
        journal.append(batch)
    seconds = perf_counter() - begun
    journal.close()
    return seconds


def bare(path: Path, some: Sequence[Turn], size: int) -> float:
    """Seconds for the very rows, made beforehand, in as many transactions."""
    number, ready = 0, []
    for batch in batches(some, size):
        events, commands = [], []
        for turn in batch:
            first = number + 1
            for event in turn.facts:
                number += 1
                events.append((number, event.at, codec.encode(event), 2**31))
            assert turn.command is not None
            commands.append((turn.command.id, turn.at, codec.encode(turn.command), first, number))
        ready.append((events, commands))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        durable(connection)
        connection.executescript(SCHEMA)
        begun = perf_counter()
        for events, commands in ready:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", events)
            connection.executemany(
                "INSERT INTO commands (id, at, body, first, last) VALUES (?, ?, ?, ?, ?)", commands
            )
            connection.execute("COMMIT")
        return perf_counter() - begun


def appends(folder: Path) -> None:
    """Print events a second, ours and the yardstick's, by the commands in a commit."""
    some = list(islice(turns(), APPENDS))
    events = sum(len(turn.facts) for turn in some)
    print(
        f"{'commands a commit':>18}{'events/s':>12}{'bare/s':>12}{'ms a commit':>13}{'bare':>8}{'ratio':>8}"
    )
    for size in (1, 10, 100):
        ours = min(by_journal(folder / f"ours-{size}-{n}", some, size) for n in range(ROUNDS))
        theirs = min(bare(folder / f"bare-{size}-{n}", some, size) for n in range(ROUNDS))
        commits = -(-len(some) // size)
        print(
            f"{size:>18}{events / ours:>12,.0f}{events / theirs:>12,.0f}{1e3 * ours / commits:>13.2f}"
            f"{1e3 * theirs / commits:>8.2f}{ours / theirs:>8.2f}",
            flush=True,
        )


# --- starts ---------------------------------------------------------------------------------------------


def fill(path: Path, left: Iterator[Turn], wanted: int) -> None:
    """Have the journal grow to so many events."""
    journal = Journal(path)
    while journal.last < wanted:
        journal.append(list(islice(left, 500)))
    journal.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds it takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def start(path: Path) -> float:
    """Seconds until the dispatcher's heart would beat: open, state, its copy, the engine's indices.

    The best of a few rounds: the others were disturbed.
    """

    def wake() -> None:
        journal = Journal(path)
        state = journal.opening().standing.state
        Engine(state)
        copied(state)
        journal.close()

    return min(timed(wake) for _ in range(ROUNDS))


def keep(path: Path) -> None:
    """A snapshot at the end."""
    journal = Journal(path)
    journal.keep(journal.opening())
    journal.close()


def starts(path: Path, wanted: int) -> None:
    """Print how long a start takes by what there is to go on from, and what an event takes on the disk."""
    left = turns()
    fill(path, left, wanted)
    print(f"start of {wanted:,} events, no snapshot: {start(path):.2f} s")
    keep(path)
    print(f"  a snapshot at the end: {start(path):.2f} s")
    fill(path, left, wanted + EVERY - 1)
    print(f"  a snapshot and {EVERY:,} events after it: {start(path):.2f} s")
    seconds = timed(lambda: _show(path))
    print(f"  verified whole in {seconds:.1f} s")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        events, said = connection.execute("SELECT count(*), sum(length(body)) FROM events").fetchone()
        commands, asked = connection.execute("SELECT count(*), sum(length(body)) FROM commands").fetchone()
    size = path.stat().st_size
    print(f"  {size / events:.0f} bytes an event: {said / events:.0f} what it says, the rest its row and")
    print(
        f"  {commands / events:.2f} commands, each {asked / commands:.0f} bytes in a row with an indexed id"
    )


def _show(path: Path) -> None:
    report = verify(path)
    assert report.sound, report.faults


# --- snapshots ------------------------------------------------------------------------------------------


def encodings() -> None:
    """Print what it takes to save and to restore a state."""
    print(
        f"{'agents':>8}{'contacts':>10}{'saved ms':>10}{'packed ms':>11}{'MB':>7}{'back ms':>9}{'copy ms':>9}"
    )
    for contacts in (1_000, 100_000):
        floor = Floor(AGENTS, EMAIL)
        floor.open()
        for arrival in floor.arrivals(contacts):
            floor.ask(arrival)
        _encoding(floor.engine.state)


def _encoding(state: State) -> None:
    bodies = list(pieces(state))
    snapshot = snapshot_of(Standing(1, 0, state), 0)
    saving, packing, back, copying = (
        1e3 * min(timed(work) for _ in range(ROUNDS))
        for work in (
            lambda: list(pieces(state)),
            lambda: snapshot_of(Standing(1, 0, state), 0),
            lambda: whole(bodies),
            lambda: copied(state),
        )
    )
    size = sum(map(len, snapshot.pieces)) / 1e6
    print(
        f"{len(state.agents):>8,}{len(state.contacts):>10,}{saving:>10.1f}{packing:>9.1f}{size:>7.2f}"
        f"{back:>9.1f}{copying:>9.1f}",
        flush=True,
    )


async def answers(path: Path, calls: int, every: int) -> tuple[list[float], list[float]]:
    """Seconds from asking to the durable answer, and of each commit, for calls one after another."""
    centre = Floor(AGENTS, VOICE).centre
    service = await open_service(path, centre, snapshot_every=every)
    owner = asyncio.create_task(service.run())
    dice, queues, seconds, commits = random.Random(1), list(centre.queues), list[float](), list[float]()
    for number in range(calls):
        call = ContactId(f"answer-{service.last}-{number}")
        begun = perf_counter()
        await service.submit(ask.AdmitContact(id=CommandId(call), contact=call, queue=dice.choice(queues)))
        seconds.append(perf_counter() - begun)
        commits.append(service.last_commit)
        await asyncio.sleep(0.001)
    owner.cancel()
    await asyncio.wait([owner])
    await service.close()
    return sorted(seconds), sorted(commits)


def waits(path: Path, calls: int = 1_000) -> None:
    """Print how long an answer takes while no snapshot is taken, and while one is nearly always."""
    snapshot = timed(lambda: next_snapshot(path, lambda: None))
    print(f"a snapshot from the one before, without rests: {1e3 * snapshot:.0f} ms")
    print(f"{'snapshot every':>16}{'':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'worst':>9}")
    for every in (10**9, 20):
        often = "never" if every == 10**9 else f"{every:,} events"
        rounds = [asyncio.run(answers(path, calls, every)) for _ in range(ROUNDS)]
        answered, committed = min(rounds, key=lambda both: sum(both[0]))
        for what, seconds in (("answer", answered), ("commit", committed)):
            shares = [seconds[int(len(seconds) * share)] for share in (0.5, 0.95, 0.99)]
            row = "".join(f"{1e3 * share:>9.2f}" for share in (*shares, seconds[-1]))
            print(f"{often:>16}{what:>8}{row}", flush=True)


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000, help="events to start from (%(default)s)")
    parser.add_argument("--folder", type=Path, help="where to write; else where temporary files go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        appends(Path(folder))
        encodings()
        starts(Path(folder) / "journal.sqlite", options.events)
        waits(Path(folder) / "journal.sqlite")


if __name__ == "__main__":
    main()
