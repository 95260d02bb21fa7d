"""Words to grams of characters: two spellings of one word share most of them, and no dictionary is needed.

Scripts without spaces (Chinese, Thai) have no words to split at, and Russian or Persian have many endings for
one; grams treat all five alike. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 20_000  # characters of a text that are looked at

# Thai vowels and tone marks belong to their letters, but are none to `\w`.
_RUN: Final = re.compile(r"(?:[^\W_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")
_IDEOGRAPHS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_SPACELESS: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
# One letter with two code points, or with marks that many leave out, is one letter.
_ONE: Final = {
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x0640, 0x00AD), None),
    0x064A: 0x06CC,
    0x0649: 0x06CC,
    0x0643: 0x06A9,
    0x0451: 0x0435,
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
}


def grams(text: str) -> list[str]:
    """The grams of this text in its order, repeats and all."""
    return [gram for run in _RUN.findall(_plain(text[:LONGEST])) for gram in _of_run(run)]


def _plain(text: str) -> str:
    """Small letters in one spelling; Arabic vowel signs go, Thai ones stay, as they carry the word."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ONE)
    return "".join(char for char in folded if not "\u064b" <= char <= "\u0652")


def _of_run(run: str) -> Iterator[str]:
    if _IDEOGRAPHS.search(run):
        for part in re.split(f"({_IDEOGRAPHS.pattern})", run):
            yield from _pairs(part) if _IDEOGRAPHS.fullmatch(part) else _of_word(part)
    elif _SPACELESS.search(run):
        yield from _threes(run)
    else:
        yield from _of_word(run)


def _pairs(part: str) -> Iterator[str]:
    """A Chinese word mostly has two signs; one sign alone says little, but may be all there is."""
    yield from part
    yield from (part[at : at + 2] for at in range(len(part) - 1))


def _threes(run: str) -> Iterator[str]:
    yield from (run[at : at + 3] for at in range(max(1, len(run) - 2)))
    yield from (run[at : at + 5] for at in range(len(run) - 4))


def _of_word(word: str) -> Iterator[str]:
    """The word, and its parts with its edges marked, so that a beginning is told from a middle."""
    if not word:
        return
    yield f"{word}="
    edged = f"<{word}>"
    yield from (edged[at : at + 4] for at in range(max(1, len(edged) - 3)))
