"""Small centres and scenarios to suppose; each says only what its test is about."""

from collections.abc import Iterable
from typing import Any, TypeVar

from dispatcher.centre import Agent, Centre, Levers, Queue, Team
from dispatcher.events import CommandRefused, Event
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    VOICE,
    AgentId,
    ContactId,
    Instant,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    later,
)
from simulator.arrivals import Visit
from simulator.day import Day
from simulator.scenario import Demand, Kind, Law, Scenario
from simulator.streams import Streams

F = TypeVar("F")
NOON = Instant(1_741_003_200_000_000)
CALLS, EMAILS = QueueId("calls"), QueueId("emails")
TALK = {Skill("talk"): 1}
WEEK = Span(7 * 24 * HOUR)

UNBOUNDED = Levers(
    caps={EMAIL: 1},
    max_interruptions=10**9,
    undisturbed=Span(0),
    park_limit=Span(10**4 * WEEK),
    reserve=0,
)
"""No lever holds anything back, as the textbooks have it."""


def calls(**changed: Any) -> Queue:
    """A queue of calls, answered at once and without wrap-up, that interrupts nothing."""
    levers = Levers(interrupt_after=changed.pop("interrupt_after", NEVER))
    return _queue(CALLS, {"channel": VOICE, "promise": Span(20 * SECOND), "levers": levers} | changed)


def emails(**changed: Any) -> Queue:
    """A queue of emails whose promise is too far off to matter."""
    fewest = Strategy.LEAST_OCCUPIED
    return _queue(EMAILS, {"channel": EMAIL, "promise": Span(10**4 * WEEK), "strategy": fewest} | changed)


def _queue(name: QueueId, said: dict[str, Any]) -> Queue:
    common: dict[str, Any] = {"skills": TALK, "offer_timeout": HOUR, "expected_handle": MINUTE}
    return Queue(**({"id": name, "name": name.title()} | common | said))


def centre(agents: int, *queues: Queue, levers: Levers = UNBOUNDED) -> Centre:
    """So many equal agents, `agent-01` and on."""
    team = TeamId("team")
    names = [AgentId(f"agent-{n:02}") for n in range(1, agents + 1)]
    return Centre(
        name="Supposed",
        teams={team: Team(id=team, name="Team")},
        agents={name: Agent(id=name, name=name, team=team, skills=TALK) for name in names},
        queues={queue.id: queue for queue in queues},
        levers=levers,
    )


def demand(per_hour: float, handle: Law, patience: Law | None = None) -> Demand:
    """A constant rate."""
    return Demand(per_hour=(per_hour,), interval=HOUR, handle=handle, patience=patience)


def scenario(supposed: Centre, demands: dict[QueueId, Demand] | None = None, **changed: Any) -> Scenario:
    """A run from noon, of one hour unless said otherwise."""
    said = {"start": NOON, "length": HOUR, "seed": 20_250_303} | changed
    return Scenario(centre=supposed, demands=demands or {}, **said)


def fixed(span: int) -> Law:
    """It always takes exactly this long."""
    return Law(mean=Span(span), kind=Kind.FIXED)


def visit(queue: QueueId, name: str, at: int, work: int, patience: int | None = None) -> Visit:
    """One who comes `at` after noon."""
    leaves = None if patience is None else Span(patience)
    return Visit(ContactId(name), queue, later(NOON, Span(at)), Span(work), leaves)


def facts_of(supposed: Scenario, *visits: Visit) -> list[Event]:
    """What happens when just these come; nobody in it may ask for something that cannot be done."""
    facts: list[Event] = []
    day = Day(supposed, Streams(supposed.seed), [visits], facts.extend)
    day.world.clock.run(supposed.end)
    assert not of_kind(facts, CommandRefused)
    return facts


def of_kind(facts: Iterable[Event], kind: type[F]) -> list[F]:
    """Those of one kind, in order."""
    return [event for event in facts if isinstance(event, kind)]


def after_noon(event: Event) -> int:
    """When it happened."""
    return event.at - NOON
