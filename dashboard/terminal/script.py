"""An agent played by a script: takes offers, talks, types answers in steps, takes breaks.

Everything goes through the same desk as a person's. Times come from one stream an agent and a habit, so that
the same seed works the same day.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final, TypeVar

from dashboard.terminal.replies import reply_to
from dispatcher import logs
from dispatcher.client import Api, Desk, TakenOver
from dispatcher.errors import PeerError
from dispatcher.gateway.frames import ContactCard, Letter, Refused
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, OfferId, Phase, Refusal

# Mean seconds, as people at desks are; talking ends earlier when the caller hangs up.
ANSWERING: Final = 2.0
TALKING: Final = 180.0
READING: Final = 8.0
WRAPPING_UP: Final = 8.0
COMING_BACK: Final = 5.0
BETWEEN_BREAKS: Final = 1500.0
BREAK: Final = 90.0
# Forty words a minute, kept every three seconds.
STEP_SECONDS: Final = 3.0
STEP_LETTERS: Final = 12

T = TypeVar("T")

log = logs.named(__name__)


async def scripted(api: Api, agent: AgentId, *, speed: float = 1.0, seed: int = 1) -> None:
    """Work as this agent until cancelled, or until somebody else takes the seat.

    Args:
        api: the centre, and who we are to it.
        agent: whose seat to take.
        speed: how many times as fast as life.
        seed: the same seed draws the same times.

    Raises:
        OwnerError: unknown agent, wrong log-in or address.
        PeerError: the centre will not speak with us.
    """
    try:
        async with Desk(api, agent) as desk:
            await desk.ready()
            await Script(desk, speed=speed, seed=seed).play()
    except* TakenOver:
        log.info("somebody else sits at this desk now", agent=agent)


class Script:
    """One scripted agent at her desk; each habit is a loop of its own."""

    def __init__(self, desk: Desk, *, speed: float, seed: int) -> None:
        self._desk = desk
        self._speed = speed
        self._seed = f"{seed}:{desk.name}"
        self._dice = {
            habit: Random(f"{self._seed}:{habit}") for habit in ("offers", "calls", "emails", "presence")
        }

    async def play(self) -> None:
        """Follow every habit at once, for ever."""
        async with asyncio.TaskGroup() as habits:
            for habit in (self._take_offers, self._talk, self._wrap_up, self._write, self._be_there):
                habits.create_task(habit(), name=f"{self._desk.name}{habit.__name__}")

    # --- habits -----------------------------------------------------------------------------------------

    async def _take_offers(self) -> None:
        while True:
            offer = await self._next(self._offer)
            await self._pause("offers", ANSWERING)
            if self._offer() == offer:
                await self._desk.accept(offer)

    async def _talk(self) -> None:
        while True:
            call = (await self._next(self._call)).id
            if not await self._gone(call, "calls", TALKING):
                await self._desk.finish(call)
            await self._gone(call)

    async def _wrap_up(self) -> None:
        while True:
            await self._next(lambda: self._desk.agent.wrap_up)
            if not await self._until(lambda: self._desk.agent.wrap_up is None, "calls", WRAPPING_UP):
                await self._desk.end_wrap_up()

    async def _write(self) -> None:
        while True:
            email = await self._next(self._email)
            try:
                if email.approves is not None:
                    await self._approve(email)
                elif email.replied or await self._answer(email):
                    await self._desk.finish(email.id)
                    await self._gone(email.id)
            except PeerError:  # it went back to the line meanwhile
                await self._pause("emails", READING)

    async def _approve(self, errand: ContactCard) -> None:
        """Read a colleague's answer, and let it go out."""
        await self._desk.read(errand.id)
        await self._pause("emails", READING)
        await self._desk.approve(errand.id)
        await self._gone(errand.id)

    async def _be_there(self) -> None:
        while True:
            missing = await self._until(lambda: not self._ready(), "presence", BETWEEN_BREAKS)
            if not missing:
                await self._desk.away("coffee")
            await self._pause("presence", COMING_BACK if missing else BREAK)
            await self._desk.ready()

    # --- an answer --------------------------------------------------------------------------------------

    async def _answer(self, email: ContactCard) -> bool:
        """Type and send the answer; is there nothing left but to close it?"""
        letter = await self._desk.read(email.id)
        await self._pause("emails", READING)
        text = reply_to(email.language, Random(f"{self._seed}:{email.id}"))
        if not await self._type(email.id, text, letter):
            return False
        answer = await self._desk.send_reply(email.id, text)
        # Nobody to reply to: closing it is all that is left to do.
        return not isinstance(answer, Refused) or answer.reason == Refusal.CANNOT_REPLY

    async def _type(self, contact: ContactId, text: str, letter: Letter) -> bool:
        """Go on from the kept draft, and keep each step; False when somebody else changed it or took it."""
        done, version = len(letter.draft) if text.startswith(letter.draft) else 0, letter.version
        while done < len(text):
            await asyncio.sleep(STEP_SECONDS / self._speed)
            if not self._in_hand(contact):
                return False
            done += STEP_LETTERS
            saved = await self._desk.save_draft(contact, text[:done], version)
            if isinstance(saved, Refused):
                return False
            version = saved.version
        return self._in_hand(contact)

    # --- what she sees ----------------------------------------------------------------------------------

    def _offer(self) -> OfferId | None:
        offered = self._desk.cards(Phase.OFFERED)
        return offered[0].offer.id if offered and offered[0].offer else None

    def _call(self) -> ContactCard | None:
        return next((c for c in self._desk.cards(Phase.ACTIVE) if c.live), None)

    def _email(self) -> ContactCard | None:
        if self._call() is not None:
            return None
        return next((c for c in self._desk.cards(Phase.ACTIVE) if not c.live), None)

    def _in_hand(self, contact: ContactId) -> bool:
        card = self._desk.contacts.get(contact)
        return card is not None and card.phase is Phase.ACTIVE and self._call() is None

    def _ready(self) -> bool:
        return self._desk.agent.status is AgentStatus.READY

    # --- time -------------------------------------------------------------------------------------------

    def _draw(self, habit: str, mean: float) -> float:
        """Seconds: never nothing, now and then three times the mean."""
        return self._dice[habit].gammavariate(3.0, mean / 3.0) / self._speed

    async def _pause(self, habit: str, mean: float) -> None:
        await asyncio.sleep(self._draw(habit, mean))

    async def _next(self, see: Callable[[], T | None]) -> T:
        """The first thing seen, as soon as there is one."""
        while (seen := see()) is None:
            await self._desk.changed()
        return seen

    async def _gone(self, contact: ContactId, habit: str = "", mean: float = 0.0) -> bool:
        """Wait until it is off the desk, at most a drawn time if `habit` is given; is it?"""
        return await self._until(lambda: contact not in self._desk.contacts, habit, mean)

    async def _until(self, true: Callable[[], bool], habit: str = "", mean: float = 0.0) -> bool:
        """Wait until it is true, at most a drawn time if `habit` is given; was it?"""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._draw(habit, mean) if habit else None):
                while not true():
                    await self._desk.changed()
        return true()
