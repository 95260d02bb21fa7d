"""Bytes to words: real shapes of mail by table, hostile ones by law."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import PeerError
from dispatcher.mail.reading.body import Attachment
from dispatcher.mail.reading.parse import HEADERS, headers_of, parse
from dispatcher.vocabulary import SECOND


def _mail(head: str, body: str = "Hello") -> bytes:
    return f"{head}\n\n{body}".replace("\n", "\r\n").encode()


def test_a_plain_letter() -> None:
    mail = parse(
        _mail(
            "From: Joe Doe <Joe@Customer.Example>\nTo: help@example.com, b@example.com\nSubject: Hello\n"
            "Message-ID: <1@customer.example>\nIn-Reply-To: <0@example.com>\n"
            "References: <a@example.com>\n <0@example.com>\nDate: Mon, 23 Nov 2026 20:00:00 +0300\n"
            "Return-Path: <joe@bounce.example>",
            "Where is my order?",
        )
    )
    assert (mail.sender_name, mail.sender) == ("Joe Doe", "joe@customer.example")
    assert mail.to == ("help@example.com", "b@example.com")
    assert mail.message_id == "<1@customer.example>"
    assert mail.in_reply_to == ("<0@example.com>",)
    assert mail.references == ("<a@example.com>", "<0@example.com>")
    assert mail.date == 1_795_453_200 * SECOND
    assert mail.return_path == "joe@bounce.example"
    assert (mail.reply_to, mail.kind, mail.text) == (mail.sender, "text/plain", "Where is my order?")


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("From: joe@a.example", "joe@a.example"),
        ('From: "Doe, Joe" <joe@a.example>', "joe@a.example"),
        ("From: =?utf-8?q?J=C3=B6?= <joe@a.example>", "joe@a.example"),
        ("From: Joe\nSender: joe@a.example", "joe@a.example"),
        ("Return-Path: <joe@a.example>", "joe@a.example"),
        ("From: two@a.example, joe@a.example", "two@a.example"),
        ("From: broken <<joe@a.example", "joe@a.example"),
        ("From: undisclosed", ""),
        ("Subject: nobody", ""),
    ],
)
def test_who_wrote(head: str, sender: str) -> None:
    assert parse(_mail(head)).sender == sender


@pytest.mark.parametrize(
    ("head", "return_path"),
    [("Return-Path: <>", ""), ("Return-Path: <a@b.example>", "a@b.example"), ("Subject: none", None)],
)
def test_the_envelopes_sender(head: str, return_path: str | None) -> None:
    assert parse(_mail(head)).return_path == return_path


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?windows-874?B?ysfRyrTV?=", "สวัสดี"),
        ("=?x-gbk?Q?=C4=E3=BA=C3?=", "你好"),
        ("=?utf-8?b?2YU=?= =?utf-8?b?2Y?= =?utf-8?b?Lbig==?=", "م"),
        ("=?utf-8?q?half_=D0?= =?utf-8?q?=B0_letter?=", "half а letter"),
        ("=?nobody-knows?q?caf=C3=A9?=", "café"),
        ("می‌خواهم", "می‌خواهم"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("folded\n\tsubject", "folded subject"),
    ],
)
def test_subjects(raw: str, subject: str) -> None:
    assert parse(_mail(f"Subject: {raw}")).subject.startswith(subject)


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("windows-874", "สวัสดี".encode("cp874"), "สวัสดี"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("gb2312", "镕基".encode("gbk"), "镕基"),
        ("shift_jis", "①".encode("cp932"), "①"),
        ("us-ascii", "Привет".encode(), "Привет"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("no-such-charset", "Привет".encode(), "Привет"),
        ("unicode_escape", b"\\ud800", "\\ud800"),
        ("utf-7", b"+2AA-", "?"),
        ("zlib", b"plain", "plain"),
        ("utf-8", b"caf\xe9", "caf\ufffd"),
    ],
)
def test_charsets_never_raise(charset: str, body: bytes, text: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + body
    assert parse(raw).text == text


ALTERNATIVE = """--x
Content-Type: text/plain

{plain}
--x
Content-Type: text/html

