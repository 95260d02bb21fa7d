"""What a KPI's definition is made of; the definitions themselves stand in `analytics.kpis`."""

from enum import StrEnum
from typing import Final

import msgspec

from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Span


class Unit(StrEnum):
    """What a KPI's value counts. Spans are microseconds, shares lie between 0 and 1, rates are an hour's."""

    COUNT = "count"
    SHARE = "share"
    SPAN = "span"
    RATE = "rate"
    RATIO = "ratio"


class Kind(StrEnum):
    """What is measured: what happened, what stands, how time was spent, who came back, how values spread."""

    FLOW = "flow"
    STOCK = "stock"
    TIME = "time"
    VISIT = "visit"
    SPREAD = "spread"


class Better(StrEnum):
    """Which way is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Level(StrEnum):
    """How a number stands. `PLAIN` has nothing to be measured against."""

    PLAIN = "plain"
    GOOD = "good"
    ATTENTION = "attention"
    BREACH = "breach"

    @property
    def weight(self) -> int:
        """The heavier, the worse."""
        return list(Level).index(self)


class Cut(StrEnum):
    """What a KPI can be told apart by. `RUN` is the simulator's replication; the live centre is run 0.

    Team, category and tier are those of the moment in which something happened.
    """

    RUN = "run"
    QUEUE = "queue"
    CHANNEL = "channel"
    AGENT = "agent"
    TEAM = "team"
    CATEGORY = "category"
    TIER = "tier"


EVERYWHERE: Final = frozenset({Cut.RUN, Cut.QUEUE, Cut.CHANNEL, Cut.CATEGORY, Cut.TIER})
ALSO_BY_AGENT: Final = frozenset(Cut)
PEOPLE: Final = frozenset({Cut.RUN, Cut.AGENT, Cut.TEAM})


class Thresholds(msgspec.Struct, frozen=True):
    """From `attention` on somebody should look, from `breach` on somebody must act; in the KPI's own unit."""

    attention: float
    breach: float


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """A distribution: how many of the facts `where` have a `value` between each two `EDGES`.

    Counts in fixed bins add up, as percentiles do not: those of the day are the sums of its quarter hours'.
    """

    name: str
    title: str
    meaning: str
    value: str
    where: str
    version: int = 1


EDGES: Final[tuple[Span, ...]] = tuple(
    Span(edge)
    for edge in (
        0,
        *(SECOND * n for n in (5, 10, 15, 20, 30, 45)),
        *(MINUTE * n for n in (1, 2, 3, 5, 10, 15, 30)),
        *(HOUR * n for n in (1, 2, 4, 8)),
        *(DAY * n for n in (1, 2, 4, 7)),
    )
)
"""Where the bins of every spread begin; the last one has no end. Fine where calls are, coarse for letters."""


class Kpi(msgspec.Struct, frozen=True, kw_only=True):
    """One definition. `per` is null for plain sums and for stocks.

    A value is null where there is nothing to divide by, or nothing to be the longest of. A definition of the
    same idea by another rule is a *variant* of it, with a name of its own: to choose one rewrites nothing.
    For a spread's KPI `total` is the spread's name, and `percent` of the values lie below.
    """

    name: str
    title: str
    unit: Unit
    meaning: str
    total: str
    per: str | None = None
    kind: Kind = Kind.FLOW
    better: Better = Better.NEITHER
    cuts: frozenset[Cut] = EVERYWHERE
    version: int = 1
    variant_of: str = ""
    thresholds: Thresholds | None = None
    percent: int = 0

    @property
    def formula(self) -> str:
        """The definition as one SQL expression, for people to read."""
        if self.kind is Kind.SPREAD:
            return f"percentile {self.percent} of {self.total}"
        return self.total if self.per is None else f"{self.total} / {self.per}"

    @property
    def adds_up(self) -> bool:
        """Is the value of a window the sum of its parts'?"""
        return self.per is None and self.kind not in (Kind.STOCK, Kind.SPREAD)

    def level(self, value: float | None) -> Level:
        """How the value stands to the KPI's thresholds."""
        if value is None or self.thresholds is None:
            return Level.PLAIN
        sign = 1 if self.better is Better.LOWER else -1
        if sign * value >= sign * self.thresholds.breach:
            return Level.BREACH
        return Level.ATTENTION if sign * value >= sign * self.thresholds.attention else Level.GOOD


def count(where: str) -> str:
    """SQL for how many facts are so."""
    return f"count(*) FILTER ({where})"


def total(column: str, where: str) -> str:
    """SQL for the sum of a column over the facts that are so."""
    return f"sum({column}) FILTER ({where})"
