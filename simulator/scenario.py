"""What a simulation supposes: a centre, who comes, who works, and for how long we watch.

`simulator.scenariofile` reads it from a file. Spans and instants are whole microseconds; the run is the
half-open time from `start` until `end`.
"""

from collections.abc import Mapping

from msgspec import Struct

from dispatcher.centre import Centre
from dispatcher.vocabulary import HOUR, SECOND, AgentId, Instant, QueueId, Span, later
from simulator.laws import NOTHING as NOTHING
from simulator.laws import Kind as Kind
from simulator.laws import Law as Law


class Redial(Struct, frozen=True, kw_only=True):
    """Of those who hung up or were turned away, `share` call again, `after` so long; `most` times in all.

    A try is a contact of its own, with the same work to do and a patience of its own.
    """

    share: float
    after: Law
    most: int = 10


class Hop(Struct, frozen=True, kw_only=True):
    """`share` of them turn to the queue `to` instead, `after` so long."""

    to: QueueId
    share: float = 1.0
    after: Law = NOTHING


class Nagging(Struct, frozen=True, kw_only=True):
    """`share` of those without a reply write again each time so long has passed, at most `most` times."""

    after: Law
    share: float = 1.0
    most: int = 1


class Demand(Struct, frozen=True, kw_only=True):
    """Who comes to one queue.

    `per_hour` is the rate by `interval` from the start of the run, and begins anew at its end; one number is
    a constant rate. `spread` is that of a gamma factor on each interval's volume. `trace` are instants at
    which somebody comes besides, `opening` those already there at the start, and `endless` as many as stand
    in line at any time: as soon as one is taken up, another comes.

    `handle` is hands-on time of a full agent. Without `patience` nobody hangs up; writers never do. No more
    than `places` are open at once; whoever comes then is turned away.

    Of callers that hung up or were turned away some `redial`, and of those who then give up for good some
    turn `instead` to another queue. Writers without a reply write `again`, and turn to another queue
    (`hops`); when that contact is done, so is the letter.
    """

    per_hour: tuple[float, ...] = ()
    interval: Span = HOUR
    spread: float = 0.0
    trace: tuple[Instant, ...] = ()
    opening: int = 0
    endless: int = 0
    handle: Law
    patience: Law | None = None
    places: int | None = None
    redial: Redial | None = None
    instead: Hop | None = None
    again: Nagging | None = None
    hops: Hop | None = None

    @property
    def eventful(self) -> bool:
        """Does it matter what becomes of those who come?"""
        said = (self.places, self.redial, self.instead, self.again, self.hops)
        return bool(self.endless) or any(one is not None for one in said)


class Shift(Struct, frozen=True, kw_only=True):
    """When an agent is there; she is away during her `breaks`, each from an instant until another."""

    begins: Instant
    ends: Instant
    breaks: tuple[tuple[Instant, Instant], ...] = ()


class Habits(Struct, frozen=True, kw_only=True):
    """How agents work.

    `ring` is how long an offer rings before she answers; when that is longer than the queue's offer timeout
    she misses it, and is ready again `back_after` later. `speeds[e - 1]` is what she gets done with e emails
    open, as a share of a full agent; the last one holds for more emails. `absence` is the share of days
    on which an agent does not come.
    """

    ring: Law = NOTHING
    back_after: Span = Span(60 * SECOND)
    speeds: tuple[float, ...] = (1.0,)
    absence: float = 0.0

    def speed(self, emails: int) -> float:
        """What each of so many open emails gets of a full agent."""
        return self.speeds[min(emails, len(self.speeds)) - 1] / emails


class Precision(Struct, frozen=True, kw_only=True):
    """Play on until this KPI's interval reaches no further than `within` of its mean, or `most` are played.

    `queue` is "" for the whole centre.
    """

    kpi: str
    within: float
    queue: QueueId = QueueId("")
    most: int = 1000


class Scenario(Struct, frozen=True, kw_only=True):
    """Everything a simulation supposes.

    `busyness` is the spread (standard deviation over mean) of the day's volume, which all queues share: some
    days are busy, and no forecast knows which. An agent not named in `shifts` works all the time. Nothing is
    measured before `warm_up` is over: 0 for a finite day, longer for the steady state. It is played
    `replications` times, and with `precision` longer, if need be. `paces` is what an agent gets done as a
    share of a full one, `agent_hour` what an hour of hers costs, in whatever money.
    """

    centre: Centre
    start: Instant
    length: Span
    demands: Mapping[QueueId, Demand]
    habits: Habits = Habits()
    shifts: Mapping[AgentId, tuple[Shift, ...]] = {}
    paces: Mapping[AgentId, float] = {}
    busyness: float = 0.0
    warm_up: Span = Span(0)
    replications: int = 10
    precision: Precision | None = None
    seed: int = 1
    agent_hour: float = 0.0

    @property
    def end(self) -> Instant:
        """The first instant that no longer belongs to the run."""
        return later(self.start, self.length)

    @property
    def measured_from(self) -> Instant:
        """The first instant that counts."""
        return later(self.start, self.warm_up)

    def shifts_of(self, agent: AgentId) -> tuple[Shift, ...]:
        """When she works; all the time unless something else is said."""
        return self.shifts.get(agent, (Shift(begins=self.start, ends=self.end),))

    def pace_of(self, agent: AgentId) -> float:
        """What she gets done, as a share of a full agent."""
        return self.paces.get(agent, 1.0)
