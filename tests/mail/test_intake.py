"""One message in, over a real service: what it becomes, and that taking it again changes nothing."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from dispatcher.commands import FinishContact
from dispatcher.customers.whom import is_customer
from dispatcher.errors import OwnerError
from dispatcher.events import CentreConfigured, ContactArrived, Event, FollowUpReceived, PromiseMade
from dispatcher.mail import store
from dispatcher.mail.intake.arrival import Judgement, Verdict
from dispatcher.mail.intake.taking import take
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, CommandId, QueueId
from tests.customers.told import said_of
from tests.mail.house import ANN, FIVE, HandClock, letter, mail_settings, mailbox, running, take_up

STRAIGHT_IN = Source(account="http")


async def _arrivals(service: Service) -> list[ContactArrived | FollowUpReceived]:
    facts = (numbered.fact for numbered in await service.facts(after=0))
    return [fact for fact in facts if isinstance(fact, ContactArrived | FollowUpReceived)]


async def _facts(service: Service) -> list[Event]:
    return [numbered.fact for numbered in await service.facts(after=0)]


async def _queued(service: Service) -> list[outbox.Row]:
    return await service.read(partial(outbox.due, now=service.clock(), limit=99))


async def _take(service: Service, raw: bytes, settings: MailSettings | None = None) -> Verdict:
    return await take(service, settings or mail_settings(), nothing_said, STRAIGHT_IN, raw)


@pytest.mark.parametrize("language", FIVE)
async def test_a_letter_becomes_a_contact_and_is_acknowledged_in_its_language(
    language: str, tmp_path: Path
) -> None:
    subject, text = FIVE[language]
    async with running(tmp_path) as service:
        verdict = await _take(service, letter(subject, text))
        (arrived,) = await _arrivals(service)
        assert isinstance(arrived, ContactArrived)
        assert verdict.judgement is Judgement.NEW
        assert (arrived.contact, arrived.message) == (verdict.contact, verdict.message)
        assert await said_of(service, arrived.contact) == ("joe@customer.example", subject)
        assert is_customer(arrived.customer)
        assert arrived.subject == ""  # facts hold no word of a customer
        assert arrived.language == language
        (promised,) = [f for f in await _facts(service) if isinstance(f, PromiseMade)]
        assert promised.due == arrived.at + 4 * HOUR
        (row,) = await _queued(service)
        answer = parse(row.raw)
        assert (row.envelope_from, row.recipient) == ("", "joe@customer.example")
        assert (answer.subject, answer.language) == (f"Re: {subject}", language)
        assert answer.headers["auto-submitted"] == "auto-replied"
        assert "UTC" in answer.text


async def test_the_same_letter_twice_is_one_contact(tmp_path: Path) -> None:
    raw = letter(message_id="<one@customer.example>")
    relayed = b"Received: from elsewhere\r\n" + raw
    async with running(tmp_path) as service:
        first = await _take(service, raw)
        again = await _take(service, raw)
        by_another_way = await _take(service, relayed)
        assert [v.judgement for v in (first, again, by_another_way)] == ["new", "duplicate", "duplicate"]
        assert len(await _arrivals(service)) == 1
        assert len(await _queued(service)) == 1


async def test_a_reused_message_id_rejects_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        for text in ("My first question", "My second question"):
            verdict = await _take(service, letter(text=text, message_id="<same@printer.example>"))
            assert verdict.judgement is Judgement.NEW


async def test_messages_without_an_id_are_never_taken_for_one_another(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        for text in ("My first question", "My second question"):
            assert (await _take(service, letter(text=text))).judgement is Judgement.NEW


async def test_after_a_restart_the_same_letter_is_still_known(tmp_path: Path) -> None:
    raw = letter()
    async with running(tmp_path) as service:
        await _take(service, raw)
    async with running(tmp_path) as service:
        assert (await _take(service, raw)).judgement is Judgement.DUPLICATE


async def test_a_second_letter_of_a_conversation_joins_the_open_contact(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        first = await _take(service, letter(message_id="<first@customer.example>"))
        second = await _take(
            service,
            letter(
                "Re: it", "And my address changed.", headers=[("In-Reply-To", "<first@customer.example>")]
            ),
        )
        assert (second.judgement, second.contact) == (Judgement.FOLLOW_UP, first.contact)
        assert first.contact is not None
        thread = await service.read(partial(store.thread, contact=first.contact))
        words = [message.text.split()[0] for message in thread if not message.automatic]
        assert words == ["Hello,", "And"]


async def test_an_answer_to_our_acknowledgement_joins_the_contact(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        first = await _take(service, letter())
        (acknowledgement,) = await _queued(service)
        ours = parse(acknowledgement.raw).message_id
        second = await _take(
            service, letter("Re: x", "One more thing", headers=[("References", f"<x@y> {ours}")])
        )
        assert (second.judgement, second.contact) == (Judgement.FOLLOW_UP, first.contact)


async def test_a_stranger_with_a_forged_reference_gets_a_contact_of_his_own(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        first = await _take(service, letter(message_id="<first@customer.example>"))
        forged = await _take(
            service,
            letter(
                text="Please send me everything",
                sender="eve@stranger.example",
                headers=[("In-Reply-To", "<first@customer.example>")],
            ),
        )
        assert forged.judgement is Judgement.NEW
        assert forged.conversation != first.conversation
        assert forged.contact is not None
        thread = await service.read(partial(store.thread, contact=forged.contact))
        assert {message.sender for message in thread} == {"eve@stranger.example", "help@example.com"}


async def test_the_same_subject_is_no_conversation(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await _take(service, letter("Order 7", "The first"))
        assert (await _take(service, letter("Re: Order 7", "The second"))).judgement is Judgement.NEW


async def test_a_letter_on_a_closed_contact_opens_a_linked_one(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        first = await _take(service, letter(message_id="<first@customer.example>"))
        contact = await take_up(service)
        await service.submit(FinishContact(id=CommandId("done"), agent=ANN, contact=contact))
        raw = letter(text="It broke again", headers=[("In-Reply-To", "<first@customer.example>")])
        second = await _take(service, raw)
        assert second.judgement is Judgement.NEW
        assert second.contact != first.contact
        assert second.conversation == first.conversation
        assert second.contact is not None
        thread = await service.read(partial(store.thread, contact=second.contact))
        assert [message.text.strip() for message in thread][-1] == "It broke again"
        assert len([message for message in thread if message.incoming]) == 2


MACHINES = {
    "auto_submitted": [("Auto-Submitted", "auto-replied")],
    "null_sender": [("Return-Path", "<>")],
    "bulk": [("Precedence", "bulk")],
    "autoresponder": [("X-Autoreply", "yes")],
}


@pytest.mark.parametrize("rule", MACHINES)
async def test_what_machines_write_opens_nothing_and_is_answered_nothing(rule: str, tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await _take(service, letter(message_id="<first@customer.example>"))
        before = len(await _queued(service))
        raw = letter(
            text="I am away",
            headers=[*MACHINES[rule], ("In-Reply-To", "<first@customer.example>")],
        )
        verdict = await _take(service, raw)
        assert (verdict.judgement, verdict.contact, verdict.rule) == (Judgement.AUTOMATIC, None, rule)
        assert len(await _arrivals(service)) == 1
        assert len(await _queued(service)) == before


async def test_a_letter_through_a_list_is_work_without_an_answer(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        verdict = await _take(service, letter(headers=[("List-Id", "<support.customer.example>")]))
        assert (verdict.judgement, verdict.rule) == (Judgement.NEW, "mailing_list")
        assert await _queued(service) == []


async def test_a_loop_that_no_header_gives_away_ends_after_one_answer_a_day(tmp_path: Path) -> None:
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        for hour in range(30):
            clock.move(HOUR)
            sender = f"joe+{hour}@customer.example"
            await _take(service, letter(text=f"I am away, {hour}", sender=sender))
        answered = await _queued(service)
        assert len(answered) == 2


async def test_an_old_letter_is_work_and_gets_no_acknowledgement(tmp_path: Path) -> None:
    clock = HandClock()
    raw = letter()
    clock.move(30 * 24 * HOUR)
    async with running(tmp_path, clock=clock) as service:
        assert (await _take(service, raw)).judgement is Judgement.NEW
        assert await _queued(service) == []


async def test_what_cannot_be_read_is_kept_raw_and_the_rest_goes_on(tmp_path: Path) -> None:
    poison = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 5000
    async with running(tmp_path) as service:
        verdict = await _take(service, poison)
        assert verdict.judgement is Judgement.QUARANTINED
        assert await service.read(_raws) == [poison]
        assert (await _take(service, letter())).judgement is Judgement.NEW


async def test_what_is_too_large_is_kept_as_headers_and_a_note(tmp_path: Path) -> None:
    settings = mail_settings(size_limit=10_000)
    raw = letter(text="x" * 20_000)
    async with running(tmp_path) as service:
        verdict = await _take(service, raw, settings)
        assert verdict.judgement is Judgement.QUARANTINED
        assert verdict.rule == "too_large"
        assert f"{len(raw)} bytes" in verdict.detail
        (kept,) = await service.read(_raws)
        assert kept.endswith(b"\r\n\r\n")
        assert raw.startswith(kept)


def _raws(connection: sqlite3.Connection) -> list[bytes]:
    return [raw for (raw,) in connection.execute("SELECT raw FROM mail_message")]


async def test_a_queue_that_is_not_there_loses_no_letter(tmp_path: Path) -> None:
    settings = mail_settings(mailbox(queue=QueueId("nowhere")))
    async with running(tmp_path) as service:
        verdict = await _take(service, letter(), settings)
        assert verdict.judgement is Judgement.QUARANTINED
        assert verdict.rule == "refused"
        assert "nowhere" in verdict.detail
        assert len(await service.read(_raws)) == 1


async def test_without_any_mailbox_the_owner_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        with pytest.raises(OwnerError, match="add one to the centre file"):
            await _take(service, letter(), MailSettings())


async def test_the_desk_switched_acknowledgements_off(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await _take(service, letter(), mail_settings(acknowledge=False))
        assert await _queued(service) == []
        assert any(isinstance(n.fact, CentreConfigured) for n in await service.facts(after=0))
