"""Supervisors are written to about late letters: once, seldom, and by nobody's answer."""

import email
import email.policy
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dispatcher.commands import AdmitContact, CloseContact, SubmitReply
from dispatcher.events import DeliveryNoted
from dispatcher.folders.escalation import Escalation
from dispatcher.mail.escalating import WORST, Escalating
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.outbound import Outbound
from dispatcher.mail.settings import Smtp
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, MINUTE, CommandId, ContactId, MessageId, PromiseKind, Span, Tier
from tests.mail.house import ANN, BY_MAIL, QUICK, HandClock, at_work, mailbox, running, soon, take_up
from tests.smtp import PostOffice

BOSS, CHIEF = "boss@example.com", "chief@example.com"
LATE = Escalation(name="late", email=(BOSS,), every=Span(30 * MINUTE))


def writer(service: Service, *rules: Escalation) -> Escalating:
    return Escalating(service, rules, mailbox(), "https://desk.example.com", lambda: None)


async def comes(service: Service, name: str, **more: Any) -> None:
    """A letter of this id, which is due in four hours."""
    await service.submit(
        AdmitContact(
            id=CommandId(name),
            contact=ContactId(name),
            queue=BY_MAIL,
            message=MessageId(f"letter {name}"),
            subject=f"Subject {name}",
            **more,
        )
    )


async def queued(service: Service) -> list[Any]:
    """The letters in the outbox, read as their readers' programs do."""
    rows = await service.read(partial(outbox.due, now=service.clock(), limit=99))
    return [email.message_from_bytes(row.raw, policy=email.policy.default) for row in rows]


async def breaks(service: Service, clock: HandClock, span: int) -> None:
    """Time passes, and the centre hears of it."""
    clock.move(span)
    await service.submit(CloseContact(id=CommandId(f"tick {clock()}"), contact=ContactId("nobody")))


async def test_a_broken_promise_is_told_with_its_link_and_the_marks(tmp_path: Path) -> None:
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        boss = writer(service, LATE)
        await comes(service, "one")
        assert await boss.tell() == 0
        await breaks(service, clock, 4 * HOUR + 5 * MINUTE)
        assert await boss.tell() == 1
        (letter,) = await queued(service)
        assert (letter["To"], letter["Auto-Submitted"]) == (BOSS, "auto-generated")
        assert letter["X-Auto-Response-Suppress"] == "All"
        text = letter.get_content()
        assert "late: 1 letters" in text
        assert "- late by 0:05 · Subject one · By mail · with nobody" in text
        assert "https://desk.example.com/folders?folder=past_sla" in text
        (row,) = await service.read(partial(outbox.due, now=clock(), limit=9))
        assert row.envelope_from == ""


async def test_however_many_break_there_is_one_message_an_interval(tmp_path: Path) -> None:
    """Sixty letters, one after the other: one message at once, one with the rest half an hour later."""
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        boss = writer(service, LATE)
        for number in range(60):
            await comes(service, f"m{number:02}")
            clock.move(10_000_000)
        await breaks(service, clock, 4 * HOUR - 10 * MINUTE)
        sent = []
        for _ in range(60):
            await breaks(service, clock, MINUTE)
            sent.append(await boss.tell())
        assert [minute for minute, one in enumerate(sent) if one] == [0, 30]
        first, second = [letter.get_content() for letter in await queued(service)]
        assert "late: 7 letters" in first
        assert "late: 60 letters" in second
        await comes(service, "more")
        await breaks(service, clock, 4 * HOUR)
        assert await boss.tell() == 1
        last = (await queued(service))[-1].get_content()
        assert "61 letters" in last
        assert last.count("- late by") == WORST


async def test_a_restart_tells_nothing_twice_and_forgets_nothing(tmp_path: Path) -> None:
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        await comes(service, "one")
        await breaks(service, clock, 5 * HOUR)
        assert await writer(service, LATE).tell() == 1
        await comes(service, "two")
        await breaks(service, clock, 5 * HOUR)
    for expected in (1, 0):
        async with running(tmp_path, clock=clock) as service:
            assert await writer(service, LATE).tell() == expected
            clock.move(HOUR)
            assert await writer(service, LATE).tell() == 0
    async with running(tmp_path, clock=clock) as service:
        assert len(await queued(service)) == 2


