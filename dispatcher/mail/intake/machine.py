"""What a machine of ours says to a letter at once, if it may: a receipt, or the article that answers it."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from dispatcher.commands import AdmitContact
from dispatcher.events import ContactArrived, Event
from dispatcher.knowledge.articles import Found
from dispatcher.mail.answering.originals import Original
from dispatcher.mail.answering.receipts import Prepared, Receipts, receipt_id
from dispatcher.mail.intake.arrival import Arrival
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.bounds import may_answer_by_itself, would_answer_by_itself
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.reading.fields import ACCOUNT, filled_in
from dispatcher.service import Service
from dispatcher.vocabulary import DAY, Instant, QueueId, Span, Urgency

# A mailbox that is swept for the first time holds old mail: it is work, but its writers expect nothing now.
STALE: Final = Span(7 * DAY)


class NotNowError(Exception):
    """No machine may answer this letter after all; a person has to."""


def article_for(
    service: Service, receipts: Receipts, arrival: Arrival, command: AdmitContact
) -> Found | None:
    """What answers it with nobody's help; nothing that presses, and nothing from the form.

    Whoever sends the form was shown what there is, and sent it all the same; what a person let in by hand is
    for a person.
    """
    queue = waits_in(service, command)
    by_people = arrival.source.account == ACCOUNT or arrival.again is not None
    if by_people or arrival.ruling.rule is not None or not receipts.wanted(queue):
        return None
    if arrival.understood.hurry or _urgency(service, command, queue) is Urgency.URGENT:
        return None
    return receipts.answers.to(arrival.mail, command.category)


def waits_in(service: Service, command: AdmitContact) -> QueueId:
    """The queue it will most likely wait in; the engine decides."""
    centre = service.state.rules
    about = centre.categories.get(command.category) if command.category is not None else None
    return (about.queue if about is not None else None) or command.queue


def _urgency(service: Service, command: AdmitContact, queue: QueueId) -> Urgency | None:
    """How it will stand to others: as it says itself, or as its queue's terms do."""
    return command.urgency or service.roster.terms(queue, command.tier, command.category).urgency


def with_answer(receipts: Receipts, command: AdmitContact) -> AdmitContact:
    """The same, answered by the letter that `answer` will write."""
    settings = receipts.answers.settings
    assert settings is not None, "without settings nothing is found"
    return replace(command, prepared=receipt_id(command.message), quiet=settings.quiet)


def answer(
    receipts: Receipts,
    prepared: Prepared,
    connection: sqlite3.Connection,
    arrival: Arrival,
    arrived: ContactArrived,
    facts: Sequence[Event],
) -> None:
    """Queue what a machine says to this letter, if it may say anything.

    Raises:
        NotNowError: the contact stands as answered by an article, and no answer may go out.
    """
    may = receipts.wanted(arrived.queue) and _may_be_answered(
        connection, arrival, arrived, receipts.most_an_hour
    )
    letter = _letter(receipts, prepared, connection, arrival, arrived, facts) if may else None
    if letter is not None:
        outbox.add_letter(
            connection,
            letter,
            contact=arrived.contact,
            conversation=arrived.conversation,
            answers=arrival.mail.sender,
            at=arrived.at,
        )
    elif prepared.found is not None:
        raise NotNowError


def _may_be_answered(
    connection: sqlite3.Connection, arrival: Arrival, arrived: ContactArrived, an_hour: int
) -> bool:
    """May a machine of ours answer this letter? The rules say to whom never, the bounds how often."""
    people, conversation, at = _people(arrival), arrived.conversation, arrived.at
    return _is_for_machines(arrival, at) and may_answer_by_itself(
        connection, people, conversation, at, an_hour
    )


def could_be_answered(
    connection: sqlite3.Connection, arrival: Arrival, conversation: str, now: Instant, an_hour: int
) -> bool:
    """The same, before the engine is asked: a `NotNowError` takes back all that is decided with it."""
    people = _people(arrival)
    return _is_for_machines(arrival, now) and would_answer_by_itself(
        connection, people, conversation, now, an_hour
    )


def _is_for_machines(arrival: Arrival, now: Instant) -> bool:
    date = arrival.mail.date
    return arrival.ruling.rule is None and (date is None or date >= now - STALE)


def _people(arrival: Arrival) -> frozenset[str]:
    return frozenset({arrival.mail.sender, arrival.mail.return_path or arrival.mail.sender})


def _letter(
    receipts: Receipts,
    prepared: Prepared,
    connection: sqlite3.Connection,
    arrival: Arrival,
    arrived: ContactArrived,
    facts: Sequence[Event],
) -> Letter | None:
    form = arrival.source.account == ACCOUNT
    original = Original(
        contact=arrived.contact,
        conversation=arrived.conversation,
        mail=arrival.mail,
        mailbox=arrival.mailbox,
        fields={one.id: one.value for one in filled_in(arrival.raw)} if form else {},
    )
    return receipts.letter(connection, prepared, original, arrived, facts)
