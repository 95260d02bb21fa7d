"""Many days of one scenario, measured by the KPIs of the live centre, with what they say of the truth."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path

from msgspec import Struct, structs

from analytics.intervals import Window
from analytics.kpis import KPIS
from analytics.running import Figures, RunningKpis
from dispatcher.events import ContactArrived, Event
from dispatcher.vocabulary import HOUR, QueueId, Span
from simulator.arrivals import expected
from simulator.confidence import Chance, Estimate, chance, controlled, estimate
from simulator.crew import INTERRUPTS, in_order
from simulator.day import stream
from simulator.eventfile import EventParts
from simulator.scenario import Precision, Scenario

WHOLE = QueueId("")
"""The row of the whole centre among the queues."""

Progress = Callable[[int, int], None]

SHARES = {"turned_away": "attempts", "lost": "customers"}
"""What is told of those who come, and of how many it is a share; see `simulator.fates`."""


class Measured(Struct, frozen=True):
    """What one replication gave: KPIs, counts of those who come, and the work these brought."""

    replication: int
    contacts: int
    figures: Figures
    tallies: Mapping[QueueId, Mapping[str, int]]
    brought: int


class Result(Struct, frozen=True, kw_only=True):
    """What the replications say together.

    `estimates` are means over replications, each weighing the same; a KPI no replication has a value for is
    left out. `met` is the chance that a queue keeps its promise on a day: that at least its target,
    in percent, of its contacts is served in time. `people` are shares of attempts turned away and of
    customers lost, where the scenario lets such things happen. `cost` is that of the agents in one run.
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
    people: Mapping[QueueId, Mapping[str, Estimate]] = {}
    cost: float | None = None
    asked: int | None = None


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    progress: Progress | None = None,
    workers: int = 1,
    events: Path | None = None,
) -> Result:
    """Play the scenario that often and measure it; `progress` hears how many of how many are done.

    The result is the same however many processes share the work. `events` is a Parquet file for all facts of
    all replications. An interrupt (Ctrl-C) ends it early: the result then says of those that were finished,
    whose number is less than `asked`.

    Raises:
        KeyboardInterrupt: it came before the first replication was finished.
    """
    if replications is not None:
        scenario = structs.replace(scenario, replications=replications, precision=None)
    parts = None if events is None else EventParts(events)
    measured = measurements(scenario, progress=progress, workers=workers, parts=parts)
    if parts is not None:
        parts.join([one.replication for one in measured])
    return result_of(scenario, measured)


def measurements(
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    workers: int = 1,
    parts: EventParts | None = None,
) -> list[Measured]:
    """What each replication gave, in their order: as many as the scenario asks for, or were finished.

    Raises:
        KeyboardInterrupt: it came before the first was finished.
    """
    measured: list[Measured] = []
    try:
        with INTERRUPTS:
            for one in _until_precise(scenario, workers, parts):
                measured.append(one)
                if progress is not None:
                    progress(len(measured), max(scenario.replications, len(measured)))
    except KeyboardInterrupt:
        if not measured:
            raise
    return measured


def measure(scenario: Scenario, replication: int, parts: EventParts | None = None) -> Measured:
    """Play one replication and ask its KPIs, from the end of the warm-up to the end of the run."""
    kpis = RunningKpis(Window("run", scenario.measured_from, scenario.end))
    written = None if parts is None else parts.of(replication)
    arrived = 0

    def tell(facts: list[Event]) -> None:
        nonlocal arrived
        INTERRUPTS.check()
        arrived += sum(type(event) is ContactArrived for event in facts)
        kpis.tell(facts)
        if written is not None:
            written.tell(facts)

    played = stream(scenario, replication, tell)
    if written is not None:
        written.close()
    return Measured(replication, arrived, kpis.figures(), played.tallies, played.brought)


def _until_precise(scenario: Scenario, workers: int, parts: EventParts | None) -> Iterator[Measured]:
    """As many as are asked for, and then on until what is wanted precisely is."""
    wanted = scenario.precision
    most = scenario.replications if wanted is None else max(scenario.replications, wanted.most)
    values: list[float] = []
    for one in in_order(_measure_one, [(scenario, number, parts) for number in range(most)], workers):
        yield one
        if wanted is not None:
            value = one.figures.get(wanted.queue, {}).get(wanted.kpi)
            values += [] if value is None else [value]
            if one.replication + 1 >= scenario.replications and _precise(wanted, values):
                return


def _measure_one(task: tuple[Scenario, int, EventParts | None]) -> Measured:
    return measure(*task)


def _precise(wanted: Precision, values: Sequence[float]) -> bool:
    found = estimate(values)
    if found is None or found.half_width is None:
        return False
    return found.half_width <= wanted.within * (abs(found.mean) or inf)


def result_of(scenario: Scenario, measured: Sequence[Measured]) -> Result:
    """What these replications say together."""
    queues = [WHOLE, *scenario.demands]
    return Result(
        steady=scenario.warm_up > 0,
        length=scenario.length,
        warm_up=scenario.warm_up,
        replications=len(measured),
        seed=scenario.seed,
        targets={queue: scenario.centre.queues[queue].target for queue in scenario.demands},
        contacts=sum(one.contacts for one in measured),
        estimates={queue: _estimates(scenario, measured, queue) for queue in queues},
        met={queue: met for queue in scenario.demands if (met := _met(scenario, measured, queue))},
        people=_people(measured),
        cost=cost(scenario) if scenario.agent_hour else None,
        asked=scenario.replications,
    )


def cost(scenario: Scenario) -> float:
    """What the agents of one run cost, from the first instant to the last."""
    shifts = (shift for agent in scenario.centre.agents for shift in scenario.shifts_of(agent))
    return scenario.agent_hour * sum(shift.ends - shift.begins for shift in shifts) / HOUR


def _estimates(scenario: Scenario, measured: Sequence[Measured], queue: QueueId) -> dict[str, Estimate]:
    """The work that came in is the control: its true mean is known, and the busier, the longer the wait."""
    truth = sum(
        expected(scenario, name, scenario.measured_from) * demand.handle.mean
        for name, demand in scenario.demands.items()
    )
    found = {}
    for kpi in KPIS:
        pairs = [
            (value, one.brought) for one in measured if (value := _value(one, queue, kpi.name)) is not None
        ]
        one = controlled([value for value, _ in pairs], [float(work) for _, work in pairs], truth)
        if one is not None:
            found[kpi.name] = one
    return found


def _value(one: Measured, queue: QueueId, name: str) -> float | None:
    return one.figures.get(queue, {}).get(name)


def _met(scenario: Scenario, measured: Sequence[Measured], queue: QueueId) -> Chance | None:
    name = "service_level" if scenario.centre.channel_of(queue).live else "promises_kept"
    shares = [value for one in measured if (value := _value(one, queue, name)) is not None]
    return chance([share >= scenario.centre.queues[queue].target / 100 for share in shares])


def _people(measured: Sequence[Measured]) -> dict[QueueId, dict[str, Estimate]]:
    queues = {queue for one in measured for queue in one.tallies}
    return {queue: _shares([one.tallies[queue] for one in measured]) for queue in sorted(queues)}


def _shares(tallies: Sequence[Mapping[str, int]]) -> dict[str, Estimate]:
    found = {
        name: estimate([tally.get(name, 0) / tally[whole] for tally in tallies if tally.get(whole)])
        for name, whole in SHARES.items()
    }
    return {name: one for name, one in found.items() if one is not None}
