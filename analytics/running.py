"""KPIs of a run while it is played: sums are kept, and what is open; the facts are not.

The formulas are asked of the facts batch by batch, and their sums added up, as those of windows that touch
may be. So the memory of a simulated year is that of its busiest hour.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, get_args

import duckdb
import polars as pl

from analytics.asking import Frame
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, Kind, Kpi, that_can_be_cut
from analytics.measure import laid_out, stocks, sums_named, sums_of_facts
from analytics.rows import COLUMNS, LEAVES, LINES_UP, OpenContacts, Row, frame
from dispatcher.events import Event, OfferAccepted, PromiseFact
from dispatcher.vocabulary import QueueId

Figures = Mapping[QueueId, Mapping[str, float | None]]
"""KPI values by queue and by name; those of the whole centre stand under ""."""

BATCH: Final = 20_000
"""Facts asked at once: fewer cost more time, more cost more memory."""

_FLOWS: Final = tuple(kpi for kpi in KPIS if kpi.kind is Kind.FLOW)
_STOCKS: Final = tuple(kpi for kpi in KPIS if kpi.kind is Kind.STOCK)


def _counted(kind: type[Event]) -> bool:
    """Does any formula name this kind of fact?"""
    return any(f"'{kind.__name__}'" in kpi.formula for kpi in _FLOWS)


_COUNTED: Final = frozenset(kind for kind in get_args(Event) if _counted(kind))
_FOLLOWED: Final = _COUNTED.union(
    get_args(LEAVES),
    get_args(LINES_UP),
    [OfferAccepted],
    (kind for kind in get_args(Event) if issubclass(kind, PromiseFact)),
)


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    """One empty database for all runs of a process: to open one takes longer than to measure a short run."""
    return duckdb.connect(config={"threads": 1})


class RunningKpis:
    """Every KPI of one window, by queue and of the whole, from facts told in their order."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._connection = _database().cursor()
        self._open, self._rows = OpenContacts(), list[Row]()
        self._sums: list[pl.DataFrame] = []
        self._number = 0

    def tell(self, facts: Sequence[Event]) -> None:
        """Take these facts in."""
        for event in facts:
            kind = type(event)
            if kind in _FOLLOWED:
                self._number += 1
                row = self._open.complete(0, self._number, event)
                if kind in _COUNTED and event.at >= self._window.since:
                    self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._sum_up()

    def figures(self) -> Figures:
        """The KPIs as they stand at the end of the window; nothing is told afterwards."""
        self._sum_up()
        whole = self._measured(KPIS, []).to_dicts()
        cut = self._measured(that_can_be_cut(KPIS, [Cut.QUEUE]), [Cut.QUEUE]).to_dicts()
        self._connection.close()
        names = [kpi.name for kpi in KPIS]
        return {
            QueueId(row.get("queue", "")): {name: row[name] for name in names if name in row}
            for row in (*whole, *cut)
        }

    def _sum_up(self) -> None:
        """Ask the formulas of the facts at hand, by queue, and forget those."""
        self._connection.register("facts", Frame(frame(self._rows) if self._rows else _NO_FACTS))
        summed = sums_of_facts(
            self._connection, sums_named(_FLOWS), [(0, self._window)], [Cut.QUEUE], every=True
        )
        self._sums.append(summed)
        self._rows.clear()

    def _measured(self, kpis: Sequence[Kpi], by: Sequence[Cut]) -> pl.DataFrame:
        sums = pl.concat(self._sums).lazy()
        known = sums.filter(pl.col(Cut.QUEUE).is_not_null()) if by else sums
        flows = known.group_by("place", *by).agg(pl.col(*sums_named(_FLOWS)).sum())
        self._connection.register("facts", Frame(_NO_FACTS))
        standing = stocks(self._connection, self._open.frame(), _STOCKS, [self._window], by)
        return laid_out([flows, standing], kpis, [self._window], by)


_NO_FACTS: Final = pl.DataFrame(schema=COLUMNS)
