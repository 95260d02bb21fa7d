"""Facts as rows of the event log, each completed with what its contact's earlier facts said.

A closing that knows when its contact arrived, an answer that knows what was promised: so every KPI is one
pass over rows, with no join. What must be remembered for that is only the open contacts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from dispatcher import events as fact
from dispatcher.vocabulary import Channel, ContactId, Instant, QueueId, Urgency, between

Schema = dict[str, pl.DataType | type[pl.DataType]]

MOMENT: Final = pl.Datetime("us")

COLUMNS: Final[Schema] = {
    "run": pl.Int32,
    "number": pl.Int64,
    "occurred": MOMENT,
    "kind": pl.String,
    "contact": pl.String,
    "agent": pl.String,
    "queue": pl.String,
    "channel": pl.String,
    "urgency": pl.String,
    "why": pl.String,
    "first": pl.Boolean,
    "waited": pl.Int64,
    "handled": pl.Int64,
    "lasted": pl.Int64,
    "took": pl.Int64,
    "parked": pl.Int64,
    "arrived": MOMENT,
    "due": MOMENT,
    "promise": pl.Int64,
    "queued": MOMENT,
}
"""`queued` is when the wait began that this fact ends; null on all other facts. Spans are microseconds."""

SAID: Final = ("agent", "why", "first", "waited", "handled", "lasted", "took", "parked")
"""Columns that a fact fills by its own field of that name."""

STANDING: Final[Schema] = {
    "run": pl.Int32,
    "contact": pl.String,
    "queue": pl.String,
    "channel": pl.String,
    "arrived": MOMENT,
    "queued": MOMENT,
}

Row = tuple[object, ...]


@dataclass(slots=True)
class Standing:
    """An open contact: what its arrival said, and since when it has stood in line (None: an agent has it)."""

    queue: QueueId
    channel: Channel
    urgency: Urgency
    arrived: Instant
    due: Instant
    queued: Instant | None


class OpenContacts:
    """The contacts of each run that are still open; `complete` keeps it in step with the facts."""

    def __init__(self) -> None:
        self.standing: dict[tuple[int, ContactId], Standing] = {}

    def complete(self, run: int, number: int, event: fact.Event) -> Row:
        """The fact's row, in the order of `COLUMNS`; facts must come in the order of their numbers."""
        key = (run, getattr(event, "contact", ContactId("")))
        if isinstance(event, fact.ContactArrived):
            self.standing[key] = _arrival(event)
        known = self.standing.get(key)
        row = _row(run, number, event, known)
        if known is not None:
            self._follow(key, known, event)
        return row

    def frame(self) -> pl.DataFrame:
        """The open contacts as a table with the columns of `STANDING`."""
        rows = [
            (run, contact, known.queue, known.channel, known.arrived, known.queued)
            for (run, contact), known in self.standing.items()
        ]
        return pl.DataFrame(rows, schema=STANDING, orient="row")

    def _follow(self, key: tuple[int, ContactId], known: Standing, event: fact.Event) -> None:
        match event:
            case fact.OfferAccepted():
                known.queued = None
            case fact.ContactReturned():
                known.queued = event.at
            case fact.ContactClosed() | fact.ContactAbandoned():
                del self.standing[key]
            case _:
                pass


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a table with the columns of `COLUMNS`."""
    return pl.DataFrame(list(rows), schema=COLUMNS, orient="row")


def _arrival(event: fact.ContactArrived) -> Standing:
    return Standing(event.queue, event.channel, event.urgency, event.at, event.due, queued=event.at)


def _row(run: int, number: int, event: fact.Event, known: Standing | None) -> Row:
    agent, *said = (getattr(event, name, None) for name in SAID)
    head = (run, number, event.at, type(event).__name__, getattr(event, "contact", None), agent)
    if known is None:
        place = getattr(event, "queue", None), getattr(event, "channel", None)
        return (*head, *place, None, *said, None, None, None, None)
    promise = between(known.arrived, known.due)
    queued = known.queued if isinstance(event, fact.OfferAccepted | fact.ContactAbandoned) else None
    return (
        *(*head, known.queue, known.channel, known.urgency),
        *(*said, known.arrived, known.due, promise, queued),
    )
