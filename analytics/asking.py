"""Asking DuckDB about stretches of time, as fast as its client can be asked."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from analytics.intervals import Window
from analytics.kpis import Cut
from analytics.rows import MOMENT, Schema
from dispatcher.vocabulary import Instant

Stretch = tuple[int, Window]
"""A stretch of time, and the place of the window that it is a part of."""


class Frame:
    """A Polars table that DuckDB reads in place through the Arrow stream interface, pyarrow not needed."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def table_of(stretches: Iterable[Stretch]) -> pl.DataFrame:
    """Stretches as a table: `place`, `window` (its name), `since`, `until`."""
    rows = [(place, w.name, w.since, w.until) for place, w in stretches]
    schema: Schema = {"place": pl.Int32, "window": pl.String, "since": MOMENT, "until": MOMENT}
    return pl.DataFrame(rows, schema=schema, orient="row")


def cut_up(stretches: Sequence[Stretch]) -> tuple[list[Stretch], pl.DataFrame]:
    """Stretches cut where any of them begins or ends: pieces, oldest first, that share nothing.

    Beside them which windows each piece belongs to: a table of `piece` and `place`.
    """
    ends = sorted({end for _, stretch in stretches for end in (stretch.since, stretch.until)})
    members = [
        (piece, place)
        for place, stretch in stretches
        for piece in range(bisect_left(ends, stretch.since), bisect_left(ends, stretch.until))
    ]
    pieces = [(piece, Window("", ends[piece], ends[piece + 1])) for piece in sorted({p for p, _ in members})]
    return pieces, pl.DataFrame(members, schema={"piece": pl.Int32, "place": pl.Int32}, orient="row")


def with_table(log: duckdb.DuckDBPyConnection, name: str, table: pl.DataFrame, query: str) -> pl.DataFrame:
    """The answer to a query that reads this table under that name; it has no parameters.

    With parameters DuckDB's client copies the answer value by value, which takes ten times as long.
    """
    log.register(name, Frame(table))
    try:
        return pl.DataFrame(log.sql(query))
    finally:
        log.unregister(name)


def windows_of(stretches: Iterable[Stretch]) -> str:
    """Stretches as SQL's table `windows` of `place`, `since` and `until`: to register one takes longer."""
    rows = ", ".join(f"({place}, {literal(w.since)}, {literal(w.until)})" for place, w in stretches)
    return f"windows (place, since, until) AS (VALUES {rows})"


def keys_of(by: Sequence[Cut]) -> str:
    """What rows are told apart by: the window's place, and each cut."""
    return ", ".join(("place", *by))


def known(by: Sequence[Cut]) -> str:
    """Only rows that say each of these."""
    return "".join(f" AND {cut} IS NOT NULL" for cut in by)


def bounds(stretches: Sequence[Stretch]) -> dict[str, str]:
    """The outermost instants, so that the log is read no further than needed."""
    since = min((stretch.since for _, stretch in stretches), default=Instant(0))
    until = max((stretch.until for _, stretch in stretches), default=Instant(0))
    return {"since": literal(since), "until": literal(until)}


def literal(at: Instant) -> str:
    """The instant in SQL."""
    return f"make_timestamp({int(at)})"
