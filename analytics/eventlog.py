"""The event log: every fact, append-only, in DuckDB; all KPIs are asked of it.

It is fed in batches from the numbered feed and can be deleted at any time: the feed fills it again. The
simulator keeps its replications in one of these too, in memory, as runs.
"""

import contextlib
import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, Self, get_args

import duckdb
import polars as pl

from analytics.asking import Frame, literal
from analytics.intervals import Window
from analytics.kpis import KPIS, SPREADS, Cut, Kpi
from analytics.measure import measure
from analytics.organisation import Organisation, restored
from analytics.quarters import Quarters, read_through
from analytics.rows import COLUMNS, LEAVES, LINES_UP, MOMENT, TAKEN, OpenContacts, Standing, frame
from analytics.spreads import binned, named
from dispatcher import logs
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import Event
from dispatcher.vocabulary import Instant, Urgency

log = logs.named(__name__)

SCHEMA_VERSION: Final = 3
REMEMBERED: Final = 200  # windows that are over, with their answers; a board asks for sixteen

Values = Mapping[str, float | None]
"""KPI values by name."""

_TYPES: Final = {
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.String: "VARCHAR",
    pl.Boolean: "BOOLEAN",
    MOMENT: "TIMESTAMP",
}

# No key and no index: they cost more than they give on a log (docs/decisions).
_SCHEMA: Final = f"""
    CREATE TABLE schema_version AS SELECT {SCHEMA_VERSION} AS version;
    CREATE TABLE facts ({", ".join(f"{name} {_TYPES[kind]}" for name, kind in COLUMNS.items())});
    CREATE TABLE picture (number BIGINT, body BLOB);
    CREATE TABLE organisation (body BLOB);
"""


def _kinds(facts: object) -> str:
    return ", ".join(f"'{kind.__name__}'" for kind in get_args(facts))


# What arrived and did not leave, with what its facts said last of where it stands.
_STANDING: Final = f"""
    SELECT run, contact,
           coalesce(arg_max(to_queue, number), arg_min(queue, number)),
           any_value(channel), any_value(urgency), bool_or(live), any_value(inside),
           epoch_us(any_value(arrived)),
           epoch_us(arg_max(due, number)),
           epoch_us(coalesce(max(occurred) FILTER (to_queue IS NOT NULL), any_value(arrived))),
           epoch_us(CASE WHEN arg_max(kind, number) FILTER (kind IN ({_kinds(LINES_UP)}, {_kinds(TAKEN)}))
                    NOT IN ({_kinds(TAKEN)}) THEN max(occurred) FILTER (kind IN ({_kinds(LINES_UP)})) END),
           arg_max_null(category, number), any_value(tier), any_value(share), bool_or(replied),
           arg_max(why, number) FILTER (kind = 'ContactOffered')
    FROM facts
    GROUP BY run, contact
    HAVING count(arrived) > 0 AND count(*) FILTER (kind IN ({_kinds(LEAVES)})) = 0
    ORDER BY run, min(number)
"""


class Numbered(Protocol):
    """A fact and its number in the journal, as the feed tells them."""

    @property
    def number(self) -> int:
        """Its place in the journal; 1 is the first."""

    @property
    def fact(self) -> Event:
        """What happened."""


