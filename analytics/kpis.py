"""The KPIs, each declared once: name, unit, meaning, version, formula.

Wallboard, history, simulator and reference pages all read these objects and ask them of the event log through
`measure`, so a number means the same wherever it stands. A definition that changes gets a new version; the
same idea by another rule is a variant, with a name of its own.

A *flow* counts what happened inside a window: `total` is an SQL sum over its facts; with `per`, the KPI is
`total / per`. Both are sums, so windows add up: the quarter hours of a day make the day. A *stock* is what
stands at a window's end: `total` is an SQL aggregate over the spells that last at that instant. *Time* is
summed over the parts of agents' stretches that lie inside the window, *visits* over the arrivals of customers
we know. A *spread* is a count in fixed bins, and its KPIs are the percentiles that those tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from analytics.definition import (
    Better,
    Cut,
    Kind,
    Kpi,
    Level,
    Spread,
    Thresholds,
    Unit,
)
from analytics.registry.calls import CALLS
from analytics.registry.customers import PERCENTILES, SPREADS, VISITS
from analytics.registry.everyday import EVERYDAY
from analytics.registry.letters import LETTERS
from analytics.registry.people import TIMES

__all__ = [
    "BY_NAME",
    "KPIS",
    "SPREADS",
    "Better",
    "Cut",
    "Kind",
    "Kpi",
    "Level",
    "Spread",
    "Thresholds",
    "Unit",
    "pick",
    "that_can_be_cut",
    "variants",
]

KPIS: Final = (*EVERYDAY, *CALLS, *LETTERS, *TIMES, *VISITS, *PERCENTILES)
"""All of them, in the order of lists and columns."""

BY_NAME: Final[Mapping[str, Kpi]] = {kpi.name: kpi for kpi in KPIS}


def pick(*names: str) -> tuple[Kpi, ...]:
    """The KPIs of these names, in this order.

    Raises:
        KeyError: there is no KPI of that name.
    """
    return tuple(BY_NAME[name] for name in names)


def that_can_be_cut(kpis: Iterable[Kpi], by: Sequence[Cut]) -> tuple[Kpi, ...]:
    """Those of the KPIs that have a meaning when told apart by all of `by`."""
    return tuple(kpi for kpi in kpis if kpi.cuts.issuperset(by))


def variants(name: str) -> tuple[Kpi, ...]:
    """The KPI of this name, and every other definition of the same idea.

    Raises:
        KeyError: there is no KPI of that name.
    """
    return (BY_NAME[name], *(kpi for kpi in KPIS if kpi.variant_of == name))
