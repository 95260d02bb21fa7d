"""What an experiment says, for people at a terminal and for programs."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analytics.kpis import KPIS, Kpi, Unit
from dispatcher.config.spans import say_span
from dispatcher.vocabulary import MINUTE, SECOND
from simulator.confidence import Chance, Estimate
from simulator.experiment import WHOLE, Result


def table(result: Result) -> RenderableType:
    """KPIs of the whole centre and of each queue, mean ± half the 95 % interval, and how they came about."""
    queues = list(result.estimates)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("KPI")
    for queue in queues:
        grid.add_column("whole centre" if queue == WHOLE else Text(queue), justify="right")
    for kpi in _told(result):
        found = [result.estimates[queue].get(kpi.name) for queue in queues]
        scale = _scale(kpi, max(one.mean for one in found if one is not None))
        grid.add_row(f"{kpi.title}{scale.suffix}", *(_cell(one, scale.unit) for one in found))
    grid.add_section()
    grid.add_row("Chance of a good day, %", *(_chance(result.met.get(queue)) for queue in queues))
    return Group(Text(_headline(result)), grid, Text(_footnote(result), style="dim"))


def as_json(result: Result) -> str:
    """All of it as JSON; the whole centre stands under "". `units` says what each KPI counts."""
    said = msgspec.to_builtins(result) | {"units": {kpi.name: _unit(kpi) for kpi in KPIS}}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def _unit(kpi: Kpi) -> str:
    return "microseconds" if kpi.unit is Unit.SPAN else kpi.unit.value


def _told(result: Result) -> Iterator[Kpi]:
    """The KPIs somebody has a value for."""
    plain = (kpi for kpi in KPIS if not kpi.variant_of)
    return (kpi for kpi in plain if any(kpi.name in found for found in result.estimates.values()))


def _headline(result: Result) -> str:
    runs = f"{result.replications} replication{'s' if result.replications > 1 else ''}"
    length = say_span(result.length)
    if result.steady:
        return f"Steady state: {runs} of {length}, the first {say_span(result.warm_up)} of each left out"
    return f"Finite day: {runs} of {length}, each beginning empty"


def _footnote(result: Result) -> str:
    return (
        f"{result.contacts} contacts came. Mean over replications ± half the 95 % confidence interval "
        f"(Student's t); seed {result.seed}. A good day keeps {_targets(result)} % of the promises; "
        "in brackets the 95 % interval (Wilson) of its chance."
    )


def _targets(result: Result) -> str:
    """One number where all queues have the same, else each with its queue."""
    different = sorted(set(result.targets.values()))
    if len(different) < 2:
        return str(different[0]) if different else "all"
    return ", ".join(f"{target} ({queue})" for queue, target in result.targets.items())


class _Scale(NamedTuple):
    """What the figures of a row are divided by, and what is said so behind its title."""

    unit: float
    suffix: str


def _scale(kpi: Kpi, largest: float) -> _Scale:
    match kpi.unit:
        case Unit.SHARE:
            return _Scale(0.01, ", %")
        case Unit.SPAN:
            return _Scale(SECOND, ", s") if largest < 10 * MINUTE else _Scale(MINUTE, ", min")
        case Unit.COUNT | Unit.RATE | Unit.RATIO:
            return _Scale(1, "")


def _cell(found: Estimate | None, unit: float) -> str:
    if found is None:
        return "–"
    mean = f"{found.mean / unit:.1f}"
    return f"{mean} ± {found.half_width / unit:.1f}" if found.half_width else mean


def _chance(met: Chance | None) -> str:
    if met is None:
        return "–"
    return f"{met.times / met.replications:.0%} [{met.low:.0%}–{met.high:.0%}]".replace("%", "")
