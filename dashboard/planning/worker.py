"""A process that plays a plan: a `Supposed` as JSON on standard input, a `Played` a line on standard output.

It is a process of its own, so that it can be stopped at any moment and takes nothing from the pages.
"""

import sys
from collections.abc import Mapping
from contextlib import closing

from msgspec import Struct, json

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, that_can_be_cut
from dashboard.planning.plan import Supposed, scenario_of
from dispatcher.vocabulary import HOUR, QueueId, Span, later
from simulator.day import play
from simulator.scenario import Scenario

Values = Mapping[str, float | None]
"""KPI values by name."""


class Played(Struct, frozen=True):
    """One day: KPIs by queue, the whole centre under "", and by hour for the whole centre."""

    day: int
    figures: Mapping[QueueId, Values]
    hours: tuple[Values, ...]


def played(scenario: Scenario, day: int) -> Played:
    """Play one day and measure it as the live centre is measured."""
    hours = range(0, scenario.length, HOUR)
    windows = [
        Window(str(n), later(scenario.start, Span(since)), later(scenario.start, Span(since + HOUR)))
        for n, since in enumerate(hours)
    ]
    whole = Window("run", scenario.start, scenario.end)
    with closing(EventLog()) as log:
        log.append(list(enumerate(play(scenario, day), 1)))
        *by_hour, centre = log.kpis([*windows, whole], KPIS).to_dicts()
        by_queue = log.kpis([whole], that_can_be_cut(KPIS, [Cut.QUEUE]), [Cut.QUEUE]).to_dicts()
    figures = {QueueId(""): _values(centre), **{QueueId(row["queue"]): _values(row) for row in by_queue}}
    return Played(day, figures, tuple(map(_values, by_hour)))


def _values(row: Mapping[str, float | None]) -> Values:
    return {kpi.name: row[kpi.name] for kpi in KPIS if kpi.name in row}


def main() -> None:
    """Play all days of the plan on standard input."""
    scenario = scenario_of(json.decode(sys.stdin.buffer.read(), type=Supposed))
    for day in range(scenario.replications):
        sys.stdout.buffer.write(json.encode(played(scenario, day)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
