"""How fast the event log takes facts and answers: a month of a large centre, and then a wallboard on top.

`python -m benchmarks.analytics [--events 10000000] [--seconds 20] [--folder FOLDER]`

Generated are 30 days of 500 agents and 20 queues, half of them for calls and half for emails, as the facts
that the engine would state. They go in as after a log was deleted, in large batches. Then a wallboard asks
for all its numbers four times a second while 2,000 facts a second come, and history is asked for a month of
quarter hours by queue. The yardstick in the same run is DuckDB itself, asked for the same sums straight from
the facts' columns.
"""

import argparse
import heapq
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

from analytics.eventlog import EventLog
from analytics.intervals import Window, quarter_hours
from analytics.kpis import BY_NAME, KPIS, Cut, Kind, pick, that_can_be_cut
from dashboard.measured import take
from dispatcher import events as fact
from dispatcher.events import Event
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    HOUR,
    SECOND,
    VOICE,
    AgentId,
    CloseReason,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferReason,
    PromiseKind,
    QueueId,
    Span,
    Urgency,
    WrapUpReason,
    later,
)

START: Final = Instant(1_767_571_200_000_000)  # 2026-01-05 00:00 UTC
DAYS: Final = 30
AGENTS: Final = [AgentId(f"agent-{number:03}") for number in range(500)]
QUEUES: Final = [QueueId(f"queue-{number:02}") for number in range(20)]
FACTS_A_CONTACT: Final = 8.27  # as this month comes out
LARGE: Final = 120_000  # facts a batch when a log is filled anew
RATE, EVERY = 2_000, 0.25  # facts a second, and s between a board's questions

Timed = tuple[Instant, Event]


