"""The writer's own words, apart from what she quotes and from what her program adds.

By structure first: quotation marks, the line that introduces them, the header block of a forwarding program.
Few of these need words; those of some twenty languages are in `quotewords`. The known libraries fail on
Russian, Chinese, Thai and Persian. When in doubt a line is hers: a quotation too many costs a glance, a word
of hers too few may cost the customer.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from dispatcher.mail.reading.quotewords import FROM, MOBILE, ORIGINAL, WROTE

# How long a line that introduces a quotation may be; programs break it into two at most.
INTRODUCTION: Final = 400
SIGNATURE: Final = 12  # Lines; four are good manners, lawyers' footers have ten.

# Every pattern takes time in proportion to its line, whatever stands there: none goes back over it ("+" after
# a count). One that did took minutes over a line of 100,000 dashes.
_QUOTED: Final = re.compile(r"^[ \t]{0,3}[>＞]")
_SIGNATURE: Final = re.compile(r"^--[ \t]?$|^[—–]{1,2}[ \t]*$")
_RULE: Final = re.compile(r"^[ \t>]*+[-_=*~—–]{3,}+[^-_=*~—–]{0,60}+(?:[-_=*~—–]{3,}+)?+[ \t]*+$")
_FIELD: Final = re.compile(r"^[ \t>*]{0,4}([^\W\d][^:：\n]{0,40}?)[ \t*]{0,2}[:：][ \t*]*(\S.*)?$")
_ADDRESS: Final = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_DIGITS: Final = re.compile(r"\d")


class Words(Struct, frozen=True, kw_only=True):
    """A text taken apart: `shown` and `rest` together are the text, `own` are the lines she wrote herself.

    `rest` is what may be folded away: the quotation at the end, and what stands below it. `own` has no
    quotation from between her lines either, and no signature.
    """

    shown: str
    rest: str
    own: str


def own_words(text: str) -> Words:
    """The text taken apart. Where nothing of hers would be left, all of it is hers."""
    lines = text.split("\n")
    end = min(_ends(lines), default=len(lines))
    shown, rest = lines[:end], lines[end:]
    own = "\n".join(line for line in _without_signature(shown) if not _QUOTED.match(line)).strip()
    if not own:
        return Words(shown=text, rest="", own=text.strip())
    return Words(shown="\n".join(shown).rstrip(), rest="\n".join(rest).strip("\n"), own=own)


def _ends(lines: Sequence[str]) -> Iterator[int]:
    """Where what she wrote may end: before the last quotation, a header block, or the word "original"."""
    if (quotation := _last_quotation(lines)) is not None:
        yield _introduced_from(lines, quotation)
    if (forwarded := next((at for at in range(len(lines)) if _begins_original(lines, at)), None)) is not None:
        below_rule = forwarded > 0 and _RULE.match(lines[forwarded - 1]) and not _RULE.match(lines[forwarded])
        yield forwarded - 1 if below_rule else forwarded


def _begins_original(lines: Sequence[str], at: int) -> bool:
    """Does a whole message begin here that her program put below hers?"""
    named = _RULE.match(lines[at]) and ORIGINAL.search(lines[at])
    return bool(named) or _begins_header(lines, at)


def _last_quotation(lines: Sequence[str]) -> int | None:
    """Where the quotation begins after which nothing of hers comes; None when there is none."""
    start = None
    for at in range(len(lines) - 1, -1, -1):
        if _QUOTED.match(lines[at]):
            start = at
        elif lines[at].strip() and not _is_trailer(lines, at):
            break
    return start


def _is_trailer(lines: Sequence[str], at: int) -> bool:
    """Does a signature or a program's own line stand here, below the quotation?"""
    return any(_SIGNATURE.match(line) or MOBILE.match(line) for line in lines[max(0, at - 6) : at + 1])


def _introduced_from(lines: Sequence[str], quotation: int) -> int:
    """Where the line begins that introduces a quotation; programs break it in two before the address."""
    above = [at for at in range(max(0, quotation - 4), quotation) if lines[at].strip()]
    if not above or not _introduces(lines[above[-1]]):
        return quotation
    last, before = above[-1], above[-1] - 1
    broken = before in above and not _DIGITS.search(lines[last]) and bool(_DIGITS.search(lines[before]))
    return before if broken else last


def _introduces(line: str) -> bool:
    """A line that ends in a colon and names an address, a date or the writing; or that says "wrote" last."""
    plain = line.rstrip(" \t:：").lower()
    tells = plain.endswith(WROTE) or bool(_ADDRESS.search(line))
    colon = line.rstrip().endswith((":", "："))
    return len(line) <= INTRODUCTION and (
        (colon and (tells or bool(_DIGITS.search(line)))) or plain.endswith(WROTE)
    )


def _begins_header(lines: Sequence[str], at: int) -> bool:
    """Do a sender and two more fields stand here, as programs put them above what they quote?"""
    first = _FIELD.match(lines[at])
    if first is None or first[1].replace(" ", "").strip("*").lower() not in FROM:
        return False
    more = [_FIELD.match(line) for line in lines[at + 1 : at + 7]]
    return sum(field is not None for field in more) >= 2


def _without_signature(lines: Sequence[str]) -> Sequence[str]:
    """The lines above a signature ("-- ", RFC 3676, section 4.3) and without what a telephone adds.

    What is longer than a signature is none: somebody drew a line, and went on.
    """
    written = [at for at, line in enumerate(lines) if line.strip()]
    first = written[-SIGNATURE - 1] if len(written) > SIGNATURE else 1
    end = next((at for at in range(max(first, 1), len(lines)) if _SIGNATURE.match(lines[at])), len(lines))
    return [line for line in lines[:end] if not MOBILE.match(line)]
