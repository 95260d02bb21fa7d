"""The `ringpost` command. What takes time to import is imported in the commands: `--help` answers at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import customers, figures, form, knowledge, people, simulation, store
from dashboard.commands.arguments import CentrePath
from dashboard.commands.board import board
from dashboard.commands.erlang import erlang
from dashboard.commands.fit import fit
from dashboard.commands.lines import lines
from dashboard.commands.mail import mail
from dashboard.commands.replay import replay
from dashboard.commands.running import log_as, run, run_until_stopped
from dashboard.commands.staff import staff
from dashboard.exits import FAULT, OWNER, PEER
from dispatcher.errors import JournalError, NotDurableError, OwnerError, RingpostError

app = typer.Typer(
    name="ringpost",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""
A contact centre's blended voice + email desk.

Begin with `ringpost demo`: a whole centre on this machine. For your own: copy `examples/center.toml`, look it
over with `ringpost check center.toml`, and run it with `ringpost serve center.toml`.
""",
)


@app.callback()
def ringpost(
    leash: Annotated[bool, typer.Option("--leash", hidden=True)] = False,
) -> None:
    """Set up what every command shares."""
    if leash:
        from dashboard.supervise import stop_with_parent

        stop_with_parent()


@app.command()
def check(centre: CentrePath) -> None:
    """Say whether a centre file and its reply templates are right; if not, every mistake with its line.

    For example `ringpost check center.toml`, after every change and before every start.
    """
    from dashboard.alerting.watches import watches_of
    from dispatcher.config import read
    from dispatcher.mail.templates.shelf import Loaded

    file = read(centre, environ=os.environ)
    watches_of(file.alerts.rules)
    found, templates = file.centre, file.templates.read() if file.templates else Loaded()
    if templates.faults:
        raise OwnerError("\n".join(templates.faults))
    typer.echo(
        f"{centre}: right. {found.name}: {_count(len(found.agents), 'agent')},"
        f" {_count(len(found.queues), 'queue')}, {_count(len(found.teams), 'team')}"
        + (f", {_count(len(templates.templates), 'reply template')}." if file.templates else ".")
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


@app.command()
def serve(centre: CentrePath) -> None:
    """Run a centre: the dispatcher and the dashboard, both kept running until Ctrl-C.

    For example `ringpost serve center.toml`. Ctrl-C or SIGTERM stops both in order; what is new is turned
    away meanwhile, what was begun is finished.
    """
    from dashboard.supervise import Child, keep_running
    from dispatcher.config import read

    log_as("serve")
    service = read(centre, environ=os.environ).service
    _echo(f"Wallboard  {service.dashboard_url}/")
    _echo(f"Desk       {service.dashboard_url}/desk")
    _echo(f"Calls API  {service.api_url}/v1/calls")
    children = [
        Child("dispatcher", ["dispatcher", str(centre)]),
        Child("dashboard", ["dashboard", str(centre)]),
    ]
    run(lambda stopping: keep_running(children, stopping))


@app.command()
def dispatcher(centre: CentrePath) -> None:
    """Run the dispatcher alone: it decides, keeps the journal, and talks to desks, PBX and mail servers.

    For example `RINGPOST_LOG=WARNING ringpost dispatcher center.toml`. Its log is one JSON object a line,
    unless a person looks at it (`RINGPOST_LOG_FORMAT=json` or `text`).
    """
    from dispatcher.config import read
    from dispatcher.live import live

    log_as("dispatcher")
    file = read(centre, environ=os.environ)
    run(lambda stopping: live(file, stopping))


@app.command()
def dashboard(centre: CentrePath) -> None:
    """Run the dashboard alone: it follows the dispatcher's feed, measures, and serves the pages.

    For example `ringpost dashboard center.toml`. It may be stopped and started at any time.
    """
    from dashboard.app import serve as serve_pages
    from dispatcher.config import read

    log_as("dashboard")
    run_until_stopped(serve_pages(read(centre, environ=os.environ)))


app.command()(people.agent)
app.add_typer(people.user, name="user")
app.add_typer(board, name="board")
app.add_typer(mail, name="mail")
app.add_typer(customers.customer, name="customer")
app.add_typer(knowledge.knowledge, name="knowledge")
app.add_typer(form.form, name="form")


@app.command()
def doctor(
    centre: CentrePath,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Read every event of the journal; a million take a minute.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Look at everything a centre needs, and say what to do about what is wrong. Nothing is changed.

    For example `ringpost doctor center.toml`, while the centre runs or before it does. Ends with status 2
    when a check failed, so `ringpost doctor center.toml --json` fits into any monitoring.
    """
    from rich.console import Console

    from dashboard.commands.doctor.table import as_json, look_over, show
    from dispatcher.findings import failed

    findings = look_over(centre, thorough=thorough)
    typer.echo(as_json(findings)) if json else show(findings, Console())
    if failed(findings):
        sys.exit(OWNER)


@app.command()
def explain(
    centre: CentrePath,
    contact: Annotated[str, typer.Argument(help="The contact's id, as the journal has it.")],
    at: Annotated[
        int | None,
        typer.Option(help="How things stood just before this event; else before its last offer.", min=1),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say why a contact went to whom it did, and why not to each of the others.

    For example `ringpost explain center.toml call-1`. Worked out again from the journal, by the very rules
    that decided; the dispatcher may be running meanwhile.
    """
    from dashboard.explaining import as_json, explained, tell
    from dispatcher.config import read
    from dispatcher.journal import JOURNAL

    service = read(centre, environ=os.environ).service
    found = explained(service.data / JOURNAL, contact, at)
    typer.echo(as_json(found)) if json else tell(found)


app.command()(store.backup)
app.command()(store.restore)
app.command()(lines)
app.command()(figures.export)
app.command()(figures.report)
app.command()(erlang)
app.command()(fit)


app.command()(simulation.simulate)
app.command()(simulation.compare)
app.command()(simulation.sweep)
app.command()(replay)
app.command()(staff)


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Option("--dir", help="Where the demo keeps its centre and its data.")
    ] = Path("demo"),
    speed: Annotated[
        float, typer.Option(help="How many times as fast as life customers and agents are.", min=0.1)
    ] = 1.0,
    mailbox: Annotated[
        str | None,
        typer.Option(
            help="Let customers write to this mailbox: imap://USER:PASSWORD@HOST:PORT (imaps:// for TLS)."
        ),
    ] = None,
    smtp: Annotated[
        str | None, typer.Option(help="With --mailbox: the server that takes mail for it, HOST:PORT.")
    ] = None,
) -> None:
    """Run a whole centre on this machine: dispatcher, dashboard, callers, writers and scripted agents.

    For example `ringpost demo --speed 5`; then take a seat among them in another terminal, with
    `ringpost agent guest`.
    """
    from dashboard.demo import live

    log_as("demo")
    run(lambda stopping: live(folder, stopping, speed=speed, mailbox=mailbox, smtp=smtp, say=_echo))