def month(contacts: int, dice: Random) -> Iterator[Event]:
    """The month's facts in the order of their instants; the last contact's life goes on to its end."""
    under_way: list[tuple[Instant, int, Event]] = []
    serial = count()
    for number in range(contacts):
        arrives = Instant(START + number * DAYS * DAY // contacts)
        while under_way and under_way[0][0] <= arrives:
            yield heapq.heappop(under_way)[2]
        for at, event in _life(number, arrives, dice):
            heapq.heappush(under_way, (at, next(serial), event))
    while under_way:
        yield heapq.heappop(under_way)[2]


def _life(number: int, at: Instant, dice: Random) -> Iterator[Timed]:
    """One contact: a call to one of the first ten queues, or an email to one of the others."""
    contact, queue, agent = ContactId(f"c-{number}"), QUEUES[number % 20], dice.choice(AGENTS)
    email = number % 20 >= 10
    channel, promise = (EMAIL, PromiseKind.FIRST_RESPONSE) if email else (VOICE, PromiseKind.ANSWER)
    length = Span(4 * HOUR if email else 20 * SECOND)
    due = later(at, length)
    yield (
        at,
        fact.ContactArrived(at=at, contact=contact, channel=channel, queue=queue, urgency=Urgency.NORMAL),
    )
    yield at, fact.PromiseMade(at=at, contact=contact, queue=queue, promise=promise, length=length, due=due)
    offered = later(at, Span(round(dice.expovariate(1 / (600 if email else 12)) * SECOND)))
    if not email and dice.random() < 0.05:
        waited = Span(offered - at)
        yield (
            offered,
            fact.ContactAbandoned(at=offered, contact=contact, queue=queue, channel=channel, waited=waited),
        )
        return
    offer, accepted = OfferId(f"o-{number}"), later(offered, Span(2 * SECOND))
    yield (
        offered,
        fact.ContactOffered(
            at=offered,
            contact=contact,
            offer=offer,
            agent=agent,
            queue=queue,
            channel=channel,
            expires=later(offered, Span(20 * SECOND)),
            why=OfferReason.LONGEST_IDLE,
        ),
    )
    yield (
        accepted,
        fact.OfferAccepted(
            at=accepted,
            contact=contact,
            offer=offer,
            agent=agent,
            queue=queue,
            channel=channel,
            waited=Span(accepted - at),
            first=True,
        ),
    )
    handled = Span(round(dice.gammavariate(2, 120) * SECOND))
    done = later(accepted, handled)
    kept = done if email else accepted
    if email:
        reply = MessageId(f"m-{number}")
        took = Span(done - at)
        yield (
            done,
            fact.ReplySubmitted(at=done, contact=contact, agent=agent, queue=queue, message=reply, took=took),
        )
    if kept < due:
        yield (
            kept,
            fact.PromiseKept(at=kept, contact=contact, queue=queue, promise=promise, took=Span(kept - at)),
        )
    else:
        yield due, fact.PromiseBroken(at=due, contact=contact, queue=queue, promise=promise, channel=channel)
    yield (
        done,
        fact.ContactClosed(
            at=done,
            contact=contact,
            queue=queue,
            channel=channel,
            why=CloseReason.FINISHED,
            handled=handled,
            agent=agent,
        ),
    )
    lasted = Span(10 * SECOND)
    over = later(done, lasted)
    yield (
        done,
        fact.WrapUpStarted(
            at=done,
            agent=agent,
            contact=contact,
            queue=queue,
            channel=channel,
            until=later(done, Span(3 * lasted)),
        ),
    )
    yield (
        over,
        fact.WrapUpEnded(
            at=over,
            agent=agent,
            contact=contact,
            queue=queue,
            channel=channel,
            lasted=lasted,
            why=WrapUpReason.BY_AGENT,
        ),
    )


def fill(log: EventLog, facts: Iterator[tuple[int, Event]], how_many: int) -> float:
    """Put so many facts in, in large batches. Returns the seconds that the log took."""
    spent, left = 0.0, how_many
    while batch := list(islice(facts, min(LARGE, left))):
        left -= len(batch)
        begun = perf_counter()
        log.append(batch)
        spent += perf_counter() - begun
    return spent


def board(
    log: EventLog, facts: Iterator[tuple[int, Event]], seconds: float
) -> tuple[list[float], list[float]]:
    """Ask like a wallboard while facts come. Returns the ms of each append and of each board."""
    appends, boards = [], []
    for _ in range(int(seconds / EVERY)):
        batch = list(islice(facts, int(RATE * EVERY)))
        begun = perf_counter()
        log.append(batch)
        written = perf_counter()
        take(log, batch[-1][1].at)
        appends.append((written - begun) * 1e3)
        boards.append((perf_counter() - written) * 1e3)
    return appends, boards


def history(log: EventLog, until: Instant) -> Iterator[tuple[str, float]]:
    """What history asks, and the ms it takes: the best of three."""
    quarters = quarter_hours(Window("month", START, until))
    flows = [kpi for kpi in that_can_be_cut(KPIS, [Cut.QUEUE]) if kpi.kind is Kind.FLOW]
    yield "one KPI", best(lambda: log.kpis(quarters, pick("service_level"), [Cut.QUEUE]))
    yield f"all {len(flows)} flows", best(lambda: log.kpis(quarters, flows, [Cut.QUEUE]))
    level = BY_NAME["service_level"]
    bare = (
        f"SELECT time_bucket(INTERVAL 15 MINUTE, occurred), queue, {level.total}, {level.per}"
        " FROM facts GROUP BY ALL"
    )
    yield "bare DuckDB, one KPI from the facts", best(lambda: log.ask(bare))


def best(question: Callable[[], object], tries: int = 3) -> float:
    """The ms that the fastest of a few tries takes."""
    spent = []
    for _ in range(tries):
        begun = perf_counter()
        question()
        spent.append((perf_counter() - begun) * 1e3)
    return min(spent)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values are no larger than."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000, help="how many facts the month has")
    parser.add_argument("--seconds", type=float, default=20, help="of a wallboard's life")
    parser.add_argument("--folder", type=Path, help="where the log is made; a temporary one by default")
    options = parser.parse_args()
    live = int(options.seconds * RATE)
    facts = enumerate(month(int(options.events / FACTS_A_CONTACT), Random(1)), 1)
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as folder,
        closing(EventLog(Path(folder) / "events.duckdb")) as log,
    ):
        spent = fill(log, facts, options.events - live)
        print(f"filled anew   {log.last_number():,} facts, {log.last_number() / spent:,.0f} a second")
        appends, boards = board(log, facts, options.seconds)
        for name, times in (("a board", boards), ("its append", appends)):
            print(f"{name:12}  p50 {percentile(times, 50):.1f} ms, p99 {percentile(times, 99):.1f} ms")
        (last,) = log.ask("SELECT epoch_us(max(occurred)) AS last FROM facts").row(0)
        for name, spent in history(log, Instant(last)):
            print(f"a month of quarter hours by queue: {name}: {spent:.1f} ms")


if __name__ == "__main__":
    main()
