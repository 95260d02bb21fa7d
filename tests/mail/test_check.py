"""Any heap of messages through the intake, dry: out of files, folders, maildirs and mboxes."""

import json
import mailbox as boxes
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from dispatcher.errors import OwnerError
from dispatcher.mail.checking.check import Checked, Checker, sums
from dispatcher.mail.checking.heaps import count, messages
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.settings import MailSettings, Spam
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.understand import Understander, nothing_said
from dispatcher.vocabulary import CategoryId
from tests.mail.house import letter
from tests.mail.reports import dsn

FIRST = letter(message_id="<1@customer.example>")
HEAP = {
    "1.eml": FIRST,
    "2.eml": letter("Re", "More", headers=[("In-Reply-To", "<1@customer.example>")]),
    "3.eml": FIRST,
    "4.txt": letter(headers=[("Auto-Submitted", "auto-replied")]),
    "5.eml": dsn("<9@relay.example>"),
    "6.eml": letter(sender="x@spam.example"),
    "7.eml": b"\r\n",
}
VERDICTS = ["new", "follow_up", "duplicate", "automatic", "bounce", "spam", "quarantined"]


@pytest.fixture
def heap(tmp_path: Path) -> Path:
    folder = tmp_path / "heap"
    folder.mkdir()
    for name, raw in HEAP.items():
        (folder / name).write_bytes(raw)
    return folder


async def checked(*places: Path, limit: int = 1_000_000) -> list[Checked]:
    """What the checker says of each."""
    settings = MailSettings(size_limit=limit, spam=Spam(senders=("spam.example",)))
    with closing(Checker(settings, nothing_said)) as checker:
        return [await checker.look_at(message) for message in messages(places, limit)]


async def test_every_message_gets_the_verdict_the_intake_would_give(heap: Path) -> None:
    found = await checked(heap)
    assert [one.judgement for one in found] == VERDICTS
    assert [one.name for one in found] == [str(heap / name) for name in HEAP]
    total = sums(found, 1.0, 0)
    assert total.verdicts == dict.fromkeys(sorted(VERDICTS), 1)
    assert [one.detail for one in total.unread] == ["the message is empty"]
    assert total.faults == ()


async def test_what_is_work_is_counted_by_what_it_is_about(heap: Path) -> None:
    (heap / "8.eml").write_bytes(letter("Возврат", "Где мои деньги? Верните их, пожалуйста"))
    rule = Rule(name="money", when=When(words=("возврат*",)), category=CategoryId("refund"))
    understand = Understander([rule], None, sure=1.0).understand
    with closing(Checker(MailSettings(), understand)) as checker:
        found = [await checker.look_at(message) for message in messages([heap], 1_000_000)]
    total = sums(found, 1.0, 0)
    assert (total.categories["refund"], total.said_by["money"], total.languages["ru"]) == (1, 1, 1)
    work = total.verdicts["new"] + total.verdicts["follow_up"]
    assert [sum(one.values()) for one in (total.categories, total.said_by, total.languages)] == [work] * 3


async def test_maildirs_and_mboxes_are_opened(tmp_path: Path) -> None:
    maildir, mbox = boxes.Maildir(tmp_path / "maildir"), boxes.mbox(tmp_path / "box")
    for box in (maildir, mbox):
        for n in range(3):
            box.add(letter(text=f"Number {n}\n\nFrom here on"))
        box.flush()
        box.close()
    (tmp_path / "maildir" / "tmp" / "half").write_bytes(b"From: not yet there")
    found = await checked(tmp_path / "box", tmp_path / "maildir")
    assert [one.name for one in found][:3] == [f"{tmp_path / 'box'}#{n}" for n in (1, 2, 3)]
    assert [one.judgement for one in found] == [Judgement.NEW] * 6


async def test_no_more_of_a_message_is_read_than_its_limit(tmp_path: Path) -> None:
    large, mbox = tmp_path / "large.eml", tmp_path / "mbox"
    large.write_bytes(letter(text="x" * 50_000))
    mbox.write_bytes(b"From joe Mon\r\n" + letter(text="y\r\n" * 50_000) + b"\r\nFrom jim Mon\r\n" + letter())
    assert [len(one.raw) for one in messages([large, mbox], 10_000)][:2] == [10_001, 10_001]
    found = await checked(large, mbox, limit=10_000)
    assert [one.rule for one in found] == ["too_large", "too_large", "begins"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match=r"there is no .*nothing"):
        count([tmp_path / "nothing"])


def command(*said: str) -> "subprocess.CompletedProcess[str]":
    """`ringpost mail check …`."""
    whole = [sys.executable, "-m", "dashboard.cli", "mail", "check", *said]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60)


def test_the_command_counts_and_says_by_its_status_whether_all_could_be_read(heap: Path) -> None:
    done = command(str(heap), "--json", "--each")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["verdicts"]["quarantined"] == 1
    assert [one["name"] for one in said["each"]] == [str(heap / name) for name in HEAP]
    (heap / "7.eml").unlink()
    plain = command(str(heap))
    assert plain.returncode == 0
    assert "6 messages" in plain.stdout
    assert "not readable" not in plain.stdout


def test_the_command_says_when_there_is_nothing(tmp_path: Path) -> None:
    done = command(str(tmp_path))
    assert done.returncode == 2
    assert "there are no files in there" in done.stderr
