"""The dashboard keeps the archive: it alone may read the event log while it runs.

What is archived and old it lets go of, as the settings of history say.
"""

import asyncio
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb

from analytics.archive import keep, retire
from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher import logs
from dispatcher.errors import RingpostError

log = logs.named(__name__)

EVERY: Final = 600.0  # s between looks whether a day is over


async def archive(feed: Feed, folder: Path, settings: Settings) -> None:
    """Write each day that is over into the folder, for ever; one at a time, for boards ask in between."""
    while True:
        try:
            while await feed.ask(lambda events: list(islice(keep(events, folder, settings.zone), 1))):
                pass
            await _retire(feed, settings)
        except (OSError, duckdb.Error, RingpostError) as error:
            log.warning("the archive cannot be written", folder=str(folder), why=str(error).splitlines()[0])
        await asyncio.sleep(EVERY)


async def _retire(feed: Feed, settings: Settings) -> None:
    kept, now = settings.history, feed.clock()
    gone, removed = await feed.ask(
        lambda events: retire(events, now, facts=kept.facts, archive=kept.archive, zone=settings.zone)
    )
    if gone or removed:
        log.info("old days are let go", facts=gone, archived_days_removed=removed)
