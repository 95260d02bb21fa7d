"""A letter as folders show it, on screens and in messages."""

from msgspec import Struct

from dispatcher.customers.directory import Shows, as_it_stands
from dispatcher.engine.contact import ContactState
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.engine.words import PAUSED
from dispatcher.folders.folder import Folder, pressing, remains, state_folder
from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ContactId,
    Instant,
    PromiseKind,
    QueueId,
    Span,
    Tier,
    Urgency,
)


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


def row(
    contact: ContactState, state: State, roster: Roster, now: Instant, shows: Shows = as_it_stands
) -> Row:
    """The letter as a folder shows it."""
    rules, clock, shown = state.rules, pressing(contact), shows(contact)
    about = rules.categories.get(contact.category) if contact.category is not None else None
    return Row(
        id=contact.id,
        folder=state_folder(contact),
        subject=shown.subject,
        customer=shown.customer,
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
        left=remains(roster, clock, now) if clock is not None else None,
        paused=clock is not None and clock.phase is PAUSED,
    )
