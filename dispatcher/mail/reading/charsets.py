"""Bytes to text whatever the sender called them. Nothing here raises, and no text holds a lone surrogate."""

import binascii
import codecs
import re
import unicodedata
from typing import Final

# Names seen in real mail that Python does not know, and names whose superset is what senders mean.
ALIASES: Final = {
    "ansi_x3.4-1968": "ascii",
    "cp-1251": "cp1251",
    "cp-850": "cp850",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "latin1": "cp1252",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "win-1251": "cp1251",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-936": "gb18030",
    "windows-949": "cp949",
    "x-big5": "big5hkscs",
    "x-cp1251": "cp1251",
    "x-euc-jp": "euc_jp",
    "x-gb18030": "gb18030",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "x-sjis": "cp932",
    "x-windows-874": "cp874",
    "x-windows-949": "cp949",
}

# Codecs of Python's own that are no charsets; some are slow without bound on hostile input.
_NO_CHARSETS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})

# Zero width non-joiner and joiner, left-to-right and right-to-left mark.
_MARKS: Final = frozenset("\u200c\u200d\u200e\u200f")

_WORD: Final = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")


def known(charset: str) -> str | None:
    """Python's name for what the sender calls `charset`; None when nobody knows it."""
    name = charset.strip(" \t\"'").lower()
    try:
        found = codecs.lookup(ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    return None if found in _NO_CHARSETS else found


def decode(body: bytes, charset: str = "") -> str:
    """The text of these bytes: as labelled, else as UTF-8, else with the odd ones replaced."""
    name = known(charset) if charset else None
    # "ascii" with eighth bits set is a label nobody set on purpose.
    labelled = (name,) if name and name != "ascii" else ()
    for candidate in (*labelled, "utf-8"):
        try:
            return _sound(body.decode(candidate))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _replaced(body, labelled[0] if labelled else "cp1252")


def _replaced(body: bytes, charset: str) -> str:
    """The text with what does not decode replaced."""
    try:
        return _sound(body.decode(charset, "replace"))
    except (UnicodeError, LookupError, ValueError):
        return body.decode("latin-1")


def _sound(text: str) -> str:
    """Without lone surrogates (UTF-7 and UTF-16 can smuggle them in), which no store and no socket takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def header_text(raw: str) -> str:
    """A header's value as people read it: unfolded, encoded words decoded, control characters gone."""
    if (plain := " ".join(raw.split())).isascii() and plain.isprintable() and "=?" not in plain:
        return plain
    text = decode(raw.encode("utf-8", "surrogateescape"))
    return clean(_decode_words(text))


def clean(text: str) -> str:
    """One line of sound text: white space and control characters become one space, invisible marks go.

    The joiners that Persian spelling needs and the marks that set direction stay; overrides that could make a
    name read backwards do not.
    """
    return " ".join("".join(map(_visible, text)).split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category == "Cf" and char not in _MARKS else char


def _decode_words(text: str) -> str:
    """RFC 2047. Neighbours in one charset are joined as bytes first: some senders cut characters in half."""
    pieces: list[tuple[str, bytes]] = []
    position = 0
    text = _BETWEEN_WORDS.sub(r"\1", text)
    for word in _WORD.finditer(text):
        _add(pieces, "utf-8", text[position : word.start()].encode())
        _add(pieces, word[1].lower(), _word_bytes(word[2], word[3]))
        position = word.end()
    _add(pieces, "utf-8", text[position:].encode())
    return "".join(decode(body, charset) for charset, body in pieces)


def _add(pieces: list[tuple[str, bytes]], charset: str, body: bytes) -> None:
    if not body:
        return
    if pieces and pieces[-1][0] == charset:
        body = pieces.pop()[1] + body
    pieces.append((charset, body))


def _word_bytes(encoding: str, text: str) -> bytes:
    """The bytes an encoded word stands for; the word as it is when its encoding is broken."""
    source = text.encode("utf-8")
    if encoding in "qQ":
        return binascii.a2b_qp(source, header=True)
    try:
        return binascii.a2b_base64(source + b"=" * (-len(source) % 4))
    except binascii.Error:
        return source
