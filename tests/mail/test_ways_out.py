"""Encrypted ways out, copies, and domains that rest: against a real SMTP server."""

import ssl
from functools import partial
from pathlib import Path

import aiosmtplib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import OwnerError
from dispatcher.events import DeliveryNoted
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.health import Line
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.domains import FIRST, IN_A_ROW, LONGEST, Domains
from dispatcher.mail.outgoing.smtp import connect
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import Smtp
from dispatcher.vocabulary import HOUR, MINUTE, CommandId, Instant
from tests.certificates import certificate
from tests.mail.house import (
    ANN,
    HELP,
    QUICK,
    at_work,
    facts_of,
    letter,
    mail_settings,
    running,
    soon,
    take_up,
)
from tests.smtp import PostOffice, post_office

JOE, PARTNER, BOSS = "joe@customer.example", "partner@other.example", "boss@other.example"


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_leaves_encrypted_to_a_server_whose_certificate_is_trusted(
    security: str, tmp_path: Path
) -> None:
    made = certificate(tmp_path, "IP:127.0.0.1")
    async with post_office(tls=(made, security == "tls")) as office:
        smtp = Smtp(host=office.host, port=office.port, security=security, ca_file=made.pem)  # type: ignore[arg-type]
        client = await connect(smtp)
        assert client.get_transport_info("cipher")
        assert await client.sendmail(HELP, [JOE], b"Subject: Hello\r\n\r\nHello") == ({}, "taken")
        client.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("names", "trusted", "says"),
    [("IP:127.0.0.1", False, "self-signed"), ("DNS:other.example", True, "IP address mismatch")],
)
async def test_a_certificate_that_is_not_trusted_names_what_to_change(
    security: str, names: str, trusted: bool, says: str, tmp_path: Path
) -> None:
    made = certificate(tmp_path, names)
    async with post_office(tls=(made, security == "tls")) as office:
        file = made.pem if trusted else None
        smtp = Smtp(host=office.host, port=office.port, security=security, ca_file=file)  # type: ignore[arg-type]
        with pytest.raises(OwnerError, match=r"\[smtp\] ca_file") as caught:
            await connect(smtp)
        assert says.lower() in str(caught.value).lower().replace("self signed", "self-signed")
        assert isinstance(caught.value.__cause__, (ssl.SSLError, aiosmtplib.SMTPException))


async def test_an_untrusted_server_holds_letters_up_and_its_health_says_why(tmp_path: Path) -> None:
    made = certificate(tmp_path, "IP:127.0.0.1")
    async with post_office(tls=(made, True)) as office, running(tmp_path) as service:
        smtp = Smtp(host=office.host, port=office.port, security="tls")
        room = MailRoom(
            service, mail_settings().__class__(mailboxes=mail_settings().mailboxes, smtp=smtp), pace=QUICK
        )
        await room.post(letter())
        async with at_work(room.run()):
            while room.health["smtp"].state is not Line.DOWN:
                await room.waiting()
            assert "ca_file" in room.health["smtp"].error
            assert await room.waiting() == 1


async def test_a_file_of_no_certificates_is_named(tmp_path: Path) -> None:
    tmp_path.joinpath("empty.pem").write_text("nothing")
    smtp = Smtp(host="127.0.0.1", port=1, security="tls", ca_file=tmp_path / "empty.pem")
    with pytest.raises(OwnerError, match="holds no certificates"):
        await connect(smtp)


async def answered_to_all(
    folder: Path, office: PostOffice
) -> tuple[DeliveryNoted, str, list[tuple[str, ...]]]:
    """Ann answers everybody; what became of it, its trouble in the thread, and to whom the server took it."""
    async with running(folder) as service:
        room = MailRoom(service, mail_settings(post=office, acknowledge=False), pace=QUICK)
        await room.post(letter(to=f"{HELP}, {PARTNER}, {BOSS}"))
        contact = await take_up(service)
        facts = facts_of(service)
        await room.send_reply(ANN, contact, Sending(text="To all.", everyone=True), CommandId("1"))
        async with at_work(room.run()):
            noted = await soon(facts, lambda fact: isinstance(fact, DeliveryNoted))
        thread = await room.thread(contact)
        taken = [office.taken.get_nowait().recipients for _ in range(office.taken.qsize())]
        assert isinstance(noted, DeliveryNoted)
        return noted, thread[-1].trouble, taken


