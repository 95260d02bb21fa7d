"""Facts as rows of the event log, each completed with what its contact's earlier facts said.

A closing that knows when its contact arrived, an answer that knows what was promised: so every KPI is one
pass over rows, with no join. What must be remembered for that is only the open contacts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, Final, get_args

import polars as pl

from analytics.organisation import Organisation, digest
from dispatcher import events as fact
from dispatcher.centre import WHOLE
from dispatcher.vocabulary import (
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    OfferReason,
    PromiseKind,
    QueueId,
    Tier,
    Urgency,
)

Schema = dict[str, pl.DataType | type[pl.DataType]]

MOMENT: Final = pl.Datetime("us")

COLUMNS: Final[Schema] = {
    "run": pl.Int32,
    "number": pl.Int64,
    "occurred": MOMENT,
    "kind": pl.String,
    "contact": pl.String,
    "queue": pl.String,
    "channel": pl.String,
    "agent": pl.String,
    "why": pl.String,
    "first": pl.Boolean,
    "waited": pl.Int64,
    "handled": pl.Int64,
    "lasted": pl.Int64,
    "took": pl.Int64,
    "parked": pl.Int64,
    "promise": pl.String,
    "late": pl.Boolean,
    "to_queue": pl.String,
    "to_agent": pl.String,
    "status": pl.String,
    "team": pl.String,
    "customer": pl.String,
    "urgency": pl.String,
    "live": pl.Boolean,
    "inside": pl.Boolean,
    "arrived": MOMENT,
    "due": MOMENT,
    "entered": MOMENT,
    "queued": MOMENT,
    "category": pl.String,
    "tier": pl.String,
    "share": pl.Int64,
    "replied": pl.Boolean,
}
"""What a row holds; spans are microseconds.

`promise` is the kind of promise a fact is about. `live` says that its contact's customer waits on the line,
`inside` that the contact is no customer's: a consultation, or a request for approval. `urgency` is that on
arrival, `due` when the answer or the first reply was promised. `entered` is when the stay in the queue began
that this fact ends, `queued` the same of the wait; both are null on all other facts. `why` of an acceptance
is that of its offer. `team` is the agent's at that time, `share` how many percent of her the contact takes,
and `customer` a digest that tells the same customer again and nobody who she is; arrivals alone have one.
"""

SAID: Final = (
    "agent",
    "why",
    "first",
    "waited",
    "handled",
    "lasted",
    "took",
    "parked",
    "promise",
    "late",
    "to_queue",
    "to_agent",
    "status",
)
"""Columns that a fact fills by its own field of that name."""

STANDING: Final[Schema] = {
    "run": pl.Int32,
    "contact": pl.String,
    "queue": pl.String,
    "channel": pl.String,
    "arrived": MOMENT,
    "entered": MOMENT,
    "queued": MOMENT,
    "category": pl.String,
    "tier": pl.String,
}

Row = tuple[object, ...]

LEAVES: Final = fact.ContactClosed | fact.ContactAbandoned | fact.ContactMerged | fact.ContactRejected
"""After these a contact is no longer open."""

MOVES: Final = fact.ContactMoved | fact.ContactTransferred
"""After these it stands in another queue, `to_queue`, or at another place of the same."""

LINES_UP: Final = (
    fact.ContactArrived | MOVES | fact.ContactReturned | fact.ReplyReturned | fact.ContactReopened
)
"""After these it stands in line."""

TAKEN: Final = fact.OfferAccepted | fact.ContactAnswered
"""After these it stands in no line: an agent has it, or an article answered it."""

ANSWERS: Final = (PromiseKind.ANSWER, PromiseKind.FIRST_RESPONSE)
"""What every customer is promised on arrival: one of these."""


@dataclass(slots=True)
class Standing:
    """An open contact, as far as later facts need it; `queued` is None while it does not stand in line."""

    queue: QueueId
    channel: ChannelId
    urgency: Urgency
    live: bool
    inside: bool
    arrived: Instant
    due: Instant | None
    entered: Instant
    queued: Instant | None
    category: CategoryId | None
    tier: Tier | None
    share: int
    replied: bool
    offered: OfferReason | None


class OpenContacts:
    """The contacts of each run that are still open; `complete` keeps it in step with the facts."""

    def __init__(self) -> None:
        self.standing: dict[tuple[int, ContactId], Standing] = {}
        self.organisation = Organisation()

    def complete(self, run: int, number: int, event: fact.Event) -> Row:
        """The fact's row, in the order of `COLUMNS`; facts must come in the order of their numbers."""
        contact, queue, channel, *said = _READERS[kind := type(event)](event)
        head, key = (run, number, event.at, kind.__name__, contact), (run, contact)
        team = self.organisation.teams.get(said[_TO_AGENT] or said[_AGENT])
        customer = None
        if isinstance(event, fact.ContactArrived):
            self.standing[key] = _arrival(event, self.organisation)
            customer = digest(event.customer)
        known = self.standing.get(key)
        if known is None:
            self.organisation.follow(event)
            return (*head, queue, channel, *said, team, customer, *_NOTHING_KNOWN)
        if isinstance(event, fact.PromiseFact):
            _promise(known, event)
        elif kind is fact.OfferAccepted:
            said[_WHY] = known.offered
        elif isinstance(event, fact.ContactCategorised):
            known.category = event.category
        where = (queue or known.queue, channel or known.channel)
        row = (*head, *where, *said, team, customer, *_known(kind, known))
        self._follow(key, known, event)
        return row

    def frame(self) -> pl.DataFrame:
        """The customers' open contacts as a table with the columns of `STANDING`."""
        rows = [
            (
                run,
                contact,
                known.queue,
                known.channel,
                known.arrived,
                known.entered,
                known.queued,
                known.category,
                known.tier,
            )
            for (run, contact), known in self.standing.items()
            if not known.inside
        ]
        return pl.DataFrame(rows, schema=STANDING, orient="row")

    def _follow(self, key: tuple[int, ContactId], known: Standing, event: fact.Event) -> None:
        kind = type(event)
        if kind in _LEAVES:
            del self.standing[key]
        elif kind in _TAKEN:
            known.queued = None
        elif kind in _LINES_UP:
            known.queued = event.at
            if isinstance(event, MOVES):
                known.queue, known.entered = event.to_queue, event.at
        elif isinstance(event, fact.ContactOffered):
            known.offered = event.why
        elif kind is fact.ReplySubmitted:
            known.replied = True


