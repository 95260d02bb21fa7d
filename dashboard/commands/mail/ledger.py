"""`ringpost mail ledger` and `mail quarantine`: what became of every message, and what to do about it."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote, urlencode

import typer

from dashboard.commands.arguments import CentrePath
from dispatcher.errors import OwnerError
from dispatcher.mail.intake.rules import Judgement

if TYPE_CHECKING:
    from dispatcher.client import Api

WIDE: Final = 240  # Columns where no terminal says how many there are.
SPANS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
MessageName = Annotated[str, typer.Argument(help="The message's id, as the list has it.", metavar="MESSAGE")]
Since = Annotated[
    str | None,
    typer.Option(help='From then on: "2026-11-25", "2026-11-25T08:00"; or back: "90m", "12h", "7d".'),
]

quarantine = typer.Typer(
    no_args_is_help=True,
    help="""
What could not be let in: look at it, try it once more, or drop it.

Works while the centre runs and while it does not. For example `ringpost mail quarantine list center.toml`.
""",
)


def ledger(
    centre: CentrePath,
    verdict: Annotated[Judgement | None, typer.Option(help="Only what turned out to be this.")] = None,
    mailbox: Annotated[str, typer.Option(help="Only what came by this mailbox.")] = "",
    sender: Annotated[str, typer.Option(help="Only senders with this in their address.")] = "",
    since: Since = None,
    limit: Annotated[int, typer.Option(help="At most so many lines.", min=1, max=500)] = 50,
    json: Json = False,
) -> None:
    """Show what became of every message that came in, newest first, and the rule that decided.

    Works while the centre runs and while it does not. For example
    `ringpost mail ledger center.toml --verdict spam --since 7d`.
    """
    asked = _query(verdict=verdict, mailbox=mailbox, sender=sender, since=_since(since), limit=limit)

    async def work(api: "Api") -> None:
        _show(await api.ask("GET", f"/v1/ledger?{asked}"), json)

    as_owner_of(centre, work)


@quarantine.command("list")
def list_quarantined(
    centre: CentrePath,
    dropped: Annotated[bool, typer.Option("--dropped", help="What was dropped, too.")] = False,
    since: Since = None,
    json: Json = False,
) -> None:
    """Show what could not be let in, and why."""
    asked = _query(
        verdict=Judgement.QUARANTINED, dropped="true" if dropped else "", since=_since(since), limit=500
    )

    async def work(api: "Api") -> None:
        _show(await api.ask("GET", f"/v1/ledger?{asked}"), json)

    as_owner_of(centre, work)


@quarantine.command()
def show(centre: CentrePath, message: MessageName, json: Json = False) -> None:
    """Print the beginning of a message's source, as text that can do nothing."""
    import msgspec

    async def work(api: "Api") -> None:
        found = await api.ask("GET", _path(message))
        typer.echo(msgspec.json.encode(found).decode() if json else found["text"])

    as_owner_of(centre, work)


@quarantine.command()
def retry(centre: CentrePath, message: MessageName, json: Json = False) -> None:
    """Try to let a message in once more. What a rule set apart, such as spam, comes in as a customer's."""
    import msgspec

    async def work(api: "Api") -> None:
        done = await api.ask("POST", _path(message, "let-in"))
        typer.echo(msgspec.json.encode(done).decode() if json else _told(done))

    as_owner_of(centre, work)


@quarantine.command()
def drop(centre: CentrePath, message: MessageName) -> None:
    """Have a message out of sight. It is kept; `undrop` takes it up again."""
    _act(centre, message, "drop", "dropped; `ringpost mail quarantine undrop` takes it up again")


@quarantine.command()
def undrop(centre: CentrePath, message: MessageName) -> None:
    """Take a dropped message up again."""
    _act(centre, message, "undrop", "it is in the list again")


def _act(centre: Path, message: str, what: str, said: str) -> None:
    async def work(api: "Api") -> None:
        await api.ask("POST", _path(message, what))
        typer.echo(said, err=True)

    as_owner_of(centre, work)


def as_owner_of(centre: Path, work: "Callable[[Api], Awaitable[None]]") -> None:
    """Do this with the centre's API, as its owner; also while it stands still."""
    import asyncio

    from dashboard.commands.owner import as_owner
    from dispatcher.config import read

    async def main() -> None:
        async with as_owner(read(centre, environ=os.environ)) as api:
            await work(api)

    asyncio.run(main())


def _path(message: str, *more: str) -> str:
    return "/".join(("/v1/ledger", quote(message, safe=""), *more))


def _query(**asked: object) -> str:
    return urlencode({key: value for key, value in asked.items() if value not in (None, "")})


def _since(said: str | None) -> int | None:
    """The instant, in microseconds.

    Raises:
        OwnerError: it is neither a moment nor a span.
    """
    if said is None:
        return None
    try:
        if said[-1:] in SPANS:
            moment = datetime.now(UTC) - int(said[:-1]) * SPANS[said[-1]]
        else:
            moment = datetime.fromisoformat(said).astimezone()
    except (ValueError, OverflowError):
        raise OwnerError(
            f'--since {said}: say "2026-11-25", "2026-11-25T08:00", "90m", "12h" or "7d"'
        ) from None
    return int(moment.timestamp() * 1_000_000)


def _show(found: dict[str, Any], json: bool) -> None:
    import msgspec
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    table = Table(box=None, pad_edge=False)
    for head in ("message", "when", "verdict", "rule", "mailbox", "sender", "size", "why"):
        # Ids, words and times are copied into other commands: whole, or not at all.
        whole = head in ("message", "when", "verdict", "rule", "size")
        table.add_column(head, justify="right" if head == "size" else "left", no_wrap=whole, overflow="fold")
    for line in found["lines"]:
        table.add_row(*(Text(cell) for cell in _cells(line)))
    console = Console()
    console.width = console.width if console.is_terminal else WIDE
    console.print(table if found["lines"] else "No message came in that fits.")
    typer.echo(", ".join(f"{many:,} {verdict}" for verdict, many in found["counts"].items()), err=True)


def _cells(line: dict[str, Any]) -> tuple[str, ...]:
    when = datetime.fromtimestamp(line["at"] // 1_000_000).astimezone()
    dropped = "dropped; " if line["dropped"] else ""
    return (
        line["message"],
        f"{when:%Y-%m-%d %H:%M:%S}",
        line["verdict"],
        line["rule"],
        line["mailbox"],
        line["sender"],
        f"{line['size']:,}",
        dropped + line["why"],
    )


def _told(done: dict[str, Any]) -> str:
    if done["fetched_anew"]:
        return "only its headers were kept: it is fetched anew at the next look into its mailbox"
    contact = f", contact {done['contact']}" if done["contact"] else ""
    why = f": {done['detail']}" if done["detail"] else ""
    return f"{done['verdict']} ({done['rule']}){contact}{why}"
