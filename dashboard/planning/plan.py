"""A plan: what a planner supposes of one day at the live centre, and the scenario that it is.

Pure. A plan and a centre make a scenario; both together are all there is to know, so whoever has them can
play it again and gets the same result.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct, json
from msgspec.structs import asdict, replace

from analytics.intervals import moment
from dispatcher.centre import Centre, Levers
from dispatcher.engine.state import with_levers
from dispatcher.errors import PeerError
from dispatcher.vocabulary import DAY, EMAIL, HOUR, MINUTE, SECOND, AgentId, Instant, QueueId, Scope, Span
from simulator.filestaff import paces_of, shifts_of, staffed
from simulator.scenario import Demand, Habits, Kind, Law, Scenario

MOST_CONTACTS: Final = 5000  # a day; more takes minutes a day on one core
MOST_AGENTS: Final = 200

HANDLE_CV: Final = 0.8  # handle times are lognormal with about this spread (Brown et al. 2005)
RING: Final = Law(mean=Span(4 * SECOND), kind=Kind.LOGNORMAL, cv=0.5)

Rate = Annotated[float, Meta(ge=0, le=MOST_CONTACTS)]
Time = Annotated[int, Meta(ge=SECOND, le=30 * DAY)]
Count = Annotated[int, Meta(ge=0, le=MOST_AGENTS)]


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes to one queue, hour by hour from the start; mean times."""

    per_hour: Annotated[tuple[Rate, ...], Meta(min_length=1, max_length=24)]
    handle: Annotated[int, Meta(ge=SECOND, le=DAY)]
    patience: Annotated[int, Meta(ge=SECOND, le=DAY)] | None = None


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day supposed. `agents` are there hour by hour from `start`, everywhere `more` of them.

    `volume` is in percent of `lines`. What is None of the levers, and what `promises` does not name, is as at
    the centre. `days` are played, each with other chance; `agent_hour` is what an hour costs, in any money.
    """

    name: Annotated[str, Meta(max_length=80)] = ""
    start: Instant
    lines: Annotated[dict[QueueId, Line], Meta(min_length=1, max_length=50)]
    agents: Annotated[tuple[Count, ...], Meta(min_length=1, max_length=24)]
    more: Annotated[int, Meta(ge=-20, le=20)] = 0
    volume: Annotated[int, Meta(ge=10, le=400)] = 100
    cap: Annotated[int, Meta(ge=0, le=10)] | None = None
    reserve: Annotated[int, Meta(ge=0, le=20)] | None = None
    breather: Annotated[int, Meta(ge=0, le=10 * MINUTE)] | None = None
    interrupt_after: Annotated[int, Meta(ge=0)] | None = None
    promises: dict[QueueId, Time] = {}
    days: Annotated[int, Meta(ge=2, le=200)] = 20
    seed: Annotated[int, Meta(ge=0, le=10**9)] = 1
    busyness: Annotated[float, Meta(ge=0, le=1)] = 0.1
    agent_hour: Annotated[float, Meta(ge=0, le=10**6)] = 0.0

    @property
    def length(self) -> Span:
        """How long the day is."""
        return Span(len(self.agents) * HOUR)

    @property
    def staff(self) -> tuple[int, ...]:
        """How many agents are there, hour by hour; an hour without any stays without."""
        return tuple(max(0, count + self.more) if count else 0 for count in self.agents)


class Supposed(Struct, frozen=True, kw_only=True):
    """A plan and the centre it is about."""

    plan: Plan
    centre: Centre

    @property
    def id(self) -> str:
        """The same for the same suppositions, whatever they are called."""
        unnamed = replace(self, plan=replace(self.plan, name=""))
        return blake2b(json.encode(unnamed, order="sorted"), digest_size=8).hexdigest()


class PlanError(PeerError):
    """What was sent is no plan for this centre; the message names what to change."""


def check(plan: Plan, centre: Centre) -> Plan:
    """The plan, if it can be played at this centre.

    Raises:
        PlanError: it cannot; the message says why.
    """
    unknown = next((queue for queue in (*plan.lines, *plan.promises) if queue not in centre.queues), None)
    if unknown is not None:
        raise PlanError(f"the centre has no queue {unknown!r}")
    hours = len(plan.agents)
    odd = next((queue for queue, line in plan.lines.items() if len(line.per_hour) != hours), None)
    if odd is not None:
        raise PlanError(f"agents are given for {hours} hours, contacts of {odd!r} for another number of them")
    if not any(plan.staff) or not centre.agents:
        raise PlanError("nobody is there: give at least one hour an agent")
    if contacts(plan) > MOST_CONTACTS:
        raise PlanError(
            f"{contacts(plan):,.0f} contacts a day; a page plays at most {MOST_CONTACTS:,}, and "
            "`ringpost simulate` any number"
        )
    return plan


def contacts(plan: Plan) -> float:
    """How many come on an average day."""
    return sum(sum(line.per_hour) for line in plan.lines.values()) * plan.volume / 100


# --- levers ---------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """Levers that the plan wants for a scope, whole."""

    scope: Scope
    name: str
    levers: Levers


def changes(plan: Plan, centre: Centre) -> list[Change]:
    """What would have to be pulled at the live centre: its own levers, and nearer ones in their way.

    A lever that a team, an agent or a queue has of its own would hide the planned one, so it gets it too.
    """
    wanted = _wanted(plan)
    scopes = [(Scope.CENTRE, "", centre.levers), *_own(centre)]
    told = ((scope, name, now, _with(now, wanted, scope)) for scope, name, now in scopes)
    return [Change(scope, name, then) for scope, name, now, then in told if then != now]


def _wanted(plan: Plan) -> Levers:
    return Levers(
        caps={} if plan.cap is None else {EMAIL: plan.cap},
        reserve=plan.reserve,
        breather=None if plan.breather is None else Span(plan.breather),
        interrupt_after=None if plan.interrupt_after is None else Span(plan.interrupt_after),
    )


def _own(centre: Centre) -> Iterator[tuple[Scope, str, Levers]]:
    yield from ((Scope.TEAM, team.id, team.levers) for team in centre.teams.values())
    yield from ((Scope.AGENT, agent.id, agent.levers) for agent in centre.agents.values())
    yield from ((Scope.QUEUE, queue.id, queue.levers) for queue in centre.queues.values())


def _with(now: Levers, wanted: Levers, scope: Scope) -> Levers:
    said = {name: value for name, value in asdict(wanted).items() if name != "caps" and value is not None}
    caps = wanted.caps
    if scope is not Scope.CENTRE:
        said = {name: value for name, value in said.items() if getattr(now, name) is not None}
        caps = {channel: cap for channel, cap in caps.items() if channel in now.caps}
    return replace(now, caps={**now.caps, **caps}, **said)


# --- the scenario ---------------------------------------------------------------------------------------


def scenario_of(supposed: Supposed) -> Scenario:
    """What is simulated."""
    plan, groups = supposed.plan, groups_of(supposed)
    centre = staffed(planned(supposed), groups)
    tables: Any = {"staff": groups, "shifts": {}}
    return Scenario(
        centre=centre,
        start=plan.start,
        length=plan.length,
        demands={queue: _demand(line, plan) for queue, line in plan.lines.items()},
        habits=Habits(ring=RING),
        shifts=shifts_of(tables, centre, moment(plan.start), plan.length),
        paces=paces_of(tables),
        busyness=plan.busyness,
        replications=plan.days,
        seed=plan.seed,
        agent_hour=plan.agent_hour,
    )


def planned(supposed: Supposed) -> Centre:
    """The centre with the plan's levers and promises, and without its hours by the calendar."""
    plan, centre = supposed.plan, supposed.centre
    for change in changes(plan, centre):
        centre = with_levers(centre, *change)
    kept = {queue: replace(centre.queues[queue], promise=Span(span)) for queue, span in plan.promises.items()}
    return replace(centre, queues=centre.queues | kept)


def groups_of(supposed: Supposed) -> dict[str, dict[str, Any]]:
    """Agents in groups alike, as a scenario file's `[staff]` has them: every kind of agent in its turn.

    Those with the most skills come first, so that a few can do as much as may be.
    """
    agents, staff = supposed.centre.agents, supposed.plan.staff
    kinds = sorted(agents, key=lambda one: (-len(agents[one].skills), one))
    shares = {
        kind: [count // len(kinds) + (place < count % len(kinds)) for count in staff]
        for place, kind in enumerate(kinds)
    }
    return {
        f"like-{kind}": {
            "like": AgentId(kind),
            "agents": counts,
            "interval": HOUR,
            "breaks": (),
            "speed": 1.0,
        }
        for kind, counts in shares.items()
        if any(counts)
    }


def _demand(line: Line, plan: Plan) -> Demand:
    return Demand(
        per_hour=tuple(rate * plan.volume / 100 for rate in line.per_hour),
        interval=Span(HOUR),
        handle=Law(mean=Span(line.handle), kind=Kind.LOGNORMAL, cv=HANDLE_CV),
        patience=None if line.patience is None else Law(mean=Span(line.patience)),
    )
