"""The cases: a scenario, and what is exactly true of it. `CASES` makes each by name."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from analytics import erlang
from dispatcher.centre import Agent, Queue
from dispatcher.vocabulary import EMAIL, HOUR, NEVER, QueueId, Skill, Span, Strategy, Urgency
from simulator.laws import Law, second_moment
from simulator.scenario import Demand, Habits, Redial, Scenario
from tests.simulator.suppose import CALLS, EMAILS, UNBOUNDED, calls, centre, emails, scenario
from tests.truth.models import Blended, Caller, FewDesks, OneDesk, Pools, kept_in_time
from tests.truth.works import Work, exponential, span

SECOND = 1_000_000.0
TALK, WRITE = 180.0, 240.0


COUNTS = ("abandoned", "replies")
"""What there is more of in a longer run."""


class Truth(NamedTuple):
    """The exact value of a KPI of a queue; of `turned_away` and `lost` too."""

    queue: QueueId
    kpi: str
    value: float


class Case(NamedTuple):
    """A scenario of one replication's length, and what is true of its mean."""

    scenario: Scenario
    truths: tuple[Truth, ...]


def steady(
    agents: int,
    demands: Mapping[QueueId, Demand],
    *queues: Queue,
    levers: Any = UNBOUNDED,
    contacts: int = 800,
    **changed: Any,
) -> Scenario:
    """A line long enough for so many contacts after a quarter of that has warmed it up."""
    rate = sum(demand.per_hour[0] for demand in demands.values() if demand.per_hour)
    length = round(contacts / (rate or 60.0) * HOUR)
    return scenario(
        centre(agents, *queues, levers=levers),
        dict(demands),
        length=Span(length + length // 3),
        warm_up=Span(length // 3),
        replications=60,
        **changed,
    )


def demand(rate: float, law: Law, **more: Any) -> Demand:
    """So many a second, steadily."""
    return Demand(per_hour=(rate * 3600,), handle=law, **more)


# --- calls ----------------------------------------------------------------------------------------------


def patient_line(agents: int, load: float) -> Case:
    """M/M/n: Erlang C."""
    talk = exponential(TALK)
    supposed = steady(agents, {CALLS: demand(load / TALK, talk.law)}, calls(), contacts=1500)
    wait, level = erlang.mean_wait(agents, load, TALK), erlang.service_level(agents, load, 20, TALK)
    return Case(supposed, (Truth(CALLS, "asa", wait * SECOND), Truth(CALLS, "service_level", level)))


def one_agent(law: Law, load: float) -> Case:
    """M/G/1: Pollaczek and Khinchine."""
    rate = load / TALK
    wait = rate * second_moment(law) / SECOND**2 / (2 * (1 - load))
    supposed = steady(1, {CALLS: demand(rate, law)}, calls(), contacts=1500)
    return Case(supposed, (Truth(CALLS, "asa", wait * SECOND),))


def impatient_line(agents: int, load: float, patience: float) -> Case:
    """M/M/n+M: Erlang A."""
    talk, waits = exponential(TALK), exponential(patience)
    supposed = steady(agents, {CALLS: demand(load / TALK, talk.law, patience=waits.law)}, calls())
    found = erlang.impatient(agents, load, TALK, patience)
    per_run = found.abandoned * load / TALK * (supposed.length - supposed.warm_up) / SECOND
    return Case(
        supposed,
        (Truth(CALLS, "abandon_rate", found.abandoned), Truth(CALLS, "abandoned", per_run)),
    )


def impatient_work(agents: int, load: float, patience: float, work: Work) -> Case:
    """M/PH/n+M, by its chain."""
    model = Pools((agents,), (Caller(load / TALK, work, leaves=1 / patience, places=agents + 40),))
    supposed = steady(
        agents, {CALLS: demand(load / TALK, work.law, patience=exponential(patience).law)}, calls()
    )
    return Case(supposed, (Truth(CALLS, "abandon_rate", model.abandoned(0)),))


def short_line(agents: int, load: float, places: int, work: Work) -> Case:
    """M/PH/n/K: who finds K in the system is turned away."""
    model = Pools((agents,), (Caller(load / TALK, work, places=places),))
    supposed = steady(agents, {CALLS: demand(load / TALK, work.law, places=places)}, calls())
    return Case(
        supposed,
        (
            Truth(CALLS, "turned_away", model.turned_away(0)),
            Truth(CALLS, "asa", model.wait(0) * SECOND),
        ),
    )


def retrials(agents: int, load: float, back: float) -> Case:
    """M/M/n/n, and whoever is turned away calls again after an exponential time, until served."""
    work = exponential(TALK)
    model = Pools((agents,), (Caller(load / TALK, work, places=agents, redials=1 / back, orbit=80),))
    again = Redial(share=1.0, after=exponential(back).law, most=10**6)
    supposed = steady(agents, {CALLS: demand(load / TALK, work.law, places=agents, redial=again)}, calls())
    return Case(supposed, (Truth(CALLS, "turned_away", model.turned_away(0)),))


# --- skills and priorities ------------------------------------------------------------------------------

RUSH, LOW = QueueId("rush"), QueueId("low")


def two_classes(agents: int, load: float, law: Law) -> Case:
    """M/M/n, or M/G/1, with two classes that do not interrupt each other: Cobham (1954)."""
    rate = load / TALK / 2
    if agents == 1:
        residual = 2 * rate * second_moment(law) / SECOND**2 / 2
    else:
        residual = erlang.delayed(agents, load) * TALK / agents
    half = load / 2 / agents
    waits = (residual / (1 - half), residual / ((1 - half) * (1 - 2 * half)))
    queues = (calls(id=RUSH, urgency=Urgency.URGENT), calls(id=LOW, urgency=Urgency.LOW))
    supposed = steady(agents, {queue.id: demand(rate, law) for queue in queues}, *queues, contacts=1600)
    return Case(
        supposed,
        tuple(Truth(queue.id, "asa", wait * SECOND) for queue, wait in zip(queues, waits, strict=True)),
    )


class Kindred(NamedTuple):
    """A class of calls of a skill-based model: its load, work, and pools, best first."""

    load: float
    work: Work
    pools: tuple[int, ...]
    places: int


URGENCIES = (Urgency.URGENT, Urgency.NORMAL, Urgency.LOW)


def skills(sizes: tuple[int, ...], kinds: tuple[Kindred, ...]) -> Case:
    """Classes and pools; a class asks for a skill of its own, which its first pool has most of."""
    names = [QueueId(f"kind-{number}") for number in range(len(kinds))]
    rates = [kind.load / kind.work.law.mean * SECOND for kind in kinds]
    model = Pools(
        sizes,
        tuple(
            Caller(rate, kind.work, kind.pools, kind.places) for rate, kind in zip(rates, kinds, strict=True)
        ),
    )
    queues = [
        calls(id=name, skills={Skill(name): 1}, urgency=urgency, strategy=Strategy.BEST_SKILL)
        for name, urgency in zip(names, URGENCIES, strict=False)
    ]
    demands = {
        name: demand(rate, kind.work.law, places=kind.places)
        for name, rate, kind in zip(names, rates, kinds, strict=True)
    }
    supposed = steady(sum(sizes), demands, *queues, contacts=1200)
    agents = dict(zip(supposed.centre.agents, _with_skills(supposed, sizes, kinds, names), strict=True))
    supposed = replace(supposed, centre=replace(supposed.centre, agents=agents))
    return Case(
        supposed,
        tuple(
            truth
            for number, name in enumerate(names)
            for truth in (
                Truth(name, "turned_away", model.turned_away(number)),
                Truth(name, "asa", model.wait(number) * SECOND),
            )
        ),
    )


def _with_skills(
    supposed: Scenario, sizes: tuple[int, ...], kinds: tuple[Kindred, ...], names: list[QueueId]
) -> Iterator[Agent]:
    agents = iter(supposed.centre.agents.values())
    for pool, size in enumerate(sizes):
        has = {
            Skill(name): 9 - kind.pools.index(pool)
            for name, kind in zip(names, kinds, strict=True)
            if pool in kind.pools
        }
        for _ in range(size):
            yield replace(next(agents), skills=has)


# --- calls and emails -----------------------------------------------------------------------------------


def interrupting(**changed: Any) -> Queue:
    """A queue of calls that park emails at once, as short as can be expected, so that none is protected."""
    return calls(interrupt_after=Span(0), **{"expected_handle": Span(1)} | changed)


def resumed(calls_load: float, emails_load: float, law: Law) -> Case:
    """M/G/1 with two classes, the emails interrupted and resumed (Conway, Maxwell & Miller 1967)."""
    rates, write = (calls_load / TALK, emails_load / WRITE), law.mean / SECOND
    both = calls_load + emails_load
    residual = (rates[0] * 2 * TALK**2 + rates[1] * second_moment(law) / SECOND**2) / 2
    sojourn = write / (1 - calls_load) + residual / ((1 - calls_load) * (1 - both))
    supposed = steady(
        1,
        {CALLS: demand(rates[0], exponential(TALK).law), EMAILS: demand(rates[1], law)},
        interrupting(),
        emails(),
        contacts=1600,
    )
    return Case(
        supposed,
        (
            Truth(EMAILS, "first_response_time", sojourn * SECOND),
            Truth(CALLS, "asa", rates[0] * TALK**2 / (1 - calls_load) * SECOND),
        ),
    )


def capped(cap: int, speeds: tuple[float, ...], work: Work, loads: tuple[float, float], places: int) -> Case:
    """One agent with several emails at once, dropped for calls, in a mailbox with so much room."""
    rates = (loads[0] / TALK, loads[1] / WRITE)
    model = OneDesk((rates[0], TALK), (rates[1], work), cap=cap, speeds=speeds, places=places)
    supposed = steady(
        1,
        {
            CALLS: demand(rates[0], exponential(TALK).law),
            EMAILS: demand(rates[1], work.law, places=places),
        },
        interrupting(),
        emails(),
        levers=replace(UNBOUNDED, caps={EMAIL: cap}),
        habits=Habits(speeds=speeds),
        contacts=1200,
    )
    return Case(
        supposed,
        (
            Truth(EMAILS, "first_response_time", model.sojourn() * SECOND),
            Truth(EMAILS, "turned_away", model.turned_away()),
        ),
    )


def buffered(agents: int, loads: tuple[float, float], places: int) -> Case:
    """Several agents, one email each, dropped for calls; a mailbox with so much room."""
    rates = (loads[0] / TALK, loads[1] / WRITE)
    model = FewDesks(agents, (rates[0], TALK), (rates[1], WRITE), places=places)
    supposed = steady(
        agents,
        {
            CALLS: demand(rates[0], exponential(TALK).law),
            EMAILS: demand(rates[1], exponential(WRITE).law, places=places),
        },
        interrupting(),
        emails(),
        contacts=1200,
    )
    return Case(
        supposed,
        (
            Truth(EMAILS, "first_response_time", model.sojourn() * SECOND),
            Truth(EMAILS, "turned_away", model.turned_away()),
        ),
    )


def threshold(agents: int, load: float, reserve: int) -> Case:
    """Bhulai and Koole (2003): emails without end, begun while more than so many stay idle."""
    rate = load / TALK
    model = Blended(agents, (rate, TALK), WRITE, reserve)
    supposed = steady(
        agents,
        {
            CALLS: demand(rate, exponential(TALK).law),
            EMAILS: Demand(endless=3, handle=exponential(WRITE).law),
        },
        calls(interrupt_after=NEVER),
        emails(),
        levers=replace(UNBOUNDED, reserve=reserve),
    )
    watched = (supposed.length - supposed.warm_up) / SECOND
    return Case(
        supposed,
        (
            Truth(CALLS, "asa", model.wait() * SECOND),
            Truth(EMAILS, "replies", model.emails() * watched),
        ),
    )


def deadline(loads: tuple[float, float], within: float) -> Case:
    """Emails with a promise, dropped for calls until it is broken."""
    rates = (loads[0] / TALK, loads[1] / WRITE)
    supposed = steady(
        1,
        {
            CALLS: demand(rates[0], exponential(TALK).law),
            EMAILS: demand(rates[1], exponential(WRITE).law, places=1),
        },
        interrupting(),
        emails(promise=span(within)),
        contacts=1200,
    )
    kept = kept_in_time((rates[0], TALK), (rates[1], WRITE), within)
    return Case(supposed, (Truth(EMAILS, "promises_kept", kept),))


def backlog(opening: int, loads: tuple[float, float], work: Work, hours: float, cap: int = 1) -> Case:
    """A finite day that begins with a backlog, worked down between calls."""
    rates = (loads[0] / TALK, loads[1] / WRITE)
    model = OneDesk((rates[0], TALK), (rates[1], work), cap=cap, places=opening + 60, opening=opening)
    supposed = scenario(
        centre(1, interrupting(), emails(), levers=replace(UNBOUNDED, caps={EMAIL: cap})),
        {
            CALLS: demand(rates[0], exponential(TALK).law),
            EMAILS: demand(rates[1], work.law, opening=opening),
        },
        length=span(hours * 3600),
        replications=120,
    )
    left = model.left_after(hours * 3600)
    came = opening + rates[1] * hours * 3600
    return Case(supposed, (Truth(EMAILS, "backlog", left), Truth(EMAILS, "replies", came - left)))


def shorter(case: Case, share: float) -> Case:
    """The case with runs of that share of their length; only for the steady ones."""
    supposed = case.scenario
    length, warm_up = (Span(round(span * share)) for span in (supposed.length, supposed.warm_up))
    truths = (
        truth._replace(value=truth.value * share) if truth.kpi in COUNTS else truth for truth in case.truths
    )
    return Case(replace(supposed, length=length, warm_up=warm_up), tuple(truths))


# --- the models of skills that have names ---------------------------------------------------------------


def n_model(work: Work, load: float) -> Case:
    """One pool for the first kind alone, one for both, which goes first to the other kind."""
    return skills((1, 1), (Kindred(load, work, (1,), 4), Kindred(load, work, (0, 1), 4)))


def w_model(work: Work, load: float) -> Case:
    """Two kinds with a pool each, and one between them that both pools take when theirs is not there."""
    return skills(
        (1, 1),
        (Kindred(load, work, (0,), 3), Kindred(load, work, (1,), 3), Kindred(load, work, (0, 1), 3)),
    )


def v_model(works: tuple[Work, Work], load: float) -> Case:
    """One pool for two kinds, of different length."""
    return skills((2,), (Kindred(load, works[0], (0,), 5), Kindred(load, works[1], (0,), 5)))
