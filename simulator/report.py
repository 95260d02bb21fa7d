"""What an experiment says, for people at a terminal and for programs."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analytics.kpis import KPIS, Kind, Kpi, Unit
from dispatcher.config.spans import say_span
from dispatcher.vocabulary import MINUTE, SECOND
from simulator.comparison import Compared, Difference, Finding
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
    for name, title in PEOPLE.items():
        found = [result.people.get(queue, {}).get(name) for queue in queues]
        if any(one is not None and one.mean for one in found):
            grid.add_row(title, *(_cell(one, 0.01) for one in found))
    return Group(Text(_headline(result)), grid, Text(_footnote(result), style="dim"))


PEOPLE: Final = {"turned_away": "Attempts turned away, %", "lost": "Customers lost, %"}
"""What is told of those who come, where the scenario lets such things happen."""


def as_json(result: Result) -> str:
    """All of it as JSON; the whole centre stands under "". `units` says what each KPI counts."""
    said = msgspec.to_builtins(result) | {"units": {kpi.name: _unit(kpi) for kpi in KPIS}}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def side_by_side(compared: Sequence[Compared]) -> RenderableType:
    """Each scenario's differences from the first, KPI by KPI, with what they say."""
    first, *others = compared
    return Group(
        Text(f"{_headline(first.result)}; what is different from {first.name}, with the same people"),
        *(_differences(first, other) for other in others),
        Text(
            "Mean difference over pairs of replications ± half its 95 % interval (Student's t). Said to be "
            "better or worse is what lies wholly on one side of no difference; of twenty KPIs that do not "
            f"differ one looks as if it did. Seed {first.result.seed}.",
            style="dim",
        ),
    )


def comparison_as_json(compared: Sequence[Compared]) -> str:
    """All of it as JSON; the whole centre stands under ""."""
    said = {"compared": msgspec.to_builtins(compared), "units": {kpi.name: _unit(kpi) for kpi in KPIS}}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def overloaded(load: float, *, steady: bool) -> str:
    """What to say before such a scenario is played."""
    said = "nobody who can do some of it" if load == float("inf") else f"a load of {load:.2f}"
    end = "it has no steady state: every figure says how long was watched" if steady else "lines will grow"
    return f"Unstable: work that does not go away by itself makes {said} on its agents; {end}."


def _differences(first: Compared, other: Compared) -> Table:
    queues = list(other.differences)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=Text(other.name), title_justify="left")
    grid.add_column("KPI")
    for queue in queues:
        grid.add_column("whole centre" if queue == WHOLE else Text(queue), justify="right")
    for kpi in KPIS:
        found = [other.differences[queue].get(kpi.name) for queue in queues]
        there = [abs(one.estimate.mean) for one in found if one is not None]
        if any(there):
            scale = _scale(kpi, max(there))
            grid.add_row(f"{kpi.title}{scale.suffix}", *(_said(one, scale.unit) for one in found))
    if first.result.cost is not None and other.result.cost is not None:
        grid.add_row("Cost of a run", f"{other.result.cost - first.result.cost:+,.0f}")
    return grid


def _said(found: Difference | None, unit: float) -> Text:
    if found is None:
        return Text("–")
    half = found.estimate.half_width
    text = f"{found.estimate.mean / unit:+.1f}" + (f" ± {half / unit:.1f}" if half else "")
    if found.finding in (Finding.UNCLEAR, Finding.OTHER):
        return Text(text)
    return Text(f"{text} {found.finding}", style="green" if found.finding is Finding.BETTER else "red")


def _unit(kpi: Kpi) -> str:
    return "microseconds" if kpi.unit is Unit.SPAN else kpi.unit.value


def _told(result: Result) -> Iterator[Kpi]:
    """The KPIs somebody has a value for; where no customer is known nobody came back, or did not."""
    for kpi in (kpi for kpi in KPIS if not kpi.variant_of):
        found = [of[kpi.name] for of in result.estimates.values() if kpi.name in of]
        if any(one.mean for one in found) or (found and kpi.kind is not Kind.VISIT):
            yield kpi


def _headline(result: Result) -> str:
    runs = f"{result.replications} replication{'s' if result.replications > 1 else ''}"
    length = say_span(result.length)
    if result.asked is not None and result.replications < result.asked:
        runs += f" (of {result.asked}: interrupted)"
    if result.steady:
        return f"Steady state: {runs} of {length}, the first {say_span(result.warm_up)} of each left out"
    return f"Finite day: {runs} of {length}"


def _footnote(result: Result) -> str:
    costs = "" if result.cost is None else f"The agents of one run cost {result.cost:,.0f}. "
    return (
        f"{costs}{result.contacts} contacts came. Mean over replications ± half the 95 % confidence interval "
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
