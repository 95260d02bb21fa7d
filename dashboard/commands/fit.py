"""`ringpost fit`: a scenario from what the centre's own log has seen."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dispatcher.errors import OwnerError

if TYPE_CHECKING:
    from simulator.fitting.scenario import Fitted

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def fit(
    centre: CentrePath,
    out: Annotated[
        Path, typer.Option(help="The scenario file to write, beside the centre file.", metavar="FILE.TOML")
    ] = Path("fitted.toml"),
    events: Annotated[
        Path | None,
        typer.Option(help="Facts to learn from: an event log or a Parquet file; else the centre's own log."),
    ] = None,
    weekday: Annotated[
        str | None, typer.Option(help="Learn arrivals from this weekday alone, such as `monday`.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="A page to write that shows what was seen beside what was fitted.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Learn who comes, how long work takes and how patient callers are, and write a scenario of it.

    For example `ringpost fit center.toml`, then `ringpost simulate fitted.toml`. The law of handle times is
    the nearest of four. Patience is held to Kaplan and Meier's estimate, which knows that whoever was
    answered only showed that hers is longer.
    """
    from dispatcher.config import read
    from simulator.fitting.scenario import as_toml, fitted
    from simulator.fitting.seen import look

    if weekday is not None and weekday.lower() not in WEEKDAYS:
        raise OwnerError(f"--weekday {weekday}: not a weekday; one of {', '.join(WEEKDAYS)}")
    file = read(centre, environ=os.environ)
    log = events or file.service.data / "events.duckdb"
    seen = look(log, weekday=None if weekday is None else WEEKDAYS.index(weekday.lower()))
    if not set(seen.arrivals) & set(file.centre.queues):
        raise OwnerError(f"{log} has seen nobody in a queue of {centre}")
    found = fitted(seen, file.centre)
    out.write_text(as_toml(found, os.path.relpath(centre, out.parent), seen.days[-1], None), "utf-8")
    if html is not None:
        from simulator.fitting.plots import page

        html.write_text(page(found, seen), "utf-8")
    _print(found, out, json=json)


def _print(found: "Fitted", out: Path, *, json: bool) -> None:
    if json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dispatcher.vocabulary import SECOND

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("queue", "a day", "of", "mean, s", "law", "cv", "seen", "off by"):
        grid.add_column(title, justify="left" if title in ("queue", "of", "law") else "right")
    for queue, line in found.lines.items():
        for what, one in (("handle", line.handle), ("patience", line.patience)):
            if one is not None:
                mean = f"{one.law.mean / SECOND:.1f}"
                if one.low is not None and one.high is not None:
                    mean += f" ({one.low / SECOND:.0f}–{one.high / SECOND:.0f})"
                told = (mean, one.law.kind.value, f"{one.law.cv:.2f}", str(one.seen), f"{one.distance:.1%}")
                grid.add_row(queue if what == "handle" else "", f"{sum(line.per_hour):.1f}", what, *told)
    console = Console()
    console.print(f"{found.days} days; whole days differ by {found.busyness:.0%} beyond chance")
    console.print(grid)
    for queue, line in found.lines.items():
        if line.redial is not None:
            share, most = line.redial.share, line.redial.most
            console.print(f"{queue}: {share:.0%} of those who hung up call again, {most} times in all")
    console.print(f"written: {out}", soft_wrap=True)
