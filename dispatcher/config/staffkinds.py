"""The kinds of value that say what agents can do."""

import re
from typing import Any, Final

from dispatcher.config.kinds import UNFIT, Kind, ListOf, MapOf, Name, Whole
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_found

_SKILL: Final = Name(what="a skill's name")
_LEVELS: Final = MapOf(key=_SKILL, item=Whole(least=1, most=10), example="{ thai = 8, booking = 3 }")
_SKILLS: Final = ListOf(item=_SKILL, into=tuple)


class Skills(Kind, frozen=True):
    """Skills with a proficiency each: a table, or a list where all have `plain`."""

    plain: int

    @property
    def allowed(self) -> str:
        """Both forms."""
        return (
            f'a list such as ["thai", "booking"], which means a proficiency of {self.plain} each, '
            f"or {_LEVELS.allowed}"
        )

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """The proficiency by skill, or `UNFIT` after noting each mistake."""
        match raw:
            case dict():
                return _LEVELS.read(raw, path, sheet)
            case list():
                names = _SKILLS.read(raw, path, sheet)
                return UNFIT if names is UNFIT else dict.fromkeys(names, self.plain)
            case _:
                sheet.wrong(path, say_found(raw), self.allowed)
                return UNFIT

    def say(self, value: Any) -> str:
        """As a list where that says it all."""
        plain = all(level == self.plain for level in value.values())
        return _SKILLS.say(value) if plain else _LEVELS.say(value)


class Language(Kind, frozen=True):
    """A language, as web pages and letters tag it."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return 'a language\'s tag such as "th", "en" or "pt-br"'

    def fit(self, raw: Any) -> Any:
        """The tag in small letters."""
        tag = raw.lower() if isinstance(raw, str) else ""
        return tag if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", tag) else UNFIT
