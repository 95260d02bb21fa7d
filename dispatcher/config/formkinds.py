"""The kinds of value that say what a web form asks."""

import re
from typing import Any, Final

from dispatcher.config.kinds import UNFIT, Kind, MapOf, Text
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_found
from dispatcher.config.staffkinds import Language
from dispatcher.mail.form.settings import FALLBACK

_TEXTS: Final = MapOf(key=Language(), item=Text(), example='{ en = "Order number", th = "เลขที่สั่งซื้อ" }')


class Worded(Kind, frozen=True):
    """Words for customers: in several languages, or one text for all."""

    @property
    def allowed(self) -> str:
        """Both forms."""
        return f"a text of one line for all languages, or {_TEXTS.allowed}"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """The text by language, or `UNFIT` after noting each mistake."""
        if isinstance(raw, dict):
            return _TEXTS.read(raw, path, sheet)
        text = Text().fit(raw)
        if text is UNFIT:
            sheet.wrong(path, say_found(raw), self.allowed)
            return UNFIT
        return {FALLBACK: text}

    def say(self, value: Any) -> str:
        """As TOML writes it."""
        return _TEXTS.say(value)


LONGEST: Final = 100  # characters of a pattern
OPEN_ENDED: Final = 2  # repeats without a bound, in one pattern


class Pattern(Kind, frozen=True):
    """What a value has to look like, as a regular expression that takes no longer than it should.

    Customers choose what is matched: a group that is repeated can be made to take years, so none may be.
    """

    @property
    def allowed(self) -> str:
        """What may stand in it."""
        return (
            r'a regular expression of the whole value, such as "BB-[0-9]{6}", at most 100 characters, with '
            "no repeated group, no reference back, and at most two of * and +"
        )

    def fit(self, raw: Any) -> Any:
        """The pattern, if it is a harmless one."""
        if not isinstance(raw, str) or not 0 < len(raw) <= LONGEST:
            return UNFIT
        bare = re.sub(r"\[\^?\]?[^\]]*\]|\\[^0-9]", "x", raw)  # what stands in brackets is plain
        repeats = len(re.findall(r"[*+]|\{[0-9]*,\}", bare))
        if repeats > OPEN_ENDED or re.search(r"\)[*+{?]|\\[0-9]|\(\?", bare):
            return UNFIT
        try:
            re.compile(raw)
        except re.error:
            return UNFIT
        return raw
