"""Snapshots, taken beside all other work, so that nobody waits for one.

They are made in a thread of their own from what the journal's file says, in small pieces; between two of them
the interpreter is free for whoever answers customers. Only keeping them is the store's work, in transactions
no longer than those of commands.
"""

import asyncio
import time
from typing import Final

from dispatcher import logs
from dispatcher.errors import NotDurableError, RingpostError
from dispatcher.journal.snapshots import EVERY, next_snapshot, writes
from dispatcher.journal.space import shortage
from dispatcher.service.lane import Lane

WORK: Final = 0.001  # s of work at a time: how long the loop may have to wait for the interpreter …
REST: Final = 0.001  # … before it is surely free

log = logs.named(__name__)


class Breath:
    """Rests after every millisecond of work, unless nobody waits any more."""

    def __init__(self) -> None:
        self.hurries = False
        self._until = 0.0

    def __call__(self) -> None:
        """Between two pieces of work."""
        if not self.hurries and time.perf_counter() >= self._until:
            time.sleep(REST)
            self._until = time.perf_counter() + WORK


class Taking:
    """Takes a snapshot every so many events after `base`, one at a time."""

    def __init__(self, lane: Lane, base: int, every: int = EVERY) -> None:
        self._lane, self._every = lane, every
        self._next = base + every
        self._breath = Breath()
        self._task: asyncio.Task[None] | None = None

    def note(self, last: int) -> None:
        """The last event is now this one."""
        if last >= self._next and (self._task is None or self._task.done()):
            self._next = last + self._every
            self._task = asyncio.create_task(self._take(), name="snapshot")

    async def _take(self) -> None:
        path = self._lane.journal.path
        if self._lane.trouble or shortage(path.parent):
            return  # what room is left is for events
        try:
            snapshot = await asyncio.to_thread(next_snapshot, path, self._breath)
            for change in writes(snapshot):
                await self._lane.change(change)
        except NotDurableError as error:
            log.warning("no snapshot was kept", error=logs.cause(error))
        except RingpostError as error:
            log.critical("the journal was read again to take a snapshot", error=logs.cause(error))
        except Exception:  # our own fault, and no reason to stop anything that matters
            log.exception("no snapshot was kept")

    async def finish(self) -> None:
        """Returns when the one under way is taken, as fast as can be."""
        self._breath.hurries = True
        if self._task is not None:
            await self._task
