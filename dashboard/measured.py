"""What the wallboard asks of the event log, in three questions."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final

from msgspec import Struct

from analytics.asof import Asked
from analytics.eventlog import Values
from analytics.intervals import QUARTER_HOUR, Window, last, quarters_before, today
from analytics.kpis import Cut, pick
from dispatcher.vocabulary import MINUTE, AgentId, ChannelId, Instant, QueueId, Span, later

HALF_HOUR: Final = Span(30 * MINUTE)
TREND: Final = 16  # quarter hours

_BOARD: Final = pick("incoming", "closed", "abandoned", "abandon_rate", "sla_breaches", "service_level")
_TREND: Final = pick("incoming", "closed", "abandoned", "sla_breaches", "service_level", "backlog")
_QUEUE: Final = pick("service_level", "promises_kept", "incoming")
_AGENT: Final = pick("closed")


class Measured(Struct, frozen=True, kw_only=True):
    """KPIs as of `at`. `quarters` are the last four hours by quarter hours that are over, oldest first."""

    at: Instant
    today: Values
    half_hour: Values
    half_hour_before: Values
    quarter_hour: Values
    quarters: Sequence[Values]
    queues: Mapping[QueueId, Values]
    closed: Mapping[AgentId, Mapping[ChannelId, int]]


def take(log: Asked, now: Instant, zone: tzinfo | None = None) -> Measured:
    """Measure everything the board shows, as of `now`."""
    day, half = today(now, zone), last(HALF_HOUR, now, "half_hour")
    before = Window("before", later(half.since, Span(-HALF_HOUR)), half.since)
    windows = [day, half, before, last(QUARTER_HOUR, now, "quarter_hour")]
    whole, half_whole, before_whole, quarter_whole = log.kpis(windows, _BOARD).rows(named=True)
    queues = log.kpis([day], _QUEUE, [Cut.QUEUE]).rows(named=True)
    agents = log.kpis([day], _AGENT, [Cut.AGENT, Cut.CHANNEL]).rows(named=True)
    return Measured(
        at=now,
        today=whole,
        half_hour=half_whole,
        half_hour_before=before_whole,
        quarter_hour=quarter_whole,
        quarters=log.over(quarters_before(now, TREND), _TREND),
        queues={QueueId(row["queue"]): row for row in queues},
        closed=_by_agent(agents),
    )


def _by_agent(rows: Sequence[Mapping[str, Any]]) -> dict[AgentId, dict[ChannelId, int]]:
    closed: dict[AgentId, dict[ChannelId, int]] = {}
    for row in rows:
        closed.setdefault(row["agent"], {})[row["channel"]] = int(row["closed"])
    return closed


def unmeasured(at: Instant) -> Measured:
    """What the board shows when the event log cannot be asked: no numbers rather than wrong ones."""
    none: Values = dict.fromkeys(kpi.name for kpi in _BOARD)
    return Measured(
        at=at,
        today=none,
        half_hour=none,
        half_hour_before=none,
        quarter_hour=none,
        quarters=(),
        queues={},
        closed={},
    )
