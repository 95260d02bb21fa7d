"""When a letter will be answered, as things stand: by its promise, or later where the backlog says so.

What waits is counted once a minute and queue, and each letter that comes meanwhile is added; so a flood of
letters costs no more than one look, and the last of them are told of all before them.
"""

import asyncio
from bisect import bisect_right, insort
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from dispatcher.backlog.counting import counts
from dispatcher.backlog.forecast import HORIZON, MEMORY, answers_ahead
from dispatcher.backlog.outlook import FRESH, reply_due, unanswered
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, Instant, QueueId, between, later


class Expected(Struct, frozen=True):
    """By when a customer is told to be answered; `kept` says that it is what was promised."""

    at: Instant
    kept: bool


def expected(due: Instant, answered: Instant | None) -> Expected:
    """What may be said honestly of a letter due at `due` whose turn comes at `answered`; None: nobody knows.

    A promise that holds is said as it was made. Of one that does not, the full hour after its turn is said:
    minutes would claim more than a forecast knows.
    """
    if answered is None or answered <= due:
        return Expected(due, kept=True)
    return Expected(Instant(-(-answered // HOUR) * HOUR), kept=False)


class Prospect:
    """One queue: when each that waits is due, and when the first, the second, … is answered.

    Of a queue whose pace nobody knows, `answers` is None. Beyond them all it is `beyond`.
    """

    def __init__(self, dues: Sequence[Instant], answers: Sequence[Instant] | None, beyond: Instant) -> None:
        self._dues, self._answers, self._beyond = sorted(dues), answers, beyond

    def answered(self, due: Instant) -> Instant | None:
        """When a letter that is due then has its turn, behind all that are due before it."""
        if self._answers is None:
            return None
        ahead = bisect_right(self._dues, due)
        return self._answers[ahead] if ahead < len(self._answers) else self._beyond

    def one_more(self, due: Instant) -> None:
        """Another letter waits, due then."""
        insort(self._dues, due)


class Prospects:
    """The prospect of each queue of letters, at most a minute old."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept: dict[QueueId, tuple[Instant, Prospect]] = {}

    async def of(self, queue: QueueId) -> Prospect:
        """How it stands with this queue."""
        now = self._service.clock()
        at, found = self._kept.get(queue, (None, None))
        if at is None or found is None or between(at, now) >= FRESH:
            found = await self._look(queue, now)
            self._kept[queue] = (now, found)
        return found

    async def _look(self, queue: QueueId, now: Instant) -> Prospect:
        since = Instant(now - MEMORY)
        past = await self._service.read(partial(counts, queue=queue, since=since))
        hours = self._service.roster.hours(queue)
        answers = await asyncio.to_thread(answers_ahead, past, hours, now)
        dues = [reply_due(contact) for contact in unanswered(self._service.state, queue)]
        return Prospect(dues, answers, later(now, HORIZON))
