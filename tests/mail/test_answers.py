"""Answers at the desk: begun from templates, with files and signatures, and to whom they should go."""

from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.config.templates import Known, TemplateFolder
from dispatcher.errors import PeerError
from dispatcher.mail.answering import begun
from dispatcher.mail.answering.beginning import StaleDraftError
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.answering.enclosed import clean_name
from dispatcher.mail.answering.faxing import fax_address
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.letter import File
from dispatcher.mail.outgoing.outbox import Row
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import Enclosing, Fax, Signatures
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId
from tests.mail.house import ANN, HELP, letter, mail_settings, running, take_up

REFUND = """+++
name = "Refund"
language = "en"
subject = "Your refund {{ letter.number }}"
+++
Dear {{ customer.name or "customer" }},

{% free %}
Your money is on its way.
{% endfree %}

It takes five days. {{ agent.name }}
"""
HELLO = '+++\nlanguage = "en"\n+++\nThank you for asking.'
PICTURE = File(name="จดหมาย 信 письмо.png", kind="image/png", content=b"\x89PNG" * 40)


def templates(folder: Path) -> TemplateFolder:
    """Two templates in this folder: one with locked parts, one without."""
    folder.joinpath("refund.txt").write_text(REFUND, "utf-8")
    folder.joinpath("hello.txt").write_text(HELLO, "utf-8")
    return TemplateFolder(folder, Known())


def room_of(service: Service, folder: Path, **changes: Any) -> MailRoom:
    return MailRoom(service, mail_settings(acknowledge=False, **changes), templates=templates(folder))


async def asked(room: MailRoom, service: Service, **by: Any) -> ContactId:
    """A customer's letter in Ann's hands."""
    await room.post(letter(**by))
    return await take_up(service)


async def sent(service: Service) -> Row:
    """The one letter in the outbox."""
    (row,) = await service.read(partial(outbox.due, now=service.clock(), limit=10))
    return row


async def test_an_answer_begun_from_a_template_keeps_what_is_locked(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service)
        names = [one.template.id for one in await room.suggest(contact)]
        assert sorted(names) == ["hello", "refund"]
        start = await room.start(ANN, contact, "refund", 0)
        assert start.text == "Dear Joe Doe,\n\nYour money is on its way.\n\nIt takes five days. Ann"
        assert (await room.read(contact))[1:] == (start.text, 1)
        changed = start.text.replace("five", "nine")
        refused = (await room.send_reply(ANN, contact, Sending(text=changed), CommandId("1"))).refused
        assert refused is not None
        assert "It takes five days." in refused.detail
        assert "Refund" in refused.detail
        free = start.text.replace("on its way", "here")
        assert (await room.send_reply(ANN, contact, Sending(text=free), CommandId("2"))).refused is None
        out = parse((await sent(service)).raw)
        assert out.text == free
        assert out.subject == f"Your refund {contact}"
        assert await service.read(partial(begun.begun, contact=contact)) is None


async def test_a_template_that_was_taken_away_locks_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service)
        await room.start(ANN, contact, "refund", 0)
        free = await room.start_freely(contact, "My own words.", 1)
        assert (free.version, free.begun) == (2, None)
        done = await room.send_reply(ANN, contact, Sending(text="My own words."), CommandId("1"))
        assert done.refused is None
        assert parse((await sent(service)).raw).subject == "Re: Where is my order?"


async def test_a_free_template_is_handed_back_and_what_is_locked_stays_so(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service)
        hello = await room.start(ANN, contact, "hello", 0)
        assert (hello.text, hello.version) == ("Thank you for asking.", None)
        assert (await room.read(contact))[1:] == ("", 0)
        await room.start(ANN, contact, "refund", 0)
        again = await room.start(ANN, contact, "hello", 1)
        assert again.begun is not None
        assert again.begun.template == "refund"


async def test_a_template_overwrites_no_draft_unseen(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service)
        assert await room.save_draft(contact, "Dear Joe", 0) == 1
        with pytest.raises(StaleDraftError):
            await room.start(ANN, contact, "refund", 0)
        assert (await room.read(contact))[1:] == ("Dear Joe", 1)
        assert (await room.around(ANN, contact)).begun is None


