"""The event log: every fact, append-only, in DuckDB; all KPIs are asked of it.

It is fed in batches from the numbered feed and can be deleted at any time: the feed fills it again. The
simulator keeps its replications in one of these too, in memory, as runs.
"""

import contextlib
import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Final, Protocol, Self, get_args

import duckdb
import polars as pl

from analytics.asking import Frame, literal
from analytics.horizon import Horizon, archive_of, quoted
from analytics.intervals import Window, stamp
from analytics.kpis import KPIS, SPREADS, Cut, Kpi
from analytics.measure import measure
from analytics.organisation import Organisation, restored
from analytics.quarters import Quarters, read_through
from analytics.rows import (
    COLUMNS,
    LEAVES,
    LINES_UP,
    MOMENT,
    TAKEN,
    OpenContacts,
    Schema,
    Standing,
    Stood,
    frame,
)
from analytics.spreads import binned, named
from dispatcher import logs
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import Event
from dispatcher.vocabulary import Instant, Urgency

log = logs.named(__name__)

SCHEMA_VERSION: Final = 3
SHOWN: Final = "shown.facts"
LASTING: Final[Schema] = {"run": pl.Int32, "contact": pl.String}
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


# Beside the version: a log without it is whole, and gets it when it is opened.
_NOTES: Final = "CREATE TABLE IF NOT EXISTS notes (number BIGINT, occurred BIGINT, body BLOB)"


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

    Days can be let go from its file that are in the archive beside it: asked about, they are read from there.

    A file that is damaged, or that another version of Ringpost wrote, is set aside under another name and a
    new one begun.

    Raises:
        OwnerError: the file cannot be opened for a reason that its owner can mend.
    """

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._path = None if str(path) == ":memory:" else Path(path)
        self._connection = _opened(self._path)
        self._over: dict[tuple[Window, tuple[str, ...]], Values] = {}
        self._horizon: Horizon | None = None
        self._open = OpenContacts()
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
        with self._reaching(min((window.since for window in windows), default=self._latest)):
            found = measure(self._connection, self._open.frame(), kpis, windows, by, quarters=self._quarters)
        return self._without_removed(found, kpis)

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
        with self._reaching(min((window.since for window in windows), default=self._latest)):
            return named(binned(self._connection, spread, windows, by), windows, by)

    def ends(self) -> tuple[Instant, Instant]:
        """The instants of the first fact and of the last; 0 where there is none."""
        query = "SELECT epoch_us(min(occurred)), epoch_us(max(occurred)) FROM facts"
        with self._reaching(Instant(0)):
            first, last = self._connection.execute(query).fetchone() or (None, None)
        return Instant(first or 0), Instant(last or 0)

    def keep_parquet(self, path: Path, since: Instant, until: Instant) -> int:
        """Write the facts of that time into a Parquet file, and say how many they are.

        They stay here too. The file can be asked like the log, with `showing`.
        """
        query = "COPY (SELECT * FROM facts WHERE occurred >= {} AND occurred < {} ORDER BY run, number) TO {}"
        told = query.format(literal(since), literal(until), quoted(path))
        (count,) = self._connection.execute(f"{told} (FORMAT parquet, COMPRESSION zstd)").fetchone() or (0,)
        return int(count)

    def ask(self, query: str, **values: object) -> pl.DataFrame:
        """The answer to an SQL query over `facts`; its columns are told at `analytics.rows.COLUMNS`."""
        with self._reaching(Instant(0)):
            return pl.DataFrame(self._connection.sql(query, params=values))

    @property
    def reaches(self) -> Instant:
        """From then on all facts are in the file itself; 0 when none was let go."""
        return self._horizon.facts if self._horizon else Instant(0)

    @property
    def begins(self) -> Instant:
        """What occurred before was removed, from the archive too; 0 when nothing was."""
        return self._horizon.begins if self._horizon else Instant(0)

    def let_go(self, before: Instant) -> int:
        """Keep in the file no more than is needed of what occurred before; the archive answers for it.

        Returns how many facts went.

        Raises:
            OwnerError: the archive does not have them all.
        """
        if self._horizon is None or before <= self._horizon.facts:
            return 0
        lasting = pl.DataFrame([*self._open.standing], schema=LASTING, orient="row")
        try:
            with _transaction(self._connection):
                return self._horizon.let_go(before, lasting)
        except BaseException:
            self._remember()
            raise

    def remove(self, before: Instant, first: date) -> int:
        """Remove days from the archive that the file has let go of: those before `first`, which begins then.

        Returns how many files went.
        """
        if self._horizon is None or self._quarters is None:
            return 0
        with _transaction(self._connection):
            files = self._horizon.remove(before, first)
            if files:
                self._quarters.forget(before)
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)

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

    def keep_notes(self, notes: Sequence[tuple[int, Instant, bytes]]) -> None:
        """Keep what a follower of the feed notes of single facts, by number; the first note of one stands."""
        known = "EXISTS (FROM notes WHERE number = $number)"
        query = f"INSERT INTO notes SELECT $number, $at, $body WHERE NOT {known}"
        with _transaction(self._connection):
            for number, at, body in notes:
                self._connection.execute(query, {"number": number, "at": at, "body": body})

    def notes(self, since: Instant) -> list[bytes]:
        """What was noted of facts from that instant on, the oldest first."""
        query = "SELECT body FROM notes WHERE occurred >= ? ORDER BY number"
        return [body for (body,) in self._connection.execute(query, [since]).fetchall()]

    def note(self, number: int) -> bytes | None:
        """What was noted of this fact."""
        found = self._connection.execute("SELECT body FROM notes WHERE number = ?", [number]).fetchone()
        return None if found is None else bytes(found[0])

    def agrees_with(self, number: int, event: Event) -> bool:
        """Could this fact of the feed stand in this log? False when another one has its number (run 0)."""
        query = "SELECT epoch_us(occurred), kind, contact FROM facts WHERE run = 0 AND number = ?"
        found = self._connection.execute(query, [number]).fetchone()
        return found in (None, (event.at, type(event).__name__, getattr(event, "contact", None)))

    def beside(self) -> Self:
        """The log as it stands now, for another thread to ask while this one goes on; to be closed by that.

        It sees nothing that comes later, and writes nothing.
        """
        twin = copy(self)
        twin._connection = connection = self._connection.cursor()
        connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        connection.begin()
        connection.execute("SELECT number FROM facts LIMIT 1").fetchone()  # from here on nothing changes
        twin._open = Stood(self._open.frame())
        twin._quarters = self._quarters and self._quarters.beside(connection)
        twin._horizon = self._horizon and self._horizon.beside(connection)
        twin._over = {}
        return twin

    @property
    def progress(self) -> float | None:
        """How much of what another thread asks is done, from 0 to 1; None when nobody can say."""
        done = self._connection.query_progress()
        return done / 100 if done >= 0 else None

    def interrupt(self) -> None:
        """Have the question that another thread asks fail, with `duckdb.InterruptException`."""
        self._connection.interrupt()

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
        if self._horizon is not None and self._horizon.facts:
            return self._horizon.whole()
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

    def _reaching(self, since: Instant) -> contextlib.AbstractContextManager[None]:
        return self._horizon.reaching(since) if self._horizon else contextlib.nullcontext()

    def _without_removed(self, table: pl.DataFrame, kpis: Sequence[Kpi]) -> pl.DataFrame:
        """No number of a time of which nothing is left: 0 would be a wrong one."""
        if not self.begins:
            return table
        gone = pl.col("until") <= pl.lit(stamp(self.begins))
        return table.with_columns(pl.when(~gone).then(pl.col(*(kpi.name for kpi in kpis))).name.keep())

    def _show(self, path: Path) -> None:
        self._connection.execute("DROP TABLE facts")
        self._connection.execute(f"CREATE VIEW facts AS FROM {(source := _source(self._connection, path))}")
        self._connection.execute("SELECT number, category, replied FROM facts LIMIT 0")
        self._remember()
        if source == SHOWN:
            self._horizon = _horizon_of(self._connection, path, "shown")

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
                    with self._reaching(self._quarters.until):
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
        self._connection.execute(_NOTES)
        # Replications in memory are measured once, and each over the whole of its day: sums would only cost.
        self._quarters = None if self._path is None else Quarters(self._connection)
        self._horizon = None if self._path is None else _horizon_of(self._connection, self._path)
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


def _horizon_of(connection: duckdb.DuckDBPyConnection, path: Path, database: str = "") -> Horizon:
    (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    return Horizon(connection, archive_of(path), database or str(name))


def _source(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """What SQL reads the facts of that path from."""
    if not path.exists():
        raise OwnerError(f"the event log {path} is not there")
    if path.is_dir():
        return f"read_parquet({quoted(path / '*.parquet')})"
    if path.suffix == ".parquet":
        return f"read_parquet({quoted(path)})"
    connection.execute(f"ATTACH {quoted(path)} AS shown (READ_ONLY)")
    found = connection.execute("FROM shown.schema_version").fetchone()
    if found != (SCHEMA_VERSION,):
        raise OwnerError(f"the event log {path} has version {found and found[0]}, not {SCHEMA_VERSION}")
    return SHOWN


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
