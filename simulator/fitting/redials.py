"""Who hung up and called again: told by the customer that an arrival names, never by her number."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from analytics.survival import Wait
from dispatcher.vocabulary import DAY, Instant, QueueId

ARRIVED: Final = """
    SELECT came.run, came.queue, epoch_us(came.occurred), came.customer, epoch_us(gone.occurred)
    FROM facts AS came LEFT JOIN facts AS gone
      ON gone.kind = 'ContactAbandoned' AND gone.run = came.run AND gone.contact = came.contact
     AND gone.arrived = came.occurred
    WHERE came.kind = 'ContactArrived' AND came.inside IS NOT TRUE
    ORDER BY came.run, came.number
"""
ENDS: Final = "SELECT run, epoch_us(max(occurred)) FROM facts GROUP BY run"


class Arrival(NamedTuple):
    """Somebody came; `left` is when she hung up, `customer` a digest of who it was, where that is known."""

    run: int
    queue: QueueId
    at: Instant
    customer: str | None
    left: Instant | None


class Left(NamedTuple):
    """A caller hung up, at her so-many-th attempt; the wait is until she called again, if she did."""

    queue: QueueId
    attempt: int
    wait: Wait


def told_apart(arrivals: Iterable[Arrival], ends: dict[int, Instant]) -> tuple[list[Arrival], list[Left]]:
    """Those who came about something new, and what became of every known caller who hung up.

    Another call is about the same when it is to the same queue, within a day.
    """
    fresh: list[Arrival] = []
    calls: dict[tuple[int, QueueId, str], list[Arrival]] = {}
    for one in arrivals:
        if one.customer is None:
            fresh.append(one)
        else:
            calls.setdefault((one.run, one.queue, one.customer), []).append(one)
    left: list[Left] = []
    for (run, _, _), theirs in calls.items():
        fresh += _follow(theirs, ends[run], left)
    return fresh, left


def _follow(calls: Sequence[Arrival], end: Instant, left: list[Left]) -> Iterator[Arrival]:
    """Of one customer's calls to one queue those that are no redial; notes what became of those hung up."""
    attempt, hung_up = 1, None
    for one in calls:
        again = hung_up is not None and one.at - hung_up <= DAY
        if hung_up is not None:
            waited = min(float(one.at - hung_up), float(DAY))
            left.append(Left(one.queue, attempt, Wait(waited, again)))
        if not again:
            yield one
        attempt, hung_up = attempt + 1 if again else 1, one.left
    if hung_up is not None:
        left.append(Left(calls[0].queue, attempt, Wait(min(float(end - hung_up), float(DAY)), False)))
