"""Does memory stay flat? Two days of the demo's traffic, compressed, on real processes and real sockets.

`python -m benchmarks.soak [--hours 48] [--speed 120] [--json]`

The demo's callers, writers and scripted agents live `speed` times as fast as people, against a real
dispatcher and a real dashboard: as many contacts, facts, drafts and letters as that many hours bring, in
`hours / speed` of the wall clock. The spans of the centre file (promises, wrap-up, breathers) are divided by
the same number, to no less than the bounds of the settings. What comes by the wall clock whatever happens
(heartbeats, the wallboard's ticks) is not compressed. Who served a customer is remembered for two hours
instead of for days (`affinity`), so that as much is remembered at the end as in the middle.

Every two seconds each process is asked for its proportional resident memory (PSS). A line is fitted by least
squares through the second half, over means of twenty equal blocks, since neighbouring samples are not
independent; its slope is given with a 95 % interval (Student's t, 18 degrees of freedom). The first half is
warming up: what is bounded fills there, and DuckDB keeps its last 122,880 facts in memory by column, which is
more than a day of the demo. A process counts as flat when a day at the upper end of that interval would add
no more than a twentieth of its memory.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import fmean
from time import monotonic
from typing import Final, NamedTuple

from scipy import stats

from benchmarks.processes import Dispatcher, memory, opened, python, service, two_ports
from dashboard.demo import CUSTOMERS_PORT, centre_text
from dispatcher.config.spans import read_span, say_span
from dispatcher.journal import JOURNAL
from dispatcher.vocabulary import MINUTE, SECOND, Span

EVERY: Final = 2.0  # s between samples
BLOCKS: Final = 20
FLAT: Final = 0.05  # of its memory that a day may add
DAY: Final = 24.0  # h
AUTOMATIC: Final = 100_000  # letters of machines an hour at most, by the settings
KIB: Final = 1024
REMEMBERED: Final = "2h"
# What the settings' bounds let be shorter than a second.
SHORT: Final = frozenset({"breather", "undisturbed", "ramp", "wrap_up"})
LONG: Final = frozenset({"quiet"})  # and what may not be shorter than a minute


class Trend(NamedTuple):
    """The line through the second half: bytes at its end, and bytes an hour with their 95 % interval."""

    process: str
    bytes: float
    slope: float
    low: float
    high: float

    @property
    def flat(self) -> bool:
        """Would a day add next to nothing?"""
        return self.high * DAY <= FLAT * self.bytes


def trend(process: str, hours: Sequence[float], sizes: Sequence[float]) -> Trend:
    """The trend of these samples' second half. `hours` rise evenly.

    Raises:
        ValueError: there are too few of them to tell.
    """
    half = len(sizes) // 2
    width = (len(sizes) - half) // BLOCKS
    if width < 1:
        raise ValueError(
            f"{len(sizes)} samples are too few: let it run for {2 * BLOCKS * EVERY:g} s at least"
        )
    starts = range(len(sizes) - width * BLOCKS, len(sizes), width)
    x = [fmean(hours[start : start + width]) for start in starts]
    y = [fmean(sizes[start : start + width]) for start in starts]
    line = stats.linregress(x, y)
    reach = stats.t.ppf(0.975, BLOCKS - 2) * line.stderr
    return Trend(process, y[-1], line.slope, line.slope - reach, line.slope + reach)


def compressed(text: str, speed: float) -> str:
    """The centre file with its spans divided by `speed`, to the millisecond and within their bounds."""

    def shorter(found: re.Match[str]) -> str:
        key, before, written = found.groups()
        span = read_span(written)
        assert span is not None, found.group()
        least = MINUTE if key in LONG else SECOND // 1000 if key in SHORT else SECOND
        return f'{key} = "{before or ""}{say_span(Span(max(int(span / speed), least)))}"'

    return re.sub(r'^(\w+) = "(after )?([0-9][0-9hms]*)"', shorter, text, flags=re.MULTILINE)


def centre(ports: Sequence[int], speed: float) -> str:
    """The demo's centre file, compressed, at these ports: gateway, API, dashboard, the customers' mail."""
    gateway, api, dashboard, customers = ports
    text = centre_text(None).replace(f"port = {CUSTOMERS_PORT}", f"port = {customers}")
    text = text.replace("[centre]\n", f'[centre]\nramp = "1m"\naffinity = "{REMEMBERED}"\n')
    pages = f'dashboard = "127.0.0.1:{dashboard}"\n'
    # An hour of the wall clock brings so many times as many letters: the bound on machines is for a real one.
    bound = f"[mail]\nautomatic_per_hour = {min(AUTOMATIC, int(1000 * speed))}\n"
    return compressed(text, speed) + bound + service((gateway, api)) + pages


@contextmanager
def running(name: str, folder: Path, *words: str) -> Iterator[int]:
    """A `ringpost` process for the length of the block; its number."""
    with (folder / f"{name}.log").open("w", encoding="utf-8") as log:
        process = python("dashboard.cli", *words, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


async def soak(folder: Path, hours: float, speed: float) -> dict[str, list[float]]:
    """Let so many hours of the demo pass; the samples of each process, and their instants in hours."""
    ports = (*two_ports(), *two_ports())
    dispatcher = Dispatcher(folder, centre(ports, speed), ports[:2])
    samples: dict[str, list[float]] = {"hours": [], "dispatcher": [], "dashboard": []}
    with ExitStack() as open_:
        dispatcher.start()
        open_.callback(dispatcher.kill)
        await dispatcher.opened()
        dashboard = open_.enter_context(running("dashboard", folder, "dashboard", str(dispatcher.file)))
        crowd = ("crowd", str(dispatcher.file), "--speed", str(speed))
        open_.enter_context(running("crowd", folder, *crowd))
        begun = monotonic()
        while (passed := (monotonic() - begun) * speed / 3600) < hours:
            await asyncio.sleep(EVERY)
            samples["hours"].append(passed)
            samples["dispatcher"].append(memory(dispatcher.pid))
            samples["dashboard"].append(memory(dashboard))
    return samples


def load(folder: Path) -> str:
    """What went through, in a sentence."""
    with opened(folder / "data" / JOURNAL) as store:
        kinds = dict(
            store.execute(
                "SELECT body ->> '$.type', count(*) FROM (SELECT CAST(body AS TEXT) AS body FROM events)"
                " GROUP BY 1"
            ).fetchall()
        )
    came = kinds.get("ContactArrived", 0)
    ended = sum(kinds.get(kind, 0) for kind in ("ContactClosed", "ContactAbandoned", "ContactMerged"))
    return f"{came:,} contacts came, {came - ended:,} are open, {sum(kinds.values()):,} facts"


def errors(folder: Path) -> str:
    """What the dispatcher's log tells of errors, the commonest first; empty when it tells of none."""
    told: Counter[str] = Counter()
    for log in folder.glob("dispatcher*.log"):
        said = (json.loads(one) for one in log.read_text("utf-8").splitlines() if one.startswith("{"))
        told.update(str(one.get("event")) for one in said if one.get("level") in ("error", "critical"))
    return "; ".join(f"{count} x {event}" for event, count in told.most_common(5))


