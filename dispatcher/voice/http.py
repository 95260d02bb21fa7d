"""Calls from any PBX over HTTP: a call arrives, one asks what became of it, the caller hangs up.

The PBX may name its calls; then asking twice is asking once. Every answer is a `CallCard`.
"""

import asyncio
import sqlite3
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Body, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.centre import Centre, Queue
from dispatcher.commands import AdmitContact, Command, HangUp, ReportUnreachable, RequestCallback
from dispatcher.engine.contact import ContactState
from dispatcher.errors import JournalError
from dispatcher.events import ContactAbandoned, ContactClosed, NumberedFact
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import (
    AgentId,
    CommandId,
    ContactId,
    OfferId,
    Phase,
    QueueId,
    Refusal,
    Tier,
    Urgency,
)

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
    language: str = Field(
        "", max_length=35, description="What the caller speaks, as a language tag (BCP 47): th, zh, fa."
    )
    tier: str | None = Field(None, max_length=80, description="The caller's tier, as the queue names it.")


class HangupReason(BaseModel):
    """Why a call ends."""

    model_config = ConfigDict(extra="forbid")

    pbx_lost: bool = Field(False, description="The PBX was restarted and lost its calls; nobody hung up.")


class Unreachable(BaseModel):
    """An agent's phone that does not ring."""

    model_config = ConfigDict(extra="forbid")

    offer: str = Field(description="The offer it should have rung for, from the call's card.")


class Ringing(BaseModel):
    """At whose desk a call rings, and the offer's name."""

    agent: str
    offer: str


class CallCard(BaseModel):
    """A call as it stands. `ended` is a call that is over and no longer remembered.

    `agent` has the call in hand; `ringing` is where it is offered. With `callback` the caller hung up and is
    to be called back, once an agent accepts. One that `consults` is between two agents, about that call.
    """

    id: str
    state: CallState
    queue: str = ""
    agent: str | None = None
    ringing: Ringing | None = None
    callback: bool = False
    consults: str | None = None


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
            if isinstance(fact, ContactClosed) and self._is_live(fact):
                self._remember(CallCard(id=fact.contact, state="closed", queue=fact.queue, agent=fact.agent))
            elif isinstance(fact, ContactAbandoned):
                self._remember(CallCard(id=fact.contact, state="abandoned", queue=fact.queue))
            if change := self._changes.pop(getattr(fact, "contact", ContactId("")), None):
                change.set()

    def _is_live(self, closed: ContactClosed) -> bool:
        channel = self._service.state.rules.channels.get(closed.channel)
        return channel is not None and channel.live

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
            tier=None if call.tier is None else Tier(call.tier),
            customer=call.caller,
            language=call.language,
        )
        self._only_voice(call.queue)
        outcome = await self._submit(command)
        if outcome.refused is not None:
            raise HTTPException(409, outcome.refused.detail)
        return await self.card(name)

    def _only_voice(self, queue: str) -> None:
        voice = sorted(_live_queues(self._service.state.rules))
        if queue not in voice:
            there_are = ", ".join(voice) or "none"
            raise HTTPException(404, f"there is no voice queue {queue!r}; there are {there_are}")

    async def card(self, name: ContactId) -> CallCard:
        """How this call stands.

        Raises:
            HTTPException: 404, no such call ever arrived.
        """
        contact = self._service.state.contacts.get(name)
        if contact is not None and contact.live:
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

    async def hang_up(self, name: ContactId, *, pbx_lost: bool = False) -> CallCard:
        """The caller is gone. Hanging up twice is no mistake."""
        if name not in self._ended:
            await self._submit(HangUp(id=_own_id(name), contact=name, pbx_lost=pbx_lost))
        return await self.card(name)

    async def call_back(self, name: ContactId) -> CallCard:
        """The caller hung up to be called back. Asking twice is no mistake.

        Raises:
            HTTPException: 404, no such call; 409, the caller does not wait any more.
        """
        await self.card(name)
        outcome = await self._submit(RequestCallback(id=_own_id(name), contact=name))
        if outcome.refused is not None:
            raise HTTPException(409, outcome.refused.detail)
        return await self.card(name)

    async def unreachable(self, agent: AgentId, offer: OfferId) -> None:
        """The agent's phone does not ring: the call goes on to others, and she gets none until she is back.

        Raises:
            HTTPException: 404, no such agent; 409, the offer is over.
        """
        report = ReportUnreachable(id=CommandId(f"phone:{agent}:{uuid.uuid4()}"), agent=agent, offer=offer)
        refused = (await self._submit(report)).refused
        if refused is not None:
            status = 404 if refused.reason is Refusal.UNKNOWN_AGENT else 409
            raise HTTPException(status, refused.detail)


def _own_id(call: ContactId) -> CommandId:
    return CommandId(f"call:{call}:{uuid.uuid4()}")


def _live_queues(rules: Centre) -> dict[QueueId, Queue]:
    """The queues that calls can come in by."""
    return {queue.id: queue for queue in rules.queues.values() if rules.channels[queue.channel].live}


def _card(contact: ContactState) -> CallCard:
    offer = contact.offer
    state: CallState = contact.phase.value  # type: ignore[assignment]
    return CallCard(
        id=contact.id,
        state=state,
        queue=contact.queue,
        agent=contact.agent if contact.phase is Phase.ACTIVE else None,
        ringing=None if offer is None else Ringing(agent=offer.agent, offer=offer.id),
        callback=contact.callback,
        consults=contact.consults,
    )


def calls_router(service: Service) -> APIRouter:
    """The routes under /v1/calls, /v1/agents and /v1/queues."""
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
        return [_card(c) for c in service.state.contacts.values() if c.live]

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
    async def hang_up(name: Name, why: Annotated[HangupReason | None, Body()] = None) -> CallCard:
        """The caller hung up."""
        return await calls.hang_up(ContactId(name), pbx_lost=why is not None and why.pbx_lost)

    @router.post("/calls/{name}/callback")
    async def call_back(name: Name) -> CallCard:
        """The caller would rather be called back, and keeps the place in line; hanging up changes nothing."""
        return await calls.call_back(ContactId(name))

    @router.post("/agents/{agent}/unreachable", status_code=204)
    async def unreachable(
        agent: Annotated[str, Path(description="The agent's name in the centre file.")], phone: Unreachable
    ) -> None:
        """The agent's phone could not be made to ring: no fault of hers, and the call goes on to others."""
        await calls.unreachable(AgentId(agent), OfferId(phone.offer))

    @router.get("/queues")
    async def queues() -> list[QueueCard]:
        """The queues calls can be sent to, and how many wait there."""
        state = service.state
        waiting = [c.queue for c in state.contacts.values() if c.phase in (Phase.WAITING, Phase.OFFERED)]
        live = _live_queues(state.rules).values()
        return [QueueCard(id=q.id, name=q.name, waiting=waiting.count(q.id)) for q in live]

    return router
