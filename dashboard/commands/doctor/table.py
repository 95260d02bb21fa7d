"""Every check there is, in the order in which one would ask; and how findings are shown."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from dashboard.commands.doctor import doors, files, machine, mail, stores
from dashboard.commands.doctor.examine import Check, Patient, aside, examine
from dispatcher.config import CentreFile, read
from dispatcher.errors import OwnerError
from dispatcher.findings import Finding, failed

CHECKS: Final[Sequence[Check]] = (
    Check(name="versions", look=aside(machine.versions), needs_file=False),
    Check(name="time zones", look=aside(machine.time_zones), needs_file=False),
    Check(name="centre file", look=aside(files.centre_file), needs_file=False),
    Check(name="secrets", look=aside(files.secrets)),
    Check(name="data folder", look=aside(files.data_folder)),
    Check(name="disk", look=aside(machine.disk)),
    Check(name="schema", look=aside(stores.schema)),
    Check(name="journal", look=aside(stores.journal), limit=600.0),
    Check(name="escalations", look=aside(stores.escalations)),
    Check(name="lock", look=aside(stores.lock)),
    Check(name="clock", look=aside(machine.clock)),
    Check(name="ports", look=doors.ports),
    Check(name="ready", look=doors.ready),
    Check(name="event log", look=doors.event_log),
    Check(name="mailboxes", look=mail.mailboxes),
    Check(name="smtp", look=mail.smtp),
    Check(name="certificates", look=mail.certificates),
)
MARKS: Final = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "failed": ("✗", "bold red"),
    "skipped": ("-", "dim"),
}


def look_over(centre: Path, *, thorough: bool) -> list[Finding]:
    """Make every check on this centre, with a bar on stderr meanwhile."""
    patient = Patient(path=centre, file=_read(centre), thorough=thorough)
    console = Console(stderr=True)
    columns = (TextColumn("looking at {task.fields[what]}"), BarColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(CHECKS), what="everything")
        return asyncio.run(
            examine(
                CHECKS, patient, lambda done: bar.update(task, advance=1, what=f"what is left after {done}")
            )
        )


def _read(centre: Path) -> CentreFile | None:
    try:
        return read(centre, environ=os.environ)
    except OwnerError:
        return None


def as_json(findings: Sequence[Finding]) -> str:
    """For programs: `status` is failed when one of the checks is."""
    body = {"status": "failed" if failed(findings) else "ok", "checks": findings}
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode()


def show(findings: Sequence[Finding], console: Console) -> None:
    """For people: a table, and a sentence on what it comes to."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column()
    for finding in findings:
        mark, style = MARKS[finding.result]
        said = Text(finding.detail, "dim" if finding.result == "skipped" else "")
        if finding.remedy:
            said.append(f"\n→ {finding.remedy}", "bold")
        table.add_row(Text(mark, style), Text(finding.name, style), said)
    console.print(table)
    console.print(_summary(findings))


def _summary(findings: Sequence[Finding]) -> Text:
    results = [finding.result for finding in findings]
    bad, odd = results.count("failed"), results.count("warning")
    if bad:
        return Text(f"\n{bad} failed, {odd} to think about. Begin with the first ✗.", "bold red")
    return Text(
        "\nNothing failed." + (f" {odd} to think about." if odd else ""),
        "bold yellow" if odd else "bold green",
    )
