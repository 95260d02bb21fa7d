"""One raw message to words: sender, ids, text, language. Pure; what it cannot read it says so about.

The standard library's structured header parser is left alone: on hostile input it recurses, and on real input
it raises. Here headers are bytes first, each is cut to a bound, and a name or a charset nobody knows costs a
few characters, never the message.
"""

import re
from collections.abc import Sequence
from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.reading.body import Attachment, read_body
from dispatcher.mail.reading.charsets import header_text
from dispatcher.mail.reading.language import language
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.reading.report import Report
from dispatcher.mail.reading.undelivered import read_report
from dispatcher.vocabulary import SECOND, Instant

HEADERS: Final = 256_000  # Bytes of all headers; real ones stay below 64 KB even after many relays.
HEADER: Final = 32_000  # Bytes of one header looked at: 1,000 recipients, or 400 references.
MIME_HEADER: Final = 4_000  # Bytes of a part's headers looked at: a long file name in three scripts.
SEPARATORS: Final = 50_000  # Lines that could begin a part; a million of them take the parser 12 s.
BRACKETS: Final = 100  # Comments within comments in the headers; the parser calls itself for each.
SUBJECT: Final = 300  # Characters; RFC 5322 allows 998, people write 60.
HEADER_KEPT: Final = 1_000  # Characters of a header that rules may look at.
IDS: Final = 100  # References looked at, the newest ones.

# What tells automatic mail and spam from a person's letter, and what was marked as important; rules read it.
TELLING: Final = frozenset(
    {
        "authentication-results",
        "auto-submitted",
        "importance",
        "list-help",
        "list-id",
        "list-owner",
        "list-post",
        "list-subscribe",
        "list-unsubscribe",
        "precedence",
        "priority",
        "x-auto-response-suppress",
        "x-autoreply",
        "x-autoresponder",
        "x-autorespond",
        "x-failed-recipients",
        "x-loop",
        "x-spam-flag",
        "x-spam-level",
        "x-spam-status",
    }
)

_ID: Final = re.compile(r"<[^<>\s\"]{1,900}>")
_ADDRESS: Final = re.compile(r"[^@\s<>\",;:()\[\]\\]{1,64}@[^@\s<>\",;:()\\]{1,255}")
_BRACKET: Final = re.compile(rb"[()]")
_END_OF_HEADERS: Final = re.compile(rb"\r?\n\r?\n")


class _Cutting(Compat32):
    """Cuts every header, also the parts', before anybody looks into it: parameters take quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: MIME_HEADER if name.lower().startswith("content-") else HEADER]


_CUTTING: Final = _Cutting()


class Mail(Struct, frozen=True, kw_only=True):
    """A message as people and rules read it. Addresses are lower-cased; ids keep their angle brackets.

    `sender` is "" when none can be made out. `return_path` is "" for the null sender of bounces and None when
    the last server wrote none. `reply_to` is where the writer wants the answer, or `sender`. `own` is what of
    the text she wrote herself. `report` is what a server says became of a letter of ours, if this is such a
    message.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: str
    sender_name: str
    reply_to: str
    to: tuple[str, ...]
    return_path: str | None
    subject: str
    date: Instant | None
    kind: str
    headers: dict[str, str]
    text: str
    own: str
    language: str
    attachments: tuple[Attachment, ...]
    html: bool = False
    report: Report | None = None


def parse(raw: bytes) -> Mail:
    """The message these bytes are.

    Raises:
        PeerError: they are none that can be read; the message says why. Nothing else is raised, save
            MemoryError.
    """
    try:
        return _parse(raw)
    except (PeerError, MemoryError):
        raise
    except RecursionError as error:
        raise PeerError("the message is nested too deeply to be read") from error
    except Exception as error:  # The standard parser raises a dozen types on 5 of 1,399 nasty messages.
        raise PeerError(f"the message cannot be read: {type(error).__name__}") from error


def opened(raw: bytes) -> "Message[str, str]":
    """The message as the standard library has it, for what is inside of it.

    Raises:
        PeerError: it cannot be read.
    """
    _check_size(raw)
    try:
        return message_from_bytes(raw, policy=_CUTTING)
    except (RecursionError, ValueError) as error:
        raise PeerError("the message cannot be read") from error


