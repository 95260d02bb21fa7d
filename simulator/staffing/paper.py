"""A staffing for people, for programs, and for files."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

import msgspec
import polars as pl
from msgspec.structs import asdict
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analytics.intervals import moment, stamp
from dispatcher.vocabulary import HOUR, later
from simulator.staffing.certifying import standing
from simulator.staffing.levels import windows
from simulator.staffing.question import Question, Wanted
from simulator.staffing.staff import Staffed


def table(question: Question, found: Staffed) -> pl.DataFrame:
    """A row for each group and interval: `group`, `since`, `until` (UTC), `agents`."""
    rows = [
        (group.name, stamp(window.since), stamp(window.until), count)
        for group, counts in zip(question.groups, found.staffing, strict=True)
        for window, count in zip(windows(question.base, question.interval), counts, strict=True)
    ]
    return pl.DataFrame(rows, schema=["group", "since", "until", "agents"], orient="row")


def as_json(question: Question, found: Staffed) -> str:
    """All of it; `promises` says of each share what was wanted and what fresh runs say."""
    said = asdict(found) | {
        "staffing": dict(zip((group.name for group in question.groups), found.staffing, strict=True)),
        "interval": question.interval,
        "start": question.base.start,
        "shares": [_promise(wanted, one) for wanted, one in zip(question.wanted, found.shares, strict=True)],
        "units": {"interval": "microseconds", "start": "microseconds", "cost": "price times hours"},
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def _promise(wanted: Wanted, found: Any) -> dict[str, Any]:
    return asdict(wanted) | asdict(found) | {"standing": standing(wanted, found)}


def page(question: Question, found: Staffed, zone: tzinfo | None = None) -> RenderableType:
    """For a terminal: who when, whether it is certified, and every promise that decides it."""
    return Group(
        Text(_headline(question, found)),
        _who_when(question, found, zone),
        _promises(question, found, zone),
        Text("\n".join(_for_the_file(question, found)), style="dim"),
    )


def _headline(question: Question, found: Staffed) -> str:
    hours = sum(map(sum, found.staffing)) * question.interval / HOUR
    paid = f"{hours:,.1f} agent hours, cost {found.cost:,.1f}."
    if found.interrupted:
        return f"Interrupted: {paid} The best so far; not certified."
    runs = f"{found.replications} runs with people the search never met"
    if found.certified:
        return f"{paid} Certified: in {runs} every promise is kept, as far as 95 % intervals tell."
    return f"{paid} Could not be certified: in {runs} the promises marked below are not surely kept."


def _who_when(question: Question, found: Staffed, zone: tzinfo | None) -> Table:
    grid = Table("", box=box.SIMPLE_HEAD, pad_edge=False)
    for group in question.groups:
        grid.add_column(Text(group.name), justify="right")
    grid.add_column("calls alone, Erlang", justify="right", style="dim")
    for place, window in enumerate(windows(question.base, question.interval)):
        counts = (str(counts[place]) for counts in found.staffing)
        grid.add_row(f"{moment(window.since, zone):%H:%M}", *counts, str(found.erlang[place]))
    return grid


def _promises(question: Question, found: Staffed, zone: tzinfo | None) -> Table:
    grid = Table("promise", "wanted", "kept", "", box=box.SIMPLE_HEAD, pad_edge=False)
    for wanted, one in zip(question.wanted, found.shares, strict=True):
        kept = f"{one.share:.1%} ± {one.half_width:.1%}"
        grid.add_row(Text(_what(question, wanted, zone)), f"{wanted.least:.1%}", kept, standing(wanted, one))
    return grid


def _what(question: Question, wanted: Wanted, zone: tzinfo | None) -> str:
    if wanted.done:
        return f"{wanted.queue}: replied by the end"
    if wanted.place is None:
        return f"{wanted.queue}: in time"
    begins = later(question.base.start, question.interval)
    at = moment(type(begins)(question.base.start + wanted.place * question.interval), zone)
    return f"{wanted.queue} {at:%H:%M}: in time"


def _for_the_file(question: Question, found: Staffed) -> Iterator[str]:
    yield "For the scenario file:"
    for group, counts in zip(question.groups, found.staffing, strict=True):
        yield f"[staff.{group.name}]  agents = [{', '.join(map(str, counts))}]"
