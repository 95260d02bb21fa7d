"""Plays of the form's API: a form becomes a message once, with its fields, in the right queue."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from dispatcher.centre import Category
from dispatcher.live import SCHEMAS
from dispatcher.mail.form.http import form_router
from dispatcher.mail.form.sending import Letterbox
from dispatcher.mail.form.values import Entry
from dispatcher.mail.reading.fields import ACCOUNT, Filled, filled_in
from dispatcher.mail.room import MailRoom
from dispatcher.mail.store import Source
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import DAY, CategoryId, QueueId
from tests.doors import KEY, open_doors
from tests.form.forms import ENTRY, FORM, PDF
from tests.mail.house import BY_MAIL, CENTRE, HELP, HandClock, at_work, letter, mail_settings

REFUNDS = QueueId("refunds")
ABOUT = CategoryId("refund")
TWO = replace(
    CENTRE,
    queues={**CENTRE.queues, REFUNDS: replace(CENTRE.queues[BY_MAIL], id=REFUNDS)},
    categories={ABOUT: Category(id=ABOUT, name="Refunds", queue=REFUNDS)},
)


class Door:
    """The API of a centre with a form."""

    def __init__(self, service: Service, room: MailRoom, client: httpx.AsyncClient) -> None:
        self.service, self.room, self._client = service, room, client

    async def send(self, id_: str, entry: Entry = ENTRY, **more: object) -> httpx.Response:
        body = {"id": id_, "entry": to_builtins(entry), "language": "en", **more}
        return await self._client.post("/v1/form", json=body)

    async def post(self, path: str, body: object) -> httpx.Response:
        return await self._client.post(path, json=body)

    async def weeks(self) -> list[dict[str, dict[str, int]]]:
        found: list[dict[str, dict[str, int]]] = (await self._client.get("/v1/form/visits")).json()
        return found

    async def raw(self) -> list[bytes]:
        """What is kept, in the order it came."""
        query = "SELECT raw FROM mail_message WHERE direction = 'in' ORDER BY rowid"
        return await self.service.read(lambda to: [row[0] for row in to.execute(query)])


@contextlib.asynccontextmanager
async def open_form(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Door]:
    service = await open_service(folder / "journal.sqlite", TWO, schemas=SCHEMAS, clock=clock or HandClock())
    settings = mail_settings()
    async with at_work(service.run()):
        room = MailRoom(service, settings)
        routers = [form_router(service, Letterbox(service, settings, FORM, room.take), FORM)]
        async with (
            open_doors(service, room, routers=routers, login=True) as doors,
            httpx.AsyncClient(base_url=doors.api_url, headers={"Authorization": f"Bearer {KEY}"}) as client,
        ):
            yield Door(service, room, client)
    await service.close()


async def test_a_form_is_a_letter_with_its_fields_in_its_category_s_queue(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        answer = await door.send("showing-1")
        (contact,) = door.service.state.contacts.values()
        (raw,) = await door.raw()
        shown = door.room.customers.directory.shows(contact)
    assert (answer.status_code, answer.json()) == (201, {"contact": contact.id, "again": False})
    assert (contact.category, contact.queue) == ("refund", REFUNDS)
    assert shown.customer == "mali@customer.example"
    assert shown.subject == "Money back"
    message = message_from_bytes(raw, policy=default)
    assert message["From"] == "Mali Srisuk <mali@customer.example>"
    assert message["To"].addresses[0].addr_spec == HELP
    assert message["Subject"] == "Money back"
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("ticket.pdf", "application/pdf")
    assert file.get_content() == PDF
    assert filled_in(raw) == (
        Filled("order", "Order number", "BB-123456"),
        Filled("phone", "Telephone", "+66812345678"),
        Filled("region", "Region", "North"),
    )


async def test_a_double_click_is_one_message(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        answers = await asyncio.gather(*(door.send("showing-1") for _ in range(5)))
        changed = await door.send("showing-1", replace(ENTRY, text="Another text."))
        other = await door.send("showing-2", replace(ENTRY, text="Another text."))
        kept = await door.raw()
    contacts = {answer.json()["contact"] for answer in (*answers, changed)}
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len(contacts) == 1
    assert changed.json()["again"] is True
    assert other.json()["contact"] not in contacts
    assert len(kept) == 2


async def test_the_same_form_sent_after_a_restart_is_still_one_message(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        first = await door.send("showing-1")
    async with open_form(tmp_path) as door:
        again = await door.send("showing-1")
        assert len(await door.raw()) == 1
    assert again.json() == {"contact": first.json()["contact"], "again": True}


async def test_a_customer_who_answers_by_mail_is_in_the_same_conversation(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        contact = (await door.send("showing-1")).json()["contact"]
        message_id = str(message_from_bytes((await door.raw())[0], policy=default)["Message-ID"])
        raw = letter("Re: Money back", sender="mali@customer.example", headers=[("In-Reply-To", message_id)])
        verdict = await door.room.take(Source(account="help"), raw)
    assert (verdict.judgement, verdict.contact) == ("follow_up", contact)


async def test_what_is_not_filled_in_right_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        wrong = await door.send("showing-1", replace(ENTRY, values={}, email=HELP))
        daemon = await door.send("showing-2", replace(ENTRY, email="postmaster@customer.example"))
        nonsense = await door.send("showing-3", unknown=1)
        short = await door.send("x")
        contacts = len(door.service.state.contacts)
    assert wrong.status_code == 422
    assert wrong.json()["faults"] == {"field-order": "missing", "email": "our_address"}
    assert daemon.json()["faults"] == {"email": "our_address"}
    assert (nonsense.status_code, short.status_code, contacts) == (422, 422, 0)


@pytest.mark.parametrize("subject", ["", "x\r\nBcc: all@customer.example"])
async def test_no_value_becomes_a_header(tmp_path: Path, subject: str) -> None:
    evil = replace(ENTRY, subject=subject, name="M\r\nX-Evil: 1", values={"order": "BB-123456", "region": ""})
    async with open_form(tmp_path) as door:
        answer = await door.send("showing-1", evil)
        (raw,) = await door.raw()
    message = message_from_bytes(raw, policy=default)
    assert answer.status_code == 201
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["Subject"] == (
        "x Bcc: all@customer.example" if subject else "A refund: I cannot travel. Please refund my ticket."
    )


async def test_a_letter_that_claims_to_be_a_form_is_sent_to_no_other_queue(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        headers = [("X-Form-order", "BB-123456"), ("X-Label-order", "Order number")]
        await door.room.take(Source(account="http"), letter(headers=headers))
        (contact,) = door.service.state.contacts.values()
    assert (contact.queue, ACCOUNT) == (BY_MAIL, "form")


async def test_visits_are_summed_by_week_and_group(tmp_path: Path) -> None:
    clock = HandClock()
    seen = [("visitor-1", False, 3), ("visitor-2", False, 0), ("visitor-3", True, 2)]
    async with open_form(tmp_path, clock) as door:
        for visit, held_out, found in seen:
            for _ in range(2):
                said = {"visit": visit, "step": "wrote", "held_out": held_out, "found": found}
                assert (await door.post("/v1/form/visits", said)).status_code == 204
        for visit, step in (("visitor-1", "opened"), ("visitor-1", "solved"), ("visitor-3", "sent")):
            await door.post("/v1/form/visits", {"visit": visit, "step": step})
        await door.post("/v1/form/visits", {"visit": "visitor-9", "step": "sent"})
        early = await door.weeks()
        clock.move(DAY)
        (week,) = await door.weeks()
    assert [one["shown"]["wrote"] for one in early] == [0]  # they may still be writing
    assert week["shown"] == {"wrote": 2, "found": 1, "opened": 1, "solved": 1, "sent": 0}
    assert week["held_out"] == {"wrote": 1, "found": 1, "opened": 0, "solved": 0, "sent": 1}


async def test_too_much_is_turned_away_before_it_is_read_whole(tmp_path: Path) -> None:
    async with open_form(tmp_path) as door:
        answer = await door.send("showing-1", replace(ENTRY, text="x" * 21_000_000))
    assert answer.status_code == 413
