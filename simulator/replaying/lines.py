"""The facts of a day as the event log has them, as far as a replay looks at them."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from analytics.intervals import Window
from analytics.notebook import Book
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CategoryId,
    ContactId,
    Instant,
    QueueId,
    Span,
    Tier,
    Urgency,
)


class Line(NamedTuple):
    """One fact: its kind, and what it says of its contact and its agent."""

    at: Instant
    kind: str
    contact: ContactId | None
    agent: AgentId | None
    to_agent: AgentId | None
    queue: QueueId | None
    to_queue: QueueId | None
    live: bool | None
    inside: bool | None
    why: str | None
    status: AgentStatus | None
    lasted: Span | None
    waited: Span | None
    arrived: Instant | None
    urgency: Urgency | None
    tier: Tier | None
    category: CategoryId | None
    customer: str | None


# Contacts that had left before the day are none of its business; of agents a week tells where they stand.
_QUERY: Final = """
    SELECT epoch_us(occurred), kind, contact, agent, to_agent, queue, to_queue, live, inside, why, status,
           lasted, waited, epoch_us(arrived), urgency, tier, category, customer
    FROM facts
    WHERE run = 0 AND occurred < make_timestamp({until})
      AND (occurred >= make_timestamp({since}) OR CASE WHEN contact IS NULL
           THEN occurred >= make_timestamp({since}) - INTERVAL 7 DAYS
           ELSE contact NOT IN (
               SELECT contact FROM facts WHERE run = 0 AND occurred < make_timestamp({since}) AND kind IN
               ('ContactClosed', 'ContactAbandoned', 'ContactMerged', 'ContactRejected')) END)
    ORDER BY number
"""


def lines(book: Book, day: Window) -> Iterator[Line]:
    """Every fact until the day's end about the agents, and about contacts that were open on it."""
    for row in book.sql(_QUERY.format(since=int(day.since), until=int(day.until))).iter_rows():
        line = Line(*row)
        yield line._replace(
            status=None if line.status is None else AgentStatus(line.status),
            urgency=None if line.urgency is None else Urgency(line.urgency),
        )