<style>p {{}}</style><p>Hello&nbsp;<b>you</b></p><p>Bye</p>
--x--"""


@pytest.mark.parametrize(("plain", "text"), [("Plain words", "Plain words"), ("  ", "Hello you\n\nBye")])
def test_plain_words_are_preferred_where_there_are_any(plain: str, text: str) -> None:
    head = "Content-Type: multipart/alternative; boundary=x"
    assert parse(_mail(head, ALTERNATIVE.format(plain=plain))).text == text


def test_files_are_named_and_weighed() -> None:
    body = (
        "--x\nContent-Type: text/plain\n\nSee there.\n"
        "--x\nContent-Type: text/plain; name=note.txt\n\nnot to be read here\n"
        "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename*=utf-8''%D1%84%D0%BE%D1%82%D0%BE.png\n\nQUJDREVG\n"
        "--x\nContent-Type: message/rfc822\n\nSubject: forwarded\n\nwords of somebody else\n--x--"
    )
    mail = parse(_mail("Content-Type: multipart/mixed; boundary=x", body))
    assert mail.text == "See there."
    note, photo, forwarded = mail.attachments
    assert (note.name, photo.name) == ("note.txt", "фото.png")
    assert photo == Attachment(name="фото.png", kind="image/png", size=6)
    assert forwarded.kind == "message/rfc822"


@pytest.mark.parametrize(
    "date", ["Fri, 31 Feb 2026 25:61:00 +9999", "yesterday", "", "Mon, 1 Jan 99999 0:0:0 +0000"]
)
def test_a_date_that_is_none_costs_nothing_else(date: str) -> None:
    assert parse(_mail(f"Subject: x\nDate: {date}")).date is None


def _nested(depth: int) -> bytes:
    parts = (f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return "".join(parts).encode() + b"\r\nHello"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \r\n\r\n",
        b"From: " + b"(" * 1000 + b"\r\n\r\nx",
        b"X: y\r\n" * HEADERS,
        _nested(300),
        _nested(3000),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 5_000,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 100_000,
    ],
    ids=lambda raw: repr(raw[:20]) + str(len(raw)),
)
def test_what_cannot_be_read_is_the_peers_fault(raw: bytes) -> None:
    with pytest.raises(PeerError):
        parse(raw)


ADDRESSING = ("From", "To", "Subject", "Date", "Message-ID", "References", "Return-Path")
TELLING = ("Precedence", "List-Id", "Auto-Submitted")
SHAPING = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
HEADER_LINES = st.sampled_from(ADDRESSING + TELLING + SHAPING)
VALUES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=x",
            b"multipart/alternative; boundary=x",
            b"text/html; charset=utf-7",
            b"text/plain; charset*=''%FF",
            b"message/rfc822",
            b"base64",
            b"quoted-printable",
            b"x-uuencode",
            b'attachment; filename*0*=%41; filename*1="\\',
            b"=?utf-16?b?2A==?=",
            b"<a@b> <c@d",
            b"Joe (( <joe@a.example>",
        ]
    ),
)
BODIES = st.lists(
    st.one_of(st.binary(max_size=40), st.sampled_from([b"--x\r\n", b"--x--\r\n", b"\r\n", b"<p>a</b>"])),
    max_size=8,
)


@given(headers=st.lists(st.tuples(HEADER_LINES, VALUES), max_size=6), body=BODIES)
def test_any_bytes_are_a_letter_or_the_peers_fault(
    headers: list[tuple[str, bytes]], body: list[bytes]
) -> None:
    lines = [name.encode() + b": " + value for name, value in headers]
    raw = b"\r\n".join([*lines, b"", b"".join(body)])
    try:
        mail = parse(raw)
    except PeerError:
        return
    assert msgspec.json.decode(msgspec.json.encode(mail), type=type(mail)) == mail
    assert "\n" not in mail.subject + mail.sender + mail.sender_name + "".join(mail.references)


@given(st.binary(max_size=300))
def test_headers_of_any_bytes_are_their_beginning(raw: bytes) -> None:
    assert raw.startswith(headers_of(raw))


def test_this_repositorys_own_files_are_no_danger() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        parse(path.read_bytes())
