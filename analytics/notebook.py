"""For notebooks and scripts: an event log, or an archive of one, to ask KPIs of, and nothing is changed.

`analytics.open("data/events.duckdb").kpi("service_level", by="queue", grain="15m")` is a Polars table.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import duckdb
import polars as pl

from analytics.eventlog import EventLog
from analytics.grains import Grain, cut, day_start
from analytics.intervals import Window, instant
from analytics.kpis import BY_NAME, KPIS, Cut, Kpi, that_can_be_cut
from dispatcher.errors import EventLogHeldError, OwnerError
from dispatcher.vocabulary import Instant

When = date | datetime | str | None
"""A day or an instant; as text, ISO 8601. A day stands for its midnight, where it is an end for the next."""


Word = TypeVar("Word", Cut, Grain)


class Book:
    """Facts to ask of. Days and hours are those of `zone`, by default the machine's."""

    def __init__(self, log: EventLog, zone: tzinfo | None = None) -> None:
        self._log = log
        self._zone = zone

    def kpi(
        self,
        name: str,
        by: str | Iterable[str] = (),
        grain: str = "day",
        *,
        since: When = None,
        until: When = None,
    ) -> pl.DataFrame:
        """One KPI, a row for each window and group: `window`, `since`, `until`, the cuts, and its value.

        Instants are UTC, spans microseconds. Without `since` and `until`, from the first fact to the last.

        Raises:
            OwnerError: there is no such KPI, cut or grain, or the KPI has no meaning when cut so.
        """
        return self.kpis([name], by, grain, since=since, until=until)

    def kpis(
        self,
        names: Iterable[str] = (),
        by: str | Iterable[str] = (),
        grain: str = "day",
        *,
        since: When = None,
        until: When = None,
    ) -> pl.DataFrame:
        """Several KPIs side by side; without names all that can be cut so. Else as `kpi`."""
        cuts = [_one_of(Cut, "cut", word) for word in ([by] if isinstance(by, str) else by)]
        asked = _picked(list(names), cuts)
        windows = cut(self.span(since, until), _one_of(Grain, "grain", grain), self._zone)
        return self._log.kpis(windows, asked, cuts)

    def over(self, window: Window, kpis: Iterable[Kpi], by: Iterable[Cut] = ()) -> pl.DataFrame:
        """These KPIs over one stretch of time, as `analytics.measure.measure` lays them out."""
        return self._log.kpis([window], list(kpis), list(by))

    def spread(
        self, name: str, by: str | Iterable[str] = (), *, since: When = None, until: When = None
    ) -> pl.DataFrame:
        """A distribution as counts in bins, over all of the time asked for."""
        cuts = [_one_of(Cut, "cut", word) for word in ([by] if isinstance(by, str) else by)]
        return self._log.spread([self.span(since, until)], name, cuts)

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a query over `facts`, whose columns are told at `analytics.rows.COLUMNS`."""
        return self._log.ask(query)

    def span(self, since: When = None, until: When = None) -> Window:
        """The time asked for; where one end is not, as far as the facts go."""
        first, last = self._log.ends()
        begin = first if since is None else self._at(since)
        return Window("all", begin, Instant(last + 1) if until is None else self._at(until, end=True))

    @property
    def begins(self) -> Instant:
        """What occurred before was removed; 0 when nothing was."""
        return self._log.begins

    def close(self) -> None:
        """Let the files go."""
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _at(self, when: date | datetime | str, *, end: bool = False) -> Instant:
        if isinstance(when, str):
            when = _read(when)
        if isinstance(when, datetime):
            return instant(when if when.tzinfo else when.replace(tzinfo=self._zone).astimezone())
        return day_start(when + timedelta(days=1) if end else when, self._zone)


def open_book(path: Path | str, zone: tzinfo | None = None) -> Book:
    """Open an event log, a Parquet file of facts, or a folder of such files, for reading.

    Raises:
        OwnerError: nothing is there, it is no event log of this version, or it cannot be read.
        EventLogHeldError: the dashboard holds it.
    """
    try:
        return Book(EventLog.showing(Path(path)), zone)
    except (duckdb.Error, OSError) as error:
        if "Could not set lock" in str(error):
            hint = "the dashboard holds it: stop it, or ask the archive beside it"
            raise EventLogHeldError(f"the event log {path} cannot be read: {hint}") from error
        raise OwnerError(f"the event log {path} cannot be read: {str(error).splitlines()[0]}") from error


def _picked(names: list[str], cuts: list[Cut]) -> list[Kpi]:
    if not names:
        return list(that_can_be_cut(KPIS, cuts))
    kpis = [_known(name) for name in names]
    for kpi in kpis:
        if missing := set(cuts) - kpi.cuts:
            raise OwnerError(f"{kpi.name} has no meaning by {', '.join(sorted(missing))}")
    return kpis


def _known(name: str) -> Kpi:
    if name not in BY_NAME:
        raise OwnerError(f"there is no KPI {name!r}; there are {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _one_of(words: type[Word], what: str, word: str) -> Word:
    try:
        return words(word)
    except ValueError:
        raise OwnerError(f"there is no {what} {word!r}; there are {', '.join(words)}") from None


def _read(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-10-01") else datetime.fromisoformat(text)
    except ValueError:
        raise OwnerError(f"{text!r} is no day and no instant; write 2026-10-01 or 2026-10-01T08:00") from None
