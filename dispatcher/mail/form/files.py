"""What a file is, by its first bytes: a name proves nothing. Pure.

The signatures are those of the WHATWG's MIME Sniffing Standard, and of PKWARE's APPNOTE for what is in a zip.
"""

import re
from typing import Final, NamedTuple

from dispatcher.mail.form.settings import FileKind

NAME: Final = 120  # characters of a file's name that are kept


class Kind(NamedTuple):
    """What a file is: the sort the owner allows or not, and its media type."""

    kind: FileKind
    media_type: str


_SIGNATURES: Final = (
    (b"%PDF-", Kind(FileKind.PDF, "application/pdf")),
    (b"\x89PNG\r\n\x1a\n", Kind(FileKind.IMAGE, "image/png")),
    (b"\xff\xd8\xff", Kind(FileKind.IMAGE, "image/jpeg")),
    (b"GIF87a", Kind(FileKind.IMAGE, "image/gif")),
    (b"GIF89a", Kind(FileKind.IMAGE, "image/gif")),
)
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
# The first entry of each archive, or one soon after, tells what it is.
_INSIDE: Final = (
    (b"word/", Kind(FileKind.OFFICE, f"{_OOXML}wordprocessingml.document")),
    (b"xl/", Kind(FileKind.OFFICE, f"{_OOXML}spreadsheetml.sheet")),
    (b"ppt/", Kind(FileKind.OFFICE, f"{_OOXML}presentationml.presentation")),
    (f"mimetype{_ODF}text".encode(), Kind(FileKind.OFFICE, f"{_ODF}text")),
    (f"mimetype{_ODF}spreadsheet".encode(), Kind(FileKind.OFFICE, f"{_ODF}spreadsheet")),
)
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f\"/\\:*?<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


def kind_of(content: bytes) -> Kind | None:
    """What these bytes are; None when they are nothing we know, a program for one."""
    for begins, kind in _SIGNATURES:
        if content.startswith(begins):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind(FileKind.IMAGE, "image/webp")
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return Kind(FileKind.IMAGE, "image/heic")
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _text(content)


def _office(content: bytes) -> Kind | None:
    """A document in a zip; any other zip may hold anything, and is nothing we know."""
    names = content[:8_000] + content[-64_000:]  # the first entries, and the directory at the end
    if b"vbaProject.bin" in names:  # macros: a program in a document
        return None
    return next((kind for inside, kind in _INSIDE if inside in names), None)


def _text(content: bytes) -> Kind | None:
    """UTF-8 without control signs. HTML, SVG and scripts with a first line of their own are programs."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"#!", b"{\\rtf")) or re.search(rb"[\x00-\x08\x0e-\x1f]", content):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Kind(FileKind.TEXT, "text/plain")


def safe_name(name: str, number: int) -> str:
    """A name that is one everywhere: no path, no sign that turns the rest round; its end is kept."""
    last = re.split(r"[/\\]", name)[-1]
    tidy = _UNFIT.sub("_", last).strip(". ")
    return tidy[-NAME:] or f"file-{number}"
