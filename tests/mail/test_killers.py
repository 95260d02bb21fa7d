"""Killers: each gets a verdict, in a process with bounded time and memory, and is kept raw."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from dispatcher.errors import PeerError
from dispatcher.mail.answering.compose import Writing, acknowledgement, reply
from dispatcher.mail.intake.rules import Judgement, Rule
from dispatcher.mail.intake.taking import take
from dispatcher.mail.readers import Readers, TooCostlyError
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId
from tests.mail.house import letter, mail_settings, mailbox, running
from tests.mail.killers import KILLERS

SETTINGS = mail_settings(size_limit=60_000_000)
AT = Instant(1_800_000_000_000_000)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with contextlib.closing(Readers(size_limit=25_000_000, count=1)) as readers:
        yield readers


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(tmp_path) as service:
        yield service


@pytest.mark.parametrize("killer", KILLERS)
async def test_a_killer_gets_a_verdict_and_is_kept(killer: str, readers: Readers, service: Service) -> None:
    raw = KILLERS[killer]()
    verdict = await take(service, SETTINGS, nothing_said, Source(account="http"), raw, read=readers.read)
    rows = await service.read(
        lambda c: c.execute("SELECT id, verdict, rule, raw FROM mail_message").fetchall()
    )
    incoming = [row for row in rows if row[0] == verdict.message]
    assert incoming == [(verdict.message, verdict.judgement, verdict.rule, raw)]
    assert verdict.judgement in (Judgement.NEW, Judgement.QUARANTINED, Judgement.BOUNCE, Judgement.AUTOMATIC)
    assert verdict.rule in set(Rule)
    after = await take(service, SETTINGS, nothing_said, Source(account="http"), letter(), read=readers.read)
    assert after.judgement is Judgement.NEW


@pytest.mark.parametrize("killer", KILLERS)
async def test_no_killer_writes_a_header_of_our_answer(killer: str, readers: Readers) -> None:
    with contextlib.suppress(PeerError):
        original = await readers.read(KILLERS[killer]())
        for ours in (
            reply(
                id_=MessageId("ab"),
                key=b"k",
                mailbox=mailbox(),
                original=original,
                writing=Writing(text="Yes."),
                at=AT,
            ),
            acknowledgement(
                id_=MessageId("ab"),
                key=b"k",
                mailbox=mailbox(),
                original=original,
                subject="",
                text="It came.",
                at=AT,
            ),
        ):
            head, _, _ = ours.raw.partition(b"\r\n\r\n")
            names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
            assert len(names) == len(set(names))
            assert b"Bcc" not in names
            assert head.replace(b"\r\n", b"").isascii()
            assert not set(head.replace(b"\r\n", b"")) & {0, 10, 13}


async def test_what_costs_too_much_is_told_from_what_cannot_be_read(readers: Readers) -> None:
    with pytest.raises(PeerError) as refused:
        await readers.read(KILLERS["10,000 parts"]())
    assert not isinstance(refused.value, TooCostlyError)


def test_what_is_read_is_bounded() -> None:
    mail = parse(KILLERS["100,000 recipients of a report"]())
    assert mail.report is not None
    assert len(mail.report.deliveries) <= 50
    assert len(parse(KILLERS["a report without an end"]()).text) <= 200_000
