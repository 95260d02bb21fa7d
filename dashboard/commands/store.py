"""`ringpost backup` and `ringpost restore`: copies of all that must not be lost."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import SECOND, Instant

if TYPE_CHECKING:
    from dispatcher.journal.verification import Report


def backup(
    centre: CentrePath,
    target: Annotated[
        Path,
        typer.Argument(
            help="A new file; or a folder, in which the copy is named after the moment.", metavar="TARGET"
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a sentence.")] = False,
) -> None:
    """Copy everything that must not be lost into one file, and read the copy through.

    The dispatcher may be running meanwhile. Facts, commands, mail, drafts and the outbox are all in it.
    """
    import msgspec

    from dispatcher.clock import wall_clock
    from dispatcher.journal.backup import back_up

    with bar("copying, then reading through") as progress:
        report = back_up(_journal(centre), target, wall_clock(), progress)
    typer.echo(msgspec.json.encode(report).decode() if json else f"{report.path}: {_holds(report)}")


def restore(
    centre: CentrePath,
    backup: Annotated[Path, typer.Argument(help="A file that `backup` made.", metavar="BACKUP")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the journal's place, once it was read through. What was there is moved aside.

    The dispatcher must not be running.
    """
    from dispatcher.journal.backup import restoring

    journal = _journal(centre)
    with ExitStack() as held:
        with bar("copying, then reading through") as progress:
            ready = held.enter_context(restoring(journal, backup, progress))
        typer.echo(f"{backup}: {_holds(ready.report)}", err=True)
        if not yes and not _agreed(f"Put it in the place of {journal}?"):
            raise OwnerError("nothing was changed; answer y, or add --yes, to restore")
        aside = ready.put()
    typer.echo(f"restored {journal}")
    if aside is not None:
        typer.echo(f"what was there is now {aside}; delete it when you are sure")
    typer.echo("start the centre: the dashboard sets its event log aside by itself and builds it anew")


def _journal(centre: Path) -> Path:
    from dispatcher.config import read
    from dispatcher.journal import JOURNAL

    return read(centre, environ=os.environ).service.data / JOURNAL


def _agreed(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:  # nobody is there to answer
        return False


def _holds(report: "Report") -> str:
    """What a journal holds, in a sentence."""
    if report.begins is None or report.ends is None:
        return "no events yet"
    return (
        f"events 1 to {report.events:,}, from {_moment(report.begins)} to {_moment(report.ends)},"
        f" read through in {report.seconds:.1f} s"
    )


def _moment(instant: Instant) -> str:
    return f"{datetime.fromtimestamp(instant // SECOND, UTC):%Y-%m-%d %H:%M:%S} UTC"


@contextmanager
def bar(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
