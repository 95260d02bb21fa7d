"""Logs are for operators: named values, and nothing of a customer, whatever goes wrong."""

import contextlib
import io
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher import logs
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import DeliveryNoted, Event
from dispatcher.live import SCHEMAS
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.voice.http import calls_router
from tests.doors import KEY, open_doors
from tests.live.heart import MAIL, ORDERS, PLOY, admit, running
from tests.live.house import House, hello
from tests.mail.house import QUICK, at_work, facts_of, letter, mail_settings, mailbox, soon
from tests.overheard import Overheard, overhearing
from tests.smtp import PostOffice, post_office

CALLER = "+66 81 234-5678"
NAME, SUBJECT = "Somchai Secretperson", "Geheimnis rechnung"
BODY = "my card is 4929 1234 5678 9012 and my password is hunter2"
REFUSED, PUT_OFF, LATE = (
    f"{who}@customer.example" for who in ("refused.secret", "full.secret", "late.secret")
)
UNICODE, PERSIAN = "мария@почта.example", "۰۹۱۲۳۴۵۶۷۸۹"
WRONG_KEY, PASSWORD = "a wrong key entirely", "her.very.own.password"
SECRETS = (
    *(CALLER, "2345678", NAME, "Secretperson", SUBJECT, "Geheimnis", BODY, "hunter2", "4929"),
    *(REFUSED, PUT_OFF, LATE, ".secret", UNICODE, "мария", PERSIAN, KEY, WRONG_KEY, PASSWORD),
)


@pytest.fixture
def overheard() -> Iterator[Overheard]:
    with overhearing() as heard:
        yield heard


@dataclass
class Centre(House):
    """The dispatcher's parts with all doors open, where people log in; `pbx` has the key."""

    pbx: httpx.AsyncClient


@contextlib.asynccontextmanager
async def centre(folder: Path, office: PostOffice) -> AsyncIterator[Centre]:
    async with running(folder, schemas=SCHEMAS) as service:
        settings = mail_settings(mailbox(queue=MAIL), post=office)
        room = MailRoom(service, settings, pace=QUICK)
        routers = [
            calls_router(service, room.customers),
            mail_router(room.post, size_limit=settings.size_limit),
        ]
        head = {"Authorization": f"Bearer {KEY}"}
        async with (
            at_work(room.run()),
            open_doors(service, room, routers=routers, login=True) as doors,
            httpx.AsyncClient(base_url=doors.api_url, headers=head) as pbx,
        ):
            yield Centre(service, doors, pbx)


def nasty_letters() -> list[bytes]:
    """Letters with a person in every place there is; some cannot be read, each for its own reason."""
    sender = f"{NAME} <{REFUSED}>"
    head = f"From: {sender}\r\nSubject: {SUBJECT}\r\n"
    return [
        letter(SUBJECT, BODY, sender=sender, message_id=f"<{REFUSED}>"),
        letter(f"{SUBJECT} {PERSIAN}", BODY, sender=f"{NAME} <{PUT_OFF}>", to=f"{NAME} <{LATE}>"),
        letter(SUBJECT, BODY, sender=sender, headers=[("Auto-Submitted", "auto-replied")]),
        f"From: {UNICODE}\r\nTo: {REFUSED}\r\nSubject: {SUBJECT}\r\n\r\n{BODY}".encode(),
        f"{head}To: {'(' * 5000}{NAME}\r\n\r\n{BODY}".encode(),
        f"{head}Content-Type: multipart/mixed; boundary=x\r\n\r\n{'--x' * 1}\r\n\r\n".encode()
        + b"--x\r\n\r\n" * 50_000 + BODY.encode(),
        f"{head}X-{NAME}: {BODY * 30_000}\r\n\r\n{BODY}".encode(),
    ]  # fmt: skip


async def call_and_write(house: Centre) -> None:
    """What comes in by HTTP, right and wrong."""
    call = {"queue": ORDERS, "caller": CALLER, "id": "call-1", "language": "th"}
    stranger = {"Authorization": f"Bearer {WRONG_KEY}"}
    asked = [
        await house.pbx.post("/v1/calls", json=call),
        await house.pbx.post("/v1/calls", json=call | {"id": "call-2", "queue": NAME}),
        await house.pbx.post("/v1/calls", content=f"{{{CALLER} {NAME}"),
        await house.pbx.post("/v1/calls", json=call, headers=stranger),
    ]
    assert [answer.status_code for answer in asked] == [201, 404, 422, 401]
    user = {"name": PLOY, "role": "agent", "password": PASSWORD}
    for path, body in (
        ("users", user),
        ("users", user),
        ("login", {"name": PASSWORD, "password": PLOY}),
        ("login", {"name": PLOY, "password": PASSWORD}),
    ):
        await house.pbx.post(f"/v1/{path}", json=body)
    for raw in nasty_letters():
        assert (await house.pbx.post("/v1/mail", content=raw)).is_success


