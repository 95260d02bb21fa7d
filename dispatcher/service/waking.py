"""From a journal to a state at the start, and what the log says of it."""

import logging
import sqlite3
from time import perf_counter

from dispatcher.engine.state import State
from dispatcher.journal.snapshots import Opening
from dispatcher.service.lane import Lane

log = logging.getLogger(__name__)


async def wake(lane: Lane, every: int) -> tuple[State, int]:
    """Where the journal stands, and the event of its newest snapshot.

    When at least `every` events had to be folded, a snapshot is kept, for the next start to be quicker.

    Raises:
        JournalError: the journal cannot be trusted.
    """
    begun = perf_counter()
    found = await lane.do(lane.journal.opening)
    _tell(found, perf_counter() - begun)
    if found.standing.number - found.base < every:
        return found.standing.state, found.base
    try:
        await lane.do(lane.journal.keep, found)
    except sqlite3.Error as error:  # it can do without
        log.warning("no snapshot was kept: %s", error)
    return found.standing.state, found.standing.number


def _tell(found: Opening, seconds: float) -> None:
    """Say in one line what was checked; and of each snapshot that was passed over, why."""
    for reason in found.passed_over:
        log.warning("%s; it is passed over", reason)
    last, base = found.standing.number, found.base
    read = f"the snapshot at event {base} and {last - base} events after it" if base else "all of them"
    log.info("the journal stands at event %d: %s checked and folded in %.2f s", last, read, seconds)
