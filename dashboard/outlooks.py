"""What is to come, for screens: the dispatcher's outlook, and which escalations ring."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from fastapi import FastAPI

from dispatcher.client import Api
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.errors import RingpostError
from dispatcher.folders.escalation import Alarm, Escalation, alarms
from dispatcher.vocabulary import Instant, TeamId

EVERY: Final = 30.0  # s between two looks at the outlook; rates are counted by the hour


class Outlooks:
    """The dispatcher's outlook as last told, {} until it was; and what rings in the live picture.

    `stopped` is until when no machine of ours answers letters.
    """

    def __init__(self, api: Api, escalations: Sequence[Escalation]) -> None:
        self._api, self._escalations = api, escalations
        self._roster: Roster | None = None
        self.latest: dict[str, Any] = {}
        self.stopped: Instant | None = None

    @contextlib.asynccontextmanager
    async def asking(self, _: FastAPI) -> AsyncIterator[None]:
        """Ask the dispatcher now and then, until the end of the block."""
        task = asyncio.create_task(self._run(), name="outlook")
        try:
            yield
        finally:
            task.cancel()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(RingpostError):  # while nobody answers the last word holds
                told = await self._api.ask("GET", "/v1/forecast")
                self.latest, self.stopped = told["queues"], told["automatic_stopped"]
            await asyncio.sleep(EVERY)

    def roster(self, state: State) -> Roster:
        """What promises are counted by; worked out anew when the centre changed."""
        known = self._roster
        if known is None or known.centre is not state.centre:
            known = self._roster = Roster(state.rules, state.running)
        return known

    def alarms(self, state: State, now: Instant, teams: frozenset[TeamId] = frozenset()) -> list[Alarm]:
        """What rings now on the screens of these teams; nothing while no centre is known."""
        if state.centre is None or not self._escalations:
            return []
        return alarms(self._escalations, state, self.roster(state), now, teams)
