"""Folder names as IMAP writes them, in modified UTF-7 (RFC 3501, section 5.1.3), and as people do."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final

_FOREIGN: Final = re.compile(r"([^\x20-\x7e]+)")
_ENCODED: Final = re.compile(r"&([^-]*)-")
# (\HasNoChildren) "/" "Name", where the delimiter may be NIL and the name an atom.
_LISTED: Final = re.compile(r'\([^)]*\) (?:"(?:[^"\\]|\\.)*"|NIL) (.+)', re.IGNORECASE)
_NEAR: Final = 3  # Names that are offered for one that is not there.


def wired(name: str) -> str:
    """The name as the server is told it."""
    pieces = _FOREIGN.split(name.replace("&", "&-"))
    return "".join(_encoded(piece) if _FOREIGN.fullmatch(piece) else piece for piece in pieces)


def _encoded(text: str) -> str:
    return "&" + text.encode("utf-7").decode()[1:].rstrip("-").replace("/", ",") + "-"


def shown(name: str) -> str:
    """The name as people know it; what is no modified UTF-7 stays as it is."""
    return _ENCODED.sub(lambda found: _decoded(found[1]) if found[1] else "&", name)


def _decoded(text: str) -> str:
    try:
        return f"+{text.replace(',', '/')}-".encode().decode("utf-7")
    except UnicodeError:
        return f"&{text}-"


def listed(lines: Sequence[bytes | bytearray]) -> list[str]:
    """The names in a LIST response, as people know them. A name may come as a literal, on its own line."""
    found = []
    for line in lines:
        text = line.decode("ascii", "replace")
        if isinstance(line, bytearray):
            found.append(shown(text))
        elif (match := _LISTED.fullmatch(text)) and not match[1].startswith("{"):
            found.append(shown(_unquoted(match[1])))
    return found


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """The names most like this one, the likeliest first; case and the folders above count for little."""
    by_likeness = {other.casefold(): other for other in names}
    leaves = {_leaf(other): other for other in by_likeness}
    near = difflib.get_close_matches(name.casefold(), by_likeness, _NEAR)
    same_leaf = [by_likeness[leaves[_leaf(name.casefold())]]] if _leaf(name.casefold()) in leaves else []
    return list(dict.fromkeys([*same_leaf, *(by_likeness[one] for one in near)]))[:_NEAR]


def _leaf(name: str) -> str:
    return re.split(r"[/.\\]", name)[-1]
