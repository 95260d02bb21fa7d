"""The processes that read mail: what a message can do to them, and what is left of it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.errors import PeerError
from dispatcher.mail.intake.rules import Judgement, Rule
from dispatcher.mail.intake.taking import take
from dispatcher.mail.reader import Reader, TooCostlyError
from dispatcher.mail.readers import Readers
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from tests.mail.house import FIVE, letter, mail_settings, running

SLOW = b"From: joe@customer.example\r\nContent-Type: text/plain\r\n\r\n" + b"x\r\n" * 300_000


@pytest.fixture
def readers() -> Iterator[Readers]:
    with contextlib.closing(Readers(size_limit=1_000_000)) as readers:
        yield readers


@pytest.mark.parametrize("language", FIVE)
async def test_a_message_reads_there_as_it_does_here(language: str, readers: Readers) -> None:
    raw = letter(*FIVE[language])
    assert await readers.read(raw) == parse(raw)


async def test_what_cannot_be_read_says_why_and_the_next_is_read(readers: Readers) -> None:
    with pytest.raises(PeerError, match="the message is empty"):
        await readers.read(b" \r\n")
    assert (await readers.read(letter())).sender == "joe@customer.example"


async def test_what_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    readers = Readers(size_limit=1, count=1)
    with pytest.raises(TooCostlyError):
        await readers.read(SLOW * 30)
    assert (await readers.read(letter())).sender == "joe@customer.example"


async def test_a_killer_takes_nobody_with_it_who_was_handed_over_beside_it() -> None:
    with contextlib.closing(Readers(size_limit=1, count=1)) as readers:
        sound, killer = letter(), SLOW * 30
        asked = [readers.read(raw) for raw in (sound, sound, killer, sound, b" ", sound)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Mail, Mail, TooCostlyError, Mail, PeerError, Mail]


async def test_what_takes_too_long_is_refused_and_the_next_is_read() -> None:
    hurried = Readers(size_limit=10_000_000, count=1, wall=0.0)
    with pytest.raises(TooCostlyError, match="longer than 0 s"):
        await hurried.read(SLOW)


async def test_a_reader_that_somebody_killed_is_replaced() -> None:
    readers = Readers(size_limit=1_000_000, count=1)
    await readers.read(letter())
    (pid,) = readers.processes
    os.kill(pid, signal.SIGKILL)
    while _alive(pid):
        await asyncio.to_thread(os.sched_yield)
    assert (await readers.read(letter())).sender == "joe@customer.example"


async def test_a_reader_makes_room_for_the_next() -> None:
    readers = Readers(size_limit=1_000_000, count=1, life=2)
    lives: set[int] = set()
    for _ in range(4):
        await readers.read(letter())
        lives |= readers.processes
    assert len(lives) == 2


def test_a_reader_that_is_dropped_is_gone() -> None:
    reader = Reader(400_000_000, 20.0)
    pid = reader.process
    del reader
    assert not _alive(pid)


def test_nobody_is_left_behind_when_the_dispatcher_is_killed() -> None:
    program = (
        "import asyncio, sys\n"
        "from dispatcher.mail.readers import Readers\n"
        "readers = Readers(size_limit=1000)\n"
        "asyncio.run(readers.read(b'From: a@b.example\\r\\n\\r\\nHello'))\n"
        "print(*readers.processes, flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert _alive(pid)
    parent.kill()
    parent.communicate()
    for _ in range(1_000_000):
        if not _alive(pid):
            break
        os.sched_yield()
    assert not _alive(pid)


async def test_what_kills_its_reader_is_quarantined_raw(tmp_path: Path) -> None:
    readers = Readers(size_limit=1, count=1)
    settings = mail_settings(size_limit=100_000_000)
    raw = SLOW * 30
    async with running(tmp_path) as service:
        verdict = await take(service, settings, nothing_said, Source(account="http"), raw, read=readers.read)
        assert (verdict.judgement, verdict.rule) == (Judgement.QUARANTINED, Rule.TOO_COSTLY)
        kept = await service.read(lambda c: c.execute("SELECT raw FROM mail_message").fetchall())
        assert kept == [(raw,)]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
