"""Our letters: threaded, seven bits wide, and nobody else's headers in them."""

import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import PeerError
from dispatcher.mail.answering.compose import Writing, acknowledgement, answer_subject, reply
from dispatcher.mail.identity import own_message, signed_id
from dispatcher.mail.intake.judging import judge
from dispatcher.mail.intake.rules import Judgement, ground_of
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.vocabulary import Instant, MessageId
from tests.mail.house import mail_settings, mailbox

KEY = b"a key"
AT = Instant(1_795_464_000_000_000)


def _original(head: str = "", sender: str = "joe@customer.example") -> Mail:
    return parse(f"From: {sender}\r\nMessage-ID: <q@customer.example>\r\n{head}\r\n\r\nHello".encode())


def _reply(original: Mail, text: str = "It is on its way.", **changes: Any) -> Letter:
    return reply(
        id_=MessageId("ab12"),
        key=KEY,
        mailbox=mailbox(**changes),
        original=original,
        writing=Writing(text=text),
        at=AT,
    )


def _read(letter: Letter) -> EmailMessage:
    message = email.message_from_bytes(letter.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_reply_is_threaded_to_what_it_answers() -> None:
    letter = _reply(_original("References: <a@x.example> <b@x.example>\r\nSubject: RE: Where?"))
    message = _read(letter)
    assert message["In-Reply-To"] == "<q@customer.example>"
    assert message["References"].split() == ["<a@x.example>", "<b@x.example>", "<q@customer.example>"]
    assert message["Subject"] == "RE: Where?"
    assert message["From"] == "Example Helpdesk <help@example.com>"
    assert (letter.envelope_from, letter.recipient) == ("help@example.com", "joe@customer.example")
    assert message["Auto-Submitted"] is None
    assert message.get_content().strip() == "It is on its way."


def test_long_ids_stay_ids_and_old_ones_give_way() -> None:
    ids = [f"<{'x' * 200}{n}@customer.example>" for n in range(60)]
    letter = _reply(_original(f"References: {' '.join(ids)}"))
    assert b"=?" not in letter.raw.partition(b"\r\n\r\n")[0]
    references = parse(letter.raw).references
    assert references == (ids[0], *ids[-18:], "<q@customer.example>")


def test_where_the_writer_wants_the_answer() -> None:
    assert _reply(_original("Reply-To: other@customer.example")).recipient == "other@customer.example"


@pytest.mark.parametrize(
    ("subject", "answer"),
    [("Hello", "Re: Hello"), ("Re: Hello", "Re: Hello"), ("RE: Hello", "RE: Hello"), ("", "Re:")],
)
def test_re_once(subject: str, answer: str) -> None:
    assert answer_subject(subject) == answer


@given(text=st.text(max_size=500), subject=st.text(max_size=120))
def test_any_words_arrive_as_they_were_written(text: str, subject: str) -> None:
    head = "Subject: " + " ".join(subject.encode("utf-8", "replace").decode().split())
    letter = _reply(_original(head), text)
    assert letter.raw.isascii()
    assert all(len(line) <= 998 for line in letter.raw.split(b"\r\n"))
    assert b"\n" not in letter.raw.replace(b"\r\n", b"")
    back = parse(letter.raw)
    assert back.subject == letter.subject
    assert back.sender == "help@example.com"
    assert set(_read(letter).keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }


@pytest.mark.parametrize("name", ["Desk\r\nBcc: eve@stranger.example", "Desk\nX: y", "Desk\x00"])
def test_no_name_begins_another_header(name: str) -> None:
    with pytest.raises(PeerError, match="From header"):
        _reply(_original(), name=name)


def test_a_name_in_any_script() -> None:
    for name in ("Служба поддержки", "客服中心", 'The "best" desk, ever', "ศูนย์บริการลูกค้า" * 8):
        back = parse(_reply(_original(), name=name).raw)
        assert (back.sender_name, back.sender) == (name, "help@example.com")


def test_domains_in_any_script_and_local_parts_that_are_not() -> None:
    assert _reply(_original(sender="joe@bücher.example")).recipient == "joe@xn--bcher-kva.example"
    with pytest.raises(PeerError, match="no address"):
        _reply(_original(sender="jörg@customer.example"))


def test_an_acknowledgement_is_marked_for_machines() -> None:
    original = _original("Return-Path: <joe+envelope@customer.example>")
    letter = acknowledgement(
        id_=MessageId("ab12"),
        key=KEY,
        mailbox=mailbox(),
        original=original,
        subject="",
        text="It came.",
        at=AT,
    )
    message = _read(letter)
    assert (letter.envelope_from, letter.recipient) == ("", "joe+envelope@customer.example")
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    theirs = mail_settings(mailbox(address="sales@example.com"))
    assert judge(parse(letter.raw), ground_of(theirs, KEY + b"2")).judgement is Judgement.AUTOMATIC
    assert judge(parse(letter.raw), ground_of(mail_settings(), KEY)).judgement is Judgement.LOOP


def test_only_we_sign_our_ids() -> None:
    ours = signed_id(MessageId("ab12"), KEY, "example.com")
    assert own_message(ours, KEY) == "ab12"
    assert own_message(ours, b"another key") is None
    assert own_message(ours.replace("ab12", "ab13"), KEY) is None
    assert own_message("<q@customer.example>", KEY) is None
