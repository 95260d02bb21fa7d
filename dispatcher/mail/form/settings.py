"""What the owner says of the web form and the public pages; `dispatcher.config` knows meaning and bounds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import DAY, SECOND, Span

Words = Mapping[str, str]
"""A text by language."""


class FieldKind(StrEnum):
    """What can be filled into a field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    PHONE = "phone"
    EMAIL = "email"


class FileKind(StrEnum):
    """What an attached file may be, told by what is in it."""

    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    OFFICE = "office"


class FieldSettings(Struct, frozen=True, kw_only=True):
    """A field beside name, address and text. With `categories` it is asked for in these alone."""

    id: str
    label: Words
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    hint: Words = {}
    pattern: str = ""
    choices: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def asked_in(self, category: str) -> bool:
        """Is it asked for in this category?"""
        return not self.categories or category in self.categories


class CategorySettings(Struct, frozen=True, kw_only=True):
    """What a customer can write about: a category of the centre, in words for customers."""

    id: str
    label: Words


class FormSettings(Struct, frozen=True, kw_only=True):
    """The form. `mailbox` answers what comes in by it; "" is the first one.

    Of a hundred visitors `hold_out` see no suggestions, so that what suggestions do can be measured.
    `per_address` is for an hour, `overall` for a minute. `embed` are the origins whose pages may show it.
    """

    open: bool = False
    mailbox: str = ""
    suggest: bool = True
    hold_out: int = 10
    categories: tuple[CategorySettings, ...] = ()
    fields: tuple[FieldSettings, ...] = ()
    files: int = 5
    file_size: int = 5_000_000
    files_size: int = 15_000_000
    file_kinds: frozenset[FileKind] = frozenset(FileKind)
    min_age: Span = Span(3 * SECOND)
    max_age: Span = DAY
    per_address: int = 10
    overall: int = 60
    proxies: frozenset[str] = frozenset()
    embed: tuple[str, ...] = ()

    def category(self, id_: str) -> CategorySettings | None:
        """The category of this id."""
        return next((one for one in self.categories if one.id == id_), None)


class FaqSettings(Struct, frozen=True, kw_only=True):
    """The public page of articles. `address` is where the world finds it, scheme and host; "" as asked."""

    open: bool = False
    address: str = ""


FALLBACK: Final = "en"


def worded(words: Words, language: str) -> str:
    """The text in this language; in English or the first there is where it is not said."""
    return words.get(language) or words.get(FALLBACK) or next(iter(words.values()), "")
