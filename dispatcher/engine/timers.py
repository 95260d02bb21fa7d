"""What happens when something comes due: one function for each kind of deadline."""

from collections.abc import Callable, Mapping
from typing import Final

from dispatcher import events as fact
from dispatcher.engine.book import Book
from dispatcher.engine.deadlines import Due
from dispatcher.engine.steps import become, end_wrap_up, leave, return_to_line
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    ContactId,
    ReturnReason,
    StatusReason,
    WrapUpReason,
)


def fire(book: Book, due: Due, name: str) -> None:
    """Do what this deadline asks, at `book.now`."""
    _WHEN_DUE[due](book, name)


def _wrap_up_ends(book: Book, name: str) -> None:
    end_wrap_up(book, AgentId(name), WrapUpReason.TIME_OVER)


def _offer_expires(book: Book, name: str) -> None:
    contact = book.state.contacts[ContactId(name)]
    assert contact.offer is not None, f"{name} has no offer to expire"
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


def _promise_breaks(book: Book, name: str) -> None:
    contact = book.state.contacts[ContactId(name)]
    book.emit(
        fact.PromiseBroken(
            at=book.now,
            contact=contact.id,
            queue=contact.queue,
            channel=contact.channel,
            agent=contact.agent,
        )
    )


def _parked_too_long(book: Book, name: str) -> None:
    return_to_line(book, book.state.contacts[ContactId(name)], ReturnReason.PARKED_TOO_LONG)


def _grace_ends(book: Book, name: str) -> None:
    leave(book, AgentId(name), StatusReason.CONNECTION_LOST)


def _decide_again(book: Book, name: str) -> None:
    """Nothing changed but the time; the settling that follows looks again."""


_WHEN_DUE: Final[Mapping[Due, Callable[[Book, str], None]]] = {
    Due.WRAP_UP_ENDS: _wrap_up_ends,
    Due.OFFER_EXPIRES: _offer_expires,
    Due.PROMISE_BREAKS: _promise_breaks,
    Due.PARKED_TOO_LONG: _parked_too_long,
    Due.GRACE_ENDS: _grace_ends,
    Due.DECIDE_AGAIN: _decide_again,
}
