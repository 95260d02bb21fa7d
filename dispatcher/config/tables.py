"""Reads one table by its settings: every value that fits, every mistake noted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dispatcher.config.declare import FORMER, ByManner, Depends, Otherwise, Said, Setting
from dispatcher.config.kinds import UNFIT, Kind
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_found

Values = dict[str, Any]
"""A table's settings as they are meant; what was wrong or is worked out elsewhere is left out."""

ELSEWHERE = ByManner | Otherwise | Said
"""Defaults that are not filled in here."""


class Row(Kind, frozen=True):
    """A small table with settings of its own, inside another one."""

    settings: tuple[Setting, ...]

    @property
    def allowed(self) -> str:
        """The keys."""
        return f"a table of {any_of(one.name for one in self.settings).replace(' or ', ' and ')}"

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """The values that fit, by name, after noting the others; `UNFIT` when it is no table."""
        if isinstance(raw, dict):
            return read_table(self.settings, raw, path, sheet)
        sheet.wrong(path, say_found(raw), self.allowed)
        return UNFIT

    def parts(self) -> Iterable[tuple[str, Any]]:
        """Each setting behind its dot."""
        return ((f".{setting.name}", setting) for setting in self.settings)


def read_table(settings: Sequence[Setting], raw: Mapping[str, Any], path: Path, sheet: Sheet) -> Values:
    """The table's values that fit, with defaults for what it does not say, not even misspelt."""
    meant = strangers(raw, path, [setting.name for setting in settings], sheet)
    values: Values = {}
    for setting in settings:
        place = (*path, setting.name)
        if setting.name in raw:
            values[setting.name] = setting.kind.read(raw[setting.name], place, sheet)
        elif setting.required and setting.name not in meant:
            sheet.missing(place, setting.kind.allowed)
    unsaid = [one for one in settings if not one.required and one.name not in {*raw, *meant}]
    return _with_defaults(unsaid, {name: value for name, value in values.items() if value is not UNFIT})


def strangers(raw: Mapping[str, Any], path: Path, known: Sequence[str], sheet: Sheet) -> set[str]:
    """Note the keys nobody knows; hands back those that were likely meant."""
    return {_stranger(key, raw, path, known, sheet) for key in raw if key not in known}


def _stranger(key: str, raw: Mapping[str, Any], path: Path, known: Sequence[str], sheet: Sheet) -> str:
    former = FORMER.get(key)
    if former and former.today in known:
        sheet.wrong((*path, key), "a key of former days", f"{former.example} instead")
        return former.today
    word = nearest(key, known)
    word = "" if word in raw else word  # meant is what is there already, and not its neighbour
    sheet.wrong((*path, key), "an unknown key", any_of(known), word)
    return word


def _with_defaults(unsaid: Sequence[Setting], values: Values) -> Values:
    """The values, with defaults for those unsaid; in two rounds, as one may depend on another."""
    for setting in unsaid:
        if not isinstance(setting.default, Depends | ELSEWHERE):
            values[setting.name] = setting.default
    for setting in unsaid:
        match setting.default:
            case Depends(on, table) if on in values:
                values[setting.name] = table[values[on]]
    return values
