"""Bounces: known by whatever form they have, tied to our letter, and seen to by somebody; or by nobody."""

from pathlib import Path

import pytest

from dispatcher.commands import FinishContact
from dispatcher.events import ContactArrived, DeliveryNoted, Event, ReplySubmitted, ReplyUndelivered
from dispatcher.mail import store
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.identity import signed_id, tagged, tagged_message
from dispatcher.mail.intake.arrival import Verdict
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.reading.report import Action
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, MessageId
from tests.mail.house import ANN, at_work, facts_of, letter, mail_settings, mailbox, running, soon, take_up
from tests.mail.reports import FORMS, OURS, THEM, dsn, plain
from tests.smtp import post_office

SETTINGS = mail_settings(acknowledge=False)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_in_words_is_known_with_whom_and_what_it_is_about(form: str) -> None:
    report = parse(plain(*FORMS[form], "<rp.ab.cd@example.com>")).report
    assert report is not None
    assert report.deliveries[0].recipient == THEM
    assert report.deliveries[0].action is Action.FAILED
    assert "<rp.ab.cd@example.com>" in report.ids


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("headers_only", [True, False])
def test_a_status_report_is_read(action: str, headers_only: bool) -> None:
    report = parse(dsn("<rp.ab.cd@example.com>", action=action, headers_only=headers_only)).report
    assert report is not None
    (delivery,) = report.deliveries
    assert (delivery.recipient, delivery.action, delivery.status) == (THEM, action, "5.1.1")
    assert report.ids == ("<rp.ab.cd@example.com>",)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Undeliverable parcel", "Hello, the courier says my parcel is back. What now?"),
        ("FW: Undelivered Mail Returned to Sender", "Why do I get this when I write to your shop?"),
        ("Your mail was returned to me", "I am not the one you look for."),
        ("Delivery", "My order could not be delivered, the courier says. Please help."),
    ],
)
def test_what_a_customer_says_of_a_delivery_is_no_bounce(subject: str, text: str) -> None:
    assert parse(letter(subject, text)).report is None


def test_a_read_receipt_is_no_bounce() -> None:
    receipt = dsn("<1@x.example>").replace(b"delivery-status", b"disposition-notification")
    assert parse(receipt).report is None


def test_a_tagged_address_says_which_letter_it_sent() -> None:
    key = b"k" * 32
    address = tagged(OURS, MessageId("ab12"), key)
    assert address.startswith("help+b.ab12.")
    assert tagged_message(address, key) == "ab12"
    assert tagged_message(address, b"x" * 32) is None
    assert tagged_message(OURS, key) is None
    assert tagged(f"{'a' * 40}@example.com", MessageId("ab12" * 6), key) == f"{'a' * 40}@example.com"


class Answered:
    """A letter that Ann answered, and what comes back."""

    def __init__(self, service: Service, room: MailRoom, contact: ContactId, message: MessageId) -> None:
        self.service, self.room, self.contact, self.message = service, room, contact, message

    async def message_id(self) -> str:
        """Our letter's Message-ID."""
        return signed_id(self.message, await self.service.read(store.key), "example.com")

    async def comes(self, raw: bytes) -> Verdict:
        """Let it in."""
        return await self.room.post(raw)

    async def facts(self, kind: type[Event]) -> list[Event]:
        """All facts of this kind."""
        found = [numbered.fact for numbered in await self.service.facts(after=0)]
        return [fact for fact in found if isinstance(fact, kind)]

    async def thread(self, contact: ContactId) -> tuple[store.Message, ...]:
        """The conversation as the desk has it."""
        return (await self.room.read(contact))[0]


async def answered(service: Service, room: MailRoom, *, finish: bool = False) -> Answered:
    """Joe writes, Ann takes it up and answers."""
    await room.post(letter(message_id="<1@customer.example>"))
    contact = await take_up(service)
    outcome = await room.send_reply(ANN, contact, Sending(text="Here it is."), CommandId("answer"))
    submitted = next(fact for fact in outcome.facts if isinstance(fact, ReplySubmitted))
    if finish:
        await service.submit(FinishContact(id=CommandId("finish"), agent=ANN, contact=contact))
    return Answered(service, room, contact, submitted.message)