async def test_each_address_hears_of_what_concerns_it(tmp_path: Path) -> None:
    """The boss of all that breaks; the chief of gold customers, once three quarters are over."""
    gold = Escalation(name="gold", email=(CHIEF, BOSS), share=75, tiers=frozenset({Tier("gold")}))
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        both = writer(service, LATE, gold)
        await comes(service, "plain")
        await comes(service, "golden", tier=Tier("gold"))
        await breaks(service, clock, 3 * HOUR)
        assert await both.tell() == 2
        assert {letter["To"] for letter in await queued(service)} == {CHIEF, BOSS}
        await breaks(service, clock, HOUR)
        assert await both.tell() == 1
        last = (await queued(service))[-1]
        assert last["To"] == BOSS
        assert "late: 2 letters" in last.get_content()
        assert "gold: 1 letters" in last.get_content()


async def test_the_next_promise_of_a_kind_is_told_as_the_first_was(tmp_path: Path) -> None:
    """Answered twice, and twice the customer writes again and is kept waiting."""
    clock = HandClock()
    rule = Escalation(name="late", email=(BOSS,), promises=frozenset({PromiseKind.NEXT_RESPONSE}))
    async with running(tmp_path, clock=clock) as service:
        boss = writer(service, rule)
        await comes(service, "one")
        await take_up(service)
        for number in range(2):
            answer = MessageId(f"answer {number}")
            contact = ContactId("one")
            await service.submit(
                SubmitReply(id=CommandId(answer), agent=ANN, contact=contact, message=answer)
            )
            await comes(service, f"again {number}", follows=contact)
            assert await boss.tell() == 0
            await breaks(service, clock, 5 * HOUR)
            assert await boss.tell() == 1
            assert await boss.tell() == 0


async def test_who_is_meant_is_asked_each_time(tmp_path: Path) -> None:
    """A user of no address in the file; the next day another one, for she was disabled."""
    clock, meant = HandClock(), [[CHIEF], [BOSS], []]
    rule = Escalation(name="late", users=frozenset({"boss"}))
    async with running(tmp_path, clock=clock) as service:
        boss = Escalating(
            service, [rule], mailbox(), "https://desk.example.com", lambda: None, whom=lambda _: meant[0]
        )
        await comes(service, "one")
        await breaks(service, clock, 5 * HOUR)
        for expected in (1, 1, 0):
            assert await boss.tell() == expected
            meant.pop(0)
        assert {letter["To"] for letter in await queued(service)} == {CHIEF, BOSS}


async def test_overdue_waits_beyond_the_breach(tmp_path: Path) -> None:
    clock = HandClock()
    resolution = Escalation(
        name="forgotten",
        email=(BOSS,),
        overdue=Span(2 * HOUR),
        promises=frozenset({PromiseKind.FIRST_RESPONSE}),
    )
    async with running(tmp_path, clock=clock) as service:
        boss = writer(service, resolution)
        await comes(service, "one")
        await breaks(service, clock, 6 * HOUR - 1)
        assert await boss.tell() == 0
        await breaks(service, clock, 1)
        assert await boss.tell() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("th", "จดหมายที่ต้องดูแล"),
        ("zh", "需要您处理"),
        ("fa", "نامه‌هایی"),
        ("ru", "Письма ждут"),
        ("xx", "Letters"),
    ],
)
async def test_it_is_written_in_the_language_set(language: str, words: str, tmp_path: Path) -> None:
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        rule = Escalation(name="late", email=(BOSS,), language=language)
        await comes(service, "one")
        await breaks(service, clock, 5 * HOUR)
        await writer(service, rule).tell()
        (letter,) = await queued(service)
        assert words in letter["Subject"]


async def test_it_leaves_by_smtp_and_is_no_customers_delivery(post: PostOffice, tmp_path: Path) -> None:
    clock = HandClock()
    async with running(tmp_path, clock=clock) as service:
        await comes(service, "one")
        await breaks(service, clock, 5 * HOUR)
        await writer(service, LATE).tell()
        smtp = Smtp(host=post.host, port=post.port, security="none")
        async with at_work(Outbound(service, smtp, pace=QUICK).run()):
            delivered = await soon(post.taken)
        assert delivered.recipients == (BOSS,)
        assert not [f for f in await service.facts(after=0) if isinstance(f.fact, DeliveryNoted)]
