"""A mailbox watched on a real Dovecot: caught up with, listened to, lost and found again."""

import asyncio
import imaplib
import sqlite3
import sys
from pathlib import Path

from dispatcher.mail.health import Line, LineHealth
from dispatcher.mail.intake.arrival import Judgement, Verdict
from dispatcher.mail.intake.taking import take
from dispatcher.mail.mailboxes.inbound import Inbound
from dispatcher.mail.mailboxes.login import connect
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from dispatcher.vocabulary import Span
from tests.dovecot import Dovecot
from tests.mail.house import FIVE, HELP, QUICK, at_work, letter, mail_settings, mailbox, running, soon
from tests.mail.watch import deliver, kept, watched


async def test_it_catches_up_with_what_lies_there_in_five_languages(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, *(letter(subject, text) for subject, text in FIVE.values()))
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        assert await box.judgements(5) == [Judgement.NEW] * 5
        await box.is_(Line.UP)
        assert [c.language for c in service.state.contacts.values()] == list(FIVE)
        assert await service.read(_subjects) == [subject for subject, _ in FIVE.values()]
        assert all(b"\\Seen" in flags for flags in await asyncio.to_thread(imap.flags, HELP))
        assert box.inbound.health.counts == {"new": 5}


async def test_it_hears_of_new_mail_at_once(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.is_(Line.UP)
        for number in range(5):  # The next poll is 30 s away: only IDLE can tell.
            await deliver(imap, letter(text=f"Letter {number}"))
            assert await box.judgements(1) == [Judgement.NEW]


async def test_a_server_that_says_nothing_is_polled(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap, poll=Span(100_000))) as (box, _):
        await box.is_(Line.UP)
        raw = letter()
        await asyncio.to_thread(_append_silently, imap, raw)
        assert await box.judgements(1) == [Judgement.NEW]


def _append_silently(imap: Dovecot, raw: bytes) -> None:
    with imap.session(HELP) as session:
        session.append("INBOX", "", imaplib.Time2Internaldate(0), raw)


async def test_hundreds_of_letters_come_in_chunks_and_in_order(imap: Dovecot, tmp_path: Path) -> None:
    letters = [letter(text=f"Letter {number}") for number in range(250)]
    await asyncio.to_thread(_append_all, imap, letters)
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        assert await box.judgements(250) == [Judgement.NEW] * 250
        await box.is_(Line.UP)
        assert await service.read(_texts) == [f"Letter {number}" for number in range(250)]


def _append_all(imap: Dovecot, letters: list[bytes]) -> None:
    with imap.session(HELP) as session:
        for raw in letters:
            session.append("INBOX", "", None, raw)


def _subjects(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT subject FROM mail_message WHERE direction = 'in' ORDER BY rowid")
    return [subject for (subject,) in rows]


def _texts(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT text FROM mail_message WHERE direction = 'in' ORDER BY rowid")
    return [text for (text,) in rows]


async def test_a_letter_of_many_lines_and_stars_arrives_byte_for_byte(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="* one (\r\n" * 5000 + "a0 OK done {12}"))
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        assert await box.judgements(1) == [Judgement.NEW]
        (there,) = await asyncio.to_thread(imap.messages, HELP)
        assert await service.read(_raws) == [there]


def _raws(connection: sqlite3.Connection) -> list[bytes]:
    return [raw for (raw,) in connection.execute("SELECT raw FROM mail_message WHERE direction = 'in'")]


async def test_after_a_restart_nothing_is_fetched_again(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="The first"))
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.judgements(1)
        await box.is_(Line.UP)
    await deliver(imap, letter(text="The second"))
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        assert await box.judgements(1) == [Judgement.NEW]
        await box.is_(Line.UP)
        assert box.inbound.health.counts == {"new": 1}
        assert len(service.state.contacts) == 2


async def test_what_was_read_elsewhere_is_taken_too(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter())
    await asyncio.to_thread(_read_elsewhere, imap)
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        assert await box.judgements(1) == [Judgement.NEW]


def _read_elsewhere(imap: Dovecot) -> None:
    with imap.session(HELP) as session:
        session.store("1:*", "+FLAGS", r"(\Seen)")


async def test_a_mailbox_made_anew_is_swept_again_and_nothing_doubles(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="The first"), letter(text="The second"))
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.judgements(2)
        await box.is_(Line.UP)
    await asyncio.to_thread(imap.renew_uids, HELP)
    await deliver(imap, letter(text="The third"))
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        assert sorted(await box.judgements(3)) == [Judgement.DUPLICATE, Judgement.DUPLICATE, Judgement.NEW]
        assert len(service.state.contacts) == 3


async def test_a_server_that_goes_away_and_comes_back_loses_nothing(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap)) as (box, service):
        await deliver(imap, letter(text="Before"))
        await box.judgements(1)
        await box.is_(Line.UP)
        await asyncio.to_thread(imap.stop)
        down = await box.is_(Line.DOWN)
        assert f"mailbox 'help' at 127.0.0.1:{imap.imap_port}" in down.error
        await asyncio.to_thread(imap.start)
        await deliver(imap, letter(text="After"))
        assert await box.judgements(1) == [Judgement.NEW]
        await box.is_(Line.UP)
        assert box.inbound.health.error == ""
        assert len(service.state.contacts) == 2


async def test_a_wrong_password_is_one_clear_line_until_it_is_right(imap: Dovecot, tmp_path: Path) -> None:
    right = imap.users[HELP]
    box_with = mailbox(imap)
    imap.set_password(HELP, "changed meanwhile")
    async with watched(tmp_path, box_with) as (box, _):
        refused = await box.is_(Line.WRONG_PASSWORD)
        assert "does not accept user and password" in refused.error
        assert "change them" in refused.error
        assert right not in refused.error
        imap.set_password(HELP, right)
        await box.is_(Line.UP)
        assert box.states.empty()


