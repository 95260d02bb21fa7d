"""The ledger: what became of every message, over HTTP; and what a person does about one."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from dispatcher.access.people import Identity, Role
from dispatcher.mail.ledger.http import ledger_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings, Spam
from dispatcher.service import Service
from dispatcher.vocabulary import QueueId
from tests.mail.house import letter, mail_settings, mailbox, running

SPAMMED = mail_settings(spam=Spam(senders=("spam.example",)), internal=("bluebird.example",))
POISON = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 5000


class Desk:
    """What a supervisor's program can do to a centre's mail."""

    def __init__(self, room: MailRoom, client: httpx.AsyncClient) -> None:
        self.room, self._client = room, client

    async def ask(self, verb: str, path: str = "", **query: Any) -> Any:
        """The answer, which must be no refusal."""
        answer = await self._client.request(verb, f"/v1/ledger{path}", params=query)
        assert answer.is_success, answer.text
        return answer.json()

    async def refused(self, verb: str, path: str) -> int:
        """The status of a refusal, which must have a sentence."""
        answer = await self._client.request(verb, f"/v1/ledger{path}")
        assert answer.json()["detail"]
        return answer.status_code

    async def lines(self, **query: Any) -> list[dict[str, Any]]:
        """The ledger's lines."""
        found: list[dict[str, Any]] = (await self.ask("GET", **query))["lines"]
        return found


@contextlib.asynccontextmanager
async def opened(service: Service, settings: MailSettings) -> AsyncIterator[Desk]:
    """A mail room with these settings over the service, and its ledger's routes."""
    room, app = MailRoom(service, settings), FastAPI()
    app.include_router(ledger_router(service, room.let_in))

    @app.middleware("http")
    async def known(request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.identity = Identity(user="ploy", role=Role.SUPERVISOR)
        return await call_next(request)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
        with contextlib.closing(room):
            yield Desk(room, client)


async def test_every_message_has_a_line_with_its_verdict_and_rule(tmp_path: Path) -> None:
    first = letter(message_id="<1@customer.example>")
    came = {
        "begins": first,
        "same_bytes": first,
        "same_words": b"Received: from elsewhere\r\n" + first,
        "answers_known": letter("Re", "More", headers=[("In-Reply-To", "<1@customer.example>")]),
        "auto_submitted": letter(text="Away", headers=[("Auto-Submitted", "auto-replied")]),
        "spam_sender": letter(sender="x@mail.spam.example"),
        "staff_domain": letter(sender="ploy@bluebird.example"),
        "own_address": letter(sender="help@example.com"),
        "unreadable": POISON,
    }
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        for rule, raw in came.items():
            assert (await desk.room.post(raw)).rule == rule
        lines = await desk.lines()
        assert [line["rule"] for line in reversed(lines)] == list(came)
        assert (await desk.ask("GET"))["counts"] == {
            "new": 1,
            "follow_up": 1,
            "duplicate": 2,
            "automatic": 1,
            "loop": 1,
            "spam": 1,
            "internal": 1,
            "quarantined": 1,
        }
        assert len(service.state.contacts) == 1


async def test_the_ledger_is_asked_by_verdict_sender_mailbox_and_time(tmp_path: Path) -> None:
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        for sender in ("joe@a.example", "jim@b.example", "x@spam.example"):
            await desk.room.post(letter(text=sender, sender=sender))
        newest, middle, oldest = await desk.lines()
        assert [line["sender"] for line in await desk.lines(verdict="spam")] == ["x@spam.example"]
        assert [line["sender"] for line in await desk.lines(sender="B.ex")] == ["jim@b.example"]
        assert await desk.lines(mailbox="nowhere") == []
        assert await desk.lines(since=middle["at"]) == [newest, middle]
        assert await desk.lines(before=middle["at"]) == [oldest]
        page = await desk.ask("GET", limit=2)
        assert await desk.lines(limit=2, after=page["next"]) == [oldest]


async def test_what_is_no_spam_comes_in_when_a_person_says_so(tmp_path: Path) -> None:
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        spam = await desk.room.post(letter(sender="x@spam.example"))
        assert service.state.contacts == {}
        done = await desk.ask("POST", f"/{spam.message}/let-in")
        assert (done["verdict"], done["rule"]) == ("new", "begins")
        assert list(service.state.contacts) == [done["contact"]]
        (line,) = await desk.lines()
        assert (line["message"], line["verdict"]) == (spam.message, "new")
        assert await desk.refused("POST", f"/{spam.message}/let-in") == 409


async def test_what_a_machine_wrote_gets_no_receipt_though_a_person_lets_it_in(tmp_path: Path) -> None:
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        robot = await desk.room.post(letter(headers=[("Auto-Submitted", "auto-generated")]))
        done = await desk.ask("POST", f"/{robot.message}/let-in")
        assert (done["verdict"], done["rule"]) == ("new", "auto_submitted")
        assert await desk.room.waiting() == 0


async def test_what_was_refused_comes_in_once_its_queue_is_there(tmp_path: Path) -> None:
    nowhere = mail_settings(mailbox(queue=QueueId("nowhere")))
    async with running(tmp_path) as service:
        async with opened(service, nowhere) as desk:
            refused = await desk.room.post(letter())
            again = await desk.ask("POST", f"/{refused.message}/let-in")
            assert (again["verdict"], again["rule"]) == ("quarantined", "refused")
            (line,) = await desk.lines()
            assert "nowhere" in line["why"]
        async with opened(service, mail_settings()) as desk:
            done = await desk.ask("POST", f"/{refused.message}/let-in")
            assert done["verdict"] == "new"
            (line,) = await desk.lines()
            assert (line["why"], line["contact"]) == ("", done["contact"])


async def test_what_is_dropped_is_out_of_sight_and_kept(tmp_path: Path) -> None:
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        poison = (await desk.room.post(POISON)).message
        assert (await desk.ask("POST", f"/{poison}/drop"))["dropped"] is not None
        assert await desk.lines() == []
        assert [line["message"] for line in await desk.lines(dropped=True)] == [poison]
        assert (await desk.room.post(POISON)).rule == "same_bytes"
        assert (await desk.ask("POST", f"/{poison}/undrop"))["dropped"] is None
        assert {line["message"] for line in await desk.lines()} == {poison}
        letter_in = (await desk.room.post(letter())).message
        assert await desk.refused("POST", f"/{letter_in}/drop") == 409
        assert await desk.refused("POST", "/nothing/drop") == 404


async def test_a_source_is_shown_as_text_that_can_do_nothing(tmp_path: Path) -> None:
    raw = b"From: a@b.example\r\nSubject: \x1b[31m\xe2\x80\xae\xff\r\n\r\n\x00<script>" + b"x" * 100_000
    async with running(tmp_path) as service, opened(service, SPAMMED) as desk:
        message = (await desk.room.post(raw)).message
        source = await desk.ask("GET", f"/{message}")
        assert source["text"].startswith(
            "From: a@b.example\nSubject: \ufffd[31m\ufffd\ufffd\n\n\ufffd<script>xxx"
        )
        assert not source["whole"]
        assert source["line"]["size"] == len(raw)