class Stood(OpenContacts):
    """The open contacts of a moment that is over: nothing more can come."""

    def __init__(self, table: pl.DataFrame) -> None:
        super().__init__()
        self._table = table

    def frame(self) -> pl.DataFrame:
        """See `OpenContacts.frame`."""
        return self._table


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows, one at least, as a table with the columns of `COLUMNS`."""
    columns = zip(COLUMNS.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=kind) for (name, kind), values in columns])


def _arrival(event: fact.ContactArrived, organisation: Organisation) -> Standing:
    inside = event.consults is not None or event.approves is not None
    return Standing(
        queue=event.queue,
        channel=event.channel,
        urgency=event.urgency,
        live=event.consults is not None,
        inside=inside,
        arrived=event.at,
        due=None,
        entered=event.at,
        queued=event.at,
        category=event.category,
        tier=event.tier,
        share=organisation.shares.get(event.channel, WHOLE),
        replied=False,
        offered=None,
    )


def _promise(known: Standing, event: fact.PromiseFact) -> None:
    """On a live channel an answer is promised, on any other a reply; that is how we know which it is."""
    if event.promise in ANSWERS:
        known.live = event.promise is PromiseKind.ANSWER
        known.due = getattr(event, "due", known.due)


def _known(kind: type[fact.Event], known: Standing) -> Row:
    entered = known.entered if kind in _ENDS_STAY else None
    queued = known.queued if kind in _ENDS_WAIT else None
    seen = (known.urgency, known.live, known.inside, known.arrived, known.due, entered, queued)
    return (*seen, known.category, known.tier, known.share, known.replied)


_NOTHING_KNOWN: Final[Row] = (None,) * 11
_AGENT, _WHY, _TO_AGENT = (SAID.index(name) for name in ("agent", "why", "to_agent"))


def _reader(kind: type[fact.Event]) -> Callable[[fact.Event], tuple[Any, ...]]:
    """How such a fact tells its contact, queue, channel and what it `SAID`; None for what it does not.

    Made once: looking for each name on every fact took half of the time that a fact costs here.
    """
    wanted = ("contact", "queue", "channel", *SAID)
    there = [name for name in wanted if name in kind.__struct_fields__]
    told = attrgetter("at", "at", *there)  # with two more it is always a tuple
    places = itemgetter(*(there.index(name) + 2 if name in there else -1 for name in wanted))
    return lambda event: places((*told(event), None))


_READERS: Final = {kind: _reader(kind) for kind in get_args(fact.Event)}
_LEAVES: Final = frozenset(get_args(LEAVES))
_MOVES: Final = frozenset(get_args(MOVES))
_LINES_UP: Final = frozenset(get_args(LINES_UP))
_ENDS_STAY: Final = _LEAVES | _MOVES
_TAKEN: Final = frozenset(get_args(TAKEN))
_ENDS_WAIT: Final = _ENDS_STAY | _TAKEN
