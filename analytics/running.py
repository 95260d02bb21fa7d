"""KPIs of a run while it is played: sums are kept, and what is open; the facts are not.

The formulas are asked of the facts batch by batch, and their sums added up, as those of windows that touch
may be. What is told by pairs of facts, such as how time was spent, is asked when the pair is there: of each
thread the last fact is carried on to the next batch, of each customer the last arrival. So the memory of a
simulated year is that of its busiest hour, and of the customers of a week.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol, get_args

import duckdb
import polars as pl

from analytics.asking import Frame
from analytics.intervals import Window
from analytics.kpis import KPIS, SPREADS, Cut, Kind, Kpi, Spread, that_can_be_cut
from analytics.measure import laid_out, stocks, sums_of_facts
from analytics.pairs import Added, RunningTimes, RunningVisits, table_of
from analytics.rows import LEAVES, LINES_UP, OpenContacts, Row
from analytics.spreads import binned, percentiles
from analytics.stretches import STEPS
from dispatcher.events import (
    AgentChanged,
    CentreConfigured,
    ContactArrived,
    ContactOffered,
    Event,
    OfferAccepted,
    PromiseFact,
    ReplySubmitted,
)
from dispatcher.vocabulary import QueueId

Figures = Mapping[QueueId, Mapping[str, float | None]]
"""KPI values by queue and by name; those of the whole centre stand under ""."""

BATCH: Final = 20_000
"""Facts asked at once: fewer cost more time, more cost more memory."""


def _of(kind: Kind) -> tuple[Kpi, ...]:
    return tuple(kpi for kpi in KPIS if kpi.kind is kind)


def counted_by(formulas: Iterable[str]) -> frozenset[type[Event]]:
    """The kinds of facts that these formulas of flows name."""
    said = " ".join(formulas)
    return frozenset(kind for kind in get_args(Event) if f"'{kind.__name__}'" in said)


def followed_for(counted: frozenset[type[Event]]) -> frozenset[type[Event]]:
    """The kinds that `OpenContacts` must be told, so that the rows of these kinds are complete."""
    return counted.union(
        get_args(LEAVES),
        get_args(LINES_UP),
        [ContactOffered, OfferAccepted, ReplySubmitted],
        (kind for kind in get_args(Event) if issubclass(kind, PromiseFact)),
    )


_FLOWS: Final = _of(Kind.FLOW)
_STEPS: Final = frozenset(kind for kind in get_args(Event) if kind.__name__ in STEPS)
_COUNTED: Final = counted_by([*(kpi.formula for kpi in _FLOWS), *(spread.where for spread in SPREADS)])
_KEPT: Final = _COUNTED | _STEPS | {ContactArrived}
_FOLLOWED: Final = followed_for(_KEPT) | {CentreConfigured, AgentChanged}


@lru_cache(maxsize=1)
def database() -> duckdb.DuckDBPyConnection:
    """One empty database for all runs of a process: to open one takes longer than to measure a short run."""
    return duckdb.connect(config={"threads": 1})


class Part(Protocol):
    """The sums of one kind of KPI, added up batch by batch."""

    @property
    def kept(self) -> int:
        """How many facts wait for what follows them."""

    def follow(self, log: duckdb.DuckDBPyConnection, rows: Sequence[Row], table: pl.DataFrame) -> None:
        """Add up what these rows say, which are this table, and which `log` shows as `facts`."""

    def told(self, log: duckdb.DuckDBPyConnection, by: Sequence[Cut]) -> pl.DataFrame:
        """All of it, as `laid_out` wants it, at the end of the run."""


class RunningKpis:
    """Every KPI of one window, by queue and of the whole, from facts told in their order.

    The formulas are asked of `batch` facts at once, or of a few more.
    """

    def __init__(self, window: Window, *, batch: int = BATCH) -> None:
        self._window, self._batch = window, batch
        self._connection = database().cursor()
        self._open, self._rows = OpenContacts(), list[Row]()
        self._parts: list[Part] = [
            _RunningFlows(window),
            *(_RunningSpread(window, spread) for spread in SPREADS),
            RunningTimes(window, _of(Kind.TIME)),
            RunningVisits(window, _of(Kind.VISIT)),
        ]
        self._number = 0

    def tell(self, facts: Sequence[Event]) -> None:
        """Take these facts in."""
        for event in facts:
            kind = type(event)
            if kind in _FOLLOWED:
                self._number += 1
                row = self._open.complete(0, self._number, event)
                if kind in _KEPT:
                    self._rows.append(row)
        if len(self._rows) >= self._batch:
            self._sum_up()

    @property
    def kept(self) -> int:
        """How many facts are kept at hand: those of a batch, and those that wait for what follows them."""
        return len(self._rows) + sum(part.kept for part in self._parts)

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
        """Ask the formulas of the facts at hand, and forget those."""
        table = table_of(self._rows)
        for part in self._parts:
            self._connection.register("facts", Frame(table))
            part.follow(self._connection, self._rows, table)
        self._rows.clear()

    def _measured(self, kpis: Sequence[Kpi], by: Sequence[Cut]) -> pl.DataFrame:
        told = [part.told(self._connection, by) for part in self._parts]
        self._connection.register("facts", Frame(table_of([])))
        standing = stocks(self._connection, self._open.frame(), _of(Kind.STOCK), [self._window], by)
        return laid_out([*told, standing], kpis, [self._window], by)


class _RunningFlows:
    """The sums of flows."""

    kept = 0

    def __init__(self, window: Window) -> None:
        self._window, self._added = window, Added(_FLOWS)

    def follow(self, log: duckdb.DuckDBPyConnection, rows: Sequence[Row], table: pl.DataFrame) -> None:
        window = [(0, self._window)]
        self._added.add(sums_of_facts(log, self._added.names, window, [Cut.QUEUE], every=True))

    def told(self, log: duckdb.DuckDBPyConnection, by: Sequence[Cut]) -> pl.DataFrame:
        return self._added.told(by)


class _RunningSpread:
    """How many lie in each bin of one distribution."""

    kept = 0

    def __init__(self, window: Window, spread: Spread) -> None:
        self._window, self._spread, self._bins = window, spread, list[pl.DataFrame]()
        self._kpis = [kpi for kpi in _of(Kind.SPREAD) if kpi.total == spread.name]

    def follow(self, log: duckdb.DuckDBPyConnection, rows: Sequence[Row], table: pl.DataFrame) -> None:
        self._bins.append(binned(log, self._spread, [self._window], [Cut.QUEUE]))

    def told(self, log: duckdb.DuckDBPyConnection, by: Sequence[Cut]) -> pl.DataFrame:
        bins = pl.concat(self._bins).group_by("place", *by, "bin").agg(pl.col("count").sum())
        return percentiles(bins, self._kpis, by)
