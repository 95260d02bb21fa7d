"""What a person wrote becomes work, durable with its fact: a new contact, or one more message on one."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from dispatcher.commands import AdmitContact
from dispatcher.customers.arriving import Customers
from dispatcher.customers.evidence import Evidence, evidence_in
from dispatcher.events import CommandRefused, ContactArrived, Event, FollowUpReceived
from dispatcher.knowledge.articles import Found
from dispatcher.mail import store, sweep, understood
from dispatcher.mail.answering.originals import Original
from dispatcher.mail.answering.receipts import Prepared, Receipts, receipt_id
from dispatcher.mail.intake import known
from dispatcher.mail.intake.arrival import Arrival, Judgement, Verdict, stored_arrival
from dispatcher.mail.intake.followup import Conversation, goes_on_with, to_join
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.fields import ACCOUNT, filled_in
from dispatcher.mail.reading.parse import Mail
from dispatcher.service import Service
from dispatcher.vocabulary import DAY, CommandId, ContactId, QueueId, Span, Urgency

Acknowledge = Callable[[sqlite3.Connection, Arrival, ContactArrived, Sequence[Event]], None]

# A mailbox that is swept for the first time holds old mail: it is work, but its writers expect nothing now.
STALE: Final = Span(7 * DAY)


class NotNowError(Exception):
    """No machine may answer this letter after all; a person has to."""


async def admit(service: Service, customers: Customers, arrival: Arrival, receipts: Receipts) -> Verdict:
    """Have the engine let it in; message, fact, sweep position and acknowledgement are one transaction.

    Where an article surely answers it, that goes out in place of the receipt, and no agent is asked for now.

    Raises:
        sqlite3.IntegrityError: these very bytes came in by another way meanwhile; nothing happened.
        NotDurableError: the store cannot be written; nothing happened.
    """
    conversation = await service.read(partial(conversation_of, arrival.mail))
    command = _admission(service, arrival, conversation)
    prepared = await receipts.prepare(_waits_in(service, command))
    let_in = partial(_let_in, customers, arrival, conversation, receipts)
    found = _article(receipts, arrival, command) if conversation is None else None
    if found is not None:
        try:
            return await let_in(_with_answer(receipts, command), replace(prepared, found=found))
        except NotNowError:
            pass
    return await let_in(command, prepared)


async def _let_in(
    customers: Customers,
    arrival: Arrival,
    conversation: Conversation | None,
    receipts: Receipts,
    command: AdmitContact,
    prepared: Prepared,
) -> Verdict:
    acknowledge = partial(_acknowledge, receipts, prepared)
    keep = partial(_keep, arrival, conversation, command.conversation, acknowledge)
    mail = arrival.mail
    outcome = await customers.admit(
        command, mail.sender, claimed=mail.sender_name, evidence=_evidence(arrival, customers), keep=keep
    )
    return _verdict(arrival, conversation, command.conversation, outcome.facts)


def _article(receipts: Receipts, arrival: Arrival, command: AdmitContact) -> Found | None:
    """What answers it with nobody's help; nothing that presses, and nothing from the form.

    Whoever sends the form was shown what there is, and sent it all the same.
    """
    presses = command.urgency is Urgency.URGENT or arrival.understood.hurry
    if presses or arrival.source.account == ACCOUNT or arrival.ruling.rule is not None:
        return None
    return receipts.answers.to(arrival.mail, command.category) if receipts.wanted(command.queue) else None


def _with_answer(receipts: Receipts, command: AdmitContact) -> AdmitContact:
    settings = receipts.answers.settings
    assert settings is not None, "without settings nothing is found"
    return replace(command, prepared=receipt_id(command.message), quiet=settings.quiet)


def _evidence(arrival: Arrival, customers: Customers) -> tuple[Evidence, ...]:
    """What it says that may tell who else wrote it: another address for answers, numbers, form fields."""
    fields = filled_in(arrival.raw) if arrival.source.account == ACCOUNT else ()
    return evidence_in(
        signature=arrival.mail.text,
        reply_to=arrival.mail.reply_to if arrival.mail.reply_to != arrival.mail.sender else "",
        fields={field.id: field.value for field in fields},
        region=customers.settings.region,
    )


def conversation_of(mail: Mail, connection: sqlite3.Connection) -> Conversation | None:
    """The conversation it goes on with, if any."""
    return goes_on_with(
        mail,
        signed=partial(known.conversations_signed, connection),
        stored=partial(known.conversations_with, connection),
    )


def _admission(service: Service, arrival: Arrival, conversation: Conversation | None) -> AdmitContact:
    """Ids come from the message's bytes: taken again after a crash, it is the same request."""
    contact = ContactId(f"mail-{arrival.id[:12]}")
    mail, about = arrival.mail, arrival.understood
    return AdmitContact(
        id=CommandId(f"mail:{arrival.id}" + (f":{arrival.again.request}" if arrival.again else "")),
        contact=contact,
        queue=about.queue or arrival.mailbox.queue,
        urgency=about.urgency,
        tier=about.tier,
        category=about.category if about.category in service.state.rules.categories else None,
        subject=mail.subject,
        language=mail.language,
        conversation=conversation.id if conversation else contact,
        follows=to_join(conversation, service.state.contacts.__contains__) if conversation else None,
        message=arrival.id,
    )


