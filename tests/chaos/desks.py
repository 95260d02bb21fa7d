"""A dozen agents on `dispatcher.client`, who work fast and keep what they were told."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Final

from benchmarks import entry
from dispatcher.client import Desk, TakenOver
from dispatcher.errors import PeerError
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import ContactCard, Saved
from dispatcher.vocabulary import AgentId, AgentStatus, ParkReason, Phase
from tests.chaos.told import Told, see

TALK: Final = 0.1  # mean seconds in hand
LOOK: Final = 0.2  # s between looks at her desk
PARKED, IGNORED, DECLINED = 0.2, 0.02, 0.1  # shares


class Heard:
    """The numbers that one desk heard: they rise, and miss none that concerns her."""

    def __init__(self, agent: AgentId) -> None:
        self.agent = agent
        self.numbers: list[int] = []

    def add(self, number: int) -> None:
        """This fact was heard, once and in order."""
        last = self.numbers[-1] if self.numbers else 0
        see(number > last, f"{self.agent} hears fact {number} after {last}, so it is new to her")
        self.numbers.append(number)

    def missed(self, hers: Sequence[int]) -> list[int]:
        """Which of these, all the numbers of facts that name her, she should have heard and did not."""
        if not self.numbers:
            return []
        heard, (first, last) = set(self.numbers), (self.numbers[0], self.numbers[-1])
        return [number for number in hers if first < number <= last and number not in heard]


class Seat:
    """One agent, who sits down again whenever she was taken over."""

    def __init__(self, ports: tuple[int, int], agent: AgentId, told: Told, seed: int) -> None:
        self.agent, self.heard = agent, list[Heard]()
        self._ports, self._told = ports, told
        self._dice = Random(f"{seed}:{agent}")
        self._elsewhere = asyncio.Lock()
        self._desk: Desk | None = None

    async def work(self) -> None:
        """Be there and work, until cancelled."""
        while True:
            async with self._elsewhere:  # free again
                pass
            try:
                async with entry.desk(self._ports, self.agent) as desk, asyncio.TaskGroup() as both:
                    both.create_task(self._listen(desk))
                    both.create_task(self._work_at(desk))
                    self._desk = desk
            except* TakenOver:
                self._told.note(f"{self.agent} was taken over")

    async def connect_twice(self) -> str:
        """Open the desk in another place while she works at it; what is told to the place that ends.

        When its cable is pulled just then, it comes back, and is the one that came last.
        """
        first = await self._at_work()
        ended = second = entry.desk(self._ports, self.agent)
        async with self._elsewhere:
            with suppress(TakenOver):
                async with second:
                    ended = await _first_to_end(first, second)
                    if ended is first:
                        self._told.desk(self.agent, await second.ready())
        return ended.trouble

    async def _at_work(self) -> Desk:
        while self._desk is None or not self._desk.online:
            await (self._desk.changed() if self._desk is not None else asyncio.sleep(LOOK))
        return self._desk

    async def _listen(self, desk: Desk) -> None:
        heard = Heard(self.agent)
        self.heard.append(heard)
        async for frame in desk.facts():
            heard.add(frame.number)
            self._told.hear(NumberedFact(number=frame.number, fact=frame.fact))

    async def _work_at(self, desk: Desk) -> None:
        while True:
            await self._look_after(desk)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):  # what changed while she was busy
                    await desk.changed()

    async def _look_after(self, desk: Desk) -> None:
        if desk.agent.status is not AgentStatus.READY:
            self._told.desk(self.agent, await desk.ready())
        if desk.agent.wrap_up is not None:
            self._told.desk(self.agent, await desk.end_wrap_up())
        for card in list(desk.contacts.values()):
            try:
                await self._deal(desk, card)
            except TakenOver:
                raise
            except PeerError:  # it went elsewhere meanwhile
                continue

    async def _deal(self, desk: Desk, card: ContactCard) -> None:
        if card.phase is Phase.OFFERED:
            await self._answer(desk, card)
        elif card.phase is Phase.PARKED:
            self._told.desk(self.agent, await desk.resume(card.id))
        elif card.live:
            await self._hold(TALK)
            self._told.desk(self.agent, await desk.finish(card.id))
        else:
            await self._write(desk, card)

    async def _answer(self, desk: Desk, card: ContactCard) -> None:
        luck = self._dice.random()
        if card.offer is None or luck < IGNORED:
            return
        answer = desk.decline if luck < IGNORED + DECLINED else desk.accept
        self._told.desk(self.agent, await answer(card.offer.id))

    async def _write(self, desk: Desk, card: ContactCard) -> None:
        letter = await desk.read(card.id)
        text = f"{letter.draft}{self.agent} writes. "
        saved = await desk.save_draft(card.id, text, letter.version)
        if isinstance(saved, Saved):
            self._told.draft(saved, text)
        await self._hold(TALK)
        if self._dice.random() < PARKED:
            self._told.desk(self.agent, await desk.park(card.id, ParkReason.BY_HAND))
            return
        self._told.desk(self.agent, await desk.send_reply(card.id, text))
        self._told.desk(self.agent, await desk.finish(card.id))

    async def _hold(self, mean: float) -> None:
        await asyncio.sleep(self._dice.expovariate(1 / mean))


async def _first_to_end(*desks: Desk) -> Desk:
    """The desk that is told first that another came after it."""

    async def ended(desk: Desk) -> Desk:
        with suppress(TakenOver):
            while True:
                await desk.changed()
        return desk

    done, others = await asyncio.wait(
        [asyncio.create_task(ended(desk)) for desk in desks], return_when=asyncio.FIRST_COMPLETED
    )
    for other in others:
        other.cancel()
    return done.pop().result()
