"""`ringpost export` and `ringpost archive`: KPIs as files, and facts to keep elsewhere."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dispatcher.errors import OwnerError

EVENTS = "events.duckdb"

Since = Annotated[str | None, typer.Option(help="From this day on, such as 2026-10-01; else from the first.")]
Until = Annotated[str | None, typer.Option(help="Until the end of this day; else until the last fact.")]


def export(
    centre: CentrePath,
    out: Annotated[Path, typer.Argument(help="The file; .csv, .xlsx, .parquet or .json says its form.")],
    kpi: Annotated[list[str] | None, typer.Option(help="A KPI's name; may be repeated. Else all.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="Told apart by queue, channel, team, agent, category or tier; may be repeated."),
    ] = None,
    grain: Annotated[str, typer.Option(help="15m, hour, day, week or month.")] = "day",
    since: Since = None,
    until: Until = None,
    archive: Annotated[
        Path | None, typer.Option(help="Ask this Parquet file, or folder of such, instead of the event log.")
    ] = None,
) -> None:
    """Write KPIs into a file for spreadsheets and programs.

    For example `ringpost export center.toml october.csv --kpi service_level --by queue --grain 15m`. The
    event log is one process's at a time: while the dashboard runs, take the file from its history page, or
    ask an archive.
    """
    import analytics
    from analytics.exports import Form
    from analytics.exports import export as written

    try:
        form = Form(out.suffix.removeprefix("."))
    except ValueError:
        raise OwnerError(
            f"{out}: the name must end in one of {', '.join(f'.{form}' for form in Form)}"
        ) from None
    with analytics.open(archive or _events(centre)) as book:
        table = book.kpis(kpi or (), by or (), grain, since=since, until=until)
    _write(out, written(table, form))
    typer.echo(f"{out}: {len(table)} rows.")


def archive(
    centre: CentrePath,
    folder: Annotated[Path, typer.Argument(help="Where the files go, one a month; made if it is not there.")],
) -> None:
    """Keep copies of the facts as Parquet files, one a month: small, and to be asked like the event log.

    For example `ringpost archive center.toml archive/`. Months that are there already are written anew. It
    runs while the dashboard does not.
    """
    from analytics.eventlog import EventLog
    from analytics.grains import Grain, cut
    from analytics.intervals import Window
    from dispatcher.vocabulary import Instant

    folder.mkdir(parents=True, exist_ok=True)
    log = EventLog.showing(_events(centre))
    try:
        first, last = log.ends()
        for month in cut(Window("all", first, Instant(last + 1)), Grain.MONTH):
            file = folder / f"facts-{month.name[:7]}.parquet"
            new = file.with_suffix(".new")
            count = log.keep_parquet(new, month.since, month.until)
            new.replace(file)
            typer.echo(f"{file}: {count} facts.")
    finally:
        log.close()


def _events(centre: Path) -> Path:
    from dispatcher.config import read

    return read(centre, environ=os.environ).service.data / EVENTS


def _write(out: Path, body: bytes) -> None:
    try:
        out.write_bytes(body)
    except OSError as error:
        raise OwnerError(f"{out} cannot be written: {error.strerror}") from error
