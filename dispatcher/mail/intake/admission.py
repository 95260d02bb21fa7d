"""What a person wrote becomes work, durable with its fact: a new contact, or one more message on one."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from dispatcher.commands import AdmitContact
from dispatcher.customers.arriving import Customers
from dispatcher.customers.evidence import Evidence, evidence_in
from dispatcher.events import CommandRefused, ContactArrived, Event, FollowUpReceived
from dispatcher.mail import joined, store, sweep, understood
from dispatcher.mail.answering.receipts import Prepared, Receipts
from dispatcher.mail.intake import known
from dispatcher.mail.intake.arrival import Arrival, Judgement, Verdict, stored_arrival
from dispatcher.mail.intake.followup import Conversation, goes_on_with, to_join
from dispatcher.mail.intake.machine import (
    NotNowError,
    answer,
    article_for,
    could_be_answered,
    waits_in,
    with_answer,
)
from dispatcher.mail.intake.repeats import Repeat, repeat_of
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.reading.fields import ACCOUNT, filled_in
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import JoinRepeats
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, Instant, QueueId

Acknowledge = Callable[[sqlite3.Connection, Arrival, ContactArrived, Sequence[Event]], None]


async def admit(
    service: Service, customers: Customers, join: JoinRepeats, arrival: Arrival, receipts: Receipts
) -> Verdict:
    """Have the engine let it in; message, fact, sweep position and acknowledgement are one transaction.

    Where an article surely answers it, that goes out in place of the receipt, and no agent is asked for now.

    Raises:
        sqlite3.IntegrityError: these very bytes came in by another way meanwhile; nothing happened.
        NotDurableError: the store cannot be written; nothing happened.
    """
    conversation = await service.read(partial(conversation_of, arrival.mail))
    repeat = None if conversation else await _repeat(service, join, arrival)
    command = _admission(service, arrival, conversation, repeat)
    rule = repeat.rule if repeat else rule_of(arrival, conversation)
    prepared = await receipts.prepare(waits_in(service, command))
    let_in = partial(_let_in, customers, arrival, rule, receipts)
    begins = conversation is None and repeat is None
    found = article_for(service, receipts, arrival, command) if begins else None
    if found is not None and await service.read(
        partial(
            could_be_answered,
            arrival=arrival,
            conversation=command.conversation,
            now=service.clock(),
            an_hour=receipts.most_an_hour,
        )
    ):
        try:
            return await let_in(with_answer(receipts, command), replace(prepared, found=found))
        except NotNowError:
            pass
    return await let_in(command, prepared)


async def _let_in(
    customers: Customers,
    arrival: Arrival,
    rule: Rule,
    receipts: Receipts,
    command: AdmitContact,
    prepared: Prepared,
) -> Verdict:
    acknowledge = partial(answer, receipts, prepared)
    keep = partial(_keep, arrival, rule, command, acknowledge)
    mail = arrival.mail
    outcome = await customers.admit(
        command, mail.sender, claimed=mail.sender_name, evidence=_evidence(arrival, customers), keep=keep
    )
    return _verdict(arrival, rule, command.conversation, outcome.facts)


async def _repeat(service: Service, join: JoinRepeats, arrival: Arrival) -> Repeat | None:
    """The open piece of work that it repeats, if it joins that by itself."""
    ask = partial(
        repeat_of,
        arrival=arrival,
        join=join,
        queue=_queue(arrival),
        now=service.clock(),
        is_open=service.state.contacts.__contains__,
    )
    return await service.read(ask)


def _queue(arrival: Arrival) -> QueueId:
    return arrival.understood.queue or arrival.mailbox.queue


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


def _admission(
    service: Service, arrival: Arrival, conversation: Conversation | None, repeat: Repeat | None
) -> AdmitContact:
    """Ids come from the message's bytes: taken again after a crash, it is the same request."""
    contact = ContactId(f"mail-{arrival.id[:12]}")
    mail, about = arrival.mail, arrival.understood
    follows = to_join(conversation, service.state.contacts.__contains__) if conversation else None
    return AdmitContact(
        id=CommandId(f"mail:{arrival.id}" + (f":{arrival.again.request}" if arrival.again else "")),
        contact=contact,
        queue=_queue(arrival),
        urgency=about.urgency,
        tier=about.tier,
        category=about.category if about.category in service.state.rules.categories else None,
        subject=mail.subject,
        language=mail.language,
        conversation=_conversation(conversation, repeat) or contact,
        follows=repeat.contact if repeat else follows,
        message=arrival.id,
    )


def _conversation(conversation: Conversation | None, repeat: Repeat | None) -> str:
    """Where it goes on; "" where it begins anew."""
    if repeat is not None:
        return repeat.conversation
    return conversation.id if conversation is not None else ""


def _verdict(arrival: Arrival, rule: Rule, conversation: str, facts: Sequence[Event]) -> Verdict:
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
                rule=rule,
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
    rule: Rule,
    command: AdmitContact,
    acknowledge: Acknowledge,
    connection: sqlite3.Connection,
    facts: Sequence[Event],
) -> None:
    """What goes into the transaction of the facts."""
    verdict = _verdict(arrival, rule, command.conversation, facts)
    if arrival.again is not None:
        store.forget(connection, arrival.again.message)
    store.add_message(connection, stored_arrival(arrival, verdict, facts[-1].at))
    if verdict.judgement is Judgement.QUARANTINED:
        store.add_set_aside(connection, arrival.id, verdict.detail, len(arrival.raw), whole=True)
    understood.keep(connection, arrival.id, verdict.contact, arrival.understood)
    store.add_files(connection, arrival.id, arrival.mail.attachments, html=arrival.mail.html)
    sweep.move_on(connection, arrival.source)
    _note_joined(connection, arrival, verdict, command, facts[-1].at)
    arrived = next((f for f in facts if isinstance(f, ContactArrived) and f.message == arrival.id), None)
    if arrived is not None:
        acknowledge(connection, arrival, arrived, facts)


def _note_joined(
    connection: sqlite3.Connection, arrival: Arrival, verdict: Verdict, command: AdmitContact, at: Instant
) -> None:
    """What joined by itself can be taken out again, as the contact that it would have been."""
    joins = verdict.rule in (Rule.SAME_LETTER, Rule.SAME_SUBJECT)
    if joins and verdict.judgement is Judgement.FOLLOW_UP and verdict.contact is not None:
        was = command.contact
        joined.note(connection, [(arrival.id, was)], was, verdict.contact, at=at, by=verdict.rule)