def line(one: Trend) -> str:
    """The trend in words."""
    word = "flat" if one.flat else "NOT FLAT"
    slope = f"{one.slope / KIB:+.1f} KiB an hour [{one.low / KIB:+.1f}, {one.high / KIB:+.1f}]"
    return f"{one.process:<12}{one.bytes / KIB:>10,.0f} KiB   {slope}   {word}"


async def main(options: argparse.Namespace) -> int:
    """Measure, and say what was found. The exit status is 1 when a process grew."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        samples = await soak(Path(folder), options.hours, options.speed)
        if options.samples:
            options.samples.write_text(json.dumps(samples), "utf-8")
        trends = [trend(name, samples["hours"], samples[name]) for name in ("dispatcher", "dashboard")]
        if options.json:
            print(json.dumps([one._asdict() for one in trends]))
        else:
            print(f"{options.hours:g} hours at {options.speed:g} times life: {load(Path(folder))}")
            print("\n".join(map(line, trends)))
            print(f"errors in the dispatcher's log: {errors(Path(folder)) or 'none'}")
    return 0 if all(one.flat for one in trends) else 1


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hours", type=float, default=48, help="of the demo's life (48)")
    parser.add_argument("--speed", type=float, default=120, help="times as fast as life (120)")
    parser.add_argument("--samples", type=Path, help="also write every sample there, as JSON")
    parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(asked())))
