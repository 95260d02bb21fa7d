"""Where a plan begins: a template for this centre, or a day as it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from analytics.eventlog import EventLog
from analytics.intervals import instant, moment, stamp
from dashboard.planning.plan import MOST_AGENTS, Line, Plan
from dispatcher.centre import Centre
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Instant, QueueId, Span, later

SHAPE: Final = (0.6, 1.0, 1.3, 1.2, 0.9, 1.0, 1.2, 1.1, 0.9, 0.8)
"""A working day's volume from eight o'clock, hour by hour, 1 on average: two humps around lunch."""

OPENS: Final = 8  # o'clock
LOADED: Final = 0.65  # of the agents' time is work in the template
PATIENCE: Final = Span(3 * MINUTE)  # of a template, and of a day on which nobody hung up
DAYS_BACK: Final = 14  # days that can be started from

ARRIVALS: Final = (
    "SELECT epoch_us(occurred) AS at, queue FROM facts WHERE run = 0 AND kind = 'ContactArrived'"
    " AND inside IS NOT TRUE AND occurred >= $since AND occurred < $until ORDER BY number"
)
HANDLED: Final = (
    "SELECT queue, avg(handled) AS handled FROM facts WHERE run = 0 AND kind = 'ContactClosed'"
    " AND inside IS NOT TRUE AND handled > 0 AND occurred >= $since AND occurred < $until GROUP BY queue"
)
WAITED: Final = (
    "SELECT queue, sum(waited) AS waited, count(*) FILTER (kind = 'ContactAbandoned') AS left FROM facts"
    " WHERE run = 0 AND live AND (kind = 'ContactAbandoned' OR (kind = 'OfferAccepted' AND first))"
    " AND occurred >= $since AND occurred < $until GROUP BY queue"
)
AT_WORK: Final = (
    "SELECT epoch_us(date_trunc('hour', occurred)) AS hour, count(DISTINCT agent) AS agents FROM facts"
    " WHERE run = 0 AND agent IS NOT NULL AND occurred >= $since AND occurred < $until GROUP BY ALL"
)
BUSY_DAYS: Final = (
    "SELECT DISTINCT epoch_us(occurred) // 900000000 AS quarter FROM facts WHERE run = 0"
    " AND kind = 'ContactArrived' AND inside IS NOT TRUE AND occurred >= $since"
)


def template(centre: Centre, now: Instant, zone: tzinfo | None) -> Plan:
    """An ordinary working day: all agents there, every queue its share of their time."""
    today = moment(now, zone).date()
    start = instant(datetime.combine(today, time(OPENS), zone).astimezone())
    share = LOADED * len(centre.agents) / max(1, len(centre.queues))
    lines = {
        queue.id: Line(
            per_hour=tuple(round(share * HOUR / queue.expected_handle * hour, 1) for hour in SHAPE),
            handle=queue.expected_handle,
            patience=PATIENCE if centre.channel_of(queue.id).live else None,
        )
        for queue in centre.queues.values()
    }
    return Plan(start=start, lines=lines, agents=(min(MOST_AGENTS, len(centre.agents)),) * len(SHAPE))


def days_known(events: EventLog, now: Instant, zone: tzinfo | None) -> list[str]:
    """The dates of late on which somebody came, the newest first."""
    rows = events.ask(BUSY_DAYS, since=stamp(later(now, Span(-DAYS_BACK * DAY)))).rows()
    quarters = (Instant(row[0] * 15 * MINUTE) for row in rows)
    return sorted({moment(at, zone).date().isoformat() for at in quarters}, reverse=True)


def as_it_was(events: EventLog, centre: Centre, day: str, zone: tzinfo | None) -> Plan | None:
    """That day from its first contact's hour to its last's; None when nobody came to a queue that still is.

    Handle times are the day's means. Patience is the time waited by all over those who hung up: the likeliest
    exponential one, since whoever was answered only showed that hers was longer (censored).
    """
    midnight = datetime.combine(datetime.fromisoformat(day).date(), time.min, zone)
    since, until = (instant(one.astimezone()) for one in (midnight, midnight + timedelta(days=1)))
    within = {"since": stamp(since), "until": stamp(until)}
    came = [(at, queue) for at, queue in events.ask(ARRIVALS, **within).rows() if queue in centre.queues]
    if not came:
        return None
    first, last = ((at - since) // HOUR for at in (came[0][0], came[-1][0]))
    start, hours = later(since, Span(first * HOUR)), int(last - first) + 1
    handled, patience = _handled(events, within), _patience(events, within)
    queues = dict.fromkeys(QueueId(queue) for _, queue in came)
    return Plan(
        start=start,
        lines={
            queue: Line(
                per_hour=_by_hour([at for at, of in came if of == queue], start, hours),
                handle=max(SECOND, handled.get(queue, centre.queues[queue].expected_handle)),
                patience=patience.get(queue, PATIENCE) if centre.channel_of(queue).live else None,
            )
            for queue in queues
        },
        agents=_at_work(events, within, start, hours, len(centre.agents)),
    )


def _by_hour(instants: Sequence[int], start: Instant, hours: int) -> tuple[float, ...]:
    counts = [0.0] * hours
    for at in instants:
        counts[(at - start) // HOUR] += 1
    return tuple(counts)


def _handled(events: EventLog, within: Mapping[str, Any]) -> dict[str, int]:
    return {queue: round(mean) for queue, mean in events.ask(HANDLED, **within).rows()}


def _patience(events: EventLog, within: Mapping[str, Any]) -> dict[str, int]:
    rows = events.ask(WAITED, **within).rows()
    return {queue: min(DAY, max(SECOND, int(waited) // left)) for queue, waited, left in rows if left}


def _at_work(
    events: EventLog, within: Mapping[str, Any], start: Instant, hours: int, most: int
) -> tuple[int, ...]:
    """Who did anything in the hour; where nobody did, but contacts came, one."""
    counts = dict(events.ask(AT_WORK, **within).rows())
    return tuple(
        min(MOST_AGENTS, most, max(1, _near(counts, later(start, Span(n * HOUR))))) for n in range(hours)
    )


def _near(counts: Mapping[int, int], since: Instant) -> int:
    """Of the clock hours of UTC that this hour touches (zones may be off by minutes), the most."""
    first = since - since % HOUR
    return max(counts.get(first, 0), counts.get(first + HOUR, 0) if since % HOUR else 0)
