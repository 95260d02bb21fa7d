"""The outlook of each queue of letters: what waits, and when it will be answered; worked out off the loop."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

from dispatcher.backlog.counting import counts
from dispatcher.backlog.forecast import MEMORY, Forecast, HourCount, forecast
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.engine.words import KEPT
from dispatcher.service import Service
from dispatcher.vocabulary import MINUTE, Instant, ParkReason, PromiseKind, QueueId, between

REPLIES: Final = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE)

FRESH: Final = MINUTE
"""How long an outlook holds: rates are counted by the hour, so a minute changes little."""


class Outlook:
    """Answers when the backlog of each queue will be clear."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept: dict[QueueId, tuple[Instant, Forecast | None]] = {}

    async def forecasts(self) -> Mapping[QueueId, Forecast | None]:
        """The forecast of each queue of written work; None where nothing is known of its pace yet."""
        centre = self._service.state.rules
        written = [name for name in sorted(centre.queues) if not centre.channel_of(name).live]
        return {name: await self.forecast(name) for name in written}

    async def forecast(self, queue: QueueId) -> Forecast | None:
        """The forecast of this queue, at most a minute old."""
        now = self._service.clock()
        at, found = self._kept.get(queue, (Instant(now - FRESH), None))
        if between(at, now) >= FRESH:
            due = [reply_due(contact) for contact in unanswered(self._service.state, queue)]
            past, hours = await self._past(queue, now), self._service.roster.hours(queue)
            found = await asyncio.to_thread(forecast, due, past, hours, now)
            self._kept[queue] = (now, found)
        return found

    async def _past(self, queue: QueueId, now: Instant) -> list[HourCount]:
        return await self._service.read(partial(counts, queue=queue, since=Instant(now - MEMORY)))


def unanswered(state: State, queue: QueueId) -> list[ContactState]:
    """The customers' letters in this queue that wait for a reply, wherever they lie."""
    return [contact for contact in state.contacts.values() if contact.queue == queue and _waits(contact)]


def reply_due(contact: ContactState) -> Instant:
    """When its reply is due, whatever else was promised."""
    clocks = [clock for kind in REPLIES if (clock := contact.clock(kind)) and clock.phase is not KEPT]
    return min((clock.due for clock in clocks), default=contact.due)


def _waits(contact: ContactState) -> bool:
    mine = contact.approves is None and contact.consults is None and not contact.live
    return mine and not contact.replied and contact.parked is not ParkReason.WAITING_FOR_CUSTOMER
