"""Words and phrases found in a text of any script, by plain search: its time is bounded, whatever it is."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LOOKED_AT: Final = 20_000  # Characters of a letter; what it is about and how urgent stands in its beginning.

# Scripts that put no spaces between words: a phrase in these is found anywhere.
_UNSPACED: Final = "฀-๿຀-໿က-႟ក-៿぀-ヿ㐀-鿿豈-﫿"
_EDGE: Final = re.compile(rf"[^\W{_UNSPACED}]")

# Russian leaves the dots of ё out as it likes; Persian is typed with Arabic keys and with or without joiners;
# Arabic with or without vowels and stretched lines; a soft hyphen is seen by nobody.
_SPELLINGS: Final = {
    **str.maketrans("ёيىك", "еییک"),
    **dict.fromkeys((0x00AD, 0x0640, 0x200C, 0x200D, *range(0x064B, 0x0653))),
}


class Phrase(NamedTuple):
    """What is looked for, as `said`; `begins` and `ends` ask for a word's begin and end there."""

    said: str
    core: str
    begins: bool
    ends: bool


def phrase(said: str) -> Phrase:
    """Whole words where words are spaced; at an end with a `*` the word may go on."""
    plain = plainly(said)
    core = plain.strip("*").strip()
    return Phrase(
        said=said,
        core=core,
        begins=_is_edge(core[:1]) and not plain.startswith("*"),
        ends=_is_edge(core[-1:]) and not plain.endswith("*"),
    )


def plainly(text: str) -> str:
    """The text as phrases are compared: one spelling for what people write in several, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_SPELLINGS).split())


def looked_at(text: str) -> str:
    """As much of a text as is searched, plainly."""
    return plainly(text[:LOOKED_AT])


def places(one: Phrase, text: str) -> Iterator[int]:
    """Where this phrase begins in a text that went through `plainly`."""
    at = text.find(one.core) if one.core else -1
    while at >= 0:
        end = at + len(one.core)
        if not (one.begins and _word(text[at - 1 : at])) and not (one.ends and _word(text[end : end + 1])):
            yield at
        at = text.find(one.core, at + 1)


def stands(one: Phrase, text: str) -> bool:
    """Is this phrase in a text that went through `plainly`?"""
    return next(places(one, text), None) is not None


def first(phrases: Iterable[Phrase], text: str) -> str | None:
    """The first of these phrases that stands in a text that went through `plainly`, as it was said."""
    return next((one.said for one in phrases if stands(one, text)), None)


def _is_edge(char: str) -> bool:
    return bool(char) and _EDGE.match(char) is not None


def _word(char: str) -> bool:
    """Does a word go on with this? Not with "", the end of a text, nor with letters of spaceless scripts."""
    return bool(char) and (char.isalnum() or char == "_") and _EDGE.match(char) is not None
