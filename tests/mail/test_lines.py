"""What breaks lines to real servers: a kill at the worst moment, silence, a lock, a quota, a token's end."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dispatcher.mail.health import Line
from dispatcher.mail.intake.arrival import Judgement
from dispatcher.mail.pace import Pace
from dispatcher.mail.settings import Mailbox
from dispatcher.vocabulary import Span
from tests.certificates import certificate
from tests.desk.relay import Relay, open_relay
from tests.dovecot import Dovecot, dovecot
from tests.dovecotparts import with_quota, with_tls, with_tokens
from tests.mail.house import HELP, QUICK, letter, mailbox
from tests.mail.watch import deliver, kept, watched
from tests.ports import free_port
from tests.tokenserver import TokenServer, token_server

LARGE = letter("Photos", "x" * 70 + "\r\n" + "photo " * 12 * 20_000)


@contextmanager
def server(more: str) -> Iterator[Dovecot]:
    """A Dovecot with this in its configuration."""
    with (
        tempfile.TemporaryDirectory(prefix="dovecot-") as home,
        dovecot(Path(home), {HELP: "secret of help"}, more) as running,
    ):
        yield running


def through(relay: Relay, imap: Dovecot, **changes: Any) -> Mailbox:
    """The mailbox as it is reached through the relay."""
    return replace(mailbox(imap, **changes), port=relay.port)


# --- killed -------------------------------------------------------------------------------------------------


async def test_a_server_killed_in_the_middle_of_a_message_is_asked_again(
    imap: Dovecot, tmp_path: Path
) -> None:
    await deliver(imap, letter(text="Before"), LARGE, letter(text="After"))
    async with open_relay(imap.imap_port) as relay:
        relay.freeze_after(600_000)
        async with watched(tmp_path, through(relay, imap)) as (box, service):
            async with asyncio.timeout(20):
                await relay.silent.wait()
            await asyncio.to_thread(imap.stop)
            relay.cut()
            await box.is_(Line.DOWN)
            assert box.counts == {"new": 1}  # The large one was in the middle.
            await asyncio.to_thread(imap.start)
            await box.is_(Line.UP)
            assert box.counts == {"new": 3}
            there = await asyncio.to_thread(imap.messages, HELP)
            assert sorted(raw for _, raw in await service.read(kept)) == sorted(there)


async def test_a_server_killed_while_nothing_happens_is_missed_at_once(imap: Dovecot, tmp_path: Path) -> None:
    async with watched(tmp_path, mailbox(imap)) as (box, _):
        await box.is_(Line.UP)
        await asyncio.to_thread(imap.stop)
        await box.is_(Line.DOWN)
        await asyncio.to_thread(imap.start)
        await deliver(imap, letter())
        assert await box.judgements(1) == [Judgement.NEW]


async def test_a_server_that_hangs_up_without_a_greeting_is_not_waited_for(tmp_path: Path) -> None:
    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with watched(tmp_path, mailbox(None, host="127.0.0.1", port=port)) as (box, _):
            down = await box.is_(Line.DOWN)
            assert "closed the connection before it greeted" in down.error


# --- silent -------------------------------------------------------------------------------------------------

SELDOM = Pace(first=0.02, longest=0.1, refused=600.0)
IMPATIENT = Pace(first=0.02, longest=0.1, refused=0.05, answer=0.3)


async def test_a_line_that_fell_silent_while_nothing_happened_is_noticed(
    imap: Dovecot, tmp_path: Path
) -> None:
    async with open_relay(imap.imap_port) as relay:
        box_there = through(relay, imap, poll=Span(100_000))
        async with watched(tmp_path, box_there, pace=IMPATIENT) as (box, _):
            await box.is_(Line.UP)
            relay.freeze()
            down = await box.is_(Line.DOWN)
            assert "did not answer within 0.3 s" in down.error or "did not greet" in down.error
            relay.thaw()
            await deliver(imap, letter())
            assert await box.judgements(1) == [Judgement.NEW]


async def test_a_line_that_fell_silent_in_the_middle_of_a_message_is_noticed(
    imap: Dovecot, tmp_path: Path
) -> None:
    await deliver(imap, letter(text="Before"), LARGE)
    async with open_relay(imap.imap_port) as relay:
        relay.freeze_after(600_000)
        async with watched(tmp_path, through(relay, imap), pace=IMPATIENT) as (box, _):
            await box.is_(Line.DOWN)
            relay.thaw()
            await box.is_(Line.UP)
            assert box.counts == {"new": 2}


# --- let in, and not ----------------------------------------------------------------------------------------


async def test_tls_by_a_certificate_of_ones_own(tmp_path: Path) -> None:
    own, port = certificate(tmp_path, "IP:127.0.0.1"), free_port()
    with server(with_tls(own, port)) as imap:
        await deliver(imap, letter())
        box_there = replace(mailbox(imap, tls=True, ca_file=own.pem), port=port)
        async with watched(tmp_path, box_there) as (box, _):
            assert await box.judgements(1) == [Judgement.NEW]
            await box.is_(Line.UP)


@pytest.mark.parametrize(
    ("name", "trusted", "said"),
    [
        ("IP:127.0.0.1", None, "is not trusted"),
        ("DNS:other.example", "desk.pem", "change host to the name it is for"),
        ("IP:127.0.0.1", "desk.key", "ca_file"),
        ("IP:127.0.0.1", "no.pem", "ca_file"),
    ],
)
async def test_a_certificate_that_does_not_fit_is_the_owners_to_change(
    name: str, trusted: str | None, said: str, tmp_path: Path
) -> None:
    own, port = certificate(tmp_path, name), free_port()
    with server(with_tls(own, port)) as imap:
        ca_file = tmp_path / trusted if trusted else None
        async with watched(tmp_path, replace(mailbox(imap, tls=True, ca_file=ca_file), port=port)) as (
            box,
            _,
        ):
            down = await box.is_(Line.DOWN)
            assert said in down.error
            assert "mailbox 'help'" in down.error


async def test_a_wrong_password_is_tried_a_few_times_and_not_in_a_storm(
    imap: Dovecot, tmp_path: Path
) -> None:
    imap.set_password(HELP, "another")
    slow = Pace(first=0.01, longest=0.01, refused=600.0)
    box_there = replace(mailbox(imap), password="wrong")
    async with watched(tmp_path, box_there, pace=slow) as (box, _):
        refused = await box.is_(Line.WRONG_PASSWORD)
        assert "change them" in refused.error
        for _ in range(3):  # Other log-ins go on, so time passes for the server, too.
            await asyncio.to_thread(imap.messages, HELP)
        assert imap.log().count("auth failed") == 1
    again = Pace(first=0.01, longest=0.01, refused=0.02)
    async with watched(tmp_path, box_there, pace=again) as (box, _):
        await box.is_(Line.WRONG_PASSWORD)
        imap.set_password(HELP, "wrong")
        await box.is_(Line.UP)


async def test_a_full_mailbox_is_read_all_the_same(tmp_path: Path) -> None:
    with server(with_quota("4K")) as imap:
        await deliver(imap, letter(text="long " * 500))
        async with watched(tmp_path, mailbox(imap)) as (box, _):
            assert await box.judgements(1) == [Judgement.NEW]
            await box.is_(Line.UP)
            (flags,) = await asyncio.to_thread(imap.flags, HELP)
            assert b"\\Seen" in flags


# --- by token -----------------------------------------------------------------------------------------------


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    with token_server(HELP) as running:
        yield running


@contextmanager
def trusting(tokens: TokenServer) -> Iterator[Dovecot]:
    """A Dovecot that lets in whom this token server knows."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as home:
        folder = Path(home)
        with dovecot(
            folder, {HELP: "secret of help"}, with_tokens(folder, tokens.url("introspect"))
        ) as running:
            yield running