def _verdict(
    arrival: Arrival, found: Conversation | None, conversation: str, facts: Sequence[Event]
) -> Verdict:
    """What the engine made of it. A refusal names a fault of the centre's settings: the message is kept."""
    for fact in facts:
        if isinstance(fact, CommandRefused):
            return Verdict(
                judgement=Judgement.QUARANTINED, message=arrival.id, rule=Rule.REFUSED, detail=fact.detail
            )
        if isinstance(fact, ContactArrived | FollowUpReceived) and fact.message == arrival.id:
            new = isinstance(fact, ContactArrived)
            return Verdict(
                judgement=Judgement.NEW if new else Judgement.FOLLOW_UP,
                message=arrival.id,
                contact=fact.contact,
                conversation=conversation,
                rule=rule_of(arrival, found),
            )
    raise AssertionError("the engine neither admitted nor refused a message")


def rule_of(arrival: Arrival, found: Conversation | None) -> Rule:
    """Why it gets no automatic answer, if it gets none; else what it goes on with."""
    if arrival.ruling.rule is not None:
        return arrival.ruling.rule
    if found is None:
        return Rule.BEGINS
    return Rule.ANSWERS_OURS if found.signed else Rule.ANSWERS_KNOWN


def _keep(
    arrival: Arrival,
    found: Conversation | None,
    conversation: str,
    acknowledge: Acknowledge,
    connection: sqlite3.Connection,
    facts: Sequence[Event],
) -> None:
    """What goes into the transaction of the facts."""
    verdict = _verdict(arrival, found, conversation, facts)
    if arrival.again is not None:
        store.forget(connection, arrival.again.message)
    store.add_message(connection, stored_arrival(arrival, verdict, facts[-1].at))
    if verdict.judgement is Judgement.QUARANTINED:
        store.add_set_aside(connection, arrival.id, verdict.detail, len(arrival.raw), whole=True)
    understood.keep(connection, arrival.id, verdict.contact, arrival.understood)
    store.add_files(connection, arrival.id, arrival.mail.attachments, html=arrival.mail.html)
    sweep.move_on(connection, arrival.source)
    arrived = next((f for f in facts if isinstance(f, ContactArrived) and f.message == arrival.id), None)
    if arrived is not None:
        acknowledge(connection, arrival, arrived, facts)


def _may_be_answered(
    connection: sqlite3.Connection, arrival: Arrival, arrived: ContactArrived, an_hour: int
) -> bool:
    """May a machine of ours answer this letter? The rules say to whom never, the bounds how often."""
    mail = arrival.mail
    if arrival.ruling.rule is not None or (mail.date is not None and mail.date < arrived.at - STALE):
        return False
    people = frozenset({mail.sender, mail.return_path or mail.sender})
    return outbox.may_answer_by_itself(connection, people, arrived.conversation, arrived.at, an_hour)


def _waits_in(service: Service, command: AdmitContact) -> QueueId:
    """The queue it will most likely wait in; the engine decides."""
    centre = service.state.rules
    about = centre.categories.get(command.category) if command.category is not None else None
    return (about.queue if about is not None else None) or command.queue


def _acknowledge(
    receipts: Receipts,
    prepared: Prepared,
    connection: sqlite3.Connection,
    arrival: Arrival,
    arrived: ContactArrived,
    facts: Sequence[Event],
) -> None:
    """Queue the receipt, if there is to be one.

    Raises:
        NotNowError: the contact stands as answered by an article, and no answer may go out.
    """
    may = receipts.wanted(arrived.queue)
    if not may or not _may_be_answered(connection, arrival, arrived, receipts.most_an_hour):
        _unanswered(prepared)
        return
    form = arrival.source.account == ACCOUNT
    original = Original(
        contact=arrived.contact,
        conversation=arrived.conversation,
        mail=arrival.mail,
        mailbox=arrival.mailbox,
        fields={one.id: one.value for one in filled_in(arrival.raw)} if form else {},
    )
    letter = receipts.letter(connection, prepared, original, arrived, facts)
    if letter is not None:
        outbox.add_letter(
            connection,
            letter,
            contact=arrived.contact,
            conversation=arrived.conversation,
            answers=arrival.mail.sender,
            at=arrived.at,
        )
    else:
        _unanswered(prepared)


def _unanswered(prepared: Prepared) -> None:
    if prepared.found is not None:
        raise NotNowError
