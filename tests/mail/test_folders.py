"""Several mailboxes, several folders, names in any script; restored, shared, tidied up by others."""

import asyncio
import imaplib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aioimaplib.aioimaplib import quoted
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.health import Line
from dispatcher.mail.intake.arrival import Judgement
from dispatcher.mail.mailboxes.names import listed, nearest, shown, wired
from dispatcher.mail.mailboxes.window import ties_of
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import Mailbox
from dispatcher.service import Service
from tests.dovecot import Dovecot
from tests.mail.house import HELP, PATIENCE, QUICK, at_work, letter, mail_settings, mailbox, running
from tests.mail.watch import deliver, in_hand, kept, watched
from tests.smtp import PostOffice

SALES = "sales@example.com"
NAMES = ("Größe & Preise", "ฝ่ายขาย", "客户 服务", "پشتیبانی", "Поддержка.Возвраты", 'With "quotes"')


def lay_in(imap: Dovecot, folder: str, *letters: bytes, user: str = HELP) -> None:
    """The folder is there, with these letters in it."""
    with imap.session(user) as session:
        name = quoted(wired(folder))
        session.create(name)
        for raw in letters:
            assert session.append(name, "", imaplib.Time2Internaldate(0), raw)[0] == "OK"


@asynccontextmanager
async def whole_room(
    folder: Path, *boxes: Mailbox, post: PostOffice | None = None
) -> AsyncIterator[tuple[MailRoom, Service]]:
    """A mail room over these mailboxes, at work."""
    async with running(folder) as service:
        room = MailRoom(service, mail_settings(*boxes, post=post), pace=QUICK)
        async with at_work(room.run()):
            yield room, service


async def until(room: MailRoom, fetched: int, states: Sequence[Line]) -> dict[str, dict[str, int]]:
    """What became of each folder's messages, once so many are fetched and the folders are in these states."""
    async with asyncio.timeout(PATIENCE):
        while True:
            lines = [(name, health) for name, health in room.health.items() if name != "smtp"]
            done = sum(sum(health.counts.values()) for _, health in lines) >= fetched
            if done and [health.state for _, health in lines] == list(states):
                return {name: health.counts for name, health in lines}
            await asyncio.sleep(0)


# --- names --------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_name_survives_the_wire_in_any_script(name: str) -> None:
    assert wired(name).isascii()
    assert shown(wired(name)) == name


@pytest.mark.parametrize(
    ("name", "on_the_wire"),
    [
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # RFC 3501's own example
        ("Größe & Preise", "Gr&APYA3w-e &- Preise"),
        ("Смех 😀", "&BCEEPAQ1BEU- &2D3eAA-"),
    ],
)
def test_names_on_the_wire(name: str, on_the_wire: str) -> None:
    assert wired(name) == on_the_wire


def test_what_is_no_modified_utf7_is_shown_as_it_is() -> None:
    assert shown("R&D") == "R&D"
    assert shown("&xx x-") == "&xx x-"


def test_names_are_read_from_a_list() -> None:
    lines: list[bytes | bytearray] = [
        rb'(\HasNoChildren) "/" INBOX',
        rb'(\HasNoChildren \Sent) "/" "Sent Items"',
        rb'() NIL "With \"quotes\""',
        rb'() "." {5}',
        bytearray(b"&ZeU-"),
        b"List completed.",
    ]
    assert listed(lines) == ["INBOX", "Sent Items", 'With "quotes"', "日"]


def test_the_nearest_name_is_told() -> None:
    names = ["INBOX", "INBOX/Support", "Sent", "Suport"]
    assert nearest("support", names)[0] == "INBOX/Support"
    assert "Suport" in nearest("support", names)
    assert nearest("zzzz", names) == []


# --- many ---------------------------------------------------------------------------------------------------


async def test_mailboxes_and_folders_in_any_script_are_read_side_by_side(
    imap: Dovecot, tmp_path: Path
) -> None:
    for name in NAMES:
        await asyncio.to_thread(lay_in, imap, name, letter(text=f"In {name}"))
    await deliver(imap, letter(text="To the sales"), to=SALES)
    boxes = (mailbox(imap, folders=("INBOX", *NAMES)), mailbox(imap, SALES))
    async with whole_room(tmp_path, *boxes) as (room, service):
        counts = await until(room, len(NAMES) + 1, [Line.UP] * 8)
        assert counts["mailbox help/INBOX"] == {}
        assert all(counts[f"mailbox help/{name}"] == {"new": 1} for name in NAMES)
        assert counts["mailbox sales/INBOX"] == {"new": 1}
        assert len(service.state.contacts) == len(NAMES) + 1


