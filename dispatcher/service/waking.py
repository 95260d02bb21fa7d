"""From a journal to a state at the start, and what the log says of it."""

import sqlite3
from time import perf_counter

from dispatcher import logs
from dispatcher.engine.state import State
from dispatcher.journal.snapshots import Opening
from dispatcher.service.lane import Lane

log = logs.named(__name__)


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
        log.warning("no snapshot was kept", error=logs.cause(error))
    return found.standing.state, found.standing.number


def _tell(found: Opening, seconds: float) -> None:
    """Say in one line what was checked; and of each snapshot that was passed over, why."""
    for reason in found.passed_over:
        log.warning("a snapshot is passed over", why=str(reason))
    last, base = found.standing.number, found.base
    log.info(
        "the journal is checked and folded",
        number=last,
        snapshot=base,
        events=last - base,
        seconds=round(seconds, 2),
    )
