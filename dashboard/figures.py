"""The wallboard's figures from the live picture and the KPIs: plain data, ready to be sent.

What runs on by itself (a wait, the time in a state) is told as the instant it began; the screen counts.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from analytics.kpis import Level
from dashboard.agents import Activity, AgentRow, agent_row
from dashboard.measured import Measured
from dashboard.queues import Judge, QueueRow, earliest, in_line, is_customers, queue_rows, worst_first
from dashboard.sparks import spark
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import HOUR, AgentId, Instant, QueueId, Span, between

AGES: Final = (Span(HOUR), Span(4 * HOUR), Span(24 * HOUR))
"""Where the email backlog's age bands end; the last band is open."""


class Tile(Struct, kw_only=True, omit_defaults=True):
    """One number of the centre and what stands beside it.

    The number is `value`, or the time since `since`. `second` and `second_since` tell the same of emails
    where the first is about calls. `change` is against the half hour before; `late` waits past its promise;
    `queue` and `promise` are those of the call that waits longest.
    """

    value: float | None = None
    since: Instant | None = None
    second: float | None = None
    second_since: Instant | None = None
    level: Level = Level.PLAIN
    target: float | None = None
    change: float | None = None
    quarter_hour: float | None = None
    half_hour: float | None = None
    today: float | None = None
    rate: float | None = None
    late: int | None = None
    queue: str = ""
    promise: Span | None = None
    ages: tuple[int, ...] = ()
    spark: str = ""


class Board(Struct, kw_only=True):
    """Everything on the wallboard. Queues stand worst first, agents by activity and then by how long."""

    centre: str
    tiles: dict[str, Tile]
    queues: dict[QueueId, QueueRow]
    queue_order: list[QueueId]
    agents: dict[AgentId, AgentRow]
    agent_order: list[AgentId]


def board(state: State, measured: Measured, now: Instant, judge: Judge) -> Board:
    """The whole board as of `now`; `judge` says how a share stands to its target."""
    queues = queue_rows(state, measured, judge)
    agents = {id_: agent_row(agent, state, measured) for id_, agent in state.agents.items()}
    theirs = [contact for contact in state.contacts.values() if is_customers(contact)]
    order = list(Activity)
    return Board(
        centre=state.centre.name if state.centre else "",
        tiles=_waiting(state, theirs, now) | _measured(theirs, measured, _target(state), judge),
        queues=queues,
        queue_order=sorted(queues, key=lambda id_: worst_first(queues[id_], id_)),
        agents=agents,
        agent_order=sorted(agents, key=lambda a: (order.index(agents[a].activity), agents[a].since, a)),
    )


# --- the centre -----------------------------------------------------------------------------------------


def _waiting(state: State, theirs: Sequence[ContactState], now: Instant) -> dict[str, Tile]:
    waiting = [contact for contact in theirs if in_line(contact)]
    calls = [contact for contact in waiting if contact.live]
    emails = [contact for contact in waiting if not contact.live]
    level = max((_urge(call, now) for call in calls), key=lambda urge: urge.weight, default=Level.PLAIN)
    late = sum(contact.broken for contact in waiting)
    longest = Tile(since=earliest(calls), second_since=earliest(emails), level=level)
    if calls:
        call = min(calls, key=lambda call: (call.arrived, call.id))
        queue = state.queue_of(call)
        longest.queue, longest.promise = queue.name, queue.terms(call.tier).promise
    return {
        "waiting": Tile(value=len(calls), second=len(emails), late=late, level=level),
        "longest_wait": longest,
    }


def _urge(call: ContactState, now: Instant) -> Level:
    """In the last quarter of its promise a call wants attention."""
    if call.broken:
        return Level.BREACH
    left, promise = between(now, call.due), between(call.arrived, call.due)
    return Level.ATTENTION if 4 * left <= promise else Level.PLAIN


def _measured(
    contacts: Sequence[ContactState], measured: Measured, target: float, judge: Judge
) -> dict[str, Tile]:
    return {
        "service_level": _service_level(measured, target, judge),
        "sla_breaches": _breaches(measured),
        "incoming": _flow("incoming", measured),
        "closed": _flow("closed", measured),
        "backlog": _backlog(contacts, measured),
        "abandoned": _flow("abandoned", measured, rate=measured.today["abandon_rate"]),
    }


NO_TARGET: Final = 1.0  # of a centre nobody knows yet


def _target(state: State) -> float:
    """What the service level of all calls together is held against: the highest of their queues' targets."""
    if state.centre is None:
        return NO_TARGET
    live = [q.target for q in state.centre.queues.values() if state.centre.channel_of(q.id).live]
    return max(live, default=100) / 100


def _service_level(measured: Measured, target: float, judge: Judge) -> Tile:
    value, before = measured.half_hour["service_level"], measured.half_hour_before["service_level"]
    return Tile(
        value=value,
        level=judge("centre", value, target),
        target=target,
        change=None if value is None or before is None else value - before,
        quarter_hour=measured.quarter_hour["service_level"],
        today=measured.today["service_level"],
        spark=_trend("service_level", measured, top=1.0),
    )


def _breaches(measured: Measured) -> Tile:
    tile = _flow("sla_breaches", measured)
    tile.level = Level.ATTENTION if tile.half_hour else Level.GOOD
    return tile


def _flow(name: str, measured: Measured, rate: float | None = None) -> Tile:
    return Tile(
        value=measured.today[name],
        half_hour=measured.half_hour[name],
        rate=rate,
        spark=_trend(name, measured),
    )


def _backlog(contacts: Sequence[ContactState], measured: Measured) -> Tile:
    emails = [contact.arrived for contact in contacts if not contact.live]
    bands = Counter(sum(between(arrived, measured.at) >= end for end in AGES) for arrived in emails)
    ages = tuple(bands[band] for band in range(len(AGES) + 1))
    return Tile(value=len(contacts), ages=ages, spark=_trend("backlog", measured))


def _trend(name: str, measured: Measured, top: float | None = None) -> str:
    """Nothing draws no line."""
    values = [quarter[name] for quarter in measured.quarters]
    return spark(values, top) if any(values) else ""
