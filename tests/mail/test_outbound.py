"""The outbox drained into a real SMTP server: taken, put off, refused, and taken up again after a crash."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from dispatcher.events import (
    CommandRefused,
    ContactArrived,
    DeliveryNoted,
    Event,
    FollowUpReceived,
    ReplySubmitted,
)
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.health import Line, LineHealth
from dispatcher.mail.mailboxes.login import connect
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.outbound import Outbound
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings, Smtp
from dispatcher.mail.tokens import TokenSource
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, CommandId, ContactId
from tests.dovecot import Dovecot
from tests.mail.house import (
    ANN,
    HELP,
    QUICK,
    HandClock,
    at_work,
    facts_of,
    letter,
    mail_settings,
    mailbox,
    running,
    soon,
    take_up,
)
from tests.smtp import Delivery, PostOffice, post_office
from tests.tokenserver import token_server

JOE = "joe@customer.example"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    """An SMTP server that only records."""
    async with post_office() as office:
        yield office


@asynccontextmanager
async def room_at_work(service: Service, settings: MailSettings) -> AsyncIterator[MailRoom]:
    """The whole mail room, at work."""
    room = MailRoom(service, settings, pace=QUICK)
    async with at_work(room.run()):
        yield room


async def _noted(facts: "asyncio.Queue[Event]") -> DeliveryNoted:
    fact = await soon(facts, lambda fact: isinstance(fact, DeliveryNoted))
    assert isinstance(fact, DeliveryNoted)
    return fact


def _states(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    return connection.execute("SELECT state, tries FROM mail_outbox").fetchall()


async def test_an_acknowledgement_leaves_from_the_null_sender(office: PostOffice, tmp_path: Path) -> None:
    async with running(tmp_path) as service, room_at_work(service, mail_settings(post=office)) as room:
        facts = facts_of(service)
        verdict = await room.post(letter())
        taken = await soon(office.taken)
        assert (taken.sender, taken.recipients) == ("", (JOE,))
        noted = await _noted(facts)
        assert (noted.delivered, noted.contact) == (True, verdict.contact)
        assert await service.read(_states) == [("sent", 1)]
        assert room.health["smtp"].state is Line.UP


async def test_a_reply_reaches_the_customers_mailbox_threaded(
    imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    settings = mail_settings(mailbox(imap), post=post)
    raw = letter("Где мой заказ?", message_id="<question@customer.example>")
    async with running(tmp_path) as service, room_at_work(service, settings) as room:
        await asyncio.to_thread(partial(imap.deliver, raw, HELP, sender=JOE))
        contact = await take_up(service)
        assert await room.save_draft(contact, "Dear Jo", 0) == 1
        outcome = await room.send_reply(
            ANN, contact, Sending(text="Дорогой Джо,\n\nон в пути.\n\nAnn"), CommandId("reply 1")
        )
        assert any(isinstance(fact, ReplySubmitted) for fact in outcome.facts)
        for _ in range(2):
            await soon(post.taken)
        acknowledgement, reply = map(parse, await asyncio.to_thread(imap.messages, JOE))
        assert acknowledgement.return_path == ""
        assert reply.return_path == reply.sender == HELP
        assert reply.subject == "Re: Где мой заказ?"
        assert reply.text == "Дорогой Джо,\n\nон в пути.\n\nAnn"
        assert reply.in_reply_to == ("<question@customer.example>",)
        assert reply.references == ("<question@customer.example>",)
        assert reply.headers == {}
        thread, draft, version = await room.read(contact)
        assert [message.incoming for message in thread] == [True, False, False]
        assert (draft, version) == ("", 2)
        assert await room.save_draft(contact, "late autosave", 1) is None


async def test_the_customers_answer_to_a_reply_goes_on_with_the_conversation(
    imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    settings = mail_settings(mailbox(imap), post=post)
    async with running(tmp_path) as service, room_at_work(service, settings) as room:
        facts = facts_of(service)
        await asyncio.to_thread(partial(imap.deliver, letter(), HELP, sender=JOE))
        contact = await take_up(service)
        await soon(facts, lambda fact: isinstance(fact, ContactArrived))
        await room.send_reply(ANN, contact, Sending(text="It is on its way."), CommandId("reply 1"))
        reply = await soon(post.taken, lambda delivery: delivery.sender == HELP)
        answer = letter("Re: thanks", "Thank you!", headers=[("In-Reply-To", parse(reply.raw).message_id)])
        await asyncio.to_thread(partial(imap.deliver, answer, HELP, sender=JOE))
        joined = await soon(facts, lambda fact: isinstance(fact, ContactArrived | FollowUpReceived))
        assert isinstance(joined, ContactArrived | FollowUpReceived)
        thread, _, _ = await room.read(joined.contact)
        assert [m.text for m in thread if not m.automatic][1:] == ["It is on its way.", "Thank you!"]


async def test_the_same_reply_asked_twice_is_sent_once(office: PostOffice, tmp_path: Path) -> None:
    settings = mail_settings(post=office, acknowledge=False)
    async with running(tmp_path) as service, room_at_work(service, settings) as room:
        await room.post(letter())
        contact = await take_up(service)
        first = await room.send_reply(ANN, contact, Sending(text="It is on its way."), CommandId("reply 1"))
        again = await room.send_reply(ANN, contact, Sending(text="It is on its way."), CommandId("reply 1"))
        assert first.facts == again.facts
        other = await room.send_reply(ANN, contact, Sending(text="It is on its way!"), CommandId("reply 2"))
        assert other.refused is not None
        await soon(office.taken)
        assert len(await service.read(_states)) == 1


@pytest.mark.parametrize(
    ("sender", "text", "says"),
    [("joe@customer.example", "  \n", "empty"), ("jöe@customer.example", "Hello", "no address")],
)
async def test_what_cannot_be_a_letter_is_refused_in_one_sentence(
    sender: str, text: str, says: str, tmp_path: Path
) -> None:
    raw = letter().replace(b"Joe Doe <joe@customer.example>", sender.encode())
    async with running(tmp_path) as service:
        room = MailRoom(service, mail_settings())
        await room.post(raw)
        contact = await take_up(service)
        refused = (await room.send_reply(ANN, contact, Sending(text=text), CommandId("reply"))).refused
        assert isinstance(refused, CommandRefused)
        assert says in refused.detail
        unknown = (
            await room.send_reply(ANN, ContactId("nobody"), Sending(text="Hello"), CommandId("other"))
        ).refused
        assert unknown is not None
        assert "nobody" in unknown.detail


async def test_a_refusal_for_good_is_noted_and_never_tried_again(office: PostOffice, tmp_path: Path) -> None:
    office.answers[JOE] = ["550 no such user"]
    async with running(tmp_path) as service, room_at_work(service, mail_settings(post=office)) as room:
        facts = facts_of(service)
        await room.post(letter())
        noted = await _noted(facts)
        assert (noted.delivered, noted.detail) == (False, "550 no such user")
        assert await service.read(_states) == [("failed", 1)]


async def test_a_refusal_for_now_is_tried_again_under_the_same_id(office: PostOffice, tmp_path: Path) -> None:
    office.answers[JOE] = ["451 come back later"]
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        facts = facts_of(service)
        async with room_at_work(service, mail_settings(post=office)) as room:
            await room.post(letter())
            await _until(service, [("queued", 1)])
            clock.move(HOUR)
            room.wake()
            assert (await _noted(facts)).delivered
            assert await service.read(_states) == [("sent", 2)]


async def _until(service: Service, states: list[tuple[str, int]]) -> None:
    async with asyncio.timeout(10):
        while await service.read(_states) != states:
            pass


async def test_what_was_on_its_way_at_a_crash_goes_again_with_the_same_id(
    office: PostOffice, tmp_path: Path
) -> None:
    async with running(tmp_path) as service:
        room = MailRoom(service, mail_settings())
        await room.post(letter())
        (row,) = await service.read(partial(outbox.due, now=service.clock(), limit=9))
        await service.write(partial(outbox.begin, message=row.message))
    async with running(tmp_path) as service, room_at_work(service, mail_settings(post=office)):
        taken = await soon(office.taken)
        assert parse(taken.raw).message_id == parse(row.raw).message_id


async def test_a_server_that_is_away_holds_letters_up_and_loses_none(
    office: PostOffice, tmp_path: Path
) -> None:
    await office.close()
    states: asyncio.Queue[LineHealth] = asyncio.Queue()
    async with running(tmp_path) as service:
        settings = mail_settings(post=office)
        await MailRoom(service, settings).post(letter())
        outbound = Outbound(service, settings.smtp, pace=QUICK, tell=states.put_nowait)
        async with at_work(outbound.run()):
            down = await soon(states, lambda health: health.state is Line.DOWN)
            assert f"SMTP server 127.0.0.1:{office.port} does not take our mail" in down.error
            assert await service.read(_states) == [("queued", 0)]
            await office.open()
            assert (await soon(office.taken)).recipients == (JOE,)


async def test_a_wrong_smtp_password_is_named_until_it_is_right(office: PostOffice, tmp_path: Path) -> None:
    office.passwords["desk"] = "changed"
    smtp = Smtp(host=office.host, port=office.port, security="none", user="desk", password="right")
    states: asyncio.Queue[LineHealth] = asyncio.Queue()
    async with running(tmp_path) as service:
        await MailRoom(service, mail_settings()).post(letter())
        outbound = Outbound(service, smtp, pace=QUICK, tell=states.put_nowait)
        async with at_work(outbound.run()):
            refused = await soon(states, lambda health: health.state is Line.WRONG_PASSWORD)
            assert "does not accept user and password; change them" in refused.error
            office.passwords["desk"] = "right"
            assert (await soon(office.taken)).recipients == (JOE,)


async def test_a_token_lets_letters_out_and_is_replaced_when_it_ended(
    office: PostOffice, tmp_path: Path
) -> None:
    with token_server("desk") as server:
        office.user_of = server.user_of
        smtp = Smtp(host=office.host, port=office.port, security="none", user="desk", oauth=server.oauth())
        states: asyncio.Queue[LineHealth] = asyncio.Queue()
        async with running(tmp_path) as service:
            room = MailRoom(service, mail_settings())
            tokens = TokenSource(server.oauth())
            outbound = Outbound(service, smtp, tokens=tokens, pace=QUICK, tell=states.put_nowait)
            async with at_work(outbound.run()):
                await room.post(letter())
                outbound.wake()
                assert (await soon(office.taken)).recipients == (JOE,)
                server.revoke()
                await room.post(letter(sender="ann@customer.example"))
                outbound.wake()
                assert (await soon(office.taken)).recipients == ("ann@customer.example",)
                assert len(server.asked) == 2
                server.revoke()
                server.refusal = "invalid_grant"
                await room.post(letter(sender="eve@stranger.example"))
                outbound.wake()
                refused = await soon(states, lambda health: health.state is Line.SIGN_IN_REFUSED)
                assert "[oauth.office] (invalid_grant): sign in again" in refused.error
                assert len(server.asked) == 3


async def test_without_a_server_letters_wait_and_health_says_so(tmp_path: Path) -> None:
    async with running(tmp_path) as service, room_at_work(service, mail_settings()) as room:
        await room.post(letter())
        assert await room.waiting() == 1
        assert room.health["smtp"].state is Line.OFF
        assert "add [smtp]" in room.health["smtp"].error


# --- loops ----------------------------------------------------------------------------------------------

MARKS = (b"auto-submitted", b"x-auto-response-suppress", b"precedence", b"x-loop")


def _as_it_is(delivery: Delivery) -> Delivery:
    return delivery


def _without_marks(delivery: Delivery) -> Delivery:
    """As a careless relay hands it on: nothing tells any more that a machine wrote it."""
    head, _, body = delivery.raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(MARKS)]
    sender = parse(delivery.raw).sender
    return replace(delivery, sender=sender, raw=b"\r\n".join(lines) + b"\r\n\r\n" + body)


@pytest.mark.parametrize(("relay", "answers"), [(_as_it_is, 1), (_without_marks, 2)])
async def test_two_desks_that_write_to_each_other_come_to_an_end(
    relay: Callable[[Delivery], Delivery], answers: int, imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    """Help's acknowledgement reaches sales, which acknowledges it … unless somebody stops."""
    post.relay = relay
    sales = "sales@example.com"
    here = mail_settings(mailbox(imap), post=post)
    there = mail_settings(mailbox(imap, sales), post=post)
    first = letter(sender=f"Sales <{sales}>")
    async with (
        running(tmp_path / "here") as help_desk,
        running(tmp_path / "there") as sales_desk,
        room_at_work(help_desk, here),
        room_at_work(sales_desk, there),
    ):
        facts = facts_of(help_desk)
        await asyncio.to_thread(partial(imap.deliver, first, HELP, sender=sales))
        await soon(facts, lambda fact: isinstance(fact, ContactArrived))
        for _ in range(answers):
            await soon(post.taken)
        await _both_have_seen_all(imap, {HELP: help_desk, sales: sales_desk})
        assert post.taken.empty()
        assert await _unsent(help_desk) + await _unsent(sales_desk) == 0


async def _both_have_seen_all(imap: Dovecot, desks: dict[str, Service]) -> None:
    """Every message on the server is judged."""
    async with asyncio.timeout(20):
        for address, service in desks.items():
            connection = await connect(mailbox(imap, address), "INBOX")
            top = max(await connection.uids_above(0), default=0)
            connection.close()
            while await service.read(_position) < top:
                pass


def _position(connection: sqlite3.Connection) -> int:
    """The highest UID up to which all is dealt with."""
    top: int = connection.execute(
        "SELECT coalesce((SELECT min(uid) - 1 FROM mail_in_hand WHERE NOT dealt),"
        " (SELECT max(uid) FROM mail_sweep), 0)"
    ).fetchone()[0]
    return top


async def _unsent(service: Service) -> int:
    return await service.read(outbox.waiting)
