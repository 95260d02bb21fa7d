"""What a setting is made of: its meaning, its kind, and what holds where the file says nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from dispatcher.config.kinds import Kind
from dispatcher.config.mistakes import say_text

REQUIRED: Final = object()


class Manner(StrEnum):
    """How the customers of a channel wait: on the line, or for a letter."""

    LIVE = "live"
    WRITTEN = "written"


class Depends(Struct, frozen=True):
    """A default that another setting of the same table decides."""

    on: str
    values: Mapping[Any, Any]

    def in_words(self, kind: Kind) -> str:
        """Every default with what decides for it."""
        return ", ".join(
            f"{kind.say(value)} when {self.on} is {_word(key)}" for key, value in self.values.items()
        )


class ByManner(Struct, frozen=True):
    """A default of queues that their channel decides; whoever builds the settings fills it in."""

    live: Any
    written: Any

    def of(self, manner: Manner) -> Any:
        """The one for queues of such a channel."""
        return self.live if manner is Manner.LIVE else self.written


class Otherwise(Struct, frozen=True):
    """What holds where nothing is said. It is not filled in: whoever decides knows it."""

    value: Any


class Said(Struct, frozen=True):
    """A default worked out from elsewhere, in words; whoever builds the settings fills it in."""

    words: str


class Setting(Struct, frozen=True, kw_only=True):
    """One key of the centre file. With `only`, it has a meaning on queues of such channels alone."""

    name: str
    meaning: str
    kind: Kind
    default: Any = REQUIRED
    only: Manner | None = None

    @property
    def required(self) -> bool:
        """Must the owner say it?"""
        return self.default is REQUIRED

    @property
    def default_in_words(self) -> str:
        """The default as the file would say it, or what decides it."""
        match self.default:
            case Said(words):
                return words
            case Depends():
                return self.default.in_words(self.kind)
            case ByManner(live, written):
                return f"{self.kind.say(live)} on live channels, {self.kind.say(written)} on others"
            case Otherwise(value):
                return self.kind.say(value)
            case _:
                return "must be set" if self.required else self.kind.say(self.default)


def _word(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else say_text(str(key))


class Section(Struct, frozen=True, kw_only=True):
    """A table of the centre file, or, when it is `named`, a table for each id under its name."""

    name: str
    meaning: str
    settings: tuple[Setting, ...]
    named: bool = False
    needed: bool = False

    @property
    def header(self) -> str:
        """How the file writes it: `[mail]`, `[queues.<id>]`."""
        return f"[{self.name}.<id>]" if self.named else f"[{self.name}]"


class Former(Struct, frozen=True):
    """What became of a key that files may still have: the key of today, and how it is written."""

    today: str
    example: str


FORMER: Final = {
    "email_cap": Former("caps", "caps = { email = 3 }"),
    "folder": Former("folders", 'folders = ["INBOX"]'),
}
"""Keys of former days."""


def default_of(struct: type[Struct], field: str) -> Any:
    """The default that `struct` itself gives to `field`."""
    found = next(one for one in fields(struct) if one.name == field)
    return found.default if found.default is not NODEFAULT else found.default_factory()
