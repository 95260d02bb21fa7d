"""The scenario file: TOML, read whole or refused with all its mistakes, and those of its centre file."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from analytics.intervals import instant
from dispatcher.centre import Centre
from dispatcher.config import CentreFileError, parse
from dispatcher.config.check import Tables, check
from dispatcher.config.declare import Setting
from dispatcher.config.kinds import UNFIT
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text
from dispatcher.config.spans import say_span
from dispatcher.config.tables import Row, Values
from dispatcher.vocabulary import DAY, QueueId, Span
from simulator.filekinds import Beside, Opened
from simulator.filepolicy import centre_under
from simulator.filesettings import SECTIONS
from simulator.filestaff import members, paces_of, shifts_of, staffed
from simulator.scenario import Demand, Habits, Hop, Nagging, Precision, Redial, Scenario

START: Final = "a scenario file; copy examples/scenario.toml there and change what you need"


def read(path: Path) -> Scenario:
    """The scenario in this file, with the centre it names.

    Raises:
        CentreFileError: the file or its centre file cannot be used; it holds every mistake there is.
    """
    raw, sheet = parse(path, START)
    return read_raw(raw, sheet, path)


def read_raw(raw: Mapping[str, Any], sheet: Sheet, path: Path) -> Scenario:
    """The scenario that this TOML says, with files named in it beside `path`.

    Raises:
        CentreFileError: as for `read`.
    """
    folder = path.absolute().parent
    tables = check(raw, sheet, SECTIONS)
    _open_files(tables, folder, sheet)
    centre = _centre(tables, folder, sheet)
    _cross_check(tables, centre, sheet)
    if mistakes := sheet.mistakes():
        raise CentreFileError(path, mistakes)
    assert centre is not None, "a centre that cannot be read is a mistake"
    return _scenario(tables, centre)


def _centre(tables: Tables, folder: Path, sheet: Sheet) -> Centre | None:
    name, start = _whole(tables).get("centre"), _whole(tables).get("start")
    if name is None:
        return None
    return centre_under(tables["policy"][""], folder / name, sheet, start and start.date())


def _whole(tables: Tables) -> Values:
    return tables["scenario"].get("", {})


# --- files beside this one ------------------------------------------------------------------------------


def _open_files(tables: Tables, folder: Path, sheet: Sheet) -> None:
    for section in SECTIONS:
        for key, values in tables[section.name].items():
            place = (section.name, key) if key else (section.name,)
            _open_in(values, section.settings, folder, place, sheet)


def _open_in(
    values: Values, settings: Iterable[Setting], folder: Path, place: tuple[str, ...], sheet: Sheet
) -> None:
    for setting in settings:
        found, there = values.get(setting.name), (*place, setting.name)
        if isinstance(found, Beside) and isinstance(setting.kind, Opened):
            values[setting.name] = _opened(setting.kind, folder / found.name, there, sheet)
        elif isinstance(found, dict) and isinstance(setting.kind, Row):
            _open_in(found, setting.kind.settings, folder, there, sheet)


def _opened(kind: Opened, path: Path, place: tuple[str, ...], sheet: Sheet) -> Any:
    """What the lines of a file make together; None after noting what is wrong with it."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        sheet.wrong(place, f"{say_text(path.name)}, which cannot be read ({_why(error)})", kind.allowed)
        return None
    values = [kind.line.fit(line) for line in lines]
    unfit = next((number for number, value in enumerate(values) if value is UNFIT), None)
    if unfit is None and values:
        return kind.of_lines(values)
    found = "no line" if unfit is None else f"{say_text(lines[unfit])} in line {unfit + 1}"
    sheet.wrong(place, f"{found} of {say_text(path.name)}", kind.line.allowed)
    return None


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or "it is not UTF-8")


# --- checks that need more than one setting -------------------------------------------------------------


def _cross_check(tables: Tables, centre: Centre | None, sheet: Sheet) -> None:
    whole = _whole(tables)
    length, warm_up = whole.get("length"), whole.get("warm_up")
    if length is not None and warm_up is not None and warm_up >= length:
        sheet.wrong(("scenario", "warm_up"), say_span(warm_up), f"less than the length, {say_span(length)}")
    if centre is not None:
        _names(tables, centre, sheet)
    if length is not None:
        for section, key in (("demand", "per_hour"), ("staff", "agents")):
            for name, values in tables[section].items():
                _fills((section, name, key), values, length, sheet)


def _names(tables: Tables, centre: Centre, sheet: Sheet) -> None:
    _known(((("demand", queue), queue) for queue in tables["demand"]), centre.queues, sheet)
    _known(((("shifts", agent), agent) for agent in tables["shifts"]), centre.agents, sheet)
    _known(_said(tables["staff"], "staff", "like"), centre.agents, sheet)
    for key in ("instead", "hops"):
        inner = {queue: values.get(key) or {} for queue, values in tables["demand"].items()}
        _known(
            (((*place[:2], key, "to"), name) for place, name in _said(inner, "demand", "to")),
            tables["demand"],
            sheet,
        )
    precision = _whole(tables).get("precision") or {}
    if "queue" in precision:
        _known([(("scenario", "precision", "queue"), precision["queue"])], tables["demand"], sheet)
    taken = (
        (group, name)
        for group, values in tables["staff"].items()
        if "agents" in values
        for name in members(group, values)
    )
    for group, name in taken:
        if name in centre.agents:
            sheet.wrong(("staff", group), f"{say_text(name)}, an agent of the centre", "an id of its own")


Place = tuple[tuple[str, ...], str]


def _said(tables: Mapping[str, Values], section: str, key: str) -> Iterator[Place]:
    return (((section, name, key), values[key]) for name, values in tables.items() if key in values)


def _known(said: Iterable[Place], names: Iterable[str], sheet: Sheet) -> None:
    known = [*names]
    for place, name in said:
        if name not in known:
            sheet.wrong(place, f"{say_text(name)}, not in the centre", any_of(known), nearest(name, known))


def _fills(place: tuple[str, str, str], values: Values, length: Span, sheet: Sheet) -> None:
    """A list of numbers is for the whole run, or for a day that comes again; anything else is a slip."""
    numbers, interval = values.get(place[2], ()), values.get("interval")
    if interval is None or len(numbers) < 2:
        return
    whole = Span(interval * len(numbers))
    if whole == DAY or whole >= length:
        return
    found = f"{len(numbers)} numbers of {say_span(interval)}, {say_span(whole)} in all"
    sheet.wrong(place, found, f"one for each interval of {say_span(length)}, or of one day")


# --- into the structs -----------------------------------------------------------------------------------


def _scenario(tables: Tables, centre: Centre) -> Scenario:
    whole = dict(_whole(tables))
    start, length = whole.pop("start"), whole.pop("length")
    centre = staffed(centre, tables["staff"])
    return Scenario(
        **_inner(whole, {"precision": Precision}) | {"centre": centre},
        start=instant(start),
        length=length,
        demands={QueueId(queue): _demand(values) for queue, values in tables["demand"].items()},
        habits=Habits(**tables["habits"][""]),
        shifts=shifts_of(tables, centre, start, length),
        paces=paces_of(tables),
        **tables["costs"][""],
    )


def _demand(values: Values) -> Demand:
    return Demand(**_inner(values, {"redial": Redial, "instead": Hop, "again": Nagging, "hops": Hop}))


def _inner(values: Values, tables: Mapping[str, type[Struct]]) -> Values:
    """The tables inside of one, as what they mean."""
    return values | {name: struct(**values[name]) for name, struct in tables.items() if name in values}
