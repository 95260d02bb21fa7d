"""What a contact is about: where such contacts wait, and what follows when somebody says it anew."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Queue
from dispatcher.engine import promises
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.refusals import Refused, found, held, unknown_category
from dispatcher.engine.steps import cancel
from dispatcher.engine.supervisor_requests import OPEN
from dispatcher.vocabulary import AgentId, CancelReason, CategoryId, Phase, Refusal, Urgency, UrgencyReason


def where_it_waits(book: Book, queue: Queue, category: CategoryId | None) -> Queue:
    """The queue for a matter of this category that came in by `queue`: the category's own, if it is fit.

    A call does not wait among emails, whatever it is about.
    """
    centre = book.roster.centre
    about = centre.categories.get(category) if category is not None else None
    own = centre.queues.get(about.queue) if about is not None and about.queue is not None else None
    return own if own is not None and own.channel == queue.channel else queue


def _by_agent(book: Book, command: ask.CategoriseContact) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE, Phase.PARKED)
    if isinstance(contact, Refused):
        return contact
    return _categorise(book, contact, command.category, agent=command.agent)


def _by_supervisor(book: Book, command: ask.RecategoriseContact) -> Refused | None:
    contact = found(book.state, command.contact, *OPEN)
    if isinstance(contact, Refused):
        return contact
    return _categorise(book, contact, command.category, by=command.by)


def _categorise(
    book: Book,
    contact: ContactState,
    category: CategoryId | None,
    *,
    agent: AgentId | None = None,
    by: str = "",
) -> Refused | None:
    """State it; what was promised, how urgent it is, and, in line, where it waits follow from it."""
    if category is not None and category not in book.roster.centre.categories:
        return unknown_category(category)
    if contact.approves is not None or contact.consults is not None:
        return Refused(Refusal.NOT_ALLOWED, f"{contact.id!r} is about another contact; categorise that one")
    if category == contact.category:
        _confirm(book, contact, agent, by)
        return None
    before = book.roster.terms(contact.queue, contact.tier, contact.category)
    cancel(book, contact, CancelReason.MOVED)
    _state(book, contact, category, agent, by)
    promises.adapt(book, contact, book.roster)
    after = book.roster.terms(contact.queue, contact.tier, category)
    if contact.urgency == before.urgency != after.urgency and after.urgency is not None:
        _be_as_urgent(book, contact, after.urgency, by)
    if contact.phase is Phase.WAITING:
        _wait_elsewhere(book, contact, by)
    return None


def _confirm(book: Book, contact: ContactState, agent: AgentId | None, by: str) -> None:
    """A person says what was said by none, and it is so: stated, as models learn from it; nothing follows."""
    if not contact.categorised:
        _state(book, contact, contact.category, agent, by)


def _state(
    book: Book, contact: ContactState, category: CategoryId | None, agent: AgentId | None, by: str
) -> None:
    book.emit(
        fact.ContactCategorised(
            at=book.now, contact=contact.id, queue=contact.queue, category=category, agent=agent, by=by
        )
    )


def _be_as_urgent(book: Book, contact: ContactState, urgency: Urgency, by: str) -> None:
    """What nobody changed by hand, and no deadline raised, is as urgent as its category is."""
    book.emit(
        fact.UrgencyChanged(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            urgency=urgency,
            why=UrgencyReason.CATEGORY_CHANGED,
            by=by,
        )
    )


def _wait_elsewhere(book: Book, contact: ContactState, by: str) -> None:
    """In line it goes where such contacts wait; whoever has it in hand keeps it."""
    here = book.roster.centre.queues[contact.queue]
    there = where_it_waits(book, here, contact.category)
    if there is not here:
        book.emit(
            fact.ContactMoved(
                at=book.now,
                contact=contact.id,
                queue=here.id,
                to_queue=there.id,
                urgency=contact.urgency,
                by=by,
            )
        )


CATEGORY_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.CategoriseContact: _by_agent,
    ask.RecategoriseContact: _by_supervisor,
}
