"""A message's words and what hangs on it, whatever its parts are nested like."""

import mimetypes
import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.reading.charsets import clean, decode, header_text
from dispatcher.mail.reading.plain import plain

TEXT: Final = 200_000  # Characters kept for reading and showing; the raw message is kept whole beside it.
PARTS: Final = 1_000
DEPTH: Final = 50

_PLAIN: Final = "text/plain"
_HTML: Final = "text/html"
_MULTIPART: Final = "multipart/"
_LINE_ENDS: Final = re.compile(r"\r\n?")


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that came along. `size` is what it takes unpacked, in bytes, within a few; 0 when not known."""

    name: str
    kind: str
    size: int


class _Leaf(Struct, frozen=True):
    """A part without parts, of this `kind`; are there `words` to be read in place?

    `instead` is true for what stands beside a plain twin with the same words.
    """

    # The standard library looks for a part's kind in its headers each time: so it is asked once.

    part: "Message[str, str]"
    kind: str
    words: bool
    instead: bool


class Body(Struct, frozen=True):
    """What is in a message: its words, its files, and whether the words are there as HTML."""

    text: str
    files: tuple[Attachment, ...]
    html: bool


def read_body(message: "Message[str, str]") -> Body:
    """The text, plain where there is plain, else made of the HTML; and the attachments.

    Raises:
        PeerError: there are more parts, or deeper ones, than any letter has.
    """
    leaves = list(_leaves(message))
    texts = [_text(leaf.part, leaf.kind) for leaf in leaves if leaf.words and not leaf.instead]
    files = [_attachment(leaf.part, leaf.kind) for leaf in leaves if not leaf.words]
    html = any(leaf.words and leaf.kind == _HTML for leaf in leaves)
    return Body("\n\n".join(text for text in texts if text)[:TEXT], tuple(files), html)


def attached(message: "Message[str, str]") -> "list[tuple[Message[str, str], Attachment]]":
    """The parts that are files, in the order of `read_body`, each with how it is listed.

    Raises:
        PeerError: as `read_body`.
    """
    return [(leaf.part, _attachment(leaf.part, leaf.kind)) for leaf in _leaves(message) if not leaf.words]


def html_of(message: "Message[str, str]") -> str | None:
    """The source of its HTML; None when it has none.

    Raises:
        PeerError: as `read_body`.
    """
    found = (leaf.part for leaf in _leaves(message) if leaf.words and leaf.kind == _HTML)
    part = next(found, None)
    return None if part is None else decode(_bytes(part)[: 4 * TEXT * 3], _charset(part))


def _leaves(message: "Message[str, str]") -> Iterator[_Leaf]:
    """The parts without parts, in order. A stack, not recursion: depth is the sender's choice."""
    stack: list[tuple[Message[str, str], int, bool]] = [(message, 0, False)]
    seen = 0
    while stack:
        part, depth, instead = stack.pop()
        seen += 1
        if seen > PARTS or depth > DEPTH:
            raise PeerError(f"the message has more than {PARTS} parts, or is nested deeper than {DEPTH}")
        kind = part.get_content_type()
        children = _children(part, kind)
        if children is None:
            yield _Leaf(part, kind, _is_words(part, kind), instead)
            continue
        twin = kind == "multipart/alternative" and any(map(_has_plain_words, children))
        stack.extend(
            (child, depth + 1, instead or (twin and not _is_plain(child))) for child in reversed(children)
        )


def _children(part: "Message[str, str]", kind: str) -> "list[Message[str, str]] | None":
    """The parts of a multipart; None for a leaf. A forwarded message is a leaf: it is a file, not words."""
    payload = part.get_payload() if kind.startswith(_MULTIPART) else None
    if not isinstance(payload, list):
        return None
    return [child for child in payload if isinstance(child, Message)]


def _is_plain(part: "Message[str, str]") -> bool:
    return part.get_content_type() == _PLAIN


def _has_plain_words(part: "Message[str, str]") -> bool:
    return _is_plain(part) and _is_words(part, _PLAIN) and bool(_text(part, _PLAIN))


def _is_words(part: "Message[str, str]", kind: str) -> bool:
    """Is it to be read in place? A text without a file name, that is not sent as a file.

    A multipart that has no parts has lost its boundary; what there is of it is shown.
    """
    if kind.startswith(_MULTIPART):
        return True
    if kind not in (_PLAIN, _HTML):
        return False
    return part.get_content_disposition() != "attachment" and not _file_name(part)


def _text(part: "Message[str, str]", kind: str) -> str:
    text = decode(_bytes(part)[: 4 * TEXT * 3], _charset(part))
    if kind == _HTML:
        return plain(text)
    return _LINE_ENDS.sub("\n", text).replace("\x00", "").strip()


def _bytes(part: "Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: "Message[str, str]") -> str:
    """As labelled; an RFC 2231 label comes in three pieces."""
    value = part.get_param("charset", "")
    return str(value[2] if isinstance(value, tuple) else value or "")


def _file_name(part: "Message[str, str]") -> str:
    return header_text(part.get_filename("") or "")[:200]


def _attachment(part: "Message[str, str]", kind: str) -> Attachment:
    return Attachment(name=_file_name(part) or _unnamed(kind), kind=clean(kind), size=_size(part))


def _unnamed(kind: str) -> str:
    """A name for a file that came without one, such as a picture pasted into the letter: "image.png"."""
    return f"{clean(kind).partition('/')[0] or 'file'}{mimetypes.guess_extension(kind) or ''}"


def _size(part: "Message[str, str]") -> int:
    """By the length of what was sent: unpacking every picture to weigh it would take its size in memory."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        return 0
    packed = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    return len(payload) * 3 // 4 if packed else len(payload)
