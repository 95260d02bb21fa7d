"""What is wrong with a centre file: each mistake with its place, what was found, and what is allowed."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.config.lines import Path
from dispatcher.errors import OwnerError

MOST_SHOWN = 60


class Mistake(Struct, frozen=True, kw_only=True):
    """One thing to change. `line` is None where the file as a whole is meant; `meant` is the likely word."""

    key: str
    line: int | None
    found: str
    allowed: str
    meant: str = ""


class CentreFileError(OwnerError):
    """The centre file cannot be used; `mistakes` holds every reason at once, in the order of its lines."""

    def __init__(self, file: object, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"{file} cannot be used:\n{describe(self.mistakes)}")


def describe(mistakes: Iterable[Mistake]) -> str:
    """The mistakes for a terminal, one line each."""
    return "\n".join(map(_sentence, mistakes))


def _sentence(mistake: Mistake) -> str:
    place = f"line {mistake.line}: " if mistake.line else ""
    key = f"{mistake.key}: " if mistake.key else ""
    meant = f"; did you mean {mistake.meant}?" if mistake.meant else ""
    return f"{place}{key}found {mistake.found}; allowed: {mistake.allowed}{meant}"


class Sheet:
    """Where mistakes are noted while a text is checked; it knows each key's line."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self._lines = {_composed(path): line for path, line in lines.items()}
        self._mistakes: list[Mistake] = []
        self._meant: set[Path] = set()

    def wrong(self, path: Path, found: str, allowed: str, meant: str = "") -> None:
        """Note a mistake at `path`, or at the nearest key above it that the text holds."""
        said = Mistake(key=say_key(path), line=self._line(path), found=found, allowed=allowed, meant=meant)
        self._mistakes.append(said)
        if meant:
            self._meant.add((*path[:-1], meant))

    def missing(self, path: Path, allowed: str) -> None:
        """Note that `path` should be there, and is not."""
        self.wrong(path, "nothing", allowed)

    def says(self, path: Path) -> bool:
        """Does the text hold this key, fit or not, or one that was likely meant for it?"""
        return _composed(path) in self._lines or path in self._meant

    def faulted(self, section: str) -> bool:
        """Is this section itself misspelt, or no table?"""
        whole = (mistake for mistake in self._mistakes if "." not in mistake.key)
        return any(section in (mistake.key, mistake.meant) for mistake in whole)

    def part(self, section: str) -> "Sheet":
        """A sheet for what stands in this section, to be checked as a text of its own."""
        return Sheet({path[1:]: line for path, line in self._lines.items() if path[:1] == (section,)})

    def take(self, section: str, part: "Sheet") -> None:
        """Note what was found wrong in a part."""
        self._mistakes += [replace(one, key=f"{section}.{one.key}") for one in part.mistakes()]

    def mistakes(self) -> list[Mistake]:
        """Everything noted, by line; what concerns the whole file comes last."""
        return sorted(self._mistakes, key=lambda mistake: (mistake.line is None, mistake.line or 0))

    def _line(self, path: Path) -> int | None:
        ways = (_composed(path)[:end] for end in range(len(path), 0, -1))
        return next((self._lines[way] for way in ways if way in self._lines), None)


def _composed(path: Path) -> Path:
    """The path as names are compared, however their accents are stored."""
    return tuple(unicodedata.normalize("NFC", part) if isinstance(part, str) else part for part in path)


def say_key(path: Path) -> str:
    """The path as TOML would dot it, items in brackets: `agents.ploy.skills[0]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_quoted_if_odd(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _quoted_if_odd(part: str) -> str:
    return part if re.fullmatch(r"[\w\u200c\u200d-]+", part) else say_text(part)


def say_text(text: str) -> str:
    """The text in quotes, cut to a line's length, and safe to print: no control or direction characters."""
    cut = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    return f'"{"".join(c if c.isprintable() or c in JOINERS else _escaped(c) for c in cut)}"'


JOINERS = "\u200c\u200d"
"""Zero-width characters that Persian and Indic spelling need."""


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def say_found(raw: object) -> str:
    """What stands in the file, short enough for a sentence."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case str():
            return say_text(raw)
        case int() | float():
            return _say_number(raw)
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"


def _say_number(number: float) -> str:
    # Python refuses to print whole numbers of more than 4300 digits, and nobody wants to read them.
    if isinstance(number, int) and number.bit_length() > 200:
        return "a very large number"
    return str(number)


def nearest(word: object, known: Iterable[str]) -> str:
    """The known word most like this one, or "" when none is."""
    folded = {name.casefold(): name for name in known}
    if not isinstance(word, str):
        return ""
    found = difflib.get_close_matches(word.casefold()[:MOST_SHOWN], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def any_of(words: Iterable[str]) -> str:
    """The words in a sentence: "a, b or c"."""
    *first, last = [*words] or ["none are there yet"]
    return f"{', '.join(first)} or {last}" if first else last
