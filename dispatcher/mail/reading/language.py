"""Which language a text is in: by its script, and within a script by common words and telling letters.

It needs no model. `python -m benchmarks.understanding` says how right it is. A language not told apart here
may be taken for a neighbour (Estonian for German).
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from dispatcher.mail.reading.tongues import KIN, LETTERS, WORDS

# Ranges of letters, and the language they speak for until their neighbours say otherwise.
_SCRIPTS: Final = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x1100, 0x11FF, "ko"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7A3, "ko"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
)

TOLD_APART: Final = tuple(
    sorted({one for _, _, script in _SCRIPTS for one in KIN.get(script, (script,))} | {"ja"})
)
"""Every language a text can be found to be in."""

_FOREIGN_SHARE: Final = 0.2  # Product names, links and signatures are Latin in every language.
_ENOUGH: Final = 20_000  # Characters; those past it change no verdict.

_LINK: Final = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OF_A_WORD: Final = 2  # What a common word weighs; a letter that not all have weighs one.


def language(text: str) -> str:
    """ISO 639-1 code of what somebody writes, what she quotes left out before; "" when it is unclear."""
    own = _LINK.sub(" ", text[:_ENOUGH])
    counts = Counter(script for script in map(_script, own) if script)
    latin = counts.pop("latin", 0)
    foreign = counts.total()
    if foreign and foreign >= _FOREIGN_SHARE * (foreign + latin):
        return _settle(counts, own)
    return _kin("latin", own, unclear="") if latin else ""


@lru_cache(4096)  # A letter has a few hundred different ones, and thousands in all.
def _script(char: str) -> str:
    """The script of one letter; "" for what is none."""
    if not char.isalpha():
        return ""
    code = ord(char)
    return next((name for low, high, name in _SCRIPTS if low <= code <= high), "")


def _settle(counts: Counter[str], text: str) -> str:
    """The most frequent script's language; ties by name, so that every machine says the same."""
    top = min(counts, key=lambda script: (-counts[script], script))
    if top == "zh" and counts["ja"]:
        return "ja"
    return _kin(top, text, unclear=KIN[top][0]) if top in KIN else top


def _kin(script: str, text: str, *, unclear: str) -> str:
    """Which of a script's languages it is, by common words and telling letters; `unclear` on a tie."""
    plain = text.lower()
    words, letters = Counter(_WORD.findall(plain)), Counter(plain)
    points = {one: _points(one, words, letters) for one in KIN[script]}
    first, second = sorted(points.values(), reverse=True)[:2]
    return unclear if first == second else max(points, key=lambda one: points[one])


def _points(tongue: str, words: Counter[str], letters: Counter[str]) -> int:
    common = sum(many for word, many in words.items() if word in WORDS[tongue])
    return _OF_A_WORD * common + sum(letters[letter] for letter in LETTERS.get(tongue, ""))
