"""What is inside a message besides its words: the bytes of its files, and its HTML made harmless. Pure.

HTML from strangers is cleaned by nh3 and shown only inside a frame that may run nothing and fetch nothing
(`FRAME`). nh3 alone keeps tracking pixels; so addresses of pictures stand in it only when they were asked
for.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from email.message import Message
from typing import Final, NamedTuple

import nh3

from dispatcher.mail.reading.body import attached, html_of
from dispatcher.mail.reading.parse import opened
from dispatcher.mail.reading.plain import bounded

PICTURE: Final = 2_000_000  # bytes of a picture shown in place
PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""Pictures that browsers show and that run nothing, by their first bytes; an SVG is a program."""

_TAGS: Final = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "div"),
        *("dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p"),
        *(
            "pre",
            "s",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
        ),
        *("tr", "u", "ul"),
    }
)
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "*": {"dir", "lang"},
}
_GONE: Final = {"script", "style", "title", "head", "noscript", "template", "svg", "math"}
_CID: Final = re.compile(r"cid:(.{1,300})", re.IGNORECASE)
_REMOTE: Final = re.compile(r"https?://", re.IGNORECASE)

FRAME: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:{remote};"
    " form-action 'none'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The policy such a page is served with; `remote` is "" or the schemes of pictures from elsewhere."""

_LOOK: Final = (
    "body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#16181d;background:#fff;"
    "overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
)


class Found(NamedTuple):
    """A file of a message."""

    name: str
    kind: str
    content: bytes


def file_in(raw: bytes, place: int) -> Found | None:
    """The file at this place, counted from 0 as `Mail.attachments` has them; None when there is none.

    Raises:
        PeerError: the message cannot be read.
    """
    found = attached(opened(raw))
    if not 0 <= place < len(found):
        return None
    part, known = found[place]
    return Found(known.name, known.kind, _content(part))


def picture_kind(content: bytes) -> str | None:
    """What harmless picture these bytes are; None when they are none, or too large to be shown in place."""
    if len(content) > PICTURE:
        return None
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begins, kind in PICTURES.items() if content.startswith(begins)), None)


def page_of(raw: bytes, *, pictures: bool) -> str | None:
    """The message's HTML as a harmless page of its own; None when it has none.

    With `pictures` it names those from elsewhere; whether they are fetched is what `FRAME` says.

    Raises:
        PeerError: the message cannot be read.
    """
    message = opened(raw)
    source = html_of(message)
    if source is None:
        return None
    body = _clean(bounded(source), _embedded(message), pictures=pictures)
    return (
        '<!DOCTYPE html><html dir="auto"><head><meta charset="utf-8">'
        '<meta name="referrer" content="no-referrer">'
        f'<base target="_blank"><style>{_LOOK}</style></head><body>{body}</body></html>'
    )


def _clean(source: str, embedded: Mapping[str, str], *, pictures: bool) -> str:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("img", "src"):
            return value
        if (cid := _CID.fullmatch(value)) is not None:
            return embedded.get(cid[1])
        return value if pictures and _REMOTE.match(value) else None

    return nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags=set(_GONE),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer",
    )


def _embedded(message: "Message[str, str]") -> dict[str, str]:
    """The harmless pictures that came along, as addresses that hold them, by their Content-ID."""
    found: dict[str, str] = {}
    for part, _ in attached(message):
        name = str(part.get("content-id", "")).strip().strip("<>")
        content = _content(part) if name else b""
        if (kind := picture_kind(content)) is not None:
            found[name] = f"data:{kind};base64,{b64encode(content).decode()}"
    return found


def _content(part: "Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
