"""Reads raw TOML by the tables of settings, section by section."""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatcher.config.declare import Section
from dispatcher.config.kinds import UNFIT, Name
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_found, say_text
from dispatcher.config.settings import SECTIONS
from dispatcher.config.tables import Values, read_table, strangers

Tables = Mapping[str, Mapping[str, Values]]
"""The tables of every section by id; a section that is not named has its one table under ""."""

_ID = Name(what="an id")


def check(raw: Mapping[str, Any], sheet: Sheet, sections: Sequence[Section] = SECTIONS) -> Tables:
    """Every table with the values that fit, after noting every mistake inside of one."""
    meant = strangers(raw, (), [section.name for section in sections], sheet)
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
            tables[name] = read_table(section.settings, table, place, sheet)
        else:
            sheet.wrong(place, say_found(table), f"a table {section.header}")
    return tables


def _id(key: str, place: Path, taken: Mapping[str, Values], sheet: Sheet) -> str:
    name = _ID.read(key, place, sheet)
    if name in taken:
        sheet.wrong(place, f"a second {say_text(key)}, spelt with other code points", "each id once")
    return key if name is UNFIT else str(name)