async def test_a_folder_that_is_not_there_is_named(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap, folders=("Anfragen/Größe",))) as (box, _):
        down = await box.is_(Line.DOWN)
        assert "has no folder 'Anfragen/Größe'" in down.error


async def test_tls_where_the_server_has_none_is_the_owners_to_change(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap, tls=True)) as (box, _):
        down = await box.is_(Line.DOWN)
        assert "TLS failed" in down.error
        assert "change host, port or tls" in down.error


async def test_a_host_that_is_not_there_is_named(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap, host="nowhere.invalid")) as (box, _):
        down = await box.is_(Line.DOWN)
        assert f"'help' at nowhere.invalid:{imap.imap_port} cannot be reached" in down.error


async def test_a_folder_outside_ascii_is_found(imap: Dovecot, tmp_path: Path) -> None:
    await asyncio.to_thread(_create, imap, '"Gr&APYA3w-e &- Preise"')
    async with watched(tmp_path, mailbox(imap, folders=("Größe & Preise",))) as (box, _):
        await box.is_(Line.UP)


def _create(imap: Dovecot, name: str) -> None:
    with imap.session(HELP) as session:
        assert session.create(name)[0] == "OK"


async def test_poison_is_set_aside_unread_and_the_rest_goes_on(imap: Dovecot, tmp_path: Path) -> None:
    poison = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 5000
    await deliver(imap, letter(text="Before"), poison, letter(text="After"))
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        assert sorted(await box.judgements(3)) == [Judgement.NEW, Judgement.NEW, Judgement.QUARANTINED]
        await box.is_(Line.UP)
        flags = await asyncio.to_thread(imap.flags, HELP)
        assert [b"\\Seen" in flag for flag in flags] == [True, False, True]
        assert box.inbound.health.counts == {"new": 2, "quarantined": 1}


async def test_a_message_that_breaks_us_three_times_is_set_aside(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="Bad luck"), letter(text="After"))
    async with running(tmp_path) as service:
        settings = mail_settings(mailbox(imap))
        taken: asyncio.Queue[Verdict] = asyncio.Queue()

        async def take_or_break(source: Source, raw: bytes) -> Verdict:
            if b"Bad luck" in raw:
                raise RuntimeError("a bug of ours")
            taken.put_nowait(verdict := await take(service, settings, nothing_said, source, raw))
            return verdict

        states: asyncio.Queue[LineHealth] = asyncio.Queue()
        box = Inbound(
            service,
            mailbox(imap),
            "INBOX",
            take_or_break,
            size_limit=10**6,
            pace=QUICK,
            tell=states.put_nowait,
        )
        async with at_work(box.run()):
            assert (await soon(taken)).judgement is Judgement.NEW
            await soon(states, lambda health: health.state is Line.UP)
            assert box.health.counts == {"new": 1, "quarantined": 1}
            there = await asyncio.to_thread(imap.messages, HELP)
            assert await service.read(_quarantined) == there[:1]
            assert not await service.read(_in_hand)


async def test_a_letter_that_kills_the_process_three_times_is_set_aside(
    imap: Dovecot, tmp_path: Path
) -> None:
    deadly = letter(text="Deadly", headers=[("X-Deadly", "yes")])
    others = [letter(text=f"{n}", sender=f"joe{n}@customer.example") for n in range(6)]
    await deliver(imap, *others[:3], deadly, *others[3:])
    words = [sys.executable, "-m", "tests.mail.poisoned", str(tmp_path), imap.host, str(imap.imap_port)]
    ends = []
    for _ in range(4):
        life = await asyncio.create_subprocess_exec(*words, imap.users[HELP])
        ends.append(await asyncio.wait_for(life.wait(), 60))
    assert ends == [-9, -9, -9, 0]
    there = await asyncio.to_thread(imap.messages, HELP)
    async with running(tmp_path) as service:
        assert await service.read(_quarantined) == [there[3]]
        assert sorted(raw for _, raw in await service.read(kept)) == sorted(there)
        assert not await service.read(_in_hand)
    flags = await asyncio.to_thread(imap.flags, HELP)
    assert [b"\\Seen" in flag for flag in flags] == [True] * 3 + [False] + [True] * 3


def _quarantined(connection: sqlite3.Connection) -> list[bytes]:
    return [
        raw for (raw,) in connection.execute("SELECT raw FROM mail_message WHERE verdict = 'quarantined'")
    ]


def _in_hand(connection: sqlite3.Connection) -> list[int]:
    return [uid for (uid,) in connection.execute("SELECT uid FROM mail_in_hand WHERE NOT dealt")]


async def test_a_message_too_large_is_never_fetched_whole(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter("Photos", "x" * 30_000), letter(text="After"))
    async with watched(tmp_path, mailbox(imap), size_limit=10_000) as (box, service):
        assert await box.judgements(1) == [Judgement.NEW]
        kept, _ = await service.read(_raws)
        assert b"Subject: Photos" in kept
        assert len(kept) < 1_000


async def test_a_message_taken_away_meanwhile_is_none(imap: Dovecot, tmp_path: Path) -> None:
    await deliver(imap, letter(text="Gone"), letter(text="Here"))
    await asyncio.to_thread(_expunge_first, imap)
    connection = await connect(mailbox(imap), "INBOX")
    assert await connection.uids_above(0) == [2]
    assert list(await connection.sizes([1, 2])) == [2]
    assert await connection.body(1) is None
    assert await connection.headers(1, 1000) is None
    connection.close()


def _expunge_first(imap: Dovecot) -> None:
    with imap.session(HELP) as session:
        session.store("1", "+FLAGS", r"(\Deleted)")
        session.expunge()
