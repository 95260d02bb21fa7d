"""An archive: the facts of each day that is over as one Parquet file, to be asked like the event log.

What is old is let go from the log's own file first, and later, if the owner wants, from the archive too.
"""

from collections.abc import Iterator
from datetime import date, tzinfo
from pathlib import Path

from analytics.eventlog import EventLog
from analytics.grains import Grain, cut, day_start
from analytics.horizon import NAME
from analytics.intervals import Window, moment
from dispatcher.vocabulary import Instant, Span


def missing(log: EventLog, folder: Path, zone: tzinfo | None = None) -> list[tuple[Path, Window]]:
    """The days of the log that are over and have no file yet, oldest first, each with the file's place.

    A day is over when a fact of a later one is here: facts come in the order of their instants.
    """
    first, last = log.ends()
    first = max(first, log.reaches)  # what the file let go of is in the archive already
    begin, end = (day_start(moment(at, zone).date(), zone) for at in (first, last))
    days = cut(Window("", begin, Instant(end)), Grain.DAY, zone) if first else []
    files = ((folder / NAME.format(day.name[:10]), day) for day in days)
    return [(file, day) for file, day in files if not file.exists()]


def keep(log: EventLog, folder: Path, zone: tzinfo | None = None) -> Iterator[tuple[Path, int]]:
    """Write what is `missing`, each file whole or not at all; tells each with how many facts are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, day in missing(log, folder, zone):
        new = file.with_suffix(".new")
        count = log.keep_parquet(new, day.since, day.until)
        new.replace(file)
        yield file, count


def retire(
    log: EventLog,
    now: Instant,
    *,
    facts: Span | None,
    archive: Span | None,
    zone: tzinfo | None = None,
) -> tuple[int, int]:
    """Let the log's file go of days older than `facts`, and remove those older than `archive` altogether.

    None is for ever. What is not archived yet stays. Returns how many facts went from the file, and how many
    days from the archive.

    Raises:
        OwnerError: the archive lacks facts that would go; nothing went.
    """
    _, last = log.ends()
    gone = removed = 0
    if facts is not None:
        gone = log.let_go(day_start(min(_day(now, facts, zone), moment(last, zone).date()), zone))
    if archive is not None:
        first = _day(now, archive, zone)
        removed = log.remove(day_start(first, zone), first)
    return gone, removed


def _day(now: Instant, kept: Span, zone: tzinfo | None) -> date:
    """The first day that is kept."""
    return moment(Instant(now - kept), zone).date()
