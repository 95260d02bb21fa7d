"""What queues say fits their channel, their rings, and those who approve their replies."""

from collections.abc import Iterator, Sequence
from typing import Final

from dispatcher.config.check import Tables
from dispatcher.config.cross.manners import manners_of_queues
from dispatcher.config.declare import Manner, Setting
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, say_text
from dispatcher.config.sections.queues import QUEUES, TERMS
from dispatcher.config.spans import say_span
from dispatcher.config.tables import Values


def only_where_meant(tables: Tables, sheet: Sheet) -> None:
    """A setting for live channels stands on their queues alone, and one for written channels on theirs."""
    of_queues = manners_of_queues(tables)
    for queue, values in tables["queues"].items():
        for path, setting in _limited(queue, values):
            if of_queues[queue] not in (None, setting.only):
                found = f"it on a queue for {values['channel']}"
                sheet.wrong(path, found, f"only on queues of {setting.only} channels")


def _limited(queue: str, values: Values) -> Iterator[tuple[Path, Setting]]:
    """Each setting said of the queue, or of a tier of it, that has not a meaning everywhere."""
    yield from _said(QUEUES.settings, values, ("queues", queue))
    for tier, terms in values.get("tiers", {}).items():
        yield from _said(TERMS.settings, terms, ("queues", queue, "tiers", tier))


def _said(settings: Sequence[Setting], values: Values, path: Path) -> Iterator[tuple[Path, Setting]]:
    return (((*path, one.name), one) for one in settings if one.only and one.name in values)


def rings_rise(tables: Tables, sheet: Sheet) -> None:
    """Each ring comes later than the one before it."""
    for queue, values in tables["queues"].items():
        last = None
        for index, ring in enumerate(values.get("rings", ())):
            after = ring.get("after")
            if last is not None and after is not None and after <= last:
                path, found = ("queues", queue, "rings", index, "after"), say_text(say_span(after))
                sheet.wrong(path, found, f"longer than the ring before, {say_span(last)}")
            last = after


def tiers_differ(tables: Tables, sheet: Sheet) -> None:
    """A tier says something that the queue does not."""
    for queue, values in tables["queues"].items():
        for tier, terms in values.get("tiers", {}).items():
            path = ("queues", queue, "tiers", tier)
            if not terms and not any(sheet.says((*path, term.name)) for term in TERMS.settings):
                sheet.wrong(path, "no terms", TERMS.allowed)


def approvers_can_answer(tables: Tables, sheet: Sheet) -> None:
    """Replies wait for approval in a queue of a written channel that needs no approval of its own."""
    of_queues = manners_of_queues(tables)
    holders = [
        (section, name, of) for section in ("queues", "categories") for name, of in tables[section].items()
    ]
    for section, name, values in holders:
        approvers = values.get("approval", {}).get("queue")
        path = (section, name, "approval", "queue")
        if of_queues.get(approvers) is Manner.LIVE:
            found = f"{say_text(approvers)}, a queue for {tables['queues'][approvers]['channel']}"
            sheet.wrong(path, found, "a queue of a written channel")
        elif "approval" in tables["queues"].get(approvers, {}):
            found = f"{say_text(approvers)}, whose own replies need approval"
            sheet.wrong(path, found, "a queue without approval")


CHECKS: Final = (only_where_meant, rings_rise, tiers_differ, approvers_can_answer)
