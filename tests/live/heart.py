"""The live centre's heart alone: a service at work on a journal, and what plays with it need."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dispatcher.centre import Agent, Centre, Levers, Queue, Team
from dispatcher.clock import wall_clock
from dispatcher.commands import AdmitContact, ConnectAgent, HangUp, SetStatus
from dispatcher.events import Event, NumberedFact
from dispatcher.journal.snapshots import EVERY
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    VOICE,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    QueueId,
    Skill,
    Span,
    TeamId,
    later,
)

PATIENCE = 30  # s until a play that hangs fails

PLOY, ANNA = AgentId("ploy"), AgentId("anna")
ORDERS, MAIL = QueueId("orders"), QueueId("mail")
GRACE = Span(20 * SECOND)
CARE, SKILL = TeamId("care"), {Skill("care"): 1}

CENTRE = Centre(
    name="Test Centre",
    teams={CARE: Team(id=CARE, name="Care")},
    agents={
        PLOY: Agent(id=PLOY, name="พลอย ศรีสุข", team=CARE, skills=SKILL),
        ANNA: Agent(id=ANNA, name="Anna Petrova", team=CARE, skills=SKILL),
    },
    queues={
        ORDERS: Queue(
            id=ORDERS,
            name="Orders",
            channel=VOICE,
            skills=SKILL,
            promise=Span(20 * SECOND),
            offer_timeout=MINUTE,
            wrap_up=MINUTE,
            levers=Levers(interrupt_after=NEVER),
        ),
        MAIL: Queue(
            id=MAIL,
            name="Support mail",
            channel=EMAIL,
            skills=SKILL,
            promise=Span(4 * HOUR),
            offer_timeout=MINUTE,
        ),
    },
    levers=Levers(grace=GRACE),
)

T = TypeVar("T", bound=Event)


@dataclass
class Watch:
    """A clock that stands until somebody moves it."""

    now: Instant = field(default_factory=wall_clock)

    def __call__(self) -> Instant:
        return self.now

    def move(self, span: int) -> None:
        self.now = later(self.now, Span(span))


def admit(name: str, queue: QueueId = ORDERS, **more: Any) -> AdmitContact:
    """A contact comes in, under an id made of its name."""
    return AdmitContact(id=CommandId(f"admit {name}"), contact=ContactId(name), queue=queue, **more)


def hang_up(name: str) -> HangUp:
    return HangUp(id=CommandId(f"hang up {name}"), contact=ContactId(name))


async def sit_down(service: Service, agent: AgentId) -> None:
    """The agent is at her desk, and ready."""
    await service.submit(ConnectAgent(id=CommandId(f"{agent} sits down"), agent=agent))
    await service.submit(
        SetStatus(id=CommandId(f"{agent} ready"), agent=agent, status=AgentStatus.READY),
    )


def crowd(connection: sqlite3.Connection) -> None:
    """From now on whoever writes by this connection finds no page left."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}").fetchall()


def _clear(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=1000000").fetchall()


async def fill(service: Service) -> None:
    """From now on the service's store has no page left."""
    await _as_the_writer(service, crowd)


async def make_room(service: Service) -> None:
    """Its store can grow again."""
    await _as_the_writer(service, _clear)


async def _as_the_writer(service: Service, change: Callable[[sqlite3.Connection], None]) -> None:
    """The bound is the writing connection's own, so nothing that the service offers reaches it."""
    lane = service._lane
    await lane.do(change, lane.journal.connection)


async def recovered(service: Service) -> None:
    """Returns once everything is written again."""
    over = asyncio.Event()
    stop = service.on_trouble(lambda sentence: None if sentence else over.set())
    if service.trouble:
        await over.wait()
    stop()


class News:
    """Every fact from now on, to wait for."""

    def __init__(self, service: Service) -> None:
        self.facts: list[Event] = []
        self._more = asyncio.Event()
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        self.facts += [numbered.fact for numbered in facts]
        self._more.set()

    async def of(self, kind: type[T]) -> T:
        """The first fact of this kind."""
        while True:
            for fact in self.facts:
                if isinstance(fact, kind):
                    return fact
            self._more.clear()
            await self._more.wait()


@contextlib.asynccontextmanager
async def running(
    folder: Path,
    centre: Centre = CENTRE,
    *,
    clock: Watch | None = None,
    schemas: Sequence[str] = (),
    snapshot_every: int = EVERY,
) -> AsyncIterator[Service]:
    """A service at work, until the end of the block."""
    path = folder / "journal.sqlite"
    service = await open_service(
        path, centre, schemas=schemas, clock=clock or wall_clock, snapshot_every=snapshot_every
    )
    owner = asyncio.create_task(service.run())
    try:
        async with asyncio.timeout(PATIENCE):
            yield service
    finally:
        owner.cancel()
        await asyncio.wait([owner])
        await service.close()
