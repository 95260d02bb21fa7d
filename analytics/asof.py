"""The event log as it stood at a past moment: KPIs of then, as they were then."""

from collections.abc import Sequence
from typing import Protocol, Self

import duckdb
import polars as pl

from analytics.eventlog import EventLog, Values
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, Kpi
from analytics.measure import measure
from analytics.quarters import Quarters
from analytics.rows import OpenContacts
from dispatcher.vocabulary import Instant


class Asked(Protocol):
    """What KPIs can be asked of: the log, or the log as it stood."""

    def kpis(
        self, windows: Sequence[Window], kpis: Sequence[Kpi] = KPIS, by: Sequence[Cut] = ()
    ) -> pl.DataFrame:
        """The KPIs over these windows; see `analytics.measure.measure`."""

    def over(self, windows: Sequence[Window], kpis: Sequence[Kpi]) -> list[Values]:
        """The KPIs of the whole centre over each of these windows, by name."""


class AsOf:
    """The log when fact `number` was its last, at the instant `now`; to be closed, by the log's own thread.

    It tells flows over any window, and anything over windows that were over by then. Facts of one instant are
    told apart by their numbers: what is not known yet is not counted.
    """

    def __init__(self, log: EventLog, number: int, now: Instant) -> None:
        self._log = log
        self._connection = _until(log, number)
        self._quarters = log.quarters and _quarters(self._connection, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def kpis(
        self, windows: Sequence[Window], kpis: Sequence[Kpi] = KPIS, by: Sequence[Cut] = ()
    ) -> pl.DataFrame:
        """The KPIs over these windows, from the facts of then."""
        return measure(self._connection, NOTHING_OPEN, kpis, windows, by, quarters=self._quarters)

    def over(self, windows: Sequence[Window], kpis: Sequence[Kpi]) -> list[Values]:
        """The KPIs over windows that were over by then: no later fact changed them."""
        return self._log.over(windows, kpis)


NOTHING_OPEN = OpenContacts().frame()


def _until(log: EventLog, number: int) -> duckdb.DuckDBPyConnection:
    """Another connection to the same log, whose facts end with this one."""
    cursor = log.connection.cursor()
    # A temporary view is found before the table of the same name.
    cursor.execute(f"CREATE TEMP VIEW facts AS FROM ({log.whole()}) WHERE number <= {number:d}")
    return cursor


def _quarters(connection: duckdb.DuckDBPyConnection, now: Instant) -> Quarters:
    """The sums of the quarter hours that were over: those of later ones hold facts of later."""
    quarters = Quarters(connection)
    quarters.until = min(quarters.until, now)
    return quarters
