"""Answers to written contacts: submitted, held for approval, approved or returned."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from zlib import crc32

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Approval
from dispatcher.engine import promises
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState, HeldReply
from dispatcher.engine.followups import needs_a_person
from dispatcher.engine.refusals import Refused, held, unknown_contact, written_only
from dispatcher.engine.steps import close, finish, reserve_if_there
from dispatcher.vocabulary import (
    AgentId,
    AnswerFailure,
    CloseReason,
    ContactId,
    Instant,
    MessageId,
    Phase,
    PromiseKind,
    Refusal,
    ReserveReason,
    between,
)

REPLIES: Final = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.ACKNOWLEDGEMENT)
"""What a reply keeps: it also tells whoever wrote that the letter came."""


def _submit(book: Book, command: ask.SubmitReply) -> Refused | None:
    contact = held(book.state, command.agent, command.contact, Phase.ACTIVE)
    if isinstance(contact, Refused):
        return contact
    refused = written_only(contact, "answered in writing")
    if refused is not None:
        return refused
    if contact.approves is not None:
        return Refused(Refusal.WRONG_CHANNEL, "approve the reply or return it to its author")
    if contact.replied:
        return Refused(Refusal.ALREADY_REPLIED, "this email is answered already; finish it")
    approval = _approval(book, contact, command.agent)
    if approval is None:
        _reply(book, contact, command.agent, command.message)
    else:
        _hold(book, contact, command.agent, command.message, approval)
    return None


def _acknowledge(book: Book, command: ask.NoteAcknowledgement) -> Refused | None:
    contact = book.state.contacts.get(command.contact)
    if contact is None:
        return unknown_contact(command.contact)
    refused = written_only(contact, "acknowledged in writing")
    if refused is None:
        book.emit(
            fact.ContactAcknowledged(
                at=book.now, contact=contact.id, queue=contact.queue, message=command.message
            )
        )
        promises.keep(book, contact, PromiseKind.ACKNOWLEDGEMENT)
    return refused


def _refuse(book: Book, command: ask.RefuseAnswer) -> Refused | None:
    contact = book.state.contacts.get(command.contact)
    if contact is None:
        return unknown_contact(command.contact)
    if contact.prepared != command.message:
        return Refused(Refusal.WRONG_PHASE, "that answer does not count already")
    needs_a_person(book, contact, command.message, AnswerFailure.REFUSED)
    return None


def _approval(book: Book, contact: ContactState, agent: AgentId) -> Approval | None:
    """Who must approve this reply, if anybody must: as its matter says, or else as its queue does."""
    centre = book.state.rules
    about = centre.categories.get(contact.category) if contact.category is not None else None
    rules = (about.approval if about is not None else None, book.state.queue_of(contact).approval)
    # A lot that is the same on every machine and in every replay, and that nobody can foresee by looking.
    lot = crc32(f"{contact.id}/{contact.offers}".encode()) % 100
    hers = centre.agents[agent].approval
    return next((rule for rule in rules if rule is not None and (hers or lot < rule.share)), None)


def _reply(book: Book, contact: ContactState, agent: AgentId, message: MessageId) -> None:
    """The answer goes out; it keeps what was promised."""
    first = contact.clock(PromiseKind.FIRST_RESPONSE)
    book.emit(
        fact.ReplySubmitted(
            at=book.now,
            contact=contact.id,
            agent=agent,
            queue=contact.queue,
            message=message,
            took=between(contact.asked, book.now),
            first=first is not None and first.phase in promises.OPEN,
        )
    )
    promises.keep(book, contact, *REPLIES)


def _hold(book: Book, contact: ContactState, author: AgentId, message: MessageId, approval: Approval) -> None:
    """The answer waits; a piece of work asks an approver for it. The customer's promise runs on."""
    errand = ContactId(f"{contact.id}/approval-{contact.offers}")
    queue = book.state.rules.queues[approval.queue]
    book.emit(
        fact.ReplyHeld(
            at=book.now,
            contact=contact.id,
            agent=author,
            queue=contact.queue,
            channel=contact.channel,
            message=message,
            approval=errand,
            handled=contact.hands_on(book.now),
        )
    )
    book.emit(
        fact.ContactArrived(
            at=book.now,
            contact=errand,
            channel=queue.channel,
            queue=queue.id,
            urgency=queue.urgency,
            customer=contact.customer,
            subject=contact.subject,
            language=contact.language,
            conversation=contact.conversation,
            message=message,
            approves=contact.id,
        )
    )
    promises.make_approval(book, book.state.contacts[errand])


def _approve(book: Book, command: ask.ApproveReply) -> Refused | None:
    found = _asked(book, command.agent, command.contact)
    if isinstance(found, Refused):
        return found
    errand, contact, reply = found
    book.emit(
        fact.ReplyApproved(
            at=book.now,
            contact=contact.id,
            agent=reply.author,
            queue=contact.queue,
            message=reply.message,
            by=command.agent,
        )
    )
    _reply(book, contact, reply.author, reply.message)
    if reply.overtaken is None:
        finish(book, contact, CloseReason.APPROVED)
    else:
        _answer_again(book, contact, reply.author, reply.overtaken)
    promises.keep(book, errand, PromiseKind.APPROVAL)
    close(book, errand, CloseReason.APPROVED)
    return None


def _answer_again(book: Book, contact: ContactState, author: AgentId, asked: Instant) -> None:
    """The customer wrote while the answer waited to be approved: there is another letter to answer."""
    book.emit(fact.ContactReopened(at=book.now, contact=contact.id, queue=contact.queue, asked=asked))
    promises.make_next(book, contact)
    _wait_for_author(book, contact, author)


def _wait_for_author(book: Book, contact: ContactState, author: AgentId) -> None:
    """Let it be for her who wrote the answer, while she is there."""
    span = book.roster.policy(author if author in book.state.agents else None, contact.queue).park_limit
    reserve_if_there(book, contact, author, ReserveReason.AUTHOR, span)


def _return(book: Book, command: ask.ReturnReply) -> Refused | None:
    found = _asked(book, command.agent, command.contact)
    if isinstance(found, Refused):
        return found
    errand, contact, reply = found
    book.emit(
        fact.ReplyReturned(
            at=book.now,
            contact=contact.id,
            agent=reply.author,
            queue=contact.queue,
            message=reply.message,
            by=command.agent,
            comment=command.comment,
        )
    )
    _wait_for_author(book, contact, reply.author)
    promises.keep(book, errand, PromiseKind.APPROVAL)
    close(book, errand, CloseReason.RETURNED)
    return None


def _asked(
    book: Book, agent: AgentId, name: ContactId
) -> tuple[ContactState, ContactState, HeldReply] | Refused:
    """The piece of approval work in hand, the contact it is about, and the reply."""
    errand = held(book.state, agent, name, Phase.ACTIVE)
    if isinstance(errand, Refused):
        return errand
    contact = book.state.contacts.get(errand.approves) if errand.approves is not None else None
    if contact is None or contact.held is None:
        return Refused(Refusal.WRONG_CHANNEL, f"{name!r} asks for no approval")
    return errand, contact, contact.held


ANSWER_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.NoteAcknowledgement: _acknowledge,
    ask.RefuseAnswer: _refuse,
    ask.SubmitReply: _submit,
    ask.ApproveReply: _approve,
    ask.ReturnReply: _return,
}
