"""Hours open some time, and timetables set what can be set for those they name."""

from collections.abc import Iterator, Mapping
from typing import Final

from dispatcher.config.check import Tables
from dispatcher.config.cross.manners import manners_of_queues
from dispatcher.config.declare import Manner, Setting
from dispatcher.config.mistakes import Sheet
from dispatcher.config.sections.levers import LEVERS, OF_NO_AGENT, OF_NO_QUEUE
from dispatcher.config.tables import Values

SCOPES: Final = ("agents", "teams", "queues")


def hours_are_open(tables: Tables, sheet: Sheet) -> None:
    """Every calendar is open some time."""
    for name, values in tables["hours"].items():
        week, days = values.get("week"), values.get("open")
        if week is not None and days is not None and not any(week) and not any(days.values()):
            allowed = 'some hours, such as week = { mon-fri = ["09:00-17:00"] }'
            sheet.wrong(("hours", name, "week"), "nothing that is ever open", allowed)


def timetables_say_something(tables: Tables, sheet: Sheet) -> None:
    """A timetable sets a lever."""
    for name, values in tables["timetables"].items():
        keys = [lever.name for lever in LEVERS]
        if not any(sheet.says(("timetables", name, key)) for key in keys) and not any(_levers(values)):
            sheet.wrong(("timetables", name), "no lever", f"at least one, such as {LEVERS[1].name} = 1")


def _levers(values: Values) -> Iterator[Setting]:
    return (lever for lever in LEVERS if lever.name in values)


def timetables_fit_their_scopes(tables: Tables, sheet: Sheet) -> None:
    """What a timetable sets has a meaning for each agent, team and queue it names."""
    of_queues = manners_of_queues(tables)
    for name, values in tables["timetables"].items():
        named = {queue: of_queues.get(queue) for queue in values.get("queues", ())}
        agents = bool(values.get("agents") or values.get("teams"))
        for lever in _levers(values):
            found, allowed = _unfit(lever, agents, named)
            if found:
                sheet.wrong(("timetables", name, lever.name), found, allowed)


def _unfit(lever: Setting, agents: bool, queues: Mapping[str, Manner | None]) -> tuple[str, str]:
    """What is wrong with setting this lever for agents or queues, and what is allowed; "" when nothing is."""
    if agents and lever.name in OF_NO_AGENT:
        return "it for agents or teams", "only for queues, or for the whole centre"
    if queues and lever.name in OF_NO_QUEUE:
        return "it for queues", "only for agents, for teams, or for the whole centre"
    others = [queue for queue, manner in queues.items() if manner not in (None, lever.only)]
    if lever.only and others:
        return f"it for the queue {others[0]}", f"only for queues of {lever.only} channels"
    return "", ""


def timetables_reach_their_queues(tables: Tables, sheet: Sheet) -> None:
    """A timetable for the whole centre sets `interrupt` only where the centre does: else each queue does."""
    for name, values in tables["timetables"].items():
        nearer = "interrupt" not in tables["centre"].get("", {}) and not sheet.says(("centre", "interrupt"))
        if "interrupt" in values and nearer and not any(values.get(scope, True) for scope in SCOPES):
            found = "it for the whole centre, where each queue has its own"
            sheet.wrong(
                ("timetables", name, "interrupt"), found, 'it with queues = ["…"], or also in [centre]'
            )


CHECKS: Final = (
    hours_are_open,
    timetables_say_something,
    timetables_fit_their_scopes,
    timetables_reach_their_queues,
)
