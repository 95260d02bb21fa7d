"""The kinds of value that only a scenario file has; the others are the centre file's own."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from msgspec import Struct

from analytics.intervals import instant
from dispatcher.config.kinds import UNFIT, Duration, Kind, ListOf, Text
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_text
from dispatcher.config.spans import read_span, say_span
from dispatcher.vocabulary import DAY, Span
from simulator import laws
from simulator.laws import SPREAD

MOST_CV = 10.0
LONGEST: Final = Span(30 * DAY)


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


class Beside(Struct, frozen=True):
    """A file of lines beside the scenario file, yet to be read."""

    name: str


class Opened(Kind, frozen=True):
    """A kind whose value may stand in a file beside this one, one to a line: `"from calls.txt"`."""

    @property
    def line(self) -> Kind:
        """What each line of the file may be."""
        raise NotImplementedError

    def of_lines(self, values: Sequence[Any]) -> Any:
        """The value that the file's lines, at least one, make together."""
        raise NotImplementedError

    def open(self, raw: Any) -> Any:
        """The file that is meant, or `UNFIT`."""
        named = isinstance(raw, str) and raw.startswith("from ") and Text(most=1000).fit(raw[5:])
        return Beside(named) if named and named is not UNFIT else UNFIT


class LawKind(Opened, frozen=True):
    """A mean and a shape in one text; or what was seen, in a list or a file."""

    item: ClassVar[Duration] = Duration(least=Span(0), most=LONGEST)

    @property
    def allowed(self) -> str:
        """The shapes, by example."""
        bounds = ", ".join(f"{kind} (above {low:g})" for kind, (low, _) in SPREAD.items())
        return (
            'a mean and a shape: "4m" or "4m exponential", "4m fixed", or "4m lognormal 0.8" with the '
            f"deviation over the mean, at most {MOST_CV:g}, and likewise {bounds}; or times seen, each as "
            'likely: ["3m", "4m30s"], or "from talks.txt", a file beside this one with one a line; each time '
            f"and the mean at most {say_span(LONGEST)}"
        )

    @property
    def line(self) -> Kind:
        """A time."""
        return self.item

    def of_lines(self, values: Sequence[Any]) -> Any:
        """Each as likely as another."""
        return laws.empirical(values)

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """The law, or `UNFIT` after noting each mistake."""
        if not isinstance(raw, list) or not raw:
            return super().read(raw, path, sheet)
        values = ListOf(item=self.item, into=tuple).read(raw, path, sheet)
        return UNFIT if values is UNFIT else self.of_lines(values)

    def fit(self, raw: Any) -> Any:
        """The law, exponential unless something else is said; or the file that holds it."""
        found = re.fullmatch(_LAW, raw.strip()) if isinstance(raw, str) else None
        mean = read_span(found[1]) if found else None
        if found is None or mean is None or mean > LONGEST:
            return self.open(raw)
        kind = laws.Kind(found[2] or found[3] or "exponential")
        return _law(mean, kind, 1.0 if found[4] is None else float(found[4]))

    def words(self) -> Iterable[str]:
        """Nothing a whole text could have meant."""
        return ()

    def say(self, value: Any) -> str:
        """The text that means it."""
        if value.kind is laws.Kind.EMPIRICAL:
            return f"[{', '.join(map(self.item.say, value.values))}]"
        spread = f" {value.cv:g}" if value.kind in SPREAD else ""
        return say_text(f"{say_span(value.mean)} {value.kind}{spread}")


_LAW: Final = rf"(.*?)(?: +(?:(exponential|fixed)|({'|'.join(SPREAD)}) +(\d+(?:\.\d+)?)))?"


def _law(mean: Span, kind: laws.Kind, cv: float) -> Any:
    low, high = SPREAD.get(kind, (0.0, MOST_CV))
    if not low < cv <= high:
        return UNFIT
    # Nothing on average is nothing always, and has no logarithm.
    return laws.Law(mean=mean, kind=kind, cv=cv) if mean else laws.NOTHING


class Moment(Kind, frozen=True):
    """An instant in a line of a file."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return "a date and time with its offset, such as 2025-03-03T08:00:05.250+07:00"

    def fit(self, raw: Any) -> Any:
        """The instant."""
        try:
            said = datetime.fromisoformat(raw)
        except (TypeError, ValueError):
            return UNFIT
        return instant(said) if said.tzinfo is not None else UNFIT


class Trace(Opened, frozen=True):
    """A file of instants."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return f'"from calls.txt", a file beside this one; in each of its lines {self.line.allowed}'

    @property
    def line(self) -> Kind:
        """An instant."""
        return Moment()

    def of_lines(self, values: Sequence[Any]) -> Any:
        """In their order."""
        return tuple(sorted(values))

    def fit(self, raw: Any) -> Any:
        """The file."""
        return self.open(raw)


class AsThere(Kind, frozen=True):
    """Tables of the centre file over again; its own tables of settings check them."""

    there: str

    @property
    def allowed(self) -> str:
        """Where it is told what may stand here."""
        return f"keys of the centre file's `{self.there}`"

    def fit(self, raw: Any) -> Any:
        """The raw table."""
        return raw if isinstance(raw, dict) else UNFIT


class Begin(Kind, frozen=True):
    """A date and time that names one instant."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return "a date and time with its offset, without quotes, such as 2025-03-03T08:00:00+07:00"

    def fit(self, raw: Any) -> Any:
        """The date and time, if it has an offset."""
        return raw if isinstance(raw, datetime) and raw.tzinfo is not None else UNFIT
