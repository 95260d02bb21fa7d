"""What a replay says: a table for files, JSON for programs, and a page of text for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any, Final

import msgspec
import polars as pl
from msgspec import Struct
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analytics.kpis import KPIS, Kpi, Unit
from analytics.rows import MOMENT, Schema
from dispatcher.config.spans import say_span
from dispatcher.vocabulary import SECOND, QueueId
from simulator.experiment import WHOLE
from simulator.replaying.fates import NOTICED, Verdict
from simulator.replaying.playing import Compared, Replayed

COLUMNS: Final[Schema] = {
    "contact": pl.String,
    "queue": pl.String,
    "arrived": MOMENT,
    **{
        f"{whose}_{what}": pl.Int64 if what == "wait" else pl.String
        for whose in ("recorded", "own", "other")
        for what in ("end", "promised", "wait")
    },
    "verdict": pl.String,
    "because": pl.String,
}
"""A row for each contact: what became of it on that day, played under the day's own policy, and under the
other. Waits are microseconds."""

SHOWN: Final = 10  # contacts of each verdict on a screen


class Likeness(Struct, frozen=True, kw_only=True):
    """How near the day played under its own policy comes to the day as it was.

    `alike` is the share of contacts with the same end and the same promise kept or broken; `off` is how much
    their waits differ on average, in microseconds.
    """

    contacts: int
    alike: float
    off: float


def likeness(contacts: Sequence[Compared]) -> Likeness:
    """Of these, at least one."""
    pairs = [(one.recorded, one.own) for one in contacts]
    alike = [(was.end, was.promised) == (own.end, own.promised) for was, own in pairs]
    return Likeness(
        contacts=len(pairs),
        alike=fmean(alike),
        off=fmean(abs(was.wait - own.wait) for was, own in pairs),
    )


def table(replayed: Replayed) -> pl.DataFrame:
    """All contacts, in the order of their coming, with `COLUMNS`."""
    rows = [_row(one) for one in replayed.contacts]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _row(one: Compared) -> tuple[object, ...]:
    fates = (one.recorded, one.own, one.other)
    told = (value for fate in fates for value in (fate.end.value, fate.promised.value, fate.wait))
    story = one.story
    return (story.contact, story.queue, story.arrived, *told, one.verdict.value, one.because)


def as_json(replayed: Replayed) -> str:
    """The whole of it; instants and spans are microseconds, the whole centre stands under ""."""
    said = {
        "since": replayed.day.since,
        "until": replayed.day.until,
        "likeness": likeness(replayed.contacts),
        "verdicts": {queue: _verdicts(contacts) for queue, contacts in _by_queue(replayed)},
        "figures": dict(zip(("recorded", "own", "other"), replayed.figures, strict=True)),
        "patience": replayed.patience,
        "left_out": replayed.left_out,
        "pulled": replayed.pulled,
        "contacts": [dict(zip(COLUMNS, _row(one), strict=True)) for one in replayed.contacts],
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def page(replayed: Replayed) -> RenderableType:
    """What it comes to, for a terminal."""
    return Group(
        Text(_near(replayed)),
        _summed_up(replayed),
        *(_figures(replayed, queue) for queue in replayed.figures[1]),
        _moved(replayed),
        Text("\n".join(_notes(replayed)), style="dim"),
    )


def _by_queue(replayed: Replayed) -> Iterator[tuple[QueueId, list[Compared]]]:
    yield WHOLE, [*replayed.contacts]
    for queue in sorted({one.story.queue for one in replayed.contacts}):
        yield queue, [one for one in replayed.contacts if one.story.queue == queue]


def _verdicts(contacts: Sequence[Compared]) -> dict[str, int]:
    found = Counter(one.verdict for one in contacts)
    return {word.value: found[word] for word in Verdict}


def _near(replayed: Replayed) -> str:
    near = likeness(replayed.contacts)
    return (
        f"{near.contacts} contacts. Played under the day's own policy {near.alike:.1%} of them end as they "
        f"did, and waits are {near.off / SECOND:.1f} s off on average. The other policy is set beside that."
    )


def _summed_up(replayed: Replayed) -> Table:
    grid = Table("queue", box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("contacts", "better", "worse", "same"):
        grid.add_column(title, justify="right")
    for queue, contacts in _by_queue(replayed):
        found = _verdicts(contacts)
        grid.add_row(_named(queue), str(len(contacts)), *(str(found[word.value]) for word in Verdict))
    return grid


def _named(queue: QueueId) -> Text:
    return Text("whole centre" if queue == WHOLE else queue)


def _figures(replayed: Replayed, queue: QueueId) -> Table:
    grid = Table("KPI", box=box.SIMPLE_HEAD, pad_edge=False, title=_named(queue), title_justify="left")
    for title in ("as it was", "own policy", "other policy"):
        grid.add_column(title, justify="right")
    for kpi in (kpi for kpi in KPIS if not kpi.variant_of):
        values = [figures.get(queue, {}).get(kpi.name) for figures in replayed.figures]
        if any(values):
            grid.add_row(kpi.title, *(_value(kpi, value) for value in values))
    return grid


def _value(kpi: Kpi, value: float | None) -> str:
    match kpi.unit:
        case _ if value is None:
            return "–"
        case Unit.SHARE:
            return f"{value:.1%}"
        case Unit.SPAN:
            return f"{value / SECOND:,.1f} s"
        case Unit.COUNT:
            return f"{value:,.0f}"
        case _:
            return f"{value:,.2f}"


def _moved(replayed: Replayed) -> Table:
    """Those who came off most differently."""
    grid = Table("contact", "queue", "own policy", "other policy", "", box=box.SIMPLE_HEAD, pad_edge=False)
    for word in (Verdict.WORSE, Verdict.BETTER):
        found = [one for one in replayed.contacts if one.verdict is word]
        for one in sorted(found, key=lambda one: -abs(one.other.wait - one.own.wait))[:SHOWN]:
            grid.add_row(*map(Text, (one.story.contact, one.story.queue, *_fates(one), word)))
    return grid


def _fates(one: Compared) -> tuple[str, ...]:
    fates: tuple[Any, ...] = (one.own, one.other)
    return tuple(f"{fate.end} after {fate.wait / SECOND:,.0f} s, {fate.promised}" for fate in fates)


def _notes(replayed: Replayed) -> Iterator[str]:
    laws = ", ".join(f"{queue} {say_span(mean)}" for queue, mean in replayed.patience.items())
    yield (
        "Arrivals, handle times and agents' presence are the day's. Callers who were answered are as patient "
        f"as the fitted law says of those who wait so long ({laws or 'nobody ever hung up, so nobody does'})."
    )
    yield f"Waits that differ by less than {say_span(NOTICED)} are the same."
    if replayed.left_out:
        yield f"{replayed.left_out} contacts needed no agent and are left out."
    if replayed.pulled:
        yield f"On that day {replayed.pulled} levers were pulled live; the day's own policy knows of none."