async def test_a_missing_folder_is_one_clear_error_and_the_others_go_on(
    imap: Dovecot, tmp_path: Path
) -> None:
    await asyncio.to_thread(lay_in, imap, "Поддержка", letter(text="There"))
    async with whole_room(tmp_path, mailbox(imap, folders=("INBOX", "Поддержке", "Поддержка"))) as (room, _):
        await until(room, 1, [Line.UP, Line.DOWN, Line.UP])
        error = room.health["mailbox help/Поддержке"].error
        assert "mailbox 'help'" in error
        assert "has no folder 'Поддержке'" in error
        assert "there is 'Поддержка': change folders" in error
        await asyncio.to_thread(lay_in, imap, "Поддержке", letter(text="Made since"))
        await until(room, 2, [Line.UP] * 3)


async def test_one_letter_in_two_mailboxes_is_one_contact_and_answered_once(
    imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    raw = letter(to=f"{HELP}, {SALES}", message_id="<one@customer.example>")
    for address in (HELP, SALES):
        await deliver(imap, raw, to=address)
    async with whole_room(tmp_path, mailbox(imap), mailbox(imap, SALES), post=post) as (room, service):
        counts = await until(room, 2, [Line.UP] * 2)
        assert sorted(word for each in counts.values() for word in each) == ["duplicate", "new"]
        assert len(service.state.contacts) == 1
        assert await service.read(_automatic_answers) == 1


def _automatic_answers(connection: sqlite3.Connection) -> int:
    count: int = connection.execute(
        "SELECT count(*) FROM mail_message WHERE direction = 'out' AND automatic = 1"
    ).fetchone()[0]
    return count


# --- restored, tidied up ------------------------------------------------------------------------------------


async def test_a_restored_mailbox_is_fetched_again_and_nobody_is_answered_twice(
    imap: Dovecot, tmp_path: Path
) -> None:
    letters = [letter(text=f"{n}", sender=f"Joe <joe{n}@customer.example>") for n in range(20)]
    await asyncio.to_thread(lay_in, imap, "INBOX", *letters)
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        await box.is_(Line.UP)
        answered = await service.read(_automatic_answers)
    assert answered == 20
    await asyncio.to_thread(imap.renew_uids, HELP)
    await deliver(imap, letter(text="The one after"))
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        await box.is_(Line.UP)
        assert box.counts == {"duplicate": 20, "new": 1}
        assert len(service.state.contacts) == 21
        assert await service.read(_automatic_answers) == 21


async def test_what_others_take_away_while_we_read_is_counted_as_gone(imap: Dovecot, tmp_path: Path) -> None:
    there = [letter(text=f"Letter {n}", sender=f"Joe <joe{n}@customer.example>") for n in range(30)]
    await asyncio.to_thread(lay_in, imap, "INBOX", *there)
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        first = await box.judgements(1)  # It has the list of all thirty by now.
        await asyncio.to_thread(_tidy_up, imap)
        await box.is_(Line.UP)
        assert first == [Judgement.NEW]
        assert sum(box.counts.values()) == 30
        assert box.counts["new"] == len(await service.read(kept))
        assert await service.read(in_hand) == []


def _tidy_up(imap: Dovecot) -> None:
    with imap.session(HELP) as session:
        session.store("21:30", "+FLAGS", r"(\Deleted)")
        session.expunge()


async def test_nothing_is_expunged_or_moved(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="One"), letter(text="Two"))
    before = await asyncio.to_thread(imap.messages, HELP)
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.is_(Line.UP)
    assert await asyncio.to_thread(imap.messages, HELP) == before


# --- side by side -------------------------------------------------------------------------------------------


async def test_letters_that_belong_together_are_never_let_in_side_by_side(
    imap: Dovecot, tmp_path: Path
) -> None:
    """A letter, its follow-up, and the letter once more by another way: all in one sweep of the folder."""
    first = letter(text="Where is it?", message_id="<1@customer.example>")
    more = letter(
        "Re: Where is my order?",
        "Still nothing",
        message_id="<2@customer.example>",
        headers=[("In-Reply-To", "<1@customer.example>")],
    )
    again = b"Received: from elsewhere\r\n" + first
    strangers = [letter(text=f"{n}", sender=f"a{n}@stranger.example") for n in range(5)]
    await asyncio.to_thread(lay_in, imap, "INBOX", first, *strangers, more, again)
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.is_(Line.UP)
        assert box.counts == {"new": 6, "follow_up": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (b"From: Joe <joe@a.example>\r\n\r\n", b"from:\tJOE@A.example\r\n\r\n", True),
        (b"From: Joe <joe@a.example>\r\n\r\n", b"From: ann@a.example\r\n\r\njoe@a.example", False),
        (b"Message-ID: <1@a>\r\n\r\n", b"From: x@y.example\r\nReferences: <0@a>\r\n <1@a>\r\n\r\n", True),
        (b"Subject: nobody\r\n\r\n", b"\r\nnothing", True),
        (b"To: help@example.com\r\nFrom: a@b\r\n\r\n", b"To: help@example.com\r\nFrom: c@d\r\n\r\n", False),
    ],
)
def test_what_ties_letters_together(one: bytes, other: bytes, together: bool) -> None:
    assert bool(ties_of(one) & ties_of(other)) is together
