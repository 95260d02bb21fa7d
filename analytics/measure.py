"""Ask KPIs of the event log: any of them, over any windows, cut by whatever they can be told apart by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import duckdb
import polars as pl

from analytics.asking import (
    Stretch,
    bounds,
    cut_up,
    keys_of,
    known,
    literal,
    table_of,
    windows_of,
    with_table,
)
from analytics.intervals import Window, divided
from analytics.kpis import SPREADS, Cut, Kind, Kpi, Unit
from analytics.quarters import Quarters, rollup_for
from analytics.spreads import binned, percentiles
from analytics.stretches import spent
from analytics.visits import visits
from dispatcher.vocabulary import Instant

_TOLD: Final = "run, queue, channel, category, tier, arrived"

# What stands at an instant: customers' contacts open, and those in line. A spell that ended is told by the
# fact that ended it; one that lasts is told by the open contacts.
_SPELLS: Final = """
    SELECT {told}, 'open' AS spell, entered AS began, occurred AS ended FROM facts
        WHERE entered IS NOT NULL AND NOT inside AND occurred >= {since}
    UNION ALL
    SELECT {told}, 'waiting', queued, occurred FROM facts
        WHERE queued IS NOT NULL AND NOT inside AND occurred >= {since}
    UNION ALL
    SELECT {told}, 'open', entered, NULL FROM standing
    UNION ALL
    SELECT {told}, 'waiting', queued, NULL FROM standing WHERE queued IS NOT NULL
"""

_FROM_FACTS: Final = """
    {windows}
    SELECT {piece} AS piece, {cuts} {sums}
    FROM facts {join}
    WHERE occurred >= {since} AND occurred < {until} AND {within} {known}
    GROUP BY ALL
"""

# Most spells are over before the next window ends; looking at that one alone sorts them out.
_STOCKS: Final = """
    WITH {windows}, lasting AS (
        SELECT spells.* FROM ({spells}) AS spells ASOF JOIN windows ON began < until
        WHERE ended IS NULL OR ended >= until
    )
    SELECT {keys}, {totals}
    FROM windows JOIN lasting ON began < until AND (ended IS NULL OR ended >= until)
    WHERE true {known}
    GROUP BY {keys}, until
"""


def measure(
    log: duckdb.DuckDBPyConnection,
    standing: pl.DataFrame,
    kpis: Sequence[Kpi],
    windows: Sequence[Window],
    by: Sequence[Cut] = (),
    *,
    quarters: Quarters | None,
) -> pl.DataFrame:
    """One row for each window and group, in the order of the windows, then of the groups.

    Columns: `window`, `since`, `until`, those of `by`, and one float for each KPI (microseconds for spans). A
    window in which nothing happened has its row too: counts are 0, what cannot be divided is null. Groups are
    those seen in any of the windows.

    Raises:
        ValueError: a KPI has no meaning when cut that way; `that_can_be_cut` sorts those out.
    """
    _refuse_meaningless(kpis, by)
    return _ask(log, standing, kpis, windows, by, quarters)


def _refuse_meaningless(kpis: Sequence[Kpi], by: Sequence[Cut]) -> None:
    for kpi in kpis:
        if missing := set(by) - kpi.cuts:
            raise ValueError(f"{kpi.name} cannot be cut by {', '.join(sorted(missing))}")


def _ask(
    log: duckdb.DuckDBPyConnection,
    standing: pl.DataFrame,
    kpis: Sequence[Kpi],
    windows: Sequence[Window],
    by: Sequence[Cut],
    quarters: Quarters | None,
) -> pl.DataFrame:
    """A pass for each kind of KPI, laid on a grid of all windows and all groups."""
    flows, standings, times, visitors, spreads = ([kpi for kpi in kpis if kpi.kind is kind] for kind in Kind)
    parts = [_flows(log, flows, windows, by, quarters)] if flows and windows else []
    parts += [stocks(log, standing, standings, windows, by)] if standings and windows else []
    parts += [spent(log, list(sums_named(times).items()), windows, by)] if times and windows else []
    parts += [visits(log, list(sums_named(visitors).items()), windows, by)] if visitors and windows else []
    parts += _spreads(log, spreads, windows, by) if windows else []
    return laid_out(parts, kpis, windows, by)


def laid_out(
    parts: Sequence[pl.DataFrame], kpis: Sequence[Kpi], windows: Sequence[Window], by: Sequence[Cut]
) -> pl.DataFrame:
    """Sums and stocks by the windows' places and groups, as the table that `measure` promises."""
    keys, grid = ["place", *by], table_of(enumerate(windows))
    if by:
        grid = grid.join(pl.concat([part.select(by) for part in parts]).unique(), how="cross")
    for part in parts:
        grid = grid.join(part, on=keys, how="left", nulls_equal=True)
    return grid.sort(keys).select("window", "since", "until", *by, *(_value(kpi) for kpi in kpis))