@app.command(hidden=True)
def crowd(
    centre: CentrePath,
    speed: Annotated[float, typer.Option()] = 1.0,
    smtp: Annotated[str | None, typer.Option()] = None,
) -> None:
    """The demo's people: callers, writers, and agents at their desks."""
    from dashboard.demo.crowd import gather
    from dispatcher.config import read

    log_as("crowd")
    run_until_stopped(gather(read(centre, environ=os.environ), speed=speed, smtp=smtp))


def _echo(line: str) -> None:
    typer.echo(line, err=False)
    sys.stdout.flush()


def main() -> None:
    """Run the command; what the owner can mend is said in one line, not in a traceback."""
    try:
        app()
    except RingpostError as error:
        typer.echo(f"ringpost: {error}", err=True)
        sys.exit(_status(error))
    except Exception as error:
        known, unknown = error.split(RingpostError) if isinstance(error, ExceptionGroup) else (None, error)
        if known is None or unknown is not None:
            _admit_fault()
            raise
        leaves = _leaves(known)
        for leaf in leaves:
            typer.echo(f"ringpost: {leaf}", err=True)
        sys.exit(OWNER if OWNER in map(_status, leaves) else PEER)


def _status(error: BaseException) -> int:
    """OWNER where trying again is useless, a damaged journal too: it takes a person to put a copy back."""
    damaged = isinstance(error, JournalError) and not isinstance(error, NotDurableError)
    return OWNER if damaged or isinstance(error, OwnerError) else PEER


def _admit_fault() -> None:
    """A bug ended us: a process that runs on says where in its log, and no customer's words with it."""
    import logging

    if logging.getLogger().handlers:
        from dispatcher import logs

        logs.named(__name__).critical("a fault of ours ended this process; please report it", exc_info=True)
        sys.exit(FAULT)


def _leaves(group: BaseException) -> list[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        return [leaf for error in group.exceptions for leaf in _leaves(error)]
    return [group]


if __name__ == "__main__":
    main()