async def test_a_reply_to_all_is_one_letter_to_all(tmp_path: Path) -> None:
    async with post_office() as office:
        noted, trouble, taken = await answered_to_all(tmp_path, office)
    assert noted.delivered
    assert trouble == ""
    assert taken == [(JOE, PARTNER, BOSS)]


async def test_a_copy_that_is_refused_is_told_and_the_answer_is_out_all_the_same(tmp_path: Path) -> None:
    async with post_office() as office:
        office.answers[PARTNER] = ["550 no such mailbox"]
        noted, trouble, taken = await answered_to_all(tmp_path, office)
    assert noted.delivered
    assert PARTNER in trouble
    assert "550" in trouble
    assert taken == [(JOE, BOSS)]


async def test_a_customer_who_is_refused_is_told_though_the_copies_are_out(tmp_path: Path) -> None:
    async with post_office() as office:
        office.answers[JOE] = ["550 no such mailbox"]
        noted, trouble, taken = await answered_to_all(tmp_path, office)
    assert not noted.delivered
    assert "550" in trouble
    assert taken == [(PARTNER, BOSS)]


async def test_copies_go_out_once_though_the_customer_is_put_off(tmp_path: Path) -> None:
    async with post_office() as office, running(tmp_path) as service:
        office.answers[JOE] = ["450 try later"]
        room = MailRoom(service, mail_settings(post=office, acknowledge=False), pace=QUICK)
        await room.post(letter(to=f"{HELP}, {PARTNER}"))
        contact = await take_up(service)
        await room.send_reply(ANN, contact, Sending(text="To both.", everyone=True), CommandId("1"))
        async with at_work(room.run()):
            assert (await soon(office.taken)).recipients == (PARTNER,)
            while await service.read(partial(outbox.due, now=service.clock(), limit=9)):
                pass
        far = Instant(service.clock() + HOUR)
        (row,) = await service.read(partial(outbox.due, now=far, limit=9))
        assert (row.recipient, row.copies) == (JOE, ())


NOW = Instant(1_795_996_800_000_000)


def test_a_domain_rests_only_after_several_letters_and_longer_each_time() -> None:
    domains = Domains()
    for number in range(IN_A_ROW - 1):
        domains.put_off(f"{number}@slow.example", NOW)
    assert domains.resting(NOW) == {}
    domains.put_off("x@SLOW.example", NOW)
    first = domains.resting(NOW)["slow.example"]
    assert first == NOW + FIRST
    domains.put_off("y@slow.example", first)
    assert domains.resting(first)["slow.example"] == first + 2 * FIRST
    domains.answered("z@slow.example")
    assert domains.resting(first) == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a@x.example", "b@x.example", "c@y.example"]), st.booleans(), st.integers(0, 90)
        ),
        max_size=60,
    )
)
def test_no_domain_rests_for_long_or_for_anothers_fault(days: list[tuple[str, bool, int]]) -> None:
    domains, now, taken = Domains(), NOW, {"x.example": True, "y.example": True}
    for address, good, minutes in days:
        now = Instant(now + minutes * MINUTE)
        domain = address.partition("@")[2]
        domains.answered(address) if good else domains.put_off(address, now)
        taken[domain] = good
        resting = domains.resting(now)
        assert all(now < until <= now + LONGEST for until in resting.values())
        assert not any(taken[one] for one in resting)


async def test_letters_elsewhere_do_not_wait_for_a_domain_that_rests(tmp_path: Path) -> None:
    async with post_office() as office, running(tmp_path) as service:
        slow = [f"c{number}@slow.example" for number in range(IN_A_ROW + 3)]
        for address in slow:
            office.answers[address] = ["450 try later"] * 9
        room = MailRoom(service, mail_settings(post=office), pace=QUICK)
        for address in (*slow, "joe@quick.example"):
            await room.post(letter(sender=address, message_id=f"<{address}>"))
        async with at_work(room.run()):
            assert (await soon(office.taken)).recipients == ("joe@quick.example",)
            while room.health["smtp"].counts.get("put_off", 0) < IN_A_ROW:
                await room.waiting()
            await room.waiting()
        tried = sum(len(office.answers[address]) < 9 for address in slow)
        assert tried == IN_A_ROW