def stocks(
    log: duckdb.DuckDBPyConnection,
    standing: pl.DataFrame,
    kpis: Sequence[Kpi],
    windows: Sequence[Window],
    by: Sequence[Cut],
) -> pl.DataFrame:
    """What stood at the end of each window, by group."""
    totals = ", ".join(f"CAST({kpi.total} AS DOUBLE) AS total_{kpi.name}" for kpi in kpis)
    spells = _SPELLS.format(told=_TOLD, since=literal(min(window.until for window in windows)))
    query = _STOCKS.format(
        windows=windows_of(enumerate(windows)),
        keys=keys_of(by),
        totals=totals,
        known=known(by),
        spells=spells,
    )
    return with_table(log, "standing", standing, query)


def _flows(
    log: duckdb.DuckDBPyConnection,
    kpis: Sequence[Kpi],
    windows: Sequence[Window],
    by: Sequence[Cut],
    quarters: Quarters | None,
) -> pl.DataFrame:
    """Of a window's whole quarter hours the sums are there already; what is left is read fact by fact."""
    names = sums_named(kpis)
    rollup = rollup_for(by, names.values())
    if quarters is None or rollup is None:
        return _added_up([sums_of_facts(log, names, list(enumerate(windows)), by)], names, by)
    whole, left = _divided(windows, quarters.until)
    parts = [quarters.sums(rollup, names, whole, by)] if whole else []
    parts += [sums_of_facts(log, names, left, by)] if left else []
    return _added_up(parts, names, by)


def _added_up(parts: Sequence[pl.DataFrame], names: Iterable[str], by: Sequence[Cut]) -> pl.DataFrame:
    return pl.concat(parts).group_by("place", *by).agg(pl.col(*names).sum())


def sums_named(kpis: Sequence[Kpi]) -> dict[str, str]:
    """The SQL of each sum that these KPIs are made of, by its name."""
    names = {f"total_{kpi.name}": kpi.total for kpi in kpis}
    return names | {f"per_{kpi.name}": kpi.per for kpi in kpis if kpi.per is not None}


def _spreads(
    log: duckdb.DuckDBPyConnection, kpis: Sequence[Kpi], windows: Sequence[Window], by: Sequence[Cut]
) -> list[pl.DataFrame]:
    """One pass for each distribution that a percentile is asked of."""
    asked = [(spread, [kpi for kpi in kpis if kpi.total == spread.name]) for spread in SPREADS]
    return [percentiles(binned(log, spread, windows, by), told, by) for spread, told in asked if told]


def _divided(windows: Sequence[Window], summed: Instant) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches that are read from the sums, and those that are read from the facts."""
    whole: list[Stretch] = []
    left: list[Stretch] = []
    for place, window in enumerate(windows):
        inner, edges = divided(window, summed)
        whole += [(place, inner)] if inner is not None else []
        left += [(place, edge) for edge in edges]
    return whole, left


def sums_of_facts(
    log: duckdb.DuckDBPyConnection,
    names: Mapping[str, str],
    stretches: Sequence[Stretch],
    by: Sequence[Cut],
    *,
    every: bool = False,
) -> pl.DataFrame:
    """The sums by window and group, of known ones or of `every`; a window may have several rows to add up.

    Each fact is read once, into the one piece that it is in: comparing it with every window that may overlap
    took twice to nine times as long.
    """
    pieces, members = cut_up(stretches)
    query = _FROM_FACTS.format(
        cuts="".join(f"{cut}, " for cut in by),
        sums=", ".join(f"CAST({text} AS DOUBLE) AS {name}" for name, text in names.items()),
        known="" if every else known(by),
        **(_by_case(pieces) if len(pieces) <= FEW else _by_join(pieces)),
        **bounds(stretches),
    )
    return members.join(pl.DataFrame(log.sql(query)), on="piece").drop("piece")


FEW: Final = 20  # pieces: a CASE of so many takes no longer than DuckDB's sorting for a join


def _by_case(pieces: Sequence[Stretch]) -> dict[str, str]:
    ends = " ".join(
        f"WHEN occurred < {literal(w.since)} THEN NULL WHEN occurred < {literal(w.until)} THEN {place}"
        for place, w in pieces
    )
    return {
        "windows": "",
        "join": "",
        "piece": f"CASE WHEN false THEN 0 {ends} END",
        "within": "piece IS NOT NULL",
    }


def _by_join(pieces: Sequence[Stretch]) -> dict[str, str]:
    join = "ASOF JOIN windows ON occurred >= windows.since"
    return {
        "windows": f"WITH {windows_of(pieces)}",
        "join": join,
        "piece": "place",
        "within": "occurred < windows.until",
    }


def _value(kpi: Kpi) -> pl.Expr:
    """A sum over nothing is 0; a quotient by nothing, or the longest of nothing, is null."""
    total = pl.col(f"total_{kpi.name}")
    if kpi.per is not None:
        per = pl.col(f"per_{kpi.name}").fill_null(0)
        return pl.when(per > 0).then(total.fill_null(0) / per).alias(kpi.name)
    sums = kpi.adds_up or kpi.unit is Unit.COUNT
    return (total.fill_null(0) if sums else total).alias(kpi.name)
