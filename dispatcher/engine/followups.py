"""A customer writes again on what is still open, or the last answer did not reach her, or did not help."""

from dispatcher import events as fact
from dispatcher.engine import promises
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.steps import reserve_if_there, return_to_line
from dispatcher.vocabulary import AnswerFailure, MessageId, ParkReason, Phase, ReserveReason, ReturnReason


def follow_up(book: Book, contact: ContactState, message: MessageId) -> None:
    """Promise the next reply if the last letter was answered, and wake what waited for the customer."""
    answered = contact.replied
    book.emit(fact.FollowUpReceived(at=book.now, contact=contact.id, message=message, agent=contact.agent))
    if contact.prepared is not None:
        _fails(book, contact, contact.prepared, AnswerFailure.WROTE_AGAIN)
    _wake(book, contact, ReturnReason.CUSTOMER_WROTE, answered=answered)


def come_back(book: Book, contact: ContactState, message: MessageId) -> None:
    """The answer was not delivered: the customer waits, as if she had written again."""
    book.emit(fact.ReplyUndelivered(at=book.now, contact=contact.id, message=message, agent=contact.agent))
    _wake(book, contact, ReturnReason.UNDELIVERED, answered=True)


def needs_a_person(book: Book, contact: ContactState, message: MessageId, why: AnswerFailure) -> None:
    """The prepared answer is worth nothing: the contact stands in line like any other."""
    _fails(book, contact, message, why)
    _wake(book, contact, ReturnReason.CUSTOMER_WROTE, answered=False)


def _fails(book: Book, contact: ContactState, message: MessageId, why: AnswerFailure) -> None:
    book.emit(
        fact.AnswerFailed(at=book.now, contact=contact.id, queue=contact.queue, message=message, why=why)
    )


def _wake(book: Book, contact: ContactState, why: ReturnReason, *, answered: bool) -> None:
    """Back in line, it is for her who knows it first, while she is there."""
    if contact.phase is Phase.AWAITING_CLOSE:
        asked = contact.asked
        reopened = fact.ContactReopened(at=book.now, contact=contact.id, queue=contact.queue, asked=asked)
        book.emit(reopened)
        promises.run_again(book, contact)
    if answered:
        promises.make_next(book, contact)
    if contact.parked is ParkReason.WAITING_FOR_CUSTOMER:
        return_to_line(book, contact, why)
    if contact.phase is Phase.WAITING and contact.last_agent is not None and contact.reserved is None:
        span = book.roster.policy(None, contact.queue).park_limit
        reserve_if_there(book, contact, contact.last_agent, ReserveReason.LAST_AGENT, span)