async def test_a_bounce_brings_an_open_contact_back_and_says_so_in_its_thread(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = MailRoom(service, SETTINGS)
        was = await answered(service, room)
        verdict = await was.comes(dsn(await was.message_id()))
        assert (verdict.judgement, verdict.rule, verdict.contact) == ("bounce", "report", was.contact)
        (noted,) = await was.facts(DeliveryNoted)
        assert isinstance(noted, DeliveryNoted)
        assert (noted.message, noted.delivered, noted.status) == (was.message, False, "5.1.1")
        assert len(await was.facts(ReplyUndelivered)) == 1
        assert not service.state.contacts[was.contact].replied
        first, ours, bounce = await was.thread(was.contact)
        assert (first.trouble, ours.trouble, bounce.automatic) == ("", "failed 5.1.1", True)
        again = await room.send_reply(
            ANN, was.contact, Sending(text="To your other address."), CommandId("anew")
        )
        assert again.refused is None
        row = await service.read(lambda c: c.execute("SELECT recipient FROM mail_outbox").fetchall())
        assert row == [(THEM,), (THEM,)]
        room.close()


async def test_a_bounce_on_a_closed_contact_opens_a_linked_one_that_can_be_answered(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = MailRoom(service, SETTINGS)
        was = await answered(service, room, finish=True)
        assert service.state.contacts == {}
        verdict = await was.comes(dsn(await was.message_id(), headers_only=True))
        assert verdict.contact is not None
        assert list(service.state.contacts) == [verdict.contact]
        opened = service.state.contacts[verdict.contact]
        assert room.customers.directory.shows(opened).customer == THEM
        assert opened.language == "en"
        assert [m.trouble for m in await was.thread(verdict.contact)] == ["", "failed 5.1.1", ""]
        assert len(await was.facts(ContactArrived)) == 2
        again = await was.comes(dsn(await was.message_id(), status="5.2.2"))
        assert again.judgement is Judgement.BOUNCE
        assert list(service.state.contacts) == [verdict.contact]
        room.close()


@pytest.mark.parametrize(
    ("action", "final", "delivered"), [("delayed", False, False), ("delivered", True, True)]
)
async def test_a_delay_and_a_delivery_are_noted_and_bring_nothing_back(
    action: str, final: bool, delivered: bool, tmp_path: Path
) -> None:
    async with running(tmp_path) as service:
        room = MailRoom(service, SETTINGS)
        was = await answered(service, room)
        await was.comes(dsn(await was.message_id(), action=action, status="4.4.1"))
        (noted,) = await was.facts(DeliveryNoted)
        assert isinstance(noted, DeliveryNoted)
        assert (noted.final, noted.delivered) == (final, delivered)
        assert service.state.contacts[was.contact].replied
        assert (await was.thread(was.contact))[1].trouble == ("delayed 4.4.1" if action == "delayed" else "")
        room.close()


async def test_a_bounce_about_a_letter_we_never_sent_opens_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = MailRoom(service, SETTINGS)
        was = await answered(service, room)
        for forged in (
            "<rp.ab.cd@example.com>",
            "<1@customer.example>",
            f"<rp.{was.message}.{'0' * 20}@e.c>",
        ):
            verdict = await was.comes(dsn(forged))
            assert (verdict.judgement, verdict.contact) == (Judgement.BOUNCE, None)
        assert await was.facts(DeliveryNoted) == []
        assert await room.waiting() == 1
        room.close()


async def test_a_bounce_to_our_tagged_address_needs_to_return_nothing(tmp_path: Path) -> None:
    settings = mail_settings(mailbox(tagged=True), acknowledge=False)
    async with running(tmp_path) as service:
        room = MailRoom(service, settings)
        was = await answered(service, room)
        sent = await service.read(lambda c: c.execute("SELECT envelope_from FROM mail_outbox").fetchone())
        verdict = await was.comes(dsn("<elsewhere@relay.example>", to=sent[0]))
        assert verdict.contact == was.contact
        room.close()


async def test_what_the_server_refuses_at_once_brings_its_contact_back(tmp_path: Path) -> None:
    async with post_office() as post, running(tmp_path) as service:
        post.answers[THEM] = ["550 5.1.1 no such user"]
        room = MailRoom(service, mail_settings(post=post, acknowledge=False))
        was = await answered(service, room, finish=True)
        facts = facts_of(service)
        async with at_work(room.run()):
            opened = await soon(facts, lambda fact: isinstance(fact, ContactArrived))
        assert isinstance(opened, ContactArrived)
        assert opened.follows == was.contact
        assert (await was.thread(opened.contact))[1].trouble.startswith("550 5.1.1")
        room.close()
