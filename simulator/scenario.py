"""What a simulation supposes: a centre, who comes, who works, and for how long we watch.

`simulator.scenariofile` reads it from a file. Spans and instants are whole microseconds; the run is the
half-open time from `start` until `end`.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from dispatcher.centre import Centre
from dispatcher.vocabulary import SECOND, AgentId, Instant, QueueId, Span, later


class Kind(StrEnum):
    """The shape of a law."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    FIXED = "fixed"


class Law(Struct, frozen=True, kw_only=True):
    """How long something takes. `cv`, standard deviation over mean, is looked at for lognormal only."""

    mean: Span
    kind: Kind = Kind.EXPONENTIAL
    cv: float = 1.0


NOTHING = Law(mean=Span(0), kind=Kind.FIXED)
"""The law of what takes no time."""


class Demand(Struct, frozen=True, kw_only=True):
    """Who comes to one queue.

    `per_hour` is the rate by `interval` from the start of the run, and begins anew at its end; one number is
    a constant rate. `handle` is hands-on time of a full agent. Without `patience` nobody hangs up; writers
    never do.
    """

    per_hour: tuple[float, ...]
    interval: Span
    handle: Law
    patience: Law | None = None


class Shift(Struct, frozen=True, kw_only=True):
    """When an agent is ready for work."""

    begins: Instant
    ends: Instant


class Habits(Struct, frozen=True, kw_only=True):
    """How agents work.

    `ring` is how long an offer rings before she answers; when that is longer than the queue's offer timeout
    she misses it, and is ready again `back_after` later. `speeds[e - 1]` is what she gets done with e emails
    open, as a share of a full agent; the last one holds for more emails.
    """

    ring: Law = NOTHING
    back_after: Span = Span(60 * SECOND)
    speeds: tuple[float, ...] = (1.0,)

    def speed(self, emails: int) -> float:
        """What each of so many open emails gets of a full agent."""
        return self.speeds[min(emails, len(self.speeds)) - 1] / emails


class Scenario(Struct, frozen=True, kw_only=True):
    """Everything a simulation supposes.

    `busyness` is the spread (standard deviation over mean) of the day's volume, which all queues share: some
    days are busy, and no forecast knows which. An agent not named in `shifts` works all the time. Nothing is
    measured before `warm_up` is over: 0 for a finite day, longer for the steady state.
    """

    centre: Centre
    start: Instant
    length: Span
    demands: Mapping[QueueId, Demand]
    habits: Habits = Habits()
    shifts: Mapping[AgentId, tuple[Shift, ...]] = {}
    busyness: float = 0.0
    warm_up: Span = Span(0)
    replications: int = 10
    seed: int = 1

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