def _parse(raw: bytes) -> Mail:
    _check_size(raw)
    message = message_from_bytes(raw, policy=_CUTTING)
    headers = _headers(message)
    sender_name, sender = _sender(headers)
    body = read_body(message)
    subject, own = header_text(_first(headers, "subject"))[:SUBJECT], own_words(body.text).own
    return Mail(
        message_id=next(iter(_ids(headers, "message-id")), ""),
        in_reply_to=_ids(headers, "in-reply-to"),
        references=_ids(headers, "references"),
        sender=sender,
        sender_name=sender_name,
        reply_to=next((address for _, address in _addresses(headers, "reply-to")), sender),
        to=tuple(address for _, address in _addresses(headers, "to", "cc", "delivered-to", "x-original-to")),
        return_path=_return_path(headers),
        subject=subject,
        date=_date(_first(headers, "date")),
        kind=message.get_content_type(),
        headers={
            name: header_text(values[0])[:HEADER_KEPT]
            for name, values in headers.items()
            if name in TELLING or name.startswith("x-")
        },
        text=body.text,
        own=own,
        language=language(f"{subject}\n{own}"),
        attachments=body.files,
        html=body.html,
        report=read_report(message, subject, body.text),
    )


def headers_of(raw: bytes) -> bytes:
    """The headers alone, of a message too large to keep."""
    end = _END_OF_HEADERS.search(raw, 0, HEADERS)
    return raw[: end.end() if end else HEADERS]


def _check_size(raw: bytes) -> None:
    end = _END_OF_HEADERS.search(raw, 0, HEADERS)
    if len(raw) > HEADERS and end is None:
        raise PeerError(f"the message's headers are longer than {HEADERS} bytes")
    if len(raw) > 3 * SEPARATORS and raw.count(b"\n--") > SEPARATORS:
        raise PeerError(f"the message has more than {SEPARATORS} lines that could begin a part")
    if not raw.strip():
        raise PeerError("the message is empty")
    if _depth(headers_of(raw)) > BRACKETS:
        raise PeerError(f"the message's headers have more than {BRACKETS} brackets within each other")


def _depth(headers: bytes) -> int:
    """How deeply comments are nested. How much of it the parser bears depends on whoever calls it."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(headers):
        depth = depth + 1 if bracket == b"(" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _headers(message: "Message[str, str]") -> dict[str, list[str]]:
    """Every header's raw values by lower-cased name."""
    headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), []).append(str(value))
    return headers


def _first(headers: dict[str, list[str]], name: str) -> str:
    return headers.get(name, [""])[0]


def _ids(headers: dict[str, list[str]], name: str) -> tuple[str, ...]:
    """The ids in a header, in its order, each once; of many, the newest.

    Encoded words are decoded: they have no business here, but Python's own mail library folds long ids so.
    """
    found = _ID.findall(header_text(" ".join(headers.get(name, ()))))
    sound = (id_.encode("ascii", "replace").decode() for id_ in found)
    return tuple(dict.fromkeys(sound))[-IDS:]


def _addresses(headers: dict[str, list[str]], *names: str) -> list[tuple[str, str]]:
    """The (name, address) pairs of these headers whose address is one."""
    values = [value for name in names for value in headers.get(name, ())]
    pairs = getaddresses([_unfolded(value) for value in values])
    found = ((header_text(name), header_text(address).lower()) for name, address in pairs)
    sound = [(name, address) for name, address in found if _ADDRESS.fullmatch(address)]
    return sound or [("", address.lower()) for value in values for address in _bare_addresses(value)]


def _bare_addresses(value: str) -> list[str]:
    """What looks like an address in a header whose grammar is broken."""
    return _ADDRESS.findall(header_text(value))


def _unfolded(value: str) -> str:
    return re.sub(r"\r?\n[ \t]?", " ", value)


def _sender(headers: dict[str, list[str]]) -> tuple[str, str]:
    """Who wrote it: From, else whoever else is named as the source."""
    pairs: Sequence[tuple[str, str]] = ()
    for name in ("from", "sender", "reply-to", "return-path"):
        pairs = pairs or _addresses(headers, name)
    return pairs[0] if pairs else ("", "")


def _return_path(headers: dict[str, list[str]]) -> str | None:
    """The envelope's sender as the last server noted it: "" for the null one."""
    if "return-path" not in headers:
        return None
    return next((address for _, address in _addresses(headers, "return-path")), "")


def _date(value: str) -> Instant | None:
    try:
        date = parsedate_to_datetime(value)
        # "-0000" says the sender's zone is unknown; the time itself is UTC (RFC 5322, section 3.3).
        return Instant(int(date.replace(tzinfo=date.tzinfo or UTC).timestamp()) * SECOND)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
