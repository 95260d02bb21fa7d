"""How far back a log's own file reaches, and the archive behind it.

Days that are in the archive can be let go from the file. Whoever asks about them is answered from both at
once, and no number changes by it. What lasts beyond the horizon keeps its facts in the file: open contacts,
and whatever an agent or a contact was in the middle of.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from analytics.asking import literal, with_table
from analytics.intervals import stamp
from analytics.rows import COLUMNS
from analytics.stretches import STRETCHES
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import DAY, Instant, Span

NAME: Final = "facts-{}.parquet"
LOOKING_BACK: Final = Span(8 * DAY)  # a KPI of a window looks a week further back for the same customer

_NEED: Final = "CREATE TABLE IF NOT EXISTS horizon (facts TIMESTAMP, begins TIMESTAMP)"

# What the numbers after the horizon need of the facts before: all of open contacts; the beginnings of what
# lasts; each agent's last call, with its end; and which channels are live.
_NEEDED: Final = f"""
    WITH {STRETCHES},
    ends AS (SELECT *, lead(number) OVER (PARTITION BY run, thread ORDER BY number) AS ended_at FROM threads),
    last_calls AS (
        SELECT run, max_by(number, ended) AS began_at, max_by(ended_at, ended) AS ended_at FROM ends
        WHERE live AND what IN ('hand', 'wrap_up') AND ended < {{since}} GROUP BY run, agent
    )
    SELECT run, number FROM facts SEMI JOIN lasting USING (run, contact)
    UNION SELECT run, number FROM stretches WHERE began < {{since}}
    UNION SELECT run, began_at FROM last_calls
    UNION SELECT run, ended_at FROM last_calls
    UNION SELECT run, max(number) FROM facts WHERE live AND occurred < {{since}} GROUP BY run, channel
"""


def archive_of(path: Path) -> Path:
    """Where the archive of a log in this file is: in the folder beside it."""
    return path.with_name("archive")


def day_of(file: Path) -> date:
    """The day that this file of an archive has."""
    return date.fromisoformat(file.name.removeprefix("facts-")[:10])


class Horizon:
    """What of a log is still in its file, what is in the archive alone, and what is gone.

    From `facts` on everything is in the file; before `begins` nothing is anywhere. Both are 0 at first.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, archive: Path, database: str) -> None:
        self._connection, self._archive, self._database = connection, archive, database
        self.facts, self.begins = map(Instant, self._found() or (0, 0))

    def beside(self, connection: duckdb.DuckDBPyConnection) -> "Horizon":
        """The same, over another connection that sees the log as it is now."""
        twin = copy(self)
        twin._connection = connection
        return twin

    @contextmanager
    def reaching(self, since: Instant) -> Iterator[None]:
        """Inside the block `facts` has all there are from then on, those in the archive too."""
        if not self.facts or since - LOOKING_BACK >= self.facts:
            yield
            return
        # A temporary view is found before the table of the same name.
        self._connection.execute(f"CREATE TEMP VIEW facts AS {self.whole()}")
        try:
            yield
        finally:
            self._connection.execute("DROP VIEW temp.main.facts")

    def whole(self) -> str:
        """A query for all facts there are, whether in the file or in the archive."""
        columns, table = ", ".join(COLUMNS), f'"{self._database}".main.facts'
        query = f"SELECT {columns} FROM {table} WHERE occurred >= {literal(self.facts)}"
        if files := self._files():
            names = ", ".join(quoted(file) for file in files)
            kept = f"SELECT {columns} FROM read_parquet([{names}], union_by_name = true)"
            query += f" UNION ALL {kept} WHERE occurred < {literal(self.facts)}"
        return query

    def let_go(self, before: Instant, lasting: pl.DataFrame) -> int:
        """Let the file go of what occurred before and is not needed there. Returns how many facts that were.

        `lasting` are the open contacts, by `run` and `contact`. To be called inside a transaction.

        Raises:
            OwnerError: the archive does not have all of it; the message says where.
        """
        self._refuse_loss(before)
        query = _NEEDED.format(
            since=literal(before),
            until=literal(Instant(before + 10_000 * DAY)),
            lasting="ended IS NULL",
            before="",
        )
        needed = with_table(self._connection, "lasting", lasting, query)
        gone = with_table(
            self._connection,
            "needed",
            needed,
            f"DELETE FROM facts WHERE occurred < {literal(before)} AND NOT EXISTS"
            " (FROM needed WHERE needed.run = facts.run AND needed.number = facts.number) RETURNING number",
        )
        self._move(max(self.facts, before), self.begins)
        return len(gone)

    def remove(self, before: Instant, first: date) -> list[Path]:
        """Remove the archive's days before that first one, which begins then. Returns their files.

        Only what the file has let go of is removed. To be called inside a transaction.
        """
        if not self.begins < before <= self.facts:
            return []
        self._move(self.facts, before)
        return [file for file in self._files() if day_of(file) < first]

    def _found(self) -> tuple[int, int] | None:
        there = "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND table_name = 'horizon'"
        if self._connection.execute(there, [self._database]).fetchone() is None:
            return None
        query = f'SELECT epoch_us(facts), epoch_us(begins) FROM "{self._database}".main.horizon'
        found: tuple[int, int] | None = self._connection.execute(query).fetchone()
        return found

    def _files(self) -> list[Path]:
        return sorted(self._archive.glob(NAME.format("*"))) if self.facts else []

    def _refuse_loss(self, before: Instant) -> None:
        """Every fact that would go is in a file of the archive that can be asked as the log is."""
        between = f"occurred >= {literal(self.facts)} AND occurred < {literal(before)}"
        (here,) = self._connection.execute(f"SELECT count(*) FROM facts WHERE {between}").fetchone() or (0,)
        files = sorted(self._archive.glob(NAME.format("*")))
        kept = _counted(self._connection, files, between) if files else 0
        if here != kept:
            raise OwnerError(
                f"the archive {self._archive} has {kept} facts of days where the event log has {here}; "
                "move its files away, and they are written anew"
            )

    def _move(self, facts: Instant, begins: Instant) -> None:
        self._connection.execute(_NEED)
        self._connection.execute("DELETE FROM horizon")
        self._connection.execute("INSERT INTO horizon VALUES (?, ?)", [stamp(facts), stamp(begins)])
        self.facts, self.begins = facts, begins


def _counted(connection: duckdb.DuckDBPyConnection, files: Iterable[Path], between: str) -> int:
    """How many such facts are in those of the files that have every column."""
    names = ", ".join(map(quoted, files))
    columns = ", ".join(f"'{name}'" for name in COLUMNS)
    fit = connection.execute(
        f"SELECT file_name FROM parquet_schema([{names}]) WHERE name IN ({columns})"
        f" GROUP BY file_name HAVING count(*) = {len(COLUMNS)}"
    ).fetchall()
    if not fit:
        return 0
    names = ", ".join(quoted(Path(name)) for (name,) in fit)
    query = f"SELECT count(*) FROM read_parquet([{names}], union_by_name = true) WHERE {between}"
    (count,) = connection.execute(query).fetchone() or (0,)
    return int(count)


def quoted(path: Path) -> str:
    """The path as SQL writes a text."""
    return "'" + str(path).replace("'", "''") + "'"
