"""Who works when, from the tables of a scenario file: shifts by the clock, groups by their number."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any

from msgspec.structs import replace

from analytics.intervals import instant
from dispatcher.centre import Agent, Centre
from dispatcher.config.check import Tables
from dispatcher.config.tables import Values
from dispatcher.vocabulary import DAY, AgentId, Instant, Span, later
from simulator.scenario import Shift

Stretch = tuple[Instant, Instant]


def staffed(centre: Centre, groups: Mapping[str, Values]) -> Centre:
    """The centre with the agents of these groups besides its own."""
    more = {one.id: one for group, values in groups.items() for one in _members(centre, group, values)}
    return replace(centre, agents=centre.agents | more)


def members(group: str, values: Values) -> list[AgentId]:
    """What the agents of a group are called."""
    return [AgentId(f"{group}-{number}") for number in range(1, max(values["agents"]) + 1)]


def _members(centre: Centre, group: str, values: Values) -> Iterator[Agent]:
    like = centre.agents[AgentId(values["like"])]
    return (replace(like, id=name, name=str(name)) for name in members(group, values))


def shifts_of(
    tables: Tables, centre: Centre, start: datetime, length: Span
) -> dict[AgentId, tuple[Shift, ...]]:
    """When everybody works of whom anything is said."""
    shifts: dict[AgentId, tuple[Shift, ...]] = {}
    if tables["staff"]:
        shifts = dict.fromkeys(centre.agents, ())
    for agent, values in tables["shifts"].items():
        there = _every_day(values["hours"], start, length) if "hours" in values else [_all(start, length)]
        shifts[AgentId(agent)] = _with_breaks(there, values["breaks"], start, length)
    for group, values in tables["staff"].items():
        for place, agent in enumerate(members(group, values)):
            there = _touching(_counted(values, place, instant(start), length))
            shifts[agent] = _with_breaks(there, values["breaks"], start, length)
    return shifts


def paces_of(tables: Tables) -> dict[AgentId, float]:
    """What agents get done who are not said to be full ones."""
    own = {AgentId(agent): values["speed"] for agent, values in tables["shifts"].items()}
    groups = tables["staff"].items()
    return own | {agent: values["speed"] for group, values in groups for agent in members(group, values)}


def _all(start: datetime, length: Span) -> Stretch:
    return instant(start), later(instant(start), length)


def _counted(values: Values, place: int, begin: Instant, length: Span) -> Iterator[Stretch]:
    """The intervals in which so many are there that the one at this place is among them."""
    counts, interval = values["agents"], values["interval"]
    for index, offset in enumerate(range(0, length, interval)):
        if place < counts[index % len(counts)]:
            end = min(offset + interval, int(length))
            yield later(begin, Span(offset)), later(begin, Span(end))


def _with_breaks(there: Iterable[Stretch], breaks: Any, start: datetime, length: Span) -> tuple[Shift, ...]:
    pauses = [*_every_day(breaks, start, length)]
    return tuple(
        Shift(
            begins=since,
            ends=until,
            breaks=tuple((max(a, since), min(b, until)) for a, b in pauses if a < until and b > since),
        )
        for since, until in there
    )


def _every_day(stretches: Any, start: datetime, length: Span) -> Iterator[Stretch]:
    """The stretches of every day inside the run, those that touch as one, so nobody just leaves to come."""
    return _touching(sorted(_inside(stretches, start, length)))


def _touching(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    begins, ends = Instant(0), Instant(0)
    for since, until in stretches:
        if since > ends:
            if ends:
                yield begins, ends
            begins = since
        ends = max(ends, until)
    if ends:
        yield begins, ends


def _inside(stretches: Any, start: datetime, length: Span) -> Iterator[Stretch]:
    begin, midnight = instant(start), instant(datetime.combine(start.date(), time.min, start.tzinfo))
    # From the day before, whose night may reach into the run, to the day after its last whole day.
    for day in range(-1, length // DAY + 2):
        for since, until in stretches:
            first, last = (later(midnight, Span(day * DAY + span)) for span in (since, until))
            if last > begin and first < begin + length:
                yield max(first, begin), min(last, later(begin, length))
