"""What lies in a folder: one question for the API, the pages and the mail to supervisors."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from operator import attrgetter
from typing import Any, Final, NamedTuple

from msgspec import Struct

from dispatcher.customers.directory import Shown, Shows, as_it_stands
from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.folder import Folder, is_letter, pressing, promise_folder, state_folder
from dispatcher.folders.rows import Row, row
from dispatcher.vocabulary import (
    AgentId,
    ContactId,
    Instant,
    PromisePhase,
    TeamId,
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


class Found(Struct, frozen=True, kw_only=True):
    """A page of a folder: `total` rows there are. `counts` are those of all folders, `topics` of this one.

    Both are counted of what she may see; `counts` within the topics wanted, `topics` within the folder.
    """

    rows: tuple[Row, ...]
    total: int
    counts: Mapping[Folder, int]
    topics: Mapping[Topic, Mapping[str, int]]


NOTHING: Final = Shown("", "")


class Seen(NamedTuple):
    """A letter with what is asked of it again and again: the promise that counts, and its folders."""

    contact: ContactState
    clock: PromiseClock | None
    folders: tuple[Folder, ...]


def look(state: State, roster: Roster, wanted: Wanted, now: Instant, shows: Shows = as_it_stands) -> Found:
    """What lies there now."""
    seen = [_seen(contact, now) for contact in letters(state, wanted.teams)]
    inside = [one for one in seen if wanted.folder in one.folders]
    fitting = [one for one in inside if _fits(one.contact, wanted, shows)] if _narrows(wanted) else inside
    of_topic = [one for one in seen if _fits(one.contact, wanted, shows)] if _narrows(wanted) else seen
    page = _page(fitting, state, wanted, shows)
    contacts = [one.contact for one in inside]
    return Found(
        rows=tuple(row(one.contact, state, roster, now, shows) for one in page),
        total=len(fitting),
        counts=dict.fromkeys(Folder, 0) | _count(of_topic),
        topics={topic: _count_by(topic, contacts) for topic in Topic},
    )


def _seen(contact: ContactState, now: Instant) -> Seen:
    clock = pressing(contact)
    by_promise = promise_folder(clock, now)
    own = (state_folder(contact), Folder.ALL)
    return Seen(contact, clock, own if by_promise is None else (*own, by_promise))


def _count(seen: Sequence[Seen]) -> dict[Folder, int]:
    """How many are in each folder; few kinds of letters are told apart, so those are counted first."""
    kinds = Counter(map(attrgetter("folders"), seen))
    return {folder: sum(n for folders, n in kinds.items() if folder in folders) for folder in Folder}


def _count_by(topic: Topic, contacts: Sequence[ContactState]) -> dict[str, int]:
    return {value or "": count for value, count in Counter(map(attrgetter(topic), contacts)).items()}


def letters(state: State, teams: frozenset[TeamId] = frozenset()) -> Iterable[ContactState]:
    """The customers' open letters that somebody of these teams may see."""
    return (c for c in state.contacts.values() if is_letter(c) and may_see(c, teams, state))


def may_see(contact: ContactState, teams: frozenset[TeamId], state: State) -> bool:
    """What nobody has is for everybody, what an agent has for her team's supervisors; no teams means all."""
    return not teams or contact.agent is None or state.rules.agents[contact.agent].team in teams


def _narrows(wanted: Wanted) -> bool:
    return bool(wanted.topics or wanted.text or wanted.agent is not None)


def _fits(contact: ContactState, wanted: Wanted, shows: Shows) -> bool:
    if wanted.agent is not None and contact.agent != wanted.agent:
        return False
    if any((getattr(contact, topic) or "") != value for topic, value in wanted.topics.items()):
        return False
    text, shown = wanted.text.casefold(), shows(contact) if wanted.text else NOTHING
    return text in shown.subject.casefold() or text in shown.customer.casefold()


def _page(seen: list[Seen], state: State, wanted: Wanted, shows: Shows) -> list[Seen]:
    """The rows wanted. Only as many as come up to them are put in order, not the thousands behind."""
    key, end = _key(wanted.order, state, shows), wanted.skip + min(wanted.limit, MOST)
    if not wanted.descending:
        return nsmallest(end, seen, key=lambda one: (key(one), *_tie(one)))[wanted.skip :]
    in_order = sorted(seen, key=_tie)
    return sorted(in_order, key=key, reverse=True)[wanted.skip : end]


def _key(order: Order, state: State, shows: Shows) -> Callable[[Seen], Any]:
    """By what such rows are put in order."""
    if order in _SHOWN:
        return lambda one: getattr(shows(one.contact), order).casefold()
    return lambda one: _KEYS[order](one, state)


def _tie(one: Seen) -> tuple[Instant, ContactId]:
    return one.contact.due, one.contact.id


def _due(one: Seen, _: State) -> tuple[int, int]:
    """What stands still comes after what runs; where all is kept nothing is due, and that comes last."""
    if one.clock is None:
        return 2, 0
    return int(one.clock.phase is PromisePhase.PAUSED), one.clock.due


_SHOWN: Final = frozenset({Order.CUSTOMER, Order.SUBJECT})
"""What people see, and the state does not know; named as in `Shown`."""

_KEYS: Final[Mapping[Order, Callable[[Seen, State], Any]]] = {
    Order.DUE: _due,
    Order.ARRIVED: lambda one, _: one.contact.arrived,
    Order.URGENCY: lambda one, _: one.contact.urgency.rank,
    Order.QUEUE: lambda one, state: state.rules.queues[one.contact.queue].name.casefold(),
    Order.AGENT: lambda one, state: _agent_name(one.contact, state),
}


def _agent_name(contact: ContactState, state: State) -> tuple[bool, str]:
    """Those that nobody has come last."""
    if contact.agent is None:
        return True, ""
    return False, state.rules.agents[contact.agent].name.casefold()
