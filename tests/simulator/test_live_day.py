"""A day lived over real sockets, and the same arrivals through the simulator: the same facts.

The live people here are not the simulator's: each does what she is told to in her own words, over HTTP and
WebSockets, while a watch that is moved by hand lets hours pass in a second. Chance is fixed: everything takes
as long as it is said to take.
"""

import contextlib
import heapq
import itertools
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from dispatcher import events as fact
from dispatcher.access.people import Role
from dispatcher.commands import AdmitContact
from dispatcher.journal import Journal
from dispatcher.live import SCHEMAS
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import MINUTE, SECOND, AgentId, CommandId, ContactId, Instant, Span, later
from dispatcher.voice.http import calls_router
from simulator.day import play
from simulator.scenario import Demand, Habits, Scenario
from tests.doors import Doors, open_doors
from tests.live.heart import News, Watch, running
from tests.live.house import LETTERS, Line, hello
from tests.simulator.suppose import CALLS, EMAILS, NOON, calls, centre, emails, fixed, scenario

RING, TALK, WRITE, PATIENCE = (Span(seconds * SECOND) for seconds in (4, 97, 301, 33))
CALLERS = (19, 119, 240, 260, 275, 700, 705, 708, 1100)
WRITERS = (11, 17, 400, 401, 402, 900)

Act = Callable[[], Awaitable[None]]


def at(seconds: tuple[int, ...]) -> tuple[Instant, ...]:
    """Instants after noon, none of them on a whole second."""
    return tuple(later(NOON, Span(one * SECOND + 1000 + one)) for one in seconds)


def day() -> Scenario:
    """Two agents who take calls over letters; callers soon lose patience."""
    return scenario(
        centre(2, calls(interrupt_after=Span(0)), emails()),
        {
            CALLS: Demand(trace=at(CALLERS), handle=fixed(TALK), patience=fixed(PATIENCE)),
            EMAILS: Demand(trace=at(WRITERS), handle=fixed(WRITE)),
        },
        habits=Habits(ring=fixed(RING)),
        length=Span(60 * MINUTE),
    )


