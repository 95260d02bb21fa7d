"""The kinds of value that only a scenario file has; the others are the centre file's own."""

import re
from datetime import datetime
from typing import Any

from dispatcher.config.kinds import UNFIT, Kind, ListOf
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_text
from dispatcher.config.spans import read_span, say_span
from dispatcher.vocabulary import DAY, Span
from simulator import scenario

MOST_CV = 10.0


class Number(Kind, frozen=True):
    """A number, whole or not."""

    least: float
    most: float
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The bounds and the unit."""
        return f"a number from {self.least:g} to {self.most:g}{self.unit and f' ({self.unit})'}"

    def fit(self, raw: Any) -> Any:
        """The number; TOML's true and nan are none."""
        return float(raw) if type(raw) in (int, float) and self.least <= raw <= self.most else UNFIT

    def say(self, value: Any) -> str:
        """The digits."""
        return f"{value:g}"


class OneOrMore(ListOf, frozen=True):
    """One value, or a list of at least one."""

    @property
    def allowed(self) -> str:
        """What each may be."""
        return f"{self.item.allowed}; or a list of such in [ ]"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """All values, or `UNFIT` after noting each mistake."""
        if isinstance(raw, list):
            if raw:
                return super().read(raw, path, sheet)
            sheet.wrong(path, "an empty list", self.allowed)
            return UNFIT
        value = self.item.read(raw, path, sheet)
        return value if value is UNFIT else self.into([value])

    def say(self, value: Any) -> str:
        """In brackets, in their order."""
        return f"[{', '.join(map(self.item.say, value))}]"


class LawKind(Kind, frozen=True):
    """A mean and a shape in one text."""

    @property
    def allowed(self) -> str:
        """The three shapes, by example."""
        return (
            'a mean and a shape: "4m" or "4m exponential", "4m fixed", or "4m lognormal 0.8" with the '
            f"deviation over the mean, above 0 and at most {MOST_CV:g}; the mean at most {say_span(DAY)}"
        )

    def fit(self, raw: Any) -> Any:
        """The law; exponential unless something else is said."""
        form = r"(.*?)(?: +(exponential|fixed|lognormal (\d+(?:\.\d+)?)))?"
        found = re.fullmatch(form, raw.strip()) if isinstance(raw, str) else None
        mean = read_span(found[1]) if found else None
        if found is None or mean is None or mean > DAY:
            return UNFIT
        kind = scenario.Kind((found[2] or "exponential").split()[0])
        return _law(mean, kind, 1.0 if found[3] is None else float(found[3]))

    def say(self, value: Any) -> str:
        """The text that means it."""
        spread = f" {value.cv:g}" if value.kind is scenario.Kind.LOGNORMAL else ""
        return say_text(f"{say_span(value.mean)} {value.kind}{spread}")


def _law(mean: Span, kind: scenario.Kind, cv: float) -> Any:
    if not 0 < cv <= MOST_CV:
        return UNFIT
    # Nothing on average is nothing always, and has no logarithm.
    return scenario.Law(mean=mean, kind=kind, cv=cv) if mean else scenario.NOTHING


class Begin(Kind, frozen=True):
    """A date and time that names one instant."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return "a date and time with its offset, without quotes, such as 2025-03-03T08:00:00+07:00"

    def fit(self, raw: Any) -> Any:
        """The date and time, if it has an offset."""
        return raw if isinstance(raw, datetime) and raw.tzinfo is not None else UNFIT
