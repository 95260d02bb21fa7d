"""What promises were kept in a run, interval by interval: sums by the KPIs' own formulas, which add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
from msgspec import Struct

from analytics.asking import Frame
from analytics.intervals import Window
from analytics.kpis import BY_NAME, Cut
from analytics.measure import sums_named, sums_of_facts
from analytics.rows import OpenContacts, Row, Standing, frame
from analytics.running import counted_by, database, followed_for
from dispatcher.events import ContactArrived, Event
from dispatcher.vocabulary import QueueId, Span, later
from simulator.crew import INTERRUPTS
from simulator.day import stream
from simulator.scenario import Scenario
from simulator.staffing.question import Wanted

Share = tuple[float, float]
"""How many were so, of how many."""

CALLS, LETTERS = BY_NAME["service_level"], BY_NAME["promises_kept"]
_COUNTED: Final = counted_by([CALLS.formula, LETTERS.formula])
_FOLLOWED: Final = followed_for(_COUNTED)
_NAMES: Final = sums_named([CALLS, LETTERS])


class Task(Struct, frozen=True):
    """One run to be played, and what is wanted of it."""

    scenario: Scenario
    replication: int
    wanted: tuple[Wanted, ...]
    interval: Span


def measure(task: Task) -> list[Share]:
    """Play it; for each wanted share how many were so, of how many.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, and noted.
    """
    contacts, rows, arrived = OpenContacts(), list[Row](), Counter[QueueId]()
    number = 0

    def tell(facts: list[Event]) -> None:
        nonlocal number
        INTERRUPTS.check()
        for event in facts:
            kind = type(event)
            if kind in _FOLLOWED:
                number += 1
                row = contacts.complete(0, number, event)
                if kind in _COUNTED:
                    rows.append(row)
            if isinstance(event, ContactArrived):
                arrived[event.queue] += 1

    stream(task.scenario, task.replication, tell)
    sums = _sums(task, rows)
    still = Counter(one.queue for one in contacts.standing.values() if _waits(one))
    return [_share(one, sums, arrived, still, task.scenario) for one in task.wanted]


def _waits(one: Standing) -> bool:
    """Is it a call that nobody answered yet, or a letter without a reply?"""
    return not one.inside and (one.queued is not None if one.live else not one.replied)


Sums = Mapping[tuple[QueueId, int], Mapping[str, float]]


def _share(
    one: Wanted, sums: Sums, arrived: Counter[QueueId], still: Counter[QueueId], scenario: Scenario
) -> Share:
    if one.done:
        came = float(arrived[one.queue])
        return came - still[one.queue], came
    kpi = CALLS if scenario.centre.channel_of(one.queue).live else LETTERS
    told = [
        found for (queue, place), found in sums.items() if queue == one.queue and one.place in (None, place)
    ]
    return (
        sum(found[f"total_{kpi.name}"] for found in told),
        sum(found[f"per_{kpi.name}"] for found in told),
    )


def _sums(task: Task, rows: Sequence[Row]) -> Sums:
    if not rows:
        return {}
    with database().cursor() as connection:
        connection.register("facts", Frame(frame(rows)))
        stretches = [*enumerate(windows(task.scenario, task.interval))]
        found = sums_of_facts(connection, _NAMES, stretches, [Cut.QUEUE])
    summed = found.group_by("place", Cut.QUEUE).agg(pl.col(*_NAMES).sum())
    return {(QueueId(row[Cut.QUEUE]), row["place"]): row for row in summed.iter_rows(named=True)}


def windows(scenario: Scenario, interval: Span) -> list[Window]:
    """The run's intervals; the last one may be shorter."""
    begins = [later(scenario.start, Span(offset)) for offset in range(0, scenario.length, interval)]
    ends = [*begins[1:], scenario.end]
    return [Window("", since, until) for since, until in zip(begins, ends, strict=True)]
