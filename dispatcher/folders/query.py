"""What lies in a folder: one question for the API, the pages and the mail to supervisors."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from dispatcher.engine.contact import ContactState
from dispatcher.engine.promises import left
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.folder import Folder, is_letter, pressing, promise_folder, state_folder
from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ContactId,
    Instant,
    PromiseKind,
    PromisePhase,
    QueueId,
    Span,
    TeamId,
    Tier,
    Urgency,
    Word,
)

MOST: Final = 200
"""Rows a page has at most."""


class Order(Word):
    """What a folder is sorted by; ties go by due time, then by id."""

    DUE = "due"
    ARRIVED = "arrived"
    URGENCY = "urgency"
    CUSTOMER = "customer"
    SUBJECT = "subject"
    QUEUE = "queue"
    AGENT = "agent"


class Topic(Word):
    """What letters are told apart by."""

    QUEUE = "queue"
    CATEGORY = "category"
    LANGUAGE = "language"
    TIER = "tier"


class Wanted(Struct, frozen=True, kw_only=True):
    """What somebody wants to see: a folder, of it what has these words, and `limit` rows after `skip`.

    `topics` narrow it: each says which value it has to have, "" for none. `text` is looked for in subject and
    customer. `teams` is how far she may see: what lies with agents of others is left out; none means all.
    """

    folder: Folder = Folder.UNANSWERED
    topics: Mapping[Topic, str] = {}
    agent: AgentId | None = None
    text: str = ""
    order: Order = Order.DUE
    descending: bool = False
    skip: int = 0
    limit: int = 50
    teams: frozenset[TeamId] = frozenset()


class Row(Struct, frozen=True, kw_only=True):
    """A letter in a folder. `agent` has it in hand, offered, or parked; `reserved` is for whom it waits.

    `promise` is what counts: one that broke, else the next one due, at `due`, with `left` of business time,
    below 0 once it is late; `paused` says that it stands still. All three are null when everything is kept.
    """

    id: ContactId
    folder: Folder
    subject: str
    customer: str
    queue: QueueId
    queue_name: str
    category: CategoryId | None
    category_name: str
    language: str
    tier: Tier | None
    urgency: Urgency
    arrived: Instant
    agent: AgentId | None
    agent_name: str
    reserved: AgentId | None
    offered: bool
    late: bool
    promise: PromiseKind | None
    due: Instant | None
    left: Span | None
    paused: bool


class Found(Struct, frozen=True, kw_only=True):
    """A page of a folder: `total` rows there are. `counts` are those of all folders, `topics` of this one.

    Both are counted of what she may see; `counts` within the topics wanted, `topics` within the folder.
    """

    rows: tuple[Row, ...]
    total: int
    counts: Mapping[Folder, int]
    topics: Mapping[Topic, Mapping[str, int]]


def look(state: State, roster: Roster, wanted: Wanted, now: Instant) -> Found:
    """What lies there now."""
    seen = [(contact, _folders(contact, now)) for contact in letters(state, wanted.teams)]
    inside = [contact for contact, folders in seen if wanted.folder in folders]
    fitting = [contact for contact in inside if _fits(contact, wanted)]
    of_topic = (folders for contact, folders in seen if _fits(contact, wanted))
    page = _sorted(fitting, state, wanted)[wanted.skip : wanted.skip + min(wanted.limit, MOST)]
    return Found(
        rows=tuple(row(contact, state, roster, now) for contact in page),
        total=len(fitting),
        counts=dict.fromkeys(Folder, 0) | Counter(one for folders in of_topic for one in folders),
        topics={topic: dict(Counter(_of(contact, topic) for contact in inside)) for topic in Topic},
    )


def letters(state: State, teams: frozenset[TeamId] = frozenset()) -> Iterable[ContactState]:
    """The customers' open letters that somebody of these teams may see."""
    return (c for c in state.contacts.values() if is_letter(c) and may_see(c, teams, state))


def may_see(contact: ContactState, teams: frozenset[TeamId], state: State) -> bool:
    """What nobody has is for everybody, what an agent has for her team's supervisors; no teams means all."""
    return not teams or contact.agent is None or state.rules.agents[contact.agent].team in teams


def row(contact: ContactState, state: State, roster: Roster, now: Instant) -> Row:
    """The letter as a folder shows it."""
    rules, clock = state.rules, pressing(contact)
    about = rules.categories.get(contact.category) if contact.category is not None else None
    return Row(
        id=contact.id,
        folder=state_folder(contact),
        subject=contact.subject,
        customer=contact.customer,
        queue=contact.queue,
        queue_name=rules.queues[contact.queue].name,
        category=contact.category,
        category_name=about.name if about is not None else contact.category or "",
        language=contact.language,
        tier=contact.tier,
        urgency=contact.urgency,
        arrived=contact.arrived,
        agent=contact.agent,
        agent_name=rules.agents[contact.agent].name if contact.agent is not None else "",
        reserved=contact.reserved.agent if contact.reserved is not None else None,
        offered=contact.offer is not None,
        late=contact.broken,
        promise=clock.kind if clock is not None else None,
        due=clock.due if clock is not None else None,
        left=left(roster, clock, now) if clock is not None else None,
        paused=clock is not None and clock.phase is PromisePhase.PAUSED,
    )


def _folders(contact: ContactState, now: Instant) -> tuple[Folder, ...]:
    by_promise = promise_folder(contact, now)
    own = (state_folder(contact), Folder.ALL)
    return own if by_promise is None else (*own, by_promise)


def _fits(contact: ContactState, wanted: Wanted) -> bool:
    if wanted.agent is not None and contact.agent != wanted.agent:
        return False
    if any(_of(contact, topic) != value for topic, value in wanted.topics.items()):
        return False
    text = wanted.text.casefold()
    return text in contact.subject.casefold() or text in contact.customer.casefold()


def _of(contact: ContactState, topic: Topic) -> str:
    """What it is, told apart by this topic; "" where nothing is said."""
    return getattr(contact, topic) or ""


def _sorted(contacts: list[ContactState], state: State, wanted: Wanted) -> list[ContactState]:
    key = _KEYS[wanted.order]
    in_order = sorted(contacts, key=lambda contact: (contact.due, contact.id))
    return sorted(in_order, key=lambda contact: key(contact, state), reverse=wanted.descending)


def _due(contact: ContactState, _: State) -> tuple[int, int]:
    """What stands still comes after what runs; where all is kept nothing is due, and that comes last."""
    clock = pressing(contact)
    if clock is None:
        return 2, 0
    return int(clock.phase is PromisePhase.PAUSED), clock.due


_KEYS: Final[Mapping[Order, Callable[[ContactState, State], Any]]] = {
    Order.DUE: _due,
    Order.ARRIVED: lambda contact, _: contact.arrived,
    Order.URGENCY: lambda contact, _: contact.urgency.rank,
    Order.CUSTOMER: lambda contact, _: contact.customer.casefold(),
    Order.SUBJECT: lambda contact, _: contact.subject.casefold(),
    Order.QUEUE: lambda contact, state: state.rules.queues[contact.queue].name.casefold(),
    Order.AGENT: lambda contact, state: _agent_name(contact, state),
}


def _agent_name(contact: ContactState, state: State) -> tuple[bool, str]:
    """Those that nobody has come last."""
    if contact.agent is None:
        return True, ""
    return False, state.rules.agents[contact.agent].name.casefold()
