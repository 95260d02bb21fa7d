"""Distributions as counts in fixed bins, which add up, and the percentiles that they tell."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import duckdb
import polars as pl

from analytics.asking import bounds, keys_of, known, windows_of
from analytics.definition import EDGES, Cut, Kpi, Spread
from analytics.intervals import Window

_QUERY: Final = """
    WITH {windows}
    SELECT {keys}, {bin} AS bin, count(*) AS count
    FROM windows JOIN facts ON occurred >= since AND occurred < until
    WHERE ({where}) AND occurred >= {since} AND occurred < {until} {known}
    GROUP BY {keys}, bin
"""


def binned(
    log: duckdb.DuckDBPyConnection, spread: Spread, windows: Sequence[Window], by: Sequence[Cut]
) -> pl.DataFrame:
    """`place`, the cuts, `bin` (its place in `EDGES`) and `count`; bins with nothing in them are left out."""
    query = _QUERY.format(
        windows=windows_of(enumerate(windows)),
        keys=keys_of(by),
        bin=_bin(spread.value),
        where=spread.where,
        known=known(by),
        **bounds(list(enumerate(windows))),
    )
    return pl.DataFrame(log.sql(query))


def _bin(value: str) -> str:
    steps = " ".join(f"WHEN {value} < {edge} THEN {place}" for place, edge in enumerate(EDGES[1:]))
    return f"CASE {steps} ELSE {len(EDGES) - 1} END"


_WIDTHS: Final = [*(after - edge for edge, after in pairwise(EDGES)), 0]
_BINS: Final = pl.DataFrame({"bin": range(len(EDGES)), "edge": EDGES, "width": _WIDTHS}).cast(
    {"bin": pl.Int32, "edge": pl.Float64, "width": pl.Float64}
)


def percentiles(bins: pl.DataFrame, kpis: Sequence[Kpi], by: Sequence[Cut]) -> pl.DataFrame:
    """One row for each place and group, with `total_` and the name of each KPI."""
    keys = ["place", *by]
    counted = bins.with_columns(pl.col("bin").cast(pl.Int32)).join(_BINS, on="bin")
    return (
        counted.sort(*keys, "bin")
        .with_columns(pl.col("count").cum_sum().over(keys).alias("below"))
        .group_by(keys)
        .agg(_percentile(kpi) for kpi in kpis)
    )


def _percentile(kpi: Kpi) -> pl.Expr:
    """In the first bin by whose end enough are counted, as far in as is needed of it."""
    wanted = pl.col("count").sum() * kpi.percent / 100
    first = (pl.col("below") >= wanted).arg_max()
    inside = (wanted - pl.col("below") + pl.col("count")) / pl.col("count")
    return (pl.col("edge") + inside * pl.col("width")).get(first).alias(f"total_{kpi.name}")


def named(bins: pl.DataFrame, windows: Sequence[Window], by: Sequence[Cut]) -> pl.DataFrame:
    """What `binned` counted with the windows' names and the bins' ends, in order."""
    places = pl.DataFrame({"place": range(len(windows)), "window": [w.name for w in windows]})
    ends = pl.DataFrame({"bin": range(len(EDGES)), "at_least": EDGES, "below": [*EDGES[1:], None]})
    found = bins.cast({"place": pl.Int64, "bin": pl.Int64}).join(places, on="place").join(ends, on="bin")
    return found.sort("place", *by, "bin").select("window", *by, "at_least", "below", "count")
