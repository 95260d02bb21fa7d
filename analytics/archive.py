"""An archive: the facts of each day that is over as one Parquet file, to be asked like the event log."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from analytics.eventlog import EventLog
from analytics.grains import Grain, cut, day_start
from analytics.intervals import Window, moment
from dispatcher.vocabulary import Instant


def missing(log: EventLog, folder: Path, zone: tzinfo | None = None) -> list[tuple[Path, Window]]:
    """The days of the log that are over and have no file yet, oldest first, each with the file's place.

    A day is over when a fact of a later one is here: facts come in the order of their instants.
    """
    first, last = log.ends()
    begin, end = (day_start(moment(at, zone).date(), zone) for at in (first, last))
    days = cut(Window("", begin, Instant(end)), Grain.DAY, zone) if first else []
    files = ((folder / f"facts-{day.name[:10]}.parquet", day) for day in days)
    return [(file, day) for file, day in files if not file.exists()]


def keep(log: EventLog, folder: Path, zone: tzinfo | None = None) -> Iterator[tuple[Path, int]]:
    """Write what is `missing`, each file whole or not at all; tells each with how many facts are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, day in missing(log, folder, zone):
        new = file.with_suffix(".new")
        count = log.keep_parquet(new, day.since, day.until)
        new.replace(file)
        yield file, count