async def test_files_lie_beside_the_draft_and_go_out_under_their_names(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service)
        for id_, file in (
            ("f1", PICTURE),
            ("f2", File(name="a.pdf", kind="application/pdf", content=b"%PDF")),
        ):
            await room.enclose(contact, id_, file)
        await room.enclose(contact, "f1", PICTURE)  # sent again, as the answer was lost
        assert [one.name for one in (await room.around(ANN, contact)).enclosed] == [PICTURE.name, "a.pdf"]
        left = await room.take_out(contact, "f2")
        assert [one.size for one in left] == [160]
        await room.send_reply(ANN, contact, Sending(text="Look at this."), CommandId("1"))
        message = message_from_bytes((await sent(service)).raw, policy=default)
        words, picture = message.iter_parts()
        assert words.get_content().strip() == "Look at this."
        assert picture.get_filename() == PICTURE.name
        assert picture.get_content() == PICTURE.content
        assert picture.get_content_disposition() == "attachment"
        assert (await room.around(ANN, contact)).enclosed == ()


@pytest.mark.parametrize(
    ("file", "setting"),
    [
        (File(name="a.exe", kind="application/x-msdownload", content=b"MZ"), "file_endings"),
        (File(name="noending", kind="text/plain", content=b"x"), "file_endings"),
        (File(name="a.pdf", kind="application/pdf", content=b"x" * 101), "file_size"),
        (File(name="a.pdf", kind="application/pdf", content=b"x" * 90), "files_size"),
    ],
)
async def test_a_file_beyond_the_bounds_is_refused_by_name(file: File, setting: str, tmp_path: Path) -> None:
    bounds = Enclosing(count=2, size=100, total=120)
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path, enclosing=bounds)
        contact = await asked(room, service)
        await room.enclose(contact, "1", File(name="1.txt", kind="text/plain", content=b"x" * 50))
        with pytest.raises(PeerError, match=setting):
            await room.enclose(contact, "2", file)
        await room.enclose(contact, "2", File(name="2.txt", kind="text/plain", content=b"x"))
        with pytest.raises(PeerError, match="2 files"):
            await room.enclose(contact, "3", File(name="3.txt", kind="text/plain", content=b"x"))


@given(st.text(max_size=300))
def test_a_cleaned_name_can_stand_in_any_header_and_in_any_folder(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert len(clean) <= 200
    assert not set(clean) & set("/\\\r\n\x00")
    assert clean_name(clean) == clean


async def test_the_nearest_signature_stands_below_every_answer(tmp_path: Path) -> None:
    signatures = Signatures(mailboxes={"help": "Example Ltd"}, agents={"ann": "Ann\nExample Ltd"})
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path, signatures=signatures)
        contact = await asked(room, service)
        assert (await room.around(ANN, contact)).signature == "-- \nAnn\nExample Ltd"
        await room.send_reply(ANN, contact, Sending(text="On its way.\n"), CommandId("1"))
        assert parse((await sent(service)).raw).text == "On its way.\n\n-- \nAnn\nExample Ltd"
    assert signatures.below("bea", "by-mail", "help") == "Example Ltd"


async def test_only_who_asks_for_all_writes_to_all(tmp_path: Path) -> None:
    both = f"{HELP}, partner@other.example, JOE@customer.example"
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service, to=both)
        assert (await room.around(ANN, contact)).others == ("partner@other.example",)
        await room.send_reply(ANN, contact, Sending(text="To both.", everyone=True), CommandId("1"))
        out = message_from_bytes((await sent(service)).raw, policy=default)
        assert (out["To"], out["Cc"]) == ("joe@customer.example", "partner@other.example")


async def test_without_asking_an_answer_goes_to_the_customer_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path)
        contact = await asked(room, service, to=f"{HELP}, partner@other.example")
        await room.send_reply(ANN, contact, Sending(text="To you."), CommandId("1"))
        assert message_from_bytes((await sent(service)).raw)["Cc"] is None


async def test_an_answer_leaves_by_fax_through_the_gateway(tmp_path: Path) -> None:
    fax = Fax(address="{number}@fax.example", region="TH")
    async with running(tmp_path) as service:
        room = room_of(service, tmp_path, fax=fax)
        contact = await asked(room, service, to=f"{HELP}, partner@other.example")
        sending = Sending(text="By fax.", everyone=True, fax="02 123 4567")
        assert (await room.send_reply(ANN, contact, sending, CommandId("1"))).refused is None
        row = await sent(service)
        assert row.recipient == "6621234567@fax.example"
        assert message_from_bytes(row.raw)["Cc"] is None


@pytest.mark.parametrize("number", ["", "hello", "12", "a@b.example", "+1 2 3"])
def test_what_is_no_number_is_no_fax(number: str) -> None:
    with pytest.raises(PeerError, match="no fax number"):
        fax_address(Fax(address="{number}@fax.example", region="TH"), number)
    with pytest.raises(PeerError, match=r"\[fax\]"):
        fax_address(None, "+66 2 123 4567")
