"""Quarter hours that are over, summed up: what a KPI over a month reads instead of every fact.

Every flow is a sum over facts, so the sums of a quarter hour are made once, in the transaction of the fact
that shows it to be over; nothing that is later added can change them. What they are made of is read from the
KPIs themselves: there is no second definition, and where the definitions change, the sums are made anew from
the facts.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from typing import Final

import duckdb
import polars as pl
from msgspec import Struct

from analytics.asking import Stretch, bounds, keys_of, known, table_of, with_table
from analytics.intervals import QUARTER_HOUR, stamp
from analytics.kpis import KPIS, Cut, Kind
from dispatcher.vocabulary import Instant, Span, between

FLOWS: Final = tuple(kpi for kpi in KPIS if kpi.kind is Kind.FLOW)


class Rollup(Struct, frozen=True):
    """A table of sums, told apart by `cuts`; it answers for whoever asks for no more than these."""

    table: str
    cuts: tuple[Cut, ...]

    @property
    def sums(self) -> dict[str, str]:
        """The column of each SQL sum that means something when cut so, by the sum's own text."""
        flows = (kpi for kpi in FLOWS if kpi.cuts.issuperset(self.cuts))
        texts = (text for kpi in flows for text in (kpi.total, kpi.per) if text is not None)
        return {text: f"sum_{place}" for place, text in enumerate(dict.fromkeys(texts))}


# The fewer columns apart, the fewer rows: 500 agents make a hundred times as many as twenty queues.
ROLLUPS: Final = (
    Rollup("quarters_by_queue", (Cut.QUEUE, Cut.CHANNEL)),
    Rollup("quarters_by_agent", (Cut.AGENT, Cut.TEAM, Cut.CHANNEL)),
    Rollup("quarters_by_category", (Cut.CATEGORY, Cut.TIER, Cut.CHANNEL)),
)

# Summing up reads the facts since the last time; done for each quarter hour it took a fifth of a rebuild.
ENOUGH: Final = Span(4 * QUARTER_HOUR)
REMEMBERED: Final = 32  # answers; a board asks for three

_SUMS: Final = """
    SELECT {keys}, {sums}
    FROM {table} JOIN windows ON start = quarter
    WHERE start >= {since} AND start < {until} {known}
    GROUP BY {keys}
"""

_NEED: Final = """
    CREATE TABLE IF NOT EXISTS quarters (definitions VARCHAR, until TIMESTAMP);
"""


def rollup_for(by: Sequence[Cut], texts: Collection[str]) -> Rollup | None:
    """The smallest table that can tell these sums apart by all of `by`; None when only the facts can."""
    for rollup in ROLLUPS:
        if set(by) <= set(rollup.cuts) and set(texts) <= set(rollup.sums):
            return rollup
    return None


def read_through(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every sum there is, as DuckDB finds a damaged block when it is read.

    Raises:
        duckdb.Error: one is damaged.
    """
    there = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for rollup in ROLLUPS:
        if rollup.table in there:
            connection.execute(f"SELECT bit_xor(hash(sums)) FROM {rollup.table} AS sums").fetchone()


class Quarters:
    """The sums of one log, and `until` when they reach: whatever occurred before is in them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._answers: dict[object, pl.DataFrame] = {}
        connection.execute(_NEED)
        found = connection.execute("SELECT definitions, epoch_us(until) FROM quarters").fetchone()
        if found is not None and found[0] == _definitions():
            self.until = Instant(found[1])
        else:
            self.until = self._begin_anew()

    def beside(self, connection: duckdb.DuckDBPyConnection) -> "Quarters":
        """The same sums, asked over another connection that sees the log as it is now."""
        twin = copy(self)
        twin._connection, twin._answers = connection, {}
        return twin

    def follow(self, last: Instant) -> None:
        """A fact of this instant is in the log, in this transaction: sum up what is over, if it is enough."""
        over = Instant(last - last % QUARTER_HOUR)
        if between(self.until, over) < ENOUGH:
            return
        for rollup in ROLLUPS:
            self._sum_up(rollup, self.until, over)
        self.until = over
        self._answers.clear()
        self._connection.execute("UPDATE quarters SET until = ?", [stamp(over)])

    def sums(
        self, rollup: Rollup, names: Mapping[str, str], stretches: Sequence[Stretch], by: Sequence[Cut]
    ) -> pl.DataFrame:
        """The sums of these stretches, all of them whole quarter hours, by the window's place and by cuts.

        `names` says what each sum is called. A board asks for the same ones four times a second, and they
        change once an hour: the last answers are kept until then.
        """
        query = _SUMS.format(
            keys=keys_of(by),
            sums=", ".join(f"sum({rollup.sums[text]}) AS {name}" for name, text in names.items()),
            table=rollup.table,
            known=known(by),
            **bounds(stretches),
        )
        asked = (query, tuple((place, stretch.since, stretch.until) for place, stretch in stretches))
        if asked not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            starts = pl.datetime_ranges("since", "until", interval="15m", closed="left").alias("quarter")
            quarters = table_of(stretches).select("place", starts).explode("quarter")
            self._answers[asked] = with_table(self._connection, "windows", quarters, query)
        return self._answers[asked]

    def forget(self, before: Instant) -> None:
        """Keep no sum of what occurred before."""
        for rollup in ROLLUPS:
            self._connection.execute(f"DELETE FROM {rollup.table} WHERE start < ?", [stamp(before)])
        self._answers.clear()

    def _begin_anew(self) -> Instant:
        """Empty tables for the definitions as they are now."""
        statements = ["DELETE FROM quarters"]
        for rollup in ROLLUPS:
            columns = [
                *(f"{cut} VARCHAR" for cut in rollup.cuts),
                *(f"{c} DOUBLE" for c in rollup.sums.values()),
            ]
            statements += [
                f"DROP TABLE IF EXISTS {rollup.table}",
                f"CREATE TABLE {rollup.table} (start TIMESTAMP, {', '.join(columns)})",
            ]
        self._connection.execute(";".join(statements))
        self._connection.execute("INSERT INTO quarters VALUES (?, ?)", [_definitions(), stamp(Instant(0))])
        return Instant(0)

    def _sum_up(self, rollup: Rollup, since: Instant, until: Instant) -> None:
        """One row for each quarter hour and group that any fact is of, also where nothing counts."""
        cuts, sums = ", ".join(rollup.cuts), rollup.sums
        self._connection.execute(
            f"INSERT INTO {rollup.table}"
            f" SELECT time_bucket(INTERVAL 15 MINUTE, occurred) AS start, {cuts}, {', '.join(sums)}"
            f" FROM facts WHERE occurred >= ? AND occurred < ? GROUP BY start, {cuts}"
            f" ORDER BY start, {cuts}",
            [stamp(since), stamp(until)],
        )


def _definitions() -> str:
    """What stands for all the definitions at once: another definition, another word."""
    words: Iterator[str] = (word for rollup in ROLLUPS for word in (rollup.table, *rollup.cuts, *rollup.sums))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
