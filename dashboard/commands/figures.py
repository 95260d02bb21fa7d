"""`ringpost export` and `ringpost report`: KPIs as files, and a month on paper."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dispatcher.errors import EventLogHeldError, OwnerError

if TYPE_CHECKING:
    from analytics.intervals import Window
    from analytics.notebook import Book
    from dispatcher.config import CentreFile
    from dispatcher.incidents.store import Incident

EVENTS, ARCHIVE = "events.duckdb", "archive"

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

    For example `ringpost export center.toml october.csv --kpi service_level --by queue --grain 15m`.
    While the dashboard runs it holds the event log, and the answer is the archive's: all days that are over.
    """
    from analytics.exports import export as written
    from analytics.exports import form_of
    from dashboard.incidents import with_incidents

    form = form_of(out)
    with book_of(centre, archive) as book:
        table = book.kpis(kpi or (), by or (), grain, since=since, until=until)
        table = with_incidents(table, _incidents(centre, book.span(since, until)))
    write_file(out, written(table, form))
    typer.echo(f"{out}: {len(table)} rows.")


def _mail(file: "CentreFile", to: list[str], subject: str, name: str, body: bytes) -> None:
    import asyncio

    from dashboard.monthly.posting import letter, post

    box = next(iter(file.mail.mailboxes.values()), None)
    if box is None:
        raise OwnerError("the centre has no mailbox to send from: [mailboxes] is empty")
    asyncio.run(post(file.mail, letter(box.address, to, subject, name, body), to))
    typer.echo(f"Sent to {', '.join(to)}.")


def book_of(centre: Path, archive: Path | None) -> "Book":
    """The archive asked for, else the event log, else, while somebody holds that, the centre's archive.

    Raises:
        OwnerError: it cannot be read; the message says why.
    """
    import analytics
    from dispatcher.config import read

    data = read(centre, environ=os.environ).service.data
    if archive is not None:
        return analytics.open(archive)
    try:
        return analytics.open(data / EVENTS)
    except EventLogHeldError:
        typer.echo("The dashboard holds the event log; this is its archive's answer.", err=True)
        return analytics.open(data / ARCHIVE)


def _incidents(centre: Path, window: "Window") -> "list[Incident]":
    """What was noted of that time, from the centre's store; none where that cannot be read."""
    import sqlite3

    from dispatcher.config import read
    from dispatcher.incidents.store import read_beside
    from dispatcher.journal import JOURNAL

    data = read(centre, environ=os.environ).service.data
    try:
        return read_beside(data / JOURNAL, window.since, window.until)
    except sqlite3.Error as error:
        typer.echo(f"Incidents are left out: {error}", err=True)
        return []


def write_file(out: Path, body: bytes) -> None:
    """Write a file that was asked for.

    Raises:
        OwnerError: it cannot be written.
    """
    try:
        out.write_bytes(body)
    except OSError as error:
        raise OwnerError(f"{out} cannot be written: {error.strerror}") from error


def report(
    centre: CentrePath,
    month: Annotated[str | None, typer.Option(help="The month, such as 2026-10.")] = None,
    week: Annotated[str | None, typer.Option(help="Instead of a month a week, such as 2026-W41.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file, .html or .pdf; else report-2026-10.html here.")
    ] = None,
    mail_to: Annotated[
        list[str] | None, typer.Option(help="Send it to this address as well; may be repeated.")
    ] = None,
    lang: Annotated[str, typer.Option(help="en, th, zh, fa or ru.")] = "en",
    archive: Annotated[
        Path | None, typer.Option(help="Ask this Parquet file, or folder of such, instead of the event log.")
    ] = None,
) -> None:
    """Write the report of a month or a week: beside the one before, by queue, team, category and tier.

    For example `ringpost report center.toml --month 2026-10 --out october.pdf --lang th`. One file, which
    needs nothing else. A `[reports.<id>]` in the centre file sends one by itself.
    """
    from dashboard.monthly.figures import figures, span_of
    from dashboard.monthly.paper import as_html, as_pdf
    from dashboard.words import LANGUAGES
    from dispatcher.config import read

    if lang not in LANGUAGES:
        raise OwnerError(f"there is no language {lang!r}; there are {', '.join(LANGUAGES)}")
    if (name := month or week) is None or (month and week):
        raise OwnerError("say which one: --month 2026-10 or --week 2026-W41")
    place = out or Path(f"report-{name}.html")
    if place.suffix not in (".html", ".pdf"):
        raise OwnerError(f"{place}: the name must end in .html or .pdf")
    file = read(centre, environ=os.environ)
    with book_of(centre, archive) as book:
        found = figures(book, file.centre, name, lang, incidents=_incidents(centre, span_of(name)))
    page = as_html(found, lang)
    body = as_pdf(page) if place.suffix == ".pdf" else page.encode()
    write_file(place, body)
    typer.echo(f"{place}: {name} of {found['centre']}.")
    if mail_to:
        _mail(file, mail_to, f"{found['title']} {name} · {found['centre']}", place.name, body)
