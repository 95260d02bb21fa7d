"""What is sought: agents by group and interval; what they cost, and the promises they have to keep."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from dispatcher.centre import Centre
from dispatcher.config import parse
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import HOUR, AgentId, Instant, QueueId, Span
from simulator.arrivals import expected
from simulator.scenario import Scenario
from simulator.scenariofile import START, read, read_raw
from simulator.stability import can_serve

Staffing = tuple[tuple[int, ...], ...]
"""How many agents of each group are there in each interval."""

FEWEST: Final = 0.5
"""Calls expected in an interval; where fewer come it makes no promise of its own."""


class Group(Struct, frozen=True, kw_only=True):
    """Agents who are alike. `said` is what the scenario file says of them, `price` what an hour costs."""

    name: str
    said: Mapping[str, Any]
    queues: frozenset[QueueId]
    price: float = 1.0


class Wanted(Struct, frozen=True, kw_only=True):
    """A share of a queue's contacts that must be at least `least`: in one interval, or in the whole run.

    Of calls it is the service level, of letters it is the promises kept. With `done` it is the share that no
    longer waits at the end for an answer, or a reply.
    """

    queue: QueueId
    least: float
    place: int | None = None
    done: bool = False


class Question(Struct, frozen=True, kw_only=True):
    """A scenario and what is sought of it. `shifts` are lengths in intervals; none: each is paid alone."""

    path: Path
    raw: Mapping[str, Any]
    base: Scenario
    groups: tuple[Group, ...]
    interval: Span
    wanted: tuple[Wanted, ...]
    shifts: tuple[int, ...] = ()

    @property
    def places(self) -> range:
        """The intervals."""
        return range(-(-self.base.length // self.interval))

    def scenario(self, staffing: Staffing) -> Scenario:
        """The scenario with so many agents there."""
        raw = {key: value for key, value in deepcopy(dict(self.raw)).items() if key != "shifts"}
        raw["staff"] = {
            group.name: dict(group.said) | {"agents": [*counts]}
            for group, counts in zip(self.groups, staffing, strict=True)
        }
        # The lines are those of the file, which says nothing of these numbers.
        return read_raw(raw, parse(self.path, START)[1], self.path)

    def cost(self, staffing: Staffing) -> float:
        """What these are paid: hours times the price of their group."""
        return sum(
            group.price * sum(counts) * self.interval / HOUR
            for group, counts in zip(self.groups, staffing, strict=True)
        )


def ask(
    path: Path,
    *,
    interval: Span = HOUR,
    shifts: Sequence[Span] = (),
    prices: Mapping[str, float] | None = None,
    left: int | None = None,
) -> Question:
    """The question that this scenario file asks; its own numbers of agents do not matter.

    Groups are those of `[staff]`; where there are none, the centre's agents with the same skills are one.
    `left` is how many letters of a queue may be without a reply at the end: by default those of the last
    hour, and as many as there were at the start.

    Raises:
        CentreFileError: the file cannot be used; it holds every mistake there is.
        OwnerError: some promise is nobody's to keep, or a shift or a price does not fit.
    """
    base = read(path)
    raw, _ = parse(path, START)
    groups = tuple(_groups(raw, base.centre, interval, prices or {}))
    _refuse_unknown(prices or {}, groups)
    _refuse_odd(shifts, interval)
    question = Question(
        path=path,
        raw=raw,
        base=base,
        groups=groups,
        interval=interval,
        wanted=tuple(_wanted(base, interval, left)),
        shifts=tuple(shift // interval for shift in shifts),
    )
    _refuse_orphans(question)
    return question


def _groups(
    raw: Mapping[str, Any], centre: Centre, interval: Span, prices: Mapping[str, float]
) -> Iterator[Group]:
    said = raw.get("staff") or {agents[0]: {"like": agents[0]} for agents in _alike(centre)}
    seconds = f"{interval // 1_000_000}s"
    for name, values in said.items():
        agent = centre.agents[AgentId(values["like"])]
        serves = frozenset(queue.id for queue in centre.queues.values() if can_serve(agent, queue))
        told = dict(values) | {"interval": seconds}
        yield Group(name=name, said=told, queues=serves, price=prices.get(name, 1.0))


def _alike(centre: Centre) -> list[list[AgentId]]:
    """The centre's agents in groups of the same skills and languages, each in the order of the file."""
    groups: dict[object, list[AgentId]] = {}
    for agent in centre.agents.values():
        groups.setdefault((frozenset(agent.skills.items()), agent.languages), []).append(agent.id)
    return [*groups.values()]


def _wanted(base: Scenario, interval: Span, left: int | None) -> Iterator[Wanted]:
    for name, demand in base.demands.items():
        least = base.centre.queues[name].target / 100
        arrivals = _arrivals(base, name, interval)
        live = base.centre.channel_of(name).live
        while_waiting = base.centre.queues[name].promise if live else HOUR
        allowed = demand.opening + _since(base, name, base.end - while_waiting)
        if live:
            counts = enumerate(arrivals)
            yield from (Wanted(queue=name, place=n, least=least) for n, count in counts if count >= FEWEST)
        elif sum(arrivals):
            allowed = left if left is not None else allowed
            yield Wanted(queue=name, least=least)
        if sum(arrivals):
            yield Wanted(queue=name, least=max(0.0, 1 - max(1.0, allowed) / sum(arrivals)), done=True)


def _arrivals(base: Scenario, queue: QueueId, interval: Span) -> list[float]:
    """How many come in each interval, on average."""
    begins = [base.start + place * interval for place in range(-(-base.length // interval))]
    from_then = [_since(base, queue, begin) for begin in (*begins, base.end)]
    return [here - later for here, later in pairwise(from_then)]


def _since(base: Scenario, queue: QueueId, begin: int) -> float:
    return expected(base, queue, Instant(begin))


def _refuse_unknown(prices: Mapping[str, float], groups: Sequence[Group]) -> None:
    names = [group.name for group in groups]
    for name in prices:
        if name not in names:
            raise OwnerError(
                f"--price {name}: there is no such group of agents; there are {', '.join(names)}"
            )


def _refuse_odd(shifts: Sequence[Span], interval: Span) -> None:
    if any(shift % interval for shift in shifts):
        raise OwnerError("--shift must be whole intervals; make --interval a part of each")


def _refuse_orphans(question: Question) -> None:
    for queue in question.base.demands:
        if not any(queue in group.queues for group in question.groups):
            raise OwnerError(f"nobody has the skills of {queue}: add a group of agents who have to [staff]")
