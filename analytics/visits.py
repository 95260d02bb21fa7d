"""Customers' arrivals, each with the channel by which the same customer had come before, if lately."""

from collections.abc import Sequence
from typing import Final

import duckdb
import polars as pl

from analytics.asking import bounds, keys_of, known, windows_of
from analytics.definition import Cut
from analytics.intervals import Window
from dispatcher.vocabulary import DAY, Span

LATELY: Final = Span(-7 * DAY)
"""How far back somebody has come lately, as the query has it."""

_QUERY: Final = """
    WITH {windows}, arrivals AS (
        SELECT *, CASE WHEN occurred - lag(occurred) OVER customer <= INTERVAL 7 DAYS
                       THEN lag(channel) OVER customer END AS before
        FROM facts
        WHERE kind = 'ContactArrived' AND NOT inside AND customer IS NOT NULL
          AND occurred >= {since} - INTERVAL 7 DAYS AND occurred < {until}
        WINDOW customer AS (PARTITION BY run, customer ORDER BY number)
    )
    SELECT {keys}, {sums} FROM windows JOIN arrivals ON occurred >= since AND occurred < windows.until
    WHERE number > {after} {known} GROUP BY {keys}
"""


def visits(
    log: duckdb.DuckDBPyConnection,
    sums: Sequence[tuple[str, str]],
    windows: Sequence[Window],
    by: Sequence[Cut],
    *,
    after: int = 0,
) -> pl.DataFrame:
    """The sums, by name and SQL, over the arrivals in each window, by place and cuts.

    Those up to the number `after` do not count, and say only who came before.
    """
    query = _QUERY.format(
        windows=windows_of(enumerate(windows)),
        keys=keys_of(by),
        sums=", ".join(f"CAST({text} AS DOUBLE) AS {name}" for name, text in sums),
        known=known(by),
        after=after,
        **bounds(list(enumerate(windows))),
    )
    return pl.DataFrame(log.sql(query))
