"""The scenario file: TOML, read whole or refused with all its mistakes, and those of its centre file."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from analytics.intervals import instant
from dispatcher.centre import Centre
from dispatcher.config import CentreFileError, describe, parse, read_centre
from dispatcher.config.check import Tables, check
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text
from dispatcher.config.spans import say_span
from dispatcher.config.tables import Values
from dispatcher.vocabulary import DAY, AgentId, Instant, QueueId, Span, later
from simulator.filesettings import SECTIONS
from simulator.scenario import Demand, Habits, Scenario, Shift

START: Final = "a scenario file; copy examples/scenario.toml there and change what you need"


def read(path: Path) -> Scenario:
    """The scenario in this file, with the centre it names.

    Raises:
        CentreFileError: the file or its centre file cannot be used; it holds every mistake there is.
    """
    raw, sheet = parse(path, START)
    tables = check(raw, sheet, SECTIONS)
    centre = _centre(tables, path.absolute().parent, sheet)
    _cross_check(tables, centre, sheet)
    if mistakes := sheet.mistakes():
        raise CentreFileError(path, mistakes)
    assert centre is not None, "a centre that cannot be read is a mistake"
    return _scenario(tables, centre)


def _centre(tables: Tables, folder: Path, sheet: Sheet) -> Centre | None:
    name, start = _whole(tables).get("centre"), _whole(tables).get("start")
    if name is None:
        return None
    try:
        return read_centre(folder / name, today=start and start.date())
    except CentreFileError as error:
        for mistake in error.mistakes:
            found = f"a mistake in {say_text(name)} ({describe([mistake])})"
            sheet.wrong(("scenario", "centre"), found, "a centre file that can be used")
        return None


def _whole(tables: Tables) -> Values:
    return tables["scenario"].get("", {})


# --- checks that need more than one setting -------------------------------------------------------------


def _cross_check(tables: Tables, centre: Centre | None, sheet: Sheet) -> None:
    whole = _whole(tables)
    length, warm_up = whole.get("length"), whole.get("warm_up")
    if length is not None and warm_up is not None and warm_up >= length:
        sheet.wrong(("scenario", "warm_up"), say_span(warm_up), f"less than the length, {say_span(length)}")
    if centre is not None:
        _known("demand", tables["demand"], centre.queues, sheet)
        _known("shifts", tables["shifts"], centre.agents, sheet)
    if length is not None:
        for queue, values in tables["demand"].items():
            _fills(queue, values, length, sheet)


def _known(section: str, tables: Iterable[str], names: Iterable[str], sheet: Sheet) -> None:
    for name in set(tables).difference(names):
        sheet.wrong(
            (section, name), f"{say_text(name)}, not in the centre", any_of(names), nearest(name, names)
        )


def _fills(queue: str, values: Values, length: Span, sheet: Sheet) -> None:
    """A list of rates is for the whole run, or for a day that comes again; anything else is a slip."""
    rates, interval = values.get("per_hour", ()), values.get("interval")
    if (
        len(rates) < 2
        or interval is None
        or interval * len(rates) in (DAY, max(length, interval * len(rates)))
    ):
        return
    found = f"{len(rates)} rates of {say_span(interval)}, {say_span(Span(interval * len(rates)))} in all"
    sheet.wrong(
        ("demand", queue, "per_hour"), found, f"rates for the whole {say_span(length)}, or for one day"
    )


# --- into the structs -----------------------------------------------------------------------------------


def _scenario(tables: Tables, centre: Centre) -> Scenario:
    whole = dict(_whole(tables))
    start, length = whole.pop("start"), whole.pop("length")
    hours = {AgentId(agent): values["hours"] for agent, values in tables["shifts"].items()}
    return Scenario(
        **whole | {"centre": centre},
        start=instant(start),
        length=length,
        demands={QueueId(queue): Demand(**values) for queue, values in tables["demand"].items()},
        habits=Habits(**tables["habits"][""]),
        shifts={agent: tuple(_shifts(stretches, start, length)) for agent, stretches in hours.items()},
    )


def _shifts(stretches: Any, start: datetime, length: Span) -> Iterator[Shift]:
    """The stretches of every day inside the run; those that touch are one, so nobody just leaves to come."""
    begins, ends = Instant(0), Instant(0)
    for since, until in sorted(_inside(stretches, start, length)):
        if since > ends:
            if ends:
                yield Shift(begins=begins, ends=ends)
            begins = since
        ends = max(ends, until)
    if ends:
        yield Shift(begins=begins, ends=ends)


def _inside(stretches: Any, start: datetime, length: Span) -> Iterator[tuple[Instant, Instant]]:
    begin, midnight = instant(start), instant(datetime.combine(start.date(), time.min, start.tzinfo))
    # From the day before, whose night may reach into the run, to the day after its last whole day.
    for day in range(-1, length // DAY + 2):
        for since, until in stretches:
            first, last = (later(midnight, Span(day * DAY + span)) for span in (since, until))
            if last > begin and first < begin + length:
                yield max(first, begin), last