async def speak_out_of_turn(house: Centre) -> None:
    """What comes in by the gateway, wrong in every way."""
    for greeting in (hello(WRONG_KEY), {"type": "hello", NAME: BODY}, f"{NAME} {UNICODE}"):
        async with house.line() as line:
            await line.say(greeting)
            assert (await line.hear())["type"] == "fault"
    async with house.line() as line:
        await line.say(house.hello(PLOY))
        await line.hear("welcome")
        await line.say(f'{{"type": "ask", "{NAME}": "{BODY}"')
        await line.ask("accept_offer", NAME, agent=PLOY, offer=BODY)
        await line.hear("refused")


async def fail(service: Service, error: Exception) -> None:
    """A bug of ours, or a store's trouble, with a customer's words in it."""

    def keep(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
        raise error

    with pytest.raises(type(error)):
        await service.submit(admit("broken", customer=CALLER, subject=SUBJECT), keep)


async def test_nothing_of_a_customer_is_ever_logged(tmp_path: Path, overheard: Overheard) -> None:
    """Calls, letters, mail servers that quote, strangers, and bugs with words in their mouths."""
    async with post_office() as office, centre(tmp_path, office) as house:
        office.answers = {
            REFUSED: [f"550 <{REFUSED}> {NAME} {CALLER} unknown"],
            PUT_OFF: [f"451 no room for <{PUT_OFF}> {NAME}"] * 9,
        }
        facts = facts_of(house.service)
        await call_and_write(house)
        await soon(facts, lambda fact: isinstance(fact, DeliveryNoted))
        await speak_out_of_turn(house)
        await office.close()
        await house.pbx.post("/v1/mail", content=letter(SUBJECT, BODY, sender=f"{NAME} <{LATE}>"))
        await overheard.until("mail does not leave")
        for error in (ValueError(f"{NAME} {BODY}"), KeyError(SUBJECT), UnicodeError(UNICODE)):
            await fail(house.service, error)
    assert {line["event"] for line in overheard.lines} >= {
        "a message is quarantined",
        "a command could not be done",
        "mail does not leave",
    }
    assert [secret for secret in SECRETS if secret in overheard.text] == []


# --- lines ----------------------------------------------------------------------------------------------


def written(form: str, event: str, *, library: str = "", **values: object) -> str:
    """One line as it would be written."""
    record = logging.makeLogRecord({"name": library or "dispatcher.live", "levelname": "INFO", "msg": event})
    record.values = values
    return logs.formatter("dispatcher", form).format(record)


def test_a_line_is_an_event_with_named_values() -> None:
    line = json.loads(written("json", "a mailbox is watched", mailbox="help", name="any name", tries=3))
    assert line.pop("timestamp").endswith("Z")
    assert line.pop("version")
    assert line == {
        "level": "info",
        "process": "dispatcher",
        "logger": "dispatcher.live",
        "event": "a mailbox is watched",
        "mailbox": "help",
        "name": "any name",
        "tries": 3,
    }
    assert "mailbox=help" in written("text", "a mailbox is watched", mailbox="help")


def test_of_a_library_only_the_first_line_is_told() -> None:
    said = "Task exception was never retrieved\nfuture: <Task exception=ValueError('Somchai')>"
    assert "Somchai" not in written("json", said, library="asyncio")


def test_what_is_told_of_an_exception() -> None:
    assert logs.cause(JournalError("event 3 is missing")) == "event 3 is missing"
    assert logs.cause(OSError(28, "No space left on device")) == "OSError: No space left on device"
    assert logs.cause(sqlite3.OperationalError("disk full")) == "OperationalError: disk full"
    assert logs.cause(ValueError(BODY)) == "ValueError"


@pytest.mark.parametrize(
    "harmless",
    [
        "call-0b1de2e1-4d5c-4a3b-8c7d-123456789012",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
        "192.168.100.25:8701",
        "2026-11-25T04:10:28.362Z",
        "port 8701, event 123456",
    ],
)
def test_what_is_nobodys_stays(harmless: str) -> None:
    assert json.loads(written("json", "it was", it=harmless))["it"] == harmless


WORDS = st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=12)
NUMBERS = st.lists(st.sampled_from("0123456789๑๒۳۴"), min_size=7, max_size=15).flatmap(
    lambda digits: st.sampled_from(["", " ", "-", ".", "/"]).map(lambda between: between.join(digits))
)


@given(WORDS, WORDS, st.sampled_from(["<{}>", "to {}: no", "{}", "('{}',)", "tel:+{} x"]))
def test_an_address_is_blotted_out_wherever_it_stands(who: str, host: str, around: str) -> None:
    address = f"{who}.x@{host}.example"
    line = written("json", around.format(address), error=around.format(address), several=[{address: address}])
    assert address not in json.dumps(json.loads(line), ensure_ascii=False)


@given(NUMBERS, st.sampled_from(["<{}>", "to {}: no", "{}", "('{}',)", "tel:+{} x"]))
def test_a_long_number_is_blotted_out_wherever_it_stands(number: str, around: str) -> None:
    line = json.loads(written("json", around.format(number), error=around.format(number)))
    assert number not in line["event"] + line["error"]


def test_what_the_environment_says_wrongly_is_the_owners_to_change() -> None:
    with pytest.raises(OwnerError, match="RINGPOST_LOG_FORMAT is 'xml'; write one of json, text"):
        logs.set_up("dispatcher", {"RINGPOST_LOG_FORMAT": "xml"}, io.StringIO())
