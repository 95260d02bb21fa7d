"""The report goes out as a letter that no machine answers."""

from email import message_from_bytes, policy

import pytest

from dashboard.monthly.posting import letter, post
from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.settings import MailSettings, Smtp
from tests.smtp import PostOffice, post_office

BOSS = "boss@example.org"
REPORT = letter("help@example.org", [BOSS], "รายงานประจำเดือน 2026-10", "october.html", "<p>สวัสดี".encode())


def by(office: PostOffice) -> MailSettings:
    return MailSettings(smtp=Smtp(host=office.host, port=office.port, security="none"))


async def test_it_arrives_whole_and_wants_no_answer() -> None:
    async with post_office() as office:
        await post(by(office), REPORT, [BOSS])
        came = office.taken.get_nowait()
    message = message_from_bytes(came.raw, policy=policy.default)
    assert (came.sender, came.recipients) == ("", (BOSS,))
    assert (message["Auto-Submitted"], message["Subject"]) == ("auto-generated", "รายงานประจำเดือน 2026-10")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "october.html"
    assert "สวัสดี" in attached.get_content()


async def test_a_server_that_refuses_is_quoted() -> None:
    async with post_office() as office:
        office.answers[BOSS] = ["550 5.1.1 nobody here"]
        with pytest.raises(PeerError, match="nobody here"):
            await post(by(office), REPORT, [BOSS])


async def test_without_a_server_the_setting_is_named() -> None:
    with pytest.raises(OwnerError, match="smtp"):
        await post(MailSettings(), REPORT, [BOSS])


def test_no_header_can_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline|invalid|CR"):
        letter("help@example.org", [f"{BOSS}\r\nBcc: x@y.example"], "s", "x.html", b"")
