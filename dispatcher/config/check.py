"""Reads raw TOML by the tables of settings: every value that fits, every mistake noted."""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatcher.config.kinds import UNFIT, Name
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_found, say_text
from dispatcher.config.settings import SECTIONS, Depends, Said, Section, Setting

Values = dict[str, Any]
"""A table's settings as they are meant; what was wrong or is worked out elsewhere is left out."""

_ID = Name(what="an id")


def check(
    raw: Mapping[str, Any], sheet: Sheet, sections: Sequence[Section] = SECTIONS
) -> dict[str, dict[str, Values]]:
    """The tables of every section by id; a section that is not named has its one table under ""."""
    meant = _strangers(raw, (), [section.name for section in sections], sheet)
    return {
        section.name: _section(section, raw.get(section.name), section.name in meant, sheet)
        for section in sections
    }


def _section(section: Section, raw: Any, misspelt: bool, sheet: Sheet) -> dict[str, Values]:
    path = (section.name,)
    if not section.named:
        # Where nothing in it must be set, an absent section is read all the same, for its defaults.
        left_out = raw is None and not section.needed and any(one.required for one in section.settings)
        table = {} if raw is None else raw
        if misspelt:
            return {"": {}}
        return {} if left_out else _tables(section, {"": table}, path, sheet)
    if raw is not None and not isinstance(raw, dict):
        sheet.wrong(path, say_found(raw), f"tables {section.header}")
        return {}
    if not raw and section.needed and not misspelt:
        sheet.missing(path, f"at least one {section.header}")
    return _tables(section, raw or {}, path, sheet)


def _tables(section: Section, raw: Mapping[str, Any], path: Path, sheet: Sheet) -> dict[str, Values]:
    tables: dict[str, Values] = {}
    for key, table in raw.items():
        place = (*path, key) if section.named else path
        name = _id(key, place, tables, sheet) if section.named else key
        if isinstance(table, dict):
            tables[name] = _table(section.settings, table, place, sheet)
        else:
            sheet.wrong(place, say_found(table), f"a table {section.header}")
    return tables


def _id(key: str, place: Path, taken: Mapping[str, Values], sheet: Sheet) -> str:
    name = _ID.read(key, place, sheet)
    if name in taken:
        sheet.wrong(place, f"a second {say_text(key)}, spelt with other code points", "each id once")
    return key if name is UNFIT else str(name)


def _table(settings: Sequence[Setting], raw: Mapping[str, Any], path: Path, sheet: Sheet) -> Values:
    meant = _strangers(raw, path, [setting.name for setting in settings], sheet)
    values: Values = {}
    for setting in settings:
        place = (*path, setting.name)
        if setting.name in raw:
            values[setting.name] = setting.kind.read(raw[setting.name], place, sheet)
        elif setting.required and setting.name not in meant:
            sheet.missing(place, setting.kind.allowed)
    return _with_defaults(
        settings, {name: value for name, value in values.items() if value is not UNFIT}, raw
    )


def _strangers(raw: Mapping[str, Any], path: Path, known: Sequence[str], sheet: Sheet) -> set[str]:
    """Note the keys nobody knows; hands back those that were likely meant."""
    meant = set()
    for key in raw:
        if key not in known:
            word = nearest(key, [name for name in known if name not in raw])
            sheet.wrong((*path, key), "an unknown key", any_of(known), word)
            meant.add(word)
    return meant


def _with_defaults(settings: Sequence[Setting], values: Values, raw: Mapping[str, Any]) -> Values:
    """The values, with defaults for what the file does not say; two rounds, as one may depend on another."""
    unsaid = [setting for setting in settings if not setting.required and setting.name not in raw]
    for setting in unsaid:
        if not isinstance(setting.default, Depends | Said):
            values[setting.name] = setting.default
    for setting in unsaid:
        match setting.default:
            case Depends(on, table) if on in values:
                values[setting.name] = table[values[on]]
    return values
