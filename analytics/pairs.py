"""What pairs of facts tell, while they come: of each thread the last one is carried on to the next batch."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import duckdb
import polars as pl

from analytics.asking import Frame
from analytics.intervals import Window, stamp
from analytics.kpis import Cut, Kpi
from analytics.measure import sums_named
from analytics.rows import COLUMNS, Row, frame
from analytics.stretches import FREED, HANDS, STEPS, begins, freed, spent, thread_of
from analytics.visits import LATELY, visits
from dispatcher.vocabulary import Instant, later

_STEPS: Final = sorted(STEPS)
_NO_FACTS: Final = pl.DataFrame(schema=COLUMNS)
_PLACES: Final = {name: place for place, name in enumerate(COLUMNS)}
_STEP: Final = itemgetter(*(_PLACES[name] for name in ("kind", "contact", "agent")))
_AT, _NUMBER, _KIND, _INSIDE = (_PLACES[name] for name in ("occurred", "number", "kind", "inside"))
_CHANNEL, _LIVE, _CUSTOMER = (_PLACES[name] for name in ("channel", "live", "customer"))


def table_of(rows: Sequence[Row]) -> pl.DataFrame:
    """These rows, or none, as the event log has them."""
    return frame(rows) if rows else _NO_FACTS


class Added:
    """Sums by queue, batch after batch: those of the whole are the sums of all queues', and of no queue's."""

    def __init__(self, kpis: Sequence[Kpi]) -> None:
        self.names = sums_named(kpis)
        self._tables: list[pl.DataFrame] = []

    def add(self, table: pl.DataFrame) -> None:
        """More of them, by `place` and queue."""
        self._tables.append(table)

    def told(self, by: Sequence[Cut]) -> pl.DataFrame:
        """All together, by `place` and these cuts."""
        table = pl.concat(self._tables)
        known = table.filter(pl.col(Cut.QUEUE).is_not_null()) if by else table
        return known.group_by("place", *by).agg(pl.col(*self.names).sum())


class RunningTimes:
    """How time was spent: a stretch counts when it has ended, and those that last at the end of the run."""

    def __init__(self, window: Window, kpis: Sequence[Kpi]) -> None:
        self._window, self._added = window, Added(kpis)
        self._last: dict[str, Row] = {}
        self._live: dict[str, Row] = {}
        self._freed = pl.DataFrame(schema=FREED)
        self._ended = False

    @property
    def kept(self) -> int:
        """How many facts wait for what follows them, and how many ends of calls are remembered."""
        return len(self._last) + len(self._live) + len(self._freed)

    def follow(self, log: duckdb.DuckDBPyConnection, rows: Sequence[Row], table: pl.DataFrame) -> None:
        """Take a batch in."""
        steps = table.filter(pl.col("kind").is_in(_STEPS))
        self._ask(log, pl.concat([table_of(self._carried()), steps]), lasting=False)
        ended = freed(log, self._window, "before")
        self._carry(rows)
        self._forget(ended)

    def told(self, log: duckdb.DuckDBPyConnection, by: Sequence[Cut]) -> pl.DataFrame:
        """What lasts counts until the window's end."""
        if not self._ended:
            self._ask(log, table_of(self._carried()), lasting=True)
            self._ended = True
        return self._added.told(by)

    def _ask(self, log: duckdb.DuckDBPyConnection, facts: pl.DataFrame, *, lasting: bool) -> None:
        log.register("facts", Frame(facts))
        log.register("before", Frame(self._freed))
        sums = [*self._added.names.items()]
        found = spent(log, sums, [self._window], [Cut.QUEUE], lasting=lasting, before="before", every=True)
        self._added.add(found)

    def _carried(self) -> list[Row]:
        return [*self._live.values(), *sorted(self._last.values(), key=itemgetter(_NUMBER))]

    def _carry(self, rows: Sequence[Row]) -> None:
        """Of each thread the last step; of each live channel one fact that says so."""
        for row in rows:
            kind, contact, agent = _STEP(row)
            thread = thread_of(kind, contact, agent)
            if thread is not None:
                self._last[thread] = row
            if row[_LIVE] and row[_CHANNEL] not in self._live:
                self._live[str(row[_CHANNEL])] = _said_of_channel(row)
        self._last = {thread: row for thread, row in self._last.items() if begins(str(row[_KIND]))}

    def _forget(self, calls: pl.DataFrame) -> None:
        """Of calls that ended keep each agent's last one, and what work in hand may still be told by."""
        hands = [int(str(row[_AT])) for row in self._last.values() if row[_KIND] in HANDS]
        since = stamp(Instant(min(hands))) if hands else None
        latest = calls.group_by("run", "agent").agg(pl.col("freed").max())
        if since is None:
            self._freed = latest
            return
        before = calls.filter(pl.col("freed") < since).group_by("run", "agent").agg(pl.col("freed").max())
        self._freed = pl.concat([before, calls.filter(pl.col("freed") >= since)]).unique()


def _said_of_channel(row: Row) -> Row:
    """The row as one that is no step, and says of its channel that it is live."""
    return (*row[:_KIND], "", *row[_KIND + 1 :])


class RunningVisits:
    """Who came back: of each customer who came lately the last arrival is carried on."""

    def __init__(self, window: Window, kpis: Sequence[Kpi]) -> None:
        self._window, self._added = window, Added(kpis)
        self._last: dict[str, Row] = {}
        self._number = 0

    @property
    def kept(self) -> int:
        """How many customers came lately."""
        return len(self._last)

    def follow(self, log: duckdb.DuckDBPyConnection, rows: Sequence[Row], table: pl.DataFrame) -> None:
        """Take a batch in."""
        new = [row for row in rows if row[_KIND] == "ContactArrived" and row[_CUSTOMER] and not row[_INSIDE]]
        log.register("facts", Frame(table_of([*self._last.values(), *new])))
        sums = [*self._added.names.items()]
        self._added.add(visits(log, sums, [self._window], [Cut.QUEUE], after=self._number))
        self._carry(new)

    def told(self, log: duckdb.DuckDBPyConnection, by: Sequence[Cut]) -> pl.DataFrame:
        """All of it."""
        return self._added.told(by)

    def _carry(self, new: Sequence[Row]) -> None:
        if not new:
            return
        self._last |= {str(row[_CUSTOMER]): row for row in new}
        self._number = max(self._number, *(int(str(row[_NUMBER])) for row in new))
        since = later(Instant(int(str(new[-1][_AT]))), LATELY)
        self._last = {customer: row for customer, row in self._last.items() if int(str(row[_AT])) >= since}
