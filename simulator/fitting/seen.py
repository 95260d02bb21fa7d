"""What a log of facts has seen, queue by queue: read once, from the event log or a Parquet file of facts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import duckdb
from msgspec import Struct

from analytics.intervals import moment
from analytics.notebook import Book
from analytics.survival import Wait
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import Instant, QueueId
from simulator.fitting.redials import ARRIVED, ENDS, Arrival, Left, told_apart

HANDLED: Final = (
    "SELECT queue, handled FROM facts WHERE kind = 'ContactClosed' AND inside IS NOT TRUE AND handled > 0"
    " ORDER BY run, number"
)
WAITED: Final = (
    "SELECT queue, waited, kind = 'ContactAbandoned' FROM facts WHERE live AND waited IS NOT NULL"
    " AND (kind = 'ContactAbandoned' OR (kind = 'OfferAccepted' AND first)) ORDER BY run, number"
)


class Day(Struct, frozen=True, order=True):
    """A day of a run; the live centre is run 0."""

    run: int
    date: date


class Seen(Struct, frozen=True, kw_only=True):
    """Arrivals by queue and day as hours since midnight, without redials; hands-on times and waits by queue.

    `left` says of callers that hung up whether they called again.
    """

    days: Sequence[Day]
    arrivals: Mapping[QueueId, Mapping[Day, Sequence[float]]]
    handled: Mapping[QueueId, Sequence[float]]
    waits: Mapping[QueueId, Sequence[Wait]]
    left: Mapping[QueueId, Sequence[Left]]


def look(path: Path, zone: tzinfo | None = None, weekday: int | None = None) -> Seen:
    """What this log has seen; arrivals of one weekday only (Monday is 0), if it is named.

    Raises:
        OwnerError: it cannot be read, or has seen nobody; the message says what to do.
    """
    try:
        with duckdb.connect() as connection:
            _open(connection, path)
            arrived, ends, handled, waited = (
                connection.sql(query).fetchall() for query in (ARRIVED, ENDS, HANDLED, WAITED)
            )
    except duckdb.Error as error:
        raise OwnerError(
            f"{path} cannot be read ({_said(error)}); while a dashboard runs it holds its log: "
            "stop it, or read a copy"
        ) from error
    fresh, left = told_apart((Arrival(*row) for row in arrived), dict(ends))
    arrivals = _by_day(fresh, zone, weekday)
    days = sorted({day for of in arrivals.values() for day in of})
    if not days:
        raise OwnerError(f"{path} has seen nobody come{'' if weekday is None else ' on that weekday'}")
    return Seen(
        days=days, arrivals=arrivals, handled=_handled(handled), waits=_waits(waited), left=_by_queue(left)
    )


def waits_of(book: Book) -> Mapping[QueueId, Sequence[Wait]]:
    """All waits that this log has seen, by queue."""
    return _waits(book.sql(WAITED).rows())


def _open(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    if path.suffix == ".parquet":
        connection.read_parquet(str(path)).create_view("facts")
    else:
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS log (READ_ONLY)")
        connection.execute("USE log")


def _said(error: Exception) -> str:
    return str(error).splitlines()[0]


Arrivals = dict[QueueId, dict[Day, list[float]]]


def _by_day(came: Iterable[Arrival], zone: tzinfo | None, weekday: int | None) -> Arrivals:
    found: Arrivals = {}
    for one in came:
        when = moment(Instant(one.at), zone)
        if weekday is None or when.weekday() == weekday:
            day = Day(one.run, when.date())
            found.setdefault(QueueId(one.queue), {}).setdefault(day, []).append(_hours(when))
    return found


def _by_queue(left: Iterable[Left]) -> dict[QueueId, list[Left]]:
    found: dict[QueueId, list[Left]] = {}
    for one in left:
        found.setdefault(one.queue, []).append(one)
    return found


def _hours(when: datetime) -> float:
    return when.hour + when.minute / 60 + (when.second + when.microsecond / 1e6) / 3600


def _handled(rows: Sequence[tuple[str, int]]) -> dict[QueueId, list[float]]:
    found: dict[QueueId, list[float]] = {}
    for queue, handled in rows:
        found.setdefault(QueueId(queue), []).append(float(handled))
    return found


def _waits(rows: Iterable[Sequence[Any]]) -> dict[QueueId, list[Wait]]:
    found: dict[QueueId, list[Wait]] = {}
    for queue, waited, gave_up in rows:
        found.setdefault(QueueId(queue), []).append(Wait(float(waited), gave_up))
    return found