class EventLog:
    """All facts, to be measured. For one thread at a time.

    A file that is damaged, or that another version of Ringpost wrote, is set aside under another name and a
    new one begun.

    Raises:
        OwnerError: the file cannot be opened for a reason that its owner can mend.
    """

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._path = None if str(path) == ":memory:" else Path(path)
        self._connection = _opened(self._path)
        self._over: dict[tuple[Window, tuple[str, ...]], Values] = {}
        self._latest = Instant(0)  # of what was appended since; before the first, nothing is known to be over
        self._remember()

    @classmethod
    def showing(cls, path: Path) -> Self:
        """A log in memory that shows the facts of a file or of a folder's Parquet files, and changes nothing.

        Raises:
            OwnerError: nothing is there, or it was written by another version.
            duckdb.Error: it cannot be read.
        """
        log = cls()
        log._show(path)
        return log

    def append(self, facts: Sequence[Numbered | tuple[int, Event]], run: int = 0) -> int:
        """Add a stretch of facts, all or none; those already here are left out. Returns how many were new.

        Raises:
            JournalError: the numbers do not rise by one, from the last one on; something is missing.
        """
        last = self.last_number(run)
        pairs = (f if isinstance(f, tuple) else (f.number, f.fact) for f in facts)
        new = [(number, event) for number, event in pairs if number > last]
        if new:
            _refuse_gaps(last or new[0][0] - 1, [number for number, _ in new])
            self._insert(run, new)
        return len(new)

    def last_number(self, run: int = 0) -> int:
        """The number of the last fact here; 0 when there is none."""
        return self._last.get(run, 0)

    def kpis(
        self, windows: Sequence[Window], kpis: Sequence[Kpi] = KPIS, by: Sequence[Cut] = ()
    ) -> pl.DataFrame:
        """The KPIs over these windows; the table's shape is told at `analytics.measure.measure`."""
        return measure(self._connection, self._open.frame(), kpis, windows, by, quarters=self._quarters)

    def over(self, windows: Sequence[Window], kpis: Sequence[Kpi]) -> list[Values]:
        """The KPIs of the whole centre over each of these windows, by name, in their order.

        A board asks for the same ones four times a second: what no later fact can change is asked once.
        """
        names = tuple(kpi.name for kpi in kpis)
        missing = [window for window in windows if (window, names) not in self._over]
        told = {(w, names): row for w, row in zip(missing, self._rows(missing, kpis), strict=True)}
        answers = [told.get((window, names)) or self._over[window, names] for window in windows]
        if len(self._over) > REMEMBERED:
            self._over.clear()
        self._over |= {key: row for key, row in told.items() if key[0].until <= self._latest}
        return answers

    def spread(self, windows: Sequence[Window], name: str, by: Sequence[Cut] = ()) -> pl.DataFrame:
        """A distribution over these windows: `window`, the cuts, `at_least`, `below`, `count`.

        The bins' ends are microseconds; the last bin has no `below`. Those with nothing in them are left out.

        Raises:
            KeyError: there is no distribution of that name.
        """
        spread = {spread.name: spread for spread in SPREADS}[name]
        return named(binned(self._connection, spread, windows, by), windows, by)

    def ends(self) -> tuple[Instant, Instant]:
        """The instants of the first fact and of the last; 0 where there is none."""
        found = self._connection.execute("SELECT epoch_us(min(occurred)), epoch_us(max(occurred)) FROM facts")
        first, last = found.fetchone() or (None, None)
        return Instant(first or 0), Instant(last or 0)

    def keep_parquet(self, path: Path, since: Instant, until: Instant) -> int:
        """Write the facts of that time into a Parquet file, and say how many they are.

        They stay here too. The file can be asked like the log, with `showing`.
        """
        query = (
            "COPY (SELECT * FROM facts WHERE occurred >= {} AND occurred < {} ORDER BY run, number) TO '{}'"
        )
        place = str(path).replace("'", "''")
        told = query.format(literal(since), literal(until), place)
        (count,) = self._connection.execute(f"{told} (FORMAT parquet, COMPRESSION zstd)").fetchone() or (0,)
        return int(count)

    def ask(self, query: str, **values: object) -> pl.DataFrame:
        """The answer to an SQL query over `facts`; its columns are told at `analytics.rows.COLUMNS`."""
        return pl.DataFrame(self._connection.sql(query, params=values))

    def keep_picture(self, number: int, body: bytes) -> None:
        """Keep what a follower of the feed knows after that fact, so that it need not begin at the first."""
        with _transaction(self._connection):
            self._connection.execute("DELETE FROM picture")
            self._connection.execute("INSERT INTO picture VALUES (?, ?)", [number, body])

    def picture(self) -> tuple[int, bytes] | None:
        """What `keep_picture` kept last."""
        found: tuple[int, bytes] | None = self._connection.execute("FROM picture").fetchone()
        return found

    def forget_picture(self) -> None:
        """Let a follower begin at the first fact again."""
        self._connection.execute("DELETE FROM picture")

    def agrees_with(self, number: int, event: Event) -> bool:
        """Could this fact of the feed stand in this log? False when another one has its number (run 0)."""
        query = "SELECT epoch_us(occurred), kind, contact FROM facts WHERE run = 0 AND number = ?"
        found = self._connection.execute(query, [number]).fetchone()
        return found in (None, (event.at, type(event).__name__, getattr(event, "contact", None)))

    def begin_anew(self, reason: str) -> None:
        """Set this log aside, not to be lost, and go on with an empty one.

        Raises:
            OwnerError: as on opening.
        """
        self._connection.close()
        if self._path is not None:
            _set_aside(self._path, reason)
        self._connection = _opened(self._path)
        self._remember()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open log itself, for whoever asks of it in another way."""
        return self._connection

    def whole(self) -> str:
        """A query for all facts there are, for whoever asks through a connection of her own."""
        (catalog,) = self._connection.execute("SELECT current_database()").fetchone() or ("",)
        return f'SELECT * FROM "{catalog}".main.facts'

    @property
    def quarters(self) -> Quarters | None:
        """The sums of quarter hours that are over, where the log keeps any."""
        return self._quarters

    def close(self) -> None:
        """Write everything out and let the file go."""
        self._connection.close()

    def _rows(self, windows: Sequence[Window], kpis: Sequence[Kpi]) -> list[Values]:
        if not windows:
            return []
        return [*self.kpis(windows, kpis).select(kpi.name for kpi in kpis).iter_rows(named=True)]

    def _show(self, path: Path) -> None:
        self._connection.execute("DROP TABLE facts")
        self._connection.execute(f"CREATE VIEW facts AS FROM {_source(self._connection, path)}")
        self._connection.execute("SELECT number, category, replied FROM facts LIMIT 0")
        self._remember()

    def _insert(self, run: int, facts: Sequence[tuple[int, Event]]) -> None:
        before = self._open.organisation.saved()
        rows = frame(self._open.complete(run, number, event) for number, event in facts)
        self._connection.register("batch", Frame(rows))
        try:
            with _transaction(self._connection):
                self._connection.execute("INSERT INTO facts FROM batch")
                if (body := self._open.organisation.saved()) != before:
                    self._connection.execute("DELETE FROM organisation")
                    self._connection.execute("INSERT INTO organisation VALUES (?)", [body])
                if self._quarters is not None:
                    self._quarters.follow(facts[-1][1].at)
        except duckdb.Error:
            self._remember()
            raise
        finally:
            self._connection.unregister("batch")
        self._last[run] = facts[-1][0]
        if facts[0][1].at < self._latest:
            self._over.clear()  # another run, whose facts are no later: nothing is over yet
        self._latest = facts[-1][1].at

    def _remember(self) -> None:
        """Learn from the file what is open, which number came last, and what is summed up."""
        # Replications in memory are measured once, and each over the whole of its day: sums would only cost.
        self._quarters = None if self._path is None else Quarters(self._connection)
        found = self._connection.execute("SELECT run, max(number) FROM facts GROUP BY run").fetchall()
        self._last: dict[int, int] = dict(found)
        self._over.clear()
        self._latest = Instant(0)
        self._open = OpenContacts()
        kept = self._connection.execute("FROM organisation").fetchone()
        self._open.organisation = restored(kept[0]) if kept else Organisation()
        for run, contact, queue, channel, urgency, *more in self._connection.execute(_STANDING).fetchall():
            self._open.standing[run, contact] = Standing(queue, channel, Urgency(urgency), *more)


def _refuse_gaps(last: int, numbers: Sequence[int]) -> None:
    for wanted, number in enumerate(numbers, last + 1):
        if wanted != number:
            raise JournalError(f"fact {wanted} is missing: fact {number} came instead")


@contextlib.contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _source(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """What SQL reads the facts of that path from."""
    if not path.exists():
        raise OwnerError(f"the event log {path} is not there")
    place = str(path).replace("'", "''")
    if path.is_dir():
        return f"read_parquet('{place}/*.parquet')"
    if path.suffix == ".parquet":
        return f"read_parquet('{place}')"
    connection.execute(f"ATTACH '{place}' AS shown (READ_ONLY)")
    found = connection.execute("FROM shown.schema_version").fetchone()
    if found != (SCHEMA_VERSION,):
        raise OwnerError(f"the event log {path} has version {found and found[0]}, not {SCHEMA_VERSION}")
    return "shown.facts"


# --- opening --------------------------------------------------------------------------------------------


def _connect(place: str) -> duckdb.DuckDBPyConnection:
    # Nothing is fetched from anywhere: what needs an extension fails instead.
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(place, config=config)


def _with_schema(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    with _transaction(connection):
        connection.execute(_SCHEMA)
    return connection


def _opened(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        return _with_schema(_connect(":memory:"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _fit(path) or _with_schema(_connect(str(path)))
    except (OSError, duckdb.Error) as error:
        raise OwnerError(f"the event log {path} cannot be opened: {_first_line(error)}") from error


def _fit(path: Path) -> duckdb.DuckDBPyConnection | None:
    """The file opened, when it is whole and ours; otherwise it is set aside."""
    if not path.exists():
        return None
    connection = None
    try:
        connection = _connect(str(path))
        found = connection.execute("SELECT version FROM schema_version").fetchone()
        if found == (SCHEMA_VERSION,):
            connection.execute(_STANDING).fetchall()
            read_through(connection)
            return connection
        reason = f"its version is {found and found[0]}, not {SCHEMA_VERSION}"
    except duckdb.Error as error:
        reason = _first_line(error)
        if _mendable(path, error):
            raise
    if connection is not None:
        connection.close()
    _set_aside(path, reason)
    return None


def _mendable(path: Path, error: duckdb.Error) -> bool:
    """Is the file itself not to blame: held by another process, not ours to write, or memory short?"""
    held = "Could not set lock" in str(error)
    return held or isinstance(error, duckdb.OutOfMemoryException) or not os.access(path, os.R_OK | os.W_OK)


def _set_aside(path: Path, reason: str) -> None:
    """Out of the way but not lost, with what DuckDB has not yet folded into it."""
    aside = next(
        name for n in itertools.count(1) if not (name := path.with_name(f"{path.name}.aside-{n}")).exists()
    )
    journal = path.with_name(path.name + ".wal")
    path.rename(aside)
    if journal.exists():
        journal.rename(aside.with_name(aside.name + ".wal"))
    log.warning("the event log is set aside and begun anew", path=str(path), aside=aside.name, why=reason)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
