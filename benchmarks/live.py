"""How soon an agent hears of a call: from the PBX's HTTP request to the offer in the agent's client.

`python -m benchmarks.live [--agents 1000 5000] [--rates 50 200 500] [--seconds 20] [--json]`

Four processes: a real `ringpost dispatcher`; all agents, each on `dispatcher.client`; this one, the PBX; and
nothing else. Callers come by an open loop (a Poisson process), and each offer's latency is counted from the
instant the call was due, so that no pause is hidden. Agents accept, finish and are free again at once. The
first seconds of each rate are not counted.

The yardstick, in the same run on the same machine: a bare `websockets` server that echoes, with as many
clients in a second process, one message a contact as large as an offer's frame; and one row made durable by
SQLite (WAL, synchronous=FULL) in the same folder. The target is 5 echoes and one commit at the 99th
percentile. Memory is proportional resident memory (PSS) of the dispatcher, an agent's share of what it grew
when all had connected.
"""

import argparse
import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final, NamedTuple

from benchmarks.callers import Calls, Exchange
from benchmarks.openloop import Spread, spread
from benchmarks.processes import (
    Dispatcher,
    allow_many_files,
    busy,
    memory,
    python,
    service,
    two_ports,
)
from benchmarks.seats import name

SKILLS, SKILLS_OF_AN_AGENT = 20, 5  # a queue asks for one skill; agents' are drawn
QUEUE: Final = 'channel = "voice"\npromise = "20s"\nwrap_up = 0\n'
WARM_UP: Final = 2.0  # s of each rate that are not counted
LATE: Final = 5.0  # s after the last call in which its offer may still come
COMMITS: Final = 300
ECHOES: Final = 5  # how many echoes an offer may cost, besides its commit
KIB: Final = 1024


class Row(NamedTuple):
    """What was measured at one rate with so many agents; percentiles in seconds."""

    agents: int
    rate: float
    calls: int
    lost: int
    offer: Spread
    answer: Spread
    echo: Spread
    commit: Spread
    cpu: float
    bytes_an_agent: float

    @property
    def target(self) -> float:
        """The most that the 99th percentile of an offer may be."""
        return ECHOES * self.echo.p99 + self.commit.p99


def centre(agents: int, ports: tuple[int, int]) -> str:
    """A centre file: so many agents, each with five of twenty skills, and a voice queue for each skill."""
    dice, skills = Random(1), [f"skill-{number:02}" for number in range(SKILLS)]
    text = ['[centre]\nname = "Benchmark"\n[teams.all]\n', service(ports)]
    for number in range(agents):
        # Everybody can do something, and somebody can do everything.
        hers = {skills[number % SKILLS], *dice.sample(skills, SKILLS_OF_AN_AGENT - 1)}
        text.append(f'[agents.{name(number)}]\nteam = "all"\nskills = {json.dumps(sorted(hers))}\n')
    for number, skill in enumerate(skills):
        text.append(f'[queues.queue-{number:02}]\nskills = ["{skill}"]\n{QUEUE}')
    return "".join(text)