def by_token(imap: Dovecot, tokens: TokenServer) -> Mailbox:
    """The mailbox as it is logged in to by token."""
    return mailbox(imap, password="", oauth=tokens.oauth())


async def test_a_token_lets_in(tokens: TokenServer, tmp_path: Path) -> None:
    with trusting(tokens) as imap:
        await deliver(imap, letter())
        async with watched(tmp_path, by_token(imap, tokens)) as (box, _):
            assert await box.judgements(1) == [Judgement.NEW]
            await box.is_(Line.UP)
            assert len(tokens.asked) == 1


async def test_a_token_that_ends_early_is_replaced_without_a_word(
    tokens: TokenServer, tmp_path: Path
) -> None:
    steady = Pace(first=0.02, longest=0.1, refused=600.0, steady=0.0)
    with trusting(tokens) as imap:
        async with watched(tmp_path, by_token(imap, tokens), pace=steady) as (box, _):
            await box.is_(Line.UP)
            tokens.revoke()
            await asyncio.to_thread(imap.kick, HELP)  # As Google does every hour.
            await deliver(imap, letter())
            assert await box.judgements(1) == [Judgement.NEW]
            assert box.states.empty()  # It was never said to be down.
            assert len(tokens.asked) == 2


async def test_a_refused_sign_in_needs_a_person_and_is_said_once(
    tokens: TokenServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tokens.refusal = "invalid_grant"
    with trusting(tokens) as imap:
        async with watched(tmp_path, by_token(imap, tokens), pace=QUICK) as (box, _):
            refused = await box.is_(Line.SIGN_IN_REFUSED)
            assert "[oauth.office] (invalid_grant): sign in again" in refused.error
            for _ in range(5):  # Meanwhile it would have tried again and again.
                await asyncio.to_thread(imap.messages, HELP)
            assert len(tokens.asked) == 1
            assert "auth failed" not in imap.log()
            assert box.states.empty()


async def test_a_token_of_somebody_else_is_refused_by_the_mail_server(
    tokens: TokenServer, tmp_path: Path
) -> None:
    tokens.user = "somebody@else.example"
    with trusting(tokens) as imap:
        async with watched(tmp_path, by_token(imap, tokens), pace=SELDOM) as (box, _):
            refused = await box.is_(Line.WRONG_PASSWORD)
            assert "does not accept user and a token of its sign-in" in refused.error
            assert len(tokens.asked) == 2  # Once more with a new one, and no more.
