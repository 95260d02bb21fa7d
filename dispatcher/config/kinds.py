"""The kinds of value a setting can have: each reads what stands in the file, and says what is allowed.

The sentence in `allowed` is the one in the checker's message and in the reference page.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar, Final

from msgspec import Struct

from dispatcher.config.lines import Path
from dispatcher.config.mistakes import JOINERS, Sheet, any_of, nearest, say_found, say_text
from dispatcher.config.service import Address
from dispatcher.config.spans import read_size, read_span, say_size, say_span
from dispatcher.vocabulary import NEVER, Span

UNFIT: Final = object()
"""What `fit` answers to a value it cannot take; no setting has it for a value."""


class Kind(Struct, frozen=True, kw_only=True):
    """How one setting's value is read, bounded, and written."""

    secret: ClassVar[bool] = False

    @property
    def allowed(self) -> str:
        """What may stand there, as the end of a sentence."""
        raise NotImplementedError

    def fit(self, raw: Any) -> Any:
        """The value that `raw` means, or `UNFIT`."""
        raise NotImplementedError

    def say(self, value: Any) -> str:
        """The value as TOML writes it."""
        return say_text(str(value))

    def words(self) -> Iterable[str]:
        """The words a typo could have meant."""
        return ()

    def parts(self) -> Iterable[tuple[str, Any]]:
        """The settings inside this one, each with how it is written behind the name of this."""
        return ()

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """The value, or `UNFIT` after noting the mistake."""
        value = self.fit(raw)
        if value is UNFIT:
            found = "a text that does not fit" if self.secret else say_found(raw)
            sheet.wrong(path, found, self.allowed, nearest(raw, self.words()))
        return value


class Text(Kind, frozen=True):
    """One line of text."""

    what: str = "a text of one line"
    least: int = 1
    most: int = 200

    @property
    def allowed(self) -> str:
        """The sort of text, and how long."""
        bounds = f"{self.least} to {self.most}" if self.least > 1 else f"at most {self.most}"
        return f"{self.what}, {bounds} characters"

    def fit(self, raw: Any) -> Any:
        """The text without blanks at its ends."""
        if not isinstance(raw, str) or any(unicodedata.category(c) == "Cc" for c in raw):
            return UNFIT
        return raw.strip() if self.least <= len(raw.strip()) <= self.most else UNFIT


class Lines(Text, frozen=True):
    """A text of one line or several."""

    what: str = "a text of one line or several"
    most: int = 2000

    def fit(self, raw: Any) -> Any:
        """The text without blanks at its ends; line ends as TOML has them."""
        if not isinstance(raw, str):
            return UNFIT
        lines = [Text(most=self.most).fit(line) for line in raw.splitlines() if line.strip()]
        text = "\n".join(line.rstrip() for line in raw.strip().splitlines())
        return text if UNFIT not in lines and self.least <= len(text) <= self.most else UNFIT


class Secret(Text, frozen=True):
    """A text that is never shown, and taken as it stands."""

    secret: ClassVar[bool] = True

    def fit(self, raw: Any) -> Any:
        """The very text, blanks and all."""
        return UNFIT if Text.fit(self, raw) is UNFIT or not self.least <= len(raw) <= self.most else raw


class Matching(Kind, frozen=True):
    """One line of text of a certain form."""

    what: str
    pattern: str

    @property
    def allowed(self) -> str:
        """The form in words, with an example."""
        return self.what

    def fit(self, raw: Any) -> Any:
        """The text, if it has the form."""
        return raw if isinstance(raw, str) and re.fullmatch(self.pattern, raw) else UNFIT


class Name(Kind, frozen=True):
    """An id, in any script: what tables, skills and references are called."""

    what: str = "a name"

    @property
    def allowed(self) -> str:
        """The letters a name may have."""
        return f"{self.what}: letters, digits, - _ and . of any script, at most 64"

    def fit(self, raw: Any) -> Any:
        """The name in Unicode's composed form, so that two spellings of one name are one."""
        name = unicodedata.normalize("NFC", raw) if isinstance(raw, str) else ""
        return name if 1 <= len(name) <= 64 and all(map(_may_be_in_name, name)) else UNFIT


