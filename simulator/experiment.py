"""Many days of one scenario, measured by the KPIs of the live centre, with what they say of the truth."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from multiprocessing import get_context

from msgspec import Struct, structs

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, that_can_be_cut
from dispatcher.events import ContactArrived, Event
from dispatcher.vocabulary import QueueId, Span
from simulator.confidence import Chance, Estimate, chance, estimate
from simulator.day import play
from simulator.scenario import Scenario

WHOLE = QueueId("")
"""The row of the whole centre among the queues."""

Figures = Mapping[QueueId, Mapping[str, float | None]]
"""KPI values by queue and by name."""

Progress = Callable[[int, int], None]


class Measured(Struct, frozen=True):
    """What one replication gave."""

    replication: int
    contacts: int
    figures: Figures


class Result(Struct, frozen=True, kw_only=True):
    """What the replications say together.

    `estimates` are means over replications, each weighing the same; a KPI no replication has a value for is
    left out. `met` is the chance that a queue keeps its promise on a day: that at least its target,
    in percent, of its contacts is served in time.
    """

    steady: bool
    length: Span
    warm_up: Span
    replications: int
    seed: int
    targets: Mapping[QueueId, int]
    contacts: int
    estimates: Mapping[QueueId, Mapping[str, Estimate]]
    met: Mapping[QueueId, Chance]


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> Result:
    """Play the scenario that often and measure it; `progress` hears how many of how many are done.

    The result is the same however many processes share the work.
    """
    if replications is not None:
        scenario = structs.replace(scenario, replications=replications)
    measured = []
    for one in _measure_all(scenario, workers):
        measured.append(one)
        if progress is not None:
            progress(len(measured), scenario.replications)
    return _result(scenario, sorted(measured, key=lambda one: one.replication))


def measure(scenario: Scenario, replication: int) -> Measured:
    """Play one replication and ask its KPIs, from the end of the warm-up to the end of the run."""
    facts = play(scenario, replication)
    window = Window("run", scenario.measured_from, scenario.end)
    arrived = sum(isinstance(event, ContactArrived) for event in facts)
    return Measured(replication, arrived, _figures(facts, window))


def _measure_all(scenario: Scenario, workers: int) -> Iterator[Measured]:
    numbers = range(scenario.replications)
    if workers <= 1:
        yield from (measure(scenario, number) for number in numbers)
        return
    # A fresh interpreter each, not a fork: a fork of a process with threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(measure, scenario, number) for number in numbers]):
            yield future.result()


def _figures(facts: Sequence[Event], window: Window) -> Figures:
    with closing(EventLog()) as log:
        log.append(list(enumerate(facts, 1)))
        whole = log.kpis([window], KPIS).to_dicts()
        by_queue = log.kpis([window], that_can_be_cut(KPIS, [Cut.QUEUE]), [Cut.QUEUE]).to_dicts()
    names = [kpi.name for kpi in KPIS]
    return {
        QueueId(row.get("queue", WHOLE)): {name: row[name] for name in names if name in row}
        for row in (*whole, *by_queue)
    }


def _result(scenario: Scenario, measured: Sequence[Measured]) -> Result:
    figures = [one.figures for one in measured]
    queues = [WHOLE, *scenario.demands]
    return Result(
        steady=scenario.warm_up > 0,
        length=scenario.length,
        warm_up=scenario.warm_up,
        replications=len(measured),
        seed=scenario.seed,
        targets={queue: scenario.centre.queues[queue].target for queue in scenario.demands},
        contacts=sum(one.contacts for one in measured),
        estimates={queue: _estimates(figures, queue) for queue in queues},
        met={queue: met for queue in scenario.demands if (met := _met(scenario, figures, queue))},
    )


def _values(figures: Sequence[Figures], queue: QueueId, name: str) -> list[float]:
    found = (one.get(queue, {}).get(name) for one in figures)
    return [value for value in found if value is not None]


def _estimates(figures: Sequence[Figures], queue: QueueId) -> dict[str, Estimate]:
    found = ((kpi.name, estimate(_values(figures, queue, kpi.name))) for kpi in KPIS)
    return {name: one for name, one in found if one is not None}


def _met(scenario: Scenario, figures: Sequence[Figures], queue: QueueId) -> Chance | None:
    live = scenario.centre.channel_of(queue).live
    shares = _values(figures, queue, "service_level" if live else "promises_kept")
    return chance([share >= scenario.centre.queues[queue].target / 100 for share in shares])
