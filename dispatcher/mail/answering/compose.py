"""Our own letters as bytes, threaded to what they answer. Pure: the same letter twice is the same bytes.

Headers are written here, not by the standard library: it wraps long References into encoded words, which no
mail client can thread by.
"""

import re
import unicodedata
from base64 import encodebytes
from collections.abc import Sequence
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.identity import digest, signed_id, tagged
from dispatcher.mail.outgoing.letter import File, Letter
from dispatcher.mail.reading.body import Attachment
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import Mailbox
from dispatcher.vocabulary import Instant, MessageId

_FOLD: Final = "\r\n "
_PIECE: Final = re.compile(r"(?:%..|[^%]){1,20}")  # of an encoded name, so that no line grows long
REFERENCES: Final = 20  # Ids kept: the first, which began it, and the newest; RFC 5322 asks for no more.


class Writing(Struct, frozen=True, kw_only=True):
    """What an agent says; `text` ends with the signature `below`. Without a `subject` it is the original's.

    Besides the customer it goes to `copies`; with `to` it goes there instead of to her address.
    """

    text: str
    below: str = ""
    subject: str = ""
    files: tuple[File, ...] = ()
    copies: tuple[str, ...] = ()
    to: str = ""


def reply(
    *, id_: MessageId, key: bytes, mailbox: Mailbox, original: Mail, writing: Writing, at: Instant
) -> Letter:
    """An agent's answer to `original`, from the mailbox's address.

    Raises:
        PeerError: the original names no address that can be answered.
    """
    recipient = _ascii_address(writing.to or original.reply_to)
    copies = dict.fromkeys(map(_ascii_address, writing.copies))
    others = tuple(one for one in copies if one.lower() != recipient.lower())
    return _letter(id_, key, mailbox, original, recipient, writing.text, at, writing=writing, copies=others)


def acknowledgement(
    *, id_: MessageId, key: bytes, mailbox: Mailbox, original: Mail, subject: str, text: str, at: Instant
) -> Letter:
    """A letter that no person wrote, marked so that no machine answers it; "" leaves the original's subject.

    It goes where RFC 3834 (section 4) wants it: to the envelope's sender, and from the null one.

    Raises:
        PeerError: the original names no address that can be answered.
    """
    marks = {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "auto_reply",
        "X-Loop": mailbox.address.lower(),
    }
    recipient = _ascii_address(original.return_path or original.sender)
    writing = Writing(text=text, subject=subject)
    return _letter(id_, key, mailbox, original, recipient, text, at, marks=marks, writing=writing)


def notice(
    *,
    id_: MessageId,
    key: bytes,
    mailbox: Mailbox,
    recipient: str,
    subject: str,
    text: str,
    at: Instant,
    files: tuple[File, ...] = (),
) -> Letter:
    """A letter that nobody asked for, to a colleague; marked so that no machine answers it.

    It is "auto-generated" (RFC 3834, section 5), and from the null sender: nobody wants its bounces.

    Raises:
        PeerError: the recipient is no address that mail can be sent to.
    """
    sender = _ascii_address(mailbox.address)
    message_id = signed_id(id_, key, sender.rpartition("@")[2])
    to = _ascii_address(recipient)
    headers = {
        "From": _named(mailbox.name, sender),
        "To": to,
        "Subject": subject,
        "Date": format_datetime(_utc(at)),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        "X-Loop": mailbox.address.lower(),
    }
    return Letter(
        id=id_,
        message_id=message_id,
        envelope_from="",
        sender=sender,
        recipient=to,
        subject=subject,
        text=text,
        raw=_bytes(headers, text, files),
        files=tuple(map(_listed, files)),
    )


def _letter(
    id_: MessageId,
    key: bytes,
    mailbox: Mailbox,
    original: Mail,
    recipient: str,
    text: str,
    at: Instant,
    *,
    marks: dict[str, str] | None = None,
    writing: Writing | None = None,
    copies: tuple[str, ...] = (),
) -> Letter:
    sender = _ascii_address(mailbox.address)
    message_id = signed_id(id_, key, sender.rpartition("@")[2])
    subject = (writing.subject if writing else "") or answer_subject(original.subject)
    headers = {
        "From": _named(mailbox.name, sender),
        "To": recipient,
        **({"Cc": f",{_FOLD}".join(copies)} if copies else {}),
        "Subject": subject,
        "Date": format_datetime(_utc(at)),
        "Message-ID": message_id,
        **_thread(original),
        **(marks or {}),
    }
    return Letter(
        id=id_,
        message_id=message_id,
        envelope_from="" if marks else tagged(sender, id_, key) if mailbox.tagged else sender,
        sender=sender,
        recipient=recipient,
        subject=subject,
        text=text,
        raw=_bytes(headers, text, writing.files if writing else ()),
        copies=copies,
        below=writing.below if writing else "",
        files=tuple(map(_listed, writing.files if writing else ())),
    )