@dataclass
class Town:
    """The people of the day: what each will do, and when, as far as they know now."""

    service: Service
    doors: Doors
    pbx: httpx.AsyncClient
    watch: Watch
    desks: dict[AgentId, Line] = field(default_factory=dict)
    left: dict[ContactId, int] = field(default_factory=dict)
    since: dict[ContactId, Instant] = field(default_factory=dict)
    agenda: list[tuple[Instant, int, str, Act]] = field(default_factory=list)
    called_off: set[int] = field(default_factory=set)
    known: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def will(self, what: str, instant: Instant, do: Act) -> None:
        """Somebody intends this."""
        self.known[what] = number = next(self.numbers)
        heapq.heappush(self.agenda, (instant, number, what, do))

    def will_not(self, what: str) -> None:
        """Nobody intends it any more."""
        if what in self.known:
            self.called_off.add(self.known.pop(what))

    async def live(self, news: News) -> None:
        """Everything, each at its instant; after each, all see what came of it."""
        seen = 0
        while True:
            for event in news.facts[seen:]:
                self.hear(event)
            seen = len(news.facts)
            if not self.agenda:
                return
            instant, number, what, do = heapq.heappop(self.agenda)
            if number not in self.called_off:
                self.known.pop(what, None)
                self.watch.now = instant
                await do()

    def hear(self, event: fact.Event) -> None:
        """What the person does whom it concerns."""
        match event:
            case fact.ContactOffered():
                self.will(f"accept {event.offer}", later(event.at, RING), lambda: self.accept(event))
            case fact.OfferRescinded() | fact.OfferCancelled():
                self.will_not(f"accept {event.offer}")
            case fact.OfferAccepted(contact=contact, agent=agent):
                self.will_not(f"hang up {contact}")
                self.work(contact, agent, event.at)
            case fact.ContactResumed(contact=contact, agent=agent):
                self.work(contact, agent, event.at)
            case fact.ContactParked(contact=contact):
                self.left[contact] -= event.at - self.since[contact]
                self.will_not(f"finish {contact}")
            case _:
                pass

    def work(self, contact: ContactId, agent: AgentId, now: Instant) -> None:
        """She goes on with it until it is done."""
        self.since[contact] = now
        self.will(
            f"finish {contact}", later(now, Span(self.left[contact])), lambda: self.finish(contact, agent)
        )

    # --- over the sockets -------------------------------------------------------------------------------

    async def ask(self, agent: AgentId, command: str, **fields: object) -> None:
        """Her desk asks, and is answered."""
        await self.desks[agent].ask(command, f"{next(self.numbers)}", agent=agent, **fields)
        await self.desks[agent].hear("ack")

    async def accept(self, event: fact.ContactOffered) -> None:
        await self.ask(event.agent, "AcceptOffer", offer=event.offer)

    async def finish(self, contact: ContactId, agent: AgentId) -> None:
        if contact.startswith(EMAILS):
            await self.ask(agent, "SubmitReply", contact=contact, message=f"{contact}/reply")
        await self.ask(agent, "FinishContact", contact=contact)

    async def call(self, contact: ContactId) -> None:
        answer = await self.pbx.post("/v1/calls", json={"id": contact, "queue": CALLS})
        assert answer.is_success, answer.text

    async def hang_up(self, contact: ContactId) -> None:
        answer = await self.pbx.post(f"/v1/calls/{contact}/hangup")
        assert answer.is_success, answer.text

    async def write(self, contact: ContactId) -> None:
        """As the mail room does for a letter that it read."""
        command = AdmitContact(id=CommandId(f"admit {contact}"), contact=contact, queue=EMAILS)
        await self.service.submit(command)

    def intend(self) -> None:
        """All who will come."""
        for number, instant in enumerate(at(CALLERS), 1):
            caller = ContactId(f"{CALLS}-{number}")
            self.left[caller] = TALK
            self.will(f"call {caller}", instant, lambda caller=caller: self.call(caller))  # type: ignore[misc]
            gone = later(instant, PATIENCE)
            self.will(f"hang up {caller}", gone, lambda caller=caller: self.hang_up(caller))  # type: ignore[misc]
        for number, instant in enumerate(at(WRITERS), 1):
            writer = ContactId(f"{EMAILS}-{number}")
            self.left[writer] = WRITE
            self.will(f"write {writer}", instant, lambda writer=writer: self.write(writer))  # type: ignore[misc]


async def lived(folder: Path, supposed: Scenario) -> list[fact.Event]:
    """The journal of the day, lived over sockets."""
    watch = Watch(NOON)
    async with contextlib.AsyncExitStack() as stack:
        service = await stack.enter_async_context(
            running(folder, supposed.centre, clock=watch, schemas=SCHEMAS)
        )
        room = MailRoom(service, LETTERS)
        routers = [calls_router(service, room.customers)]
        doors = await stack.enter_async_context(open_doors(service, room, routers=routers))
        pbx = await stack.enter_async_context(httpx.AsyncClient(base_url=doors.api_url))
        town, news = Town(service, doors, pbx, watch), News(service)
        for agent in supposed.centre.agents:
            socket = await stack.enter_async_context(connect(doors.ws, proxy=None, compression=None))
            town.desks[agent] = Line(socket)
            await town.desks[agent].say(json.dumps(hello(doors.ticket(Role.AGENT, agent))))
            await town.desks[agent].hear("welcome")
            await town.ask(agent, "SetStatus", status="ready")
        town.intend()
        await town.live(news)
    journal = Journal(folder / "journal.sqlite")
    with contextlib.closing(journal):
        return [numbered.fact for numbered in journal.read(after=0)]


APART = fact.AccessNoted | fact.CentreConfigured | fact.AgentDisconnected
"""What a live centre tells besides: who logged in, and that the desks are gone in the end."""


async def test_a_live_day_and_a_simulated_one_have_the_same_facts(tmp_path: Path) -> None:
    supposed = day()
    live = [event for event in await lived(tmp_path, supposed) if not isinstance(event, APART)]
    simulated = [event for event in play(supposed) if not isinstance(event, APART)]
    kinds = {type(event) for event in live}
    assert {fact.ContactAbandoned, fact.ContactParked, fact.ContactResumed, fact.OfferRescinded} <= kinds
    assert live == simulated