def _may_be_in_name(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "-_." + JOINERS


class Whole(Kind, frozen=True):
    """A whole number of something."""

    least: int
    most: int
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The bounds and the unit."""
        return f"a whole number from {self.least} to {self.most}{self.unit and f' ({self.unit})'}"

    def fit(self, raw: Any) -> Any:
        """The number; TOML's true and 3.0 are none."""
        return raw if type(raw) is int and self.least <= raw <= self.most else UNFIT

    def say(self, value: Any) -> str:
        """The digits."""
        return str(value)


class Flag(Kind, frozen=True):
    """Yes or no."""

    @property
    def allowed(self) -> str:
        """The two words."""
        return "true or false"

    def fit(self, raw: Any) -> Any:
        """Only TOML's own."""
        return raw if isinstance(raw, bool) else UNFIT

    def say(self, value: Any) -> str:
        """The word."""
        return say_found(value)


class OneOf(Kind, frozen=True):
    """A word out of a few."""

    choices: type[StrEnum] | tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The words."""
        return any_of(map(say_text, self.words()))

    def words(self) -> Iterable[str]:
        """Every choice."""
        return [str(choice) for choice in self.choices]

    def fit(self, raw: Any) -> Any:
        """The member the word names."""
        return next((choice for choice in self.choices if raw == str(choice)), UNFIT)


class Duration(Kind, frozen=True):
    """A time span, to the millisecond."""

    least: Span
    most: Span

    @property
    def allowed(self) -> str:
        """The form and the bounds."""
        bounds = f"from {say_span(self.least)} to {say_span(self.most)}"
        return f'a duration such as "20s", "4h" or "1h30m", {bounds}'

    def fit(self, raw: Any) -> Any:
        """The span; a bare 0 is one, any other bare number lacks its unit."""
        span = Span(0) if type(raw) is int and raw == 0 else read_span(raw) if isinstance(raw, str) else None
        return span if span is not None and self.least <= span <= self.most else UNFIT

    def say(self, value: Any) -> str:
        """The shortest way to write it."""
        return say_text(say_span(value))


class DurationOrNever(Duration, frozen=True):
    """A time span, or None for never."""

    @property
    def allowed(self) -> str:
        """The word, or the form and the bounds."""
        return f'"never", or {super().allowed}'

    def words(self) -> Iterable[str]:
        """The one word."""
        return ("never",)

    def fit(self, raw: Any) -> Any:
        """The span, or None."""
        return None if raw == "never" else super().fit(raw)

    def say(self, value: Any) -> str:
        """The form that means it."""
        return say_text("never") if value is None else super().say(value)


class Interrupt(Kind, frozen=True):
    """When a waiting call may pre-empt emails: after so long, 0 at once, or `NEVER`."""

    after: Duration

    @property
    def allowed(self) -> str:
        """The three forms."""
        return f'"never", "at once", or "after" and {self.after.allowed}'

    def words(self) -> Iterable[str]:
        """The forms that are fixed."""
        return ("never", "at once")

    def fit(self, raw: Any) -> Any:
        """The span it has to wait."""
        if raw == "never":
            return NEVER
        if raw == "at once":
            return Span(0)
        said_after = isinstance(raw, str) and raw.startswith("after ")
        return self.after.fit(raw.removeprefix("after ")) if said_after else UNFIT

    def say(self, value: Any) -> str:
        """The form that means it."""
        return say_text("never" if value == NEVER else f"after {say_span(value)}" if value else "at once")


class Size(Kind, frozen=True):
    """A number of bytes."""

    least: int
    most: int

    @property
    def allowed(self) -> str:
        """The form and the bounds."""
        return f'a size such as "25 MB", from {say_size(self.least)} to {say_size(self.most)}'

    def fit(self, raw: Any) -> Any:
        """Bytes, decimal units."""
        size = read_size(raw) if isinstance(raw, str) else None
        return size if size is not None and self.least <= size <= self.most else UNFIT

    def say(self, value: Any) -> str:
        """With the largest unit that needs no fraction."""
        return say_text(say_size(value))


class ListenAt(Kind, frozen=True):
    """A host and a port to listen at."""

    @property
    def allowed(self) -> str:
        """The form, with an example."""
        return 'host:port with a port from 1 to 65535, such as "127.0.0.1:8700" or "[::1]:8700"'

    def fit(self, raw: Any) -> Any:
        """The address."""
        found = (
            re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):([0-9]{1,5})", raw)
            if isinstance(raw, str)
            else None
        )
        if found is None or not 1 <= int(found[3]) <= 65535:
            return UNFIT
        return Address(found[1] or found[2], int(found[3]))


class ListOf(Kind, frozen=True):
    """Several values of one kind; each wrong one is its own mistake."""

    item: Kind
    into: type[frozenset[Any]] | type[tuple[Any, ...]]

    @property
    def allowed(self) -> str:
        """What each item may be."""
        return f"a list in [ ], each {self.item.allowed}"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """All values, or `UNFIT` after noting each mistake."""
        if not isinstance(raw, list):
            sheet.wrong(path, say_found(raw), self.allowed)
            return UNFIT
        values = [self.item.read(one, (*path, index), sheet) for index, one in enumerate(raw)]
        return UNFIT if any(value is UNFIT for value in values) else self.into(values)

    def say(self, value: Any) -> str:
        """The items in brackets, sorted."""
        return f"[{', '.join(map(self.item.say, sorted(value)))}]"

    def parts(self) -> Iterable[tuple[str, Any]]:
        """The settings of each item, behind brackets."""
        return ((f"[]{name}", setting) for name, setting in self.item.parts())


class Rising(ListOf, frozen=True):
    """Several values, each above the one before it."""

    @property
    def allowed(self) -> str:
        """What each item may be, and their order."""
        return f"{super().allowed}, rising"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """All values, or `UNFIT` after noting each mistake."""
        values = super().read(raw, path, sheet)
        if values is UNFIT:
            return UNFIT
        fallen = [index for index in range(1, len(values)) if values[index] <= values[index - 1]]
        for index in fallen:
            found = f"{self.item.say(values[index])} after {self.item.say(values[index - 1])}"
            sheet.wrong((*path, index), found, "values that rise")
        return UNFIT if fallen else values


class MapOf(Kind, frozen=True):
    """A table with keys of one kind and values of another; each wrong one is its own mistake."""

    key: Kind
    item: Kind
    example: str
    holder: str = "key"

    @property
    def allowed(self) -> str:
        """An example, and what its values may be."""
        return f"a table such as {self.example}, each {self.item.allowed}"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """All values by their keys, or `UNFIT` after noting each mistake."""
        if not isinstance(raw, dict):
            sheet.wrong(path, say_found(raw), self.allowed)
            return UNFIT
        values = dict[Any, Any]()
        fits = [self._take(word, value, values, path, sheet) for word, value in raw.items()]
        return values if all(fits) else UNFIT

    def _take(self, word: str, raw: object, values: dict[Any, Any], path: Path, sheet: Sheet) -> bool:
        place = (*path, word)
        key, value = self.key.read(word, place, sheet), self.item.read(raw, place, sheet)
        if key is UNFIT or value is UNFIT:
            return False
        if key in values:
            sheet.wrong(place, f"a second {say_text(word)}, written another way", "each once")
        values.setdefault(key, value)
        return True

    def say(self, value: Any) -> str:
        """The pairs in braces."""
        return _say_table((say_text(str(key)), self.item.say(one)) for key, one in value.items())

    def parts(self) -> Iterable[tuple[str, Any]]:
        """The settings of each value, behind a key."""
        return ((f".<{self.holder}>{name}", setting) for name, setting in self.item.parts())


def _say_table(pairs: Iterable[tuple[str, str]]) -> str:
    said = ", ".join(f"{key} = {value}" for key, value in pairs)
    return f"{{ {said} }}" if said else "{}"
