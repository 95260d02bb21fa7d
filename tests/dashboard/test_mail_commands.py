"""`ringpost mail ledger` and `mail quarantine`: on a centre that stands still, and on one that runs."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dispatcher.config import read
from dispatcher.journal import JOURNAL
from dispatcher.live import SCHEMAS
from dispatcher.mail.room import MailRoom
from dispatcher.service import open_service
from tests.dashboard.test_doctor import centre
from tests.live.whole import whole_dispatcher
from tests.mail.house import at_work, letter

MAIL = """
[mailboxes.help]
address = "help@example.com"
queue = "letters"

[smtp]
host = "127.0.0.1"
port = 1
security = "none"

[spam]
senders = ["spam.example"]
"""
POISON = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 5000


async def with_mail(folder: Path) -> Path:
    """A centre file, and the data folder of a centre that had a letter, a spam and a killer, and stopped."""
    file = read(centre(folder, MAIL), environ={})
    service = await open_service(file.service.data / JOURNAL, file.centre, schemas=SCHEMAS)
    async with at_work(service.run()):
        room = MailRoom(service, file.mail)
        for raw in (letter(), letter(sender="x@spam.example"), POISON):
            await room.post(raw)
        room.close()
    await service.close()
    return folder / "center.toml"


def ringpost(*said: str) -> "subprocess.CompletedProcess[str]":
    """The command, run."""
    whole = [sys.executable, "-m", "dashboard.cli", "mail", *said]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60)


def told(*said: str) -> Any:
    """What it prints as JSON."""
    done = ringpost(*said, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
async def file(tmp_path: Path) -> str:
    return str(await with_mail(tmp_path))


async def test_a_centre_at_rest_tells_what_became_of_its_letters(file: str) -> None:
    lines = told("ledger", file)["lines"]
    assert [line["verdict"] for line in lines] == ["quarantined", "spam", "new"]
    assert [line["rule"] for line in told("ledger", file, "--verdict", "spam")["lines"]] == ["spam_sender"]
    assert told("ledger", file, "--since", "2099-01-01")["lines"] == []
    table = ringpost("ledger", file, "--since", "1h")
    assert "spam_sender" in table.stdout
    wrong = ringpost("ledger", file, "--since", "lately")
    assert wrong.returncode == 2
    assert '"7d"' in wrong.stderr


async def test_what_is_quarantined_is_shown_dropped_and_taken_up_again(file: str) -> None:
    (line,) = told("quarantine", "list", file)["lines"]
    assert "parts" in line["why"]
    assert "boundary=x" in ringpost("quarantine", "show", file, line["message"]).stdout
    assert ringpost("quarantine", "drop", file, line["message"]).returncode == 0
    assert told("quarantine", "list", file)["lines"] == []
    assert len(told("quarantine", "list", file, "--dropped")["lines"]) == 1
    assert ringpost("quarantine", "undrop", file, line["message"]).returncode == 0
    assert told("quarantine", "retry", file, line["message"])["verdict"] == "quarantined"
    nothing = ringpost("quarantine", "retry", file, "nothing")
    assert nothing.returncode == 2
    assert "no such message" in nothing.stderr


async def test_a_running_centre_answers_by_its_api_and_asks_who_one_is(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path, MAIL) as whole:
        spam = await whole.pbx.post("/v1/mail", content=letter(sender="x@spam.example"))
        message = spam.json()["id"]
        done = await whole.pbx.post(f"/v1/ledger/{message}/let-in")
        assert done.json()["verdict"] == "new"
        listed = (await whole.pbx.get("/v1/ledger")).json()
        assert listed["counts"] == {"new": 1}
        assert listed["mailboxes"] == ["http"]
        file = str(tmp_path / "center.toml")
        lines = (await asyncio.to_thread(told, "ledger", file, "--verdict", "new"))["lines"]
        assert [line["message"] for line in lines] == [message]