def _listed(file: File) -> Attachment:
    return Attachment(name=file.name, kind=file.kind, size=len(file.content))


def answer_subject(subject: str) -> str:
    """The subject with "Re: " before it, once, in whatever case it stood there."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".rstrip()


def _thread(original: Mail) -> dict[str, str]:
    """In-Reply-To and References (RFC 5322, section 3.6.4); none when the original has no id."""
    if not original.message_id:
        return {}
    line = tuple(dict.fromkeys((*(original.references or original.in_reply_to), original.message_id)))
    kept = line if len(line) <= REFERENCES else (line[0], *line[1 - REFERENCES :])
    return {"In-Reply-To": original.message_id, "References": _FOLD.join(kept)}


def _bytes(headers: dict[str, str], text: str, files: Sequence[File] = ()) -> bytes:
    """The whole message, seven bits wide, lines ended as SMTP wants them."""
    whole = {**headers, "MIME-Version": "1.0"}
    words = _part({"Content-Type": 'text/plain; charset="utf-8"'}, "\r\n".join(text.splitlines()).encode())
    if not files:
        return _lines(whole) + words
    # Base64 has no "_", so no line of a part can be taken for the boundary.
    boundary = f"=_{digest(text, *(file.content for file in files))}"
    parts = (words, *map(_file, files))
    body = b"".join(f"--{boundary}\r\n".encode() + part for part in parts)
    kind = {"Content-Type": f'multipart/mixed; boundary="{boundary}"'}
    return _lines({**whole, **kind}) + b"\r\n" + body + f"--{boundary}--\r\n".encode()


def _part(headers: dict[str, str], content: bytes) -> bytes:
    body = encodebytes(content).replace(b"\n", b"\r\n")
    return _lines({**headers, "Content-Transfer-Encoding": "base64"}) + b"\r\n" + body


def _file(file: File) -> bytes:
    """A part that is saved and not shown, under its name in whatever script (RFC 2231, section 4)."""
    name = f'; filename="{file.name}"'
    if not file.name.isascii() or set(file.name) & set('"\\') or len(file.name) > 60:
        pieces = _PIECE.findall("utf-8''" + quote(file.name, safe="", errors="replace"))
        labels = (f"{place}*" if len(pieces) > 1 else "" for place in range(len(pieces)))
        name = "".join(
            f";{_FOLD}filename*{label}={piece}" for label, piece in zip(labels, pieces, strict=True)
        )
    return _part({"Content-Type": file.kind, "Content-Disposition": f"attachment{name}"}, file.content)


def _lines(headers: dict[str, str]) -> bytes:
    return "".join(f"{_header(name, value)}\r\n" for name, value in headers.items()).encode("ascii")


def _header(name: str, value: str) -> str:
    """One header line, folded and encoded where it must be.

    Raises:
        PeerError: the value would begin another header.
    """
    line = value.replace(_FOLD, "")
    if not line.isprintable() and any(unicodedata.category(char) == "Cc" for char in line):
        raise PeerError(f"the {name} header may not hold line breaks or control characters")
    text = value if value.isascii() else Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {text}"


def _named(name: str, address: str) -> str:
    """`"Name" <address>`, the name encoded when it is not ASCII."""
    if not name.isascii():
        encoded = Header(name, "utf-8", header_name="From").encode(linesep="\r\n")
        return f"{encoded} <{address}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>' if name else address


def _ascii_address(address: str) -> str:
    """The address as every server takes it: its domain in Punycode.

    Raises:
        PeerError: there is none, or the part before the @ is not ASCII.
    """
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        plain = ""
    if not local or not plain.isascii():
        raise PeerError("the message names no address that mail can be sent to")
    return plain


def _utc(at: Instant) -> datetime:
    return datetime.fromtimestamp(at / 1_000_000, UTC)
