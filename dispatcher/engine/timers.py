"""What happens when something comes due: one function for each kind of deadline."""

from collections.abc import Callable, Mapping
from typing import Final

from dispatcher import events as fact
from dispatcher.engine import promises
from dispatcher.engine.book import CENTRE, Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.deadlines import Due
from dispatcher.engine.eligibility import somebody_else_could
from dispatcher.engine.focus_requests import end_focus
from dispatcher.engine.steps import become, close, end_wrap_up, leave, return_to_line
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CloseReason,
    ContactId,
    ParkReason,
    ReturnReason,
    StatusReason,
    TimetableId,
    Urgency,
    UrgencyReason,
    WrapUpReason,
)


def fire(book: Book, due: Due, name: str) -> None:
    """Do what this deadline asks, at `book.now`."""
    if (do := _OF_CONTACTS.get(due)) is not None:
        contact = book.state.contacts[ContactId(name)]
        # Whatever came due: what only makes us decide again may have come at the same instant.
        book.touch_contact(contact.id)
        if contact.agent is not None:
            book.touch_agent(contact.agent)
        do(book, contact)
    else:
        book.touch_agent(AgentId(name))
        _OF_OTHERS[due](book, name)


# --- contacts -------------------------------------------------------------------------------------------


def _offer_expires(book: Book, contact: ContactState) -> None:
    assert contact.offer is not None, f"{contact.id} has no offer to expire"
    agent = contact.offer.agent
    book.emit(
        fact.OfferTimedOut(
            at=book.now,
            contact=contact.id,
            offer=contact.offer.id,
            agent=agent,
            queue=contact.queue,
            channel=contact.channel,
        )
    )
    become(book, agent, AgentStatus.NOT_RESPONDING, StatusReason.MISSED_OFFER)


def _parked_too_long(book: Book, contact: ContactState) -> None:
    silent = contact.parked is ParkReason.WAITING_FOR_CUSTOMER
    why = ReturnReason.CUSTOMER_SILENT if silent else ReturnReason.PARKED_TOO_LONG
    return_to_line(book, contact, why)


def _slack_gone(book: Book, contact: ContactState) -> None:
    if somebody_else_could(book, contact):
        return_to_line(book, contact, ReturnReason.SLACK_GONE)


def _closes(book: Book, contact: ContactState) -> None:
    close(book, contact, CloseReason.QUIET if contact.prepared is None else CloseReason.SELF_SERVED)


def _reservation_ends(book: Book, contact: ContactState) -> None:
    book.emit(fact.ReservationEnded(at=book.now, contact=contact.id, queue=contact.queue))


def _relaxes(book: Book, contact: ContactState) -> None:
    book.emit(fact.SkillsRelaxed(at=book.now, contact=contact.id, queue=contact.queue, ring=contact.ring + 1))


def _escalates(book: Book, contact: ContactState) -> None:
    at_least = min(contact.urgency, Urgency.NORMAL, key=lambda urgency: urgency.rank)
    book.emit(
        fact.UrgencyChanged(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            urgency=at_least,
            why=UrgencyReason.DEADLINE_NEARS,
        )
    )


def _try_again(book: Book, contact: ContactState) -> None:
    """Nothing changed but the time; the settling that follows looks again."""


# --- others ---------------------------------------------------------------------------------------------


def _wrap_up_ends(book: Book, name: str) -> None:
    end_wrap_up(book, AgentId(name), WrapUpReason.TIME_OVER)


def _grace_ends(book: Book, name: str) -> None:
    leave(book, AgentId(name), StatusReason.CONNECTION_LOST)


def _focus_ends(book: Book, name: str) -> None:
    end_focus(book, AgentId(name))


def _can_again(book: Book, name: str) -> None:
    """Nothing changed but the time; the settling that follows looks again."""


def switch_timetables(book: Book, name: str = "") -> None:
    """State which timetables' hours begin or end now, and look out for the next."""
    book.touch_agent(CENTRE)
    for timetable in sorted(book.state.rules.timetables):
        on = book.roster.calendar(book.state.rules.timetables[timetable].hours).is_open(book.now)
        if on is not (timetable in book.state.running):
            book.emit(fact.TimetableSwitched(at=book.now, timetable=TimetableId(timetable), on=on))


_OF_CONTACTS: Final[Mapping[Due, Callable[[Book, ContactState], None]]] = {
    Due.OFFER_EXPIRES: _offer_expires,
    Due.PROMISE_BREAKS: promises.break_due,
    Due.PROMISE_WARNS: promises.warn_due,
    Due.PARKED_TOO_LONG: _parked_too_long,
    Due.SLACK_GONE: _slack_gone,
    Due.CLOSES: _closes,
    Due.RESERVATION_ENDS: _reservation_ends,
    Due.RELAXES: _relaxes,
    Due.ESCALATES: _escalates,
    Due.DECIDE_AGAIN: _try_again,
}
_OF_OTHERS: Final[Mapping[Due, Callable[[Book, str], None]]] = {
    Due.WRAP_UP_ENDS: _wrap_up_ends,
    Due.GRACE_ENDS: _grace_ends,
    Due.AGENT_CAN_AGAIN: _can_again,
    Due.FOCUS_ENDS: _focus_ends,
    Due.TIMETABLE_SWITCHES: switch_timetables,
}