class Child:
    """A process that is told a line and answers with a line."""

    def __init__(self, *words: str) -> None:
        self.process = python(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    async def hears(self) -> str:
        """The next line it says."""
        assert self.process.stdout is not None
        if line := await asyncio.to_thread(self.process.stdout.readline):
            return line.strip()
        raise RuntimeError(f"{self.process.args!r} ended before it answered")

    async def asked(self, line: str) -> Any:
        """What it answers to this line, from JSON."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(await self.hears())

    def end(self) -> None:
        """Let it go: its standard input ends."""
        self.process.communicate()


@contextmanager
def child(*words: str) -> Iterator[Child]:
    """A process for the length of the block."""
    one = Child(*words)
    try:
        yield one
    finally:
        one.end()


class Heard(NamedTuple):
    """What became of the calls of one rate."""

    calls: int
    lost: int
    offer: Spread
    answer: Spread
    cpu: float


class Floor:
    """A dispatcher at work, its agents, and a PBX."""

    def __init__(self, dispatcher: Dispatcher, seats: Child) -> None:
        self._dispatcher, self._seats = dispatcher, seats
        self._pbx = Exchange(dispatcher.ports[1], SKILLS)
        self.size = 0

    async def rate(self, rate: float, seconds: float) -> Heard:
        """Let calls come at this rate: first some that are not counted, then those that are."""
        await self._ring(f"warm-{rate:g}", rate, WARM_UP)
        begun, used = monotonic(), busy(self._dispatcher.pid)
        calls, heard = await self._ring(f"call-{rate:g}", rate, seconds)
        cpu = (busy(self._dispatcher.pid) - used) / (monotonic() - begun)
        offers = calls.later(heard)
        lost = offers.count(float("inf"))
        return Heard(len(offers), lost, spread(offers), spread(calls.later(calls.answered)), cpu)

    async def _ring(self, prefix: str, rate: float, seconds: float) -> tuple[Calls, dict[str, float]]:
        calls = await self._pbx.ring(prefix, rate, seconds, Random(f"{prefix}"))
        heard: dict[str, float] = {}
        end = monotonic() + LATE
        while len(heard) < len(calls.due) and monotonic() < end:
            await asyncio.sleep(0.1)
            told = await self._seats.asked("")
            self.size = told["size"]
            heard |= {call: at for call, at in told["heard"].items() if call in calls.due}
        return calls, heard

    def close(self) -> None:
        """The PBX hangs up its connections."""
        self._pbx.close()


def commits(folder: Path) -> list[float]:
    """What it takes to make one row durable, so many times, in seconds."""
    took = []
    with closing(sqlite3.connect(folder / "commit.sqlite", isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=FULL")
        store.execute("CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, body BLOB)")
        for _ in range(COMMITS):
            begun = monotonic()
            store.execute("INSERT INTO row (body) VALUES (zeroblob(400))")
            took.append(monotonic() - begun)
    return took


async def offers(
    folder: Path, agents: int, rates: Sequence[float], seconds: float
) -> tuple[list[Heard], float, int]:
    """What agents heard at each rate, the bytes an agent costs, and the bytes of an offer's frame."""
    ports = two_ports()
    dispatcher = Dispatcher(folder, centre(agents, ports), ports)
    dispatcher.start()
    try:
        await dispatcher.opened()
        before = memory(dispatcher.pid)
        with child("benchmarks.seats", *map(str, ports), str(agents)) as seats:
            await seats.hears()
            grown = memory(dispatcher.pid) - before
            floor = Floor(dispatcher, seats)
            heard = [await floor.rate(rate, seconds) for rate in rates]
            floor.close()
        return heard, grown / agents, floor.size
    finally:
        dispatcher.kill()


async def echoes(agents: int, rates: Sequence[float], seconds: float, size: int) -> list[Spread]:
    """What an exchange with a bare echo server takes at each rate, with as many clients."""
    found = []
    with (
        child("benchmarks.echo", "serve") as server,
        child("benchmarks.echo", "listen", await server.hears(), str(agents)) as listeners,
    ):
        await listeners.hears()
        for rate in rates:
            await listeners.asked(f"{rate} {WARM_UP} {size} 1")
            found.append(spread(await listeners.asked(f"{rate} {seconds} {size} 2")))
    return found


async def measure(folder: Path, agents: int, rates: Sequence[float], seconds: float) -> list[Row]:
    """A row for each rate with so many agents."""
    durable = commits(folder)
    heard, share, size = await offers(folder, agents, rates, seconds)
    yardstick = await echoes(agents, rates, seconds, size)
    commit = spread(durable + commits(folder))
    return [
        Row(agents, rate, one.calls, one.lost, one.offer, one.answer, echo, commit, one.cpu, share)
        for rate, one, echo in zip(rates, heard, yardstick, strict=True)
    ]


HEAD: Final = (
    f"{'':23}{'offer heard, ms':^24}{'answered':>9}{'bare echo, ms':^24}{'commit':>8}{'target':>8}\n"
    f"{'agents':>7}{'calls/s':>8}{'calls':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'p99':>9}"
    f"{'p50':>8}{'p95':>8}{'p99':>8}{'p99':>8}{'p99':>8}{'CPU':>6}{'KiB an agent':>14}"
)


def line(row: Row) -> str:
    """The row as a line of the table, with what went wrong."""
    ms = [*row.offer, row.answer.p99, *row.echo, row.commit.p99, row.target]
    widths = (8, 8, 8, 9, 8, 8, 8, 8, 8)
    numbers = "".join(f"{1000 * one:>{width}.1f}" for one, width in zip(ms, widths, strict=True))
    end = "" if row.offer.p99 <= row.target else "  over the target"
    lost = f"  {row.lost} never offered" if row.lost else ""
    left = f"{row.agents:>7,}{row.rate:>8g}{row.calls:>8,}"
    return f"{left}{numbers}{row.cpu:>6.0%}{row.bytes_an_agent / KIB:>14.1f}{end}{lost}"


def as_json(row: Row) -> dict[str, Any]:
    """The row for programs; spans in milliseconds."""
    plain = {key: value for key, value in row._asdict().items() if not isinstance(value, Spread)}
    spans = {key: value for key, value in row._asdict().items() if isinstance(value, Spread)}
    ms = {key: {name: 1000 * one for name, one in value._asdict().items()} for key, value in spans.items()}
    return {**plain, **ms, "target": 1000 * row.target}


async def run(options: argparse.Namespace) -> list[Row]:
    """Measure what was asked, saying each row as it comes."""
    rows: list[Row] = []
    if not options.json:
        print(HEAD, flush=True)
    for agents in options.agents:
        with tempfile.TemporaryDirectory(prefix="bench-live-", dir=options.folder) as folder:
            rows += await measure(Path(folder), agents, options.rates, options.seconds)
        if not options.json:
            print("\n".join(line(row) for row in rows[-len(options.rates) :]), flush=True)
    if options.json:
        print(json.dumps([as_json(row) for row in rows]))
    return rows


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--agents", type=int, nargs="+", default=[1000, 5000], help="(1000 5000)")
    parser.add_argument("--rates", type=float, nargs="+", default=[50, 200, 500], help="calls/s (50 200 500)")
    parser.add_argument("--seconds", type=float, default=20, help="of each rate that count (20)")
    parser.add_argument("--folder", type=Path, help="where the journal is written (the temporary folder)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args(words)


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(run(asked()))
    sys.exit(0)
