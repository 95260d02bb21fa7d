"""Calls from any PBX over HTTP: a call arrives, one asks what became of it, the caller hangs up.

The PBX may name its calls; then asking twice is asking once. Every answer is a `CallCard`.
"""

import asyncio
import sqlite3
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.commands import AdmitContact, Command, HangUp
from dispatcher.engine.state import ContactState
from dispatcher.errors import JournalError
from dispatcher.events import ContactAbandoned, ContactClosed, NumberedFact
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import CommandId, ContactId, Phase, QueueId, Urgency

REMEMBERED = 10_000  # calls whose end is remembered for a PBX that asks late
LONGEST_WAIT = 60.0  # s a question may wait for news

CallState = Literal["waiting", "offered", "active", "abandoned", "closed", "ended"]


class NewCall(BaseModel):
    """A caller is on the line."""

    model_config = ConfigDict(extra="forbid")

    queue: str = Field(description="The queue the caller chose, by its name in the centre file.")
    caller: str = Field("", max_length=200, description="The caller's number, as the network gave it.")
    id: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._:@-]{1,80}$",
        description="The PBX's own name for this call; asking twice with it is asking once.",
    )
    urgency: Urgency | None = Field(None, description="Instead of the queue's own urgency.")


class CallCard(BaseModel):
    """A call as it stands. `ended` is a call that is over and no longer remembered."""

    id: str
    state: CallState
    queue: str = ""
    agent: str | None = None


class QueueCard(BaseModel):
    """A queue calls can be sent to."""

    id: str
    name: str
    waiting: int


class Calls:
    """What is on the lines, and what became of the latest calls."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._ended: OrderedDict[ContactId, CallCard] = OrderedDict()
        self._changes: dict[ContactId, asyncio.Event] = {}
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        for numbered in facts:
            fact = numbered.fact
            if isinstance(fact, ContactClosed) and fact.channel.live:
                self._remember(CallCard(id=fact.contact, state="closed", queue=fact.queue, agent=fact.agent))
            elif isinstance(fact, ContactAbandoned):
                self._remember(CallCard(id=fact.contact, state="abandoned", queue=fact.queue))
            if change := self._changes.pop(getattr(fact, "contact", ContactId("")), None):
                change.set()

    def _remember(self, card: CallCard) -> None:
        self._ended[ContactId(card.id)] = card
        while len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    async def _submit(self, command: Command) -> Outcome:
        try:
            return await self._service.submit(command)
        except (sqlite3.Error, JournalError) as error:
            raise HTTPException(503, "the centre cannot write this down just now; ask again") from error

    async def arrive(self, call: NewCall) -> CallCard:
        """Let the caller in; with a known id, say how that call stands."""
        name = ContactId(call.id or f"call-{uuid.uuid4()}")
        command = AdmitContact(
            id=CommandId(f"call:{name}:arrived"),
            contact=name,
            queue=QueueId(call.queue),
            urgency=call.urgency,
            customer=call.caller,
        )
        self._only_voice(call.queue)
        outcome = await self._submit(command)
        if outcome.refused is not None:
            raise HTTPException(409, outcome.refused.detail)
        return await self.card(name)

    def _only_voice(self, queue: str) -> None:
        rules = self._service.state.rules
        voice = sorted(q.id for q in rules.queues.values() if q.channel.live)
        if queue not in voice:
            there_are = ", ".join(voice) or "none"
            raise HTTPException(404, f"there is no voice queue {queue!r}; there are {there_are}")

    async def card(self, name: ContactId) -> CallCard:
        """How this call stands.

        Raises:
            HTTPException: 404, no such call ever arrived.
        """
        contact = self._service.state.contacts.get(name)
        if contact is not None and contact.channel.live:
            return _card(contact)
        if name in self._ended:
            return self._ended[name]
        if await self._service.read(
            lambda store: store.execute(
                "SELECT 1 FROM commands WHERE id = ?", (f"call:{name}:arrived",)
            ).fetchone()
        ):
            return CallCard(id=name, state="ended")
        raise HTTPException(404, f"no call {name!r} ever arrived here")

    async def news(self, name: ContactId, unless: str, seconds: float) -> CallCard:
        """How this call stands once it is no longer `unless`, or when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while (card := await self.card(name)).state == unless:
                    await self._change(name).wait()
        except TimeoutError:
            card = await self.card(name)
        return card

    def _change(self, name: ContactId) -> asyncio.Event:
        """Set by the next fact that names this call; never for a call that is over."""
        over = name not in self._service.state.contacts
        return asyncio.Event() if over else self._changes.setdefault(name, asyncio.Event())

    async def hang_up(self, name: ContactId) -> CallCard:
        """The caller is gone. Hanging up twice is no mistake."""
        if name not in self._ended:
            await self._submit(HangUp(id=CommandId(f"call:{name}:{uuid.uuid4()}"), contact=name))
        return await self.card(name)


def _card(contact: ContactState) -> CallCard:
    agent = contact.agent if contact.phase is Phase.ACTIVE else None
    state: CallState = contact.phase.value  # type: ignore[assignment]
    return CallCard(id=contact.id, state=state, queue=contact.queue, agent=agent)


def calls_router(service: Service) -> APIRouter:
    """The routes under /v1/calls and /v1/queues."""
    router, calls = APIRouter(prefix="/v1", tags=["calls"]), Calls(service)
    Name = Annotated[str, Path(description="The call's id.")]  # noqa: N806

    @router.post("/calls", status_code=201)
    async def arrive(call: NewCall, response: Response) -> CallCard:
        """A caller is on the line: put the call into its queue."""
        card = await calls.arrive(call)
        response.headers["Location"] = f"/v1/calls/{card.id}"
        return card

    @router.get("/calls")
    async def open_calls() -> list[CallCard]:
        """Every call that is not over. After a PBX restarts, it hangs up those it no longer has."""
        return [_card(c) for c in service.state.contacts.values() if c.channel.live]

    @router.get("/calls/{name}")
    async def look(
        name: Name,
        unless: Annotated[str, Query(description="Wait while the call is in this state …")] = "",
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="… at most so many seconds.")] = 0,
    ) -> CallCard:
        """How a call stands; with `unless` and `wait`, as soon as that changes."""
        if unless and wait:
            return await calls.news(ContactId(name), unless, wait)
        return await calls.card(ContactId(name))

    @router.post("/calls/{name}/hangup")
    async def hang_up(name: Name) -> CallCard:
        """The caller hung up."""
        return await calls.hang_up(ContactId(name))

    @router.get("/queues")
    async def queues() -> list[QueueCard]:
        """The queues calls can be sent to, and how many wait there."""
        state = service.state
        waiting = [c.queue for c in state.contacts.values() if c.phase in (Phase.WAITING, Phase.OFFERED)]
        voice = (q for q in state.rules.queues.values() if q.channel.live)
        return [QueueCard(id=q.id, name=q.name, waiting=waiting.count(q.id)) for q in voice]

    return router
