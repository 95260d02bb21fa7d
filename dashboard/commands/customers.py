"""Customers from the command line: found, shown, put right, handed out, forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.running import run_as_owner

if TYPE_CHECKING:
    from dispatcher.client import Api

customer = typer.Typer(
    no_args_is_help=True,
    help="""
Find customers, say who is who, hand out what is known of one, and forget one.

Works while the centre runs and while it does not. For example
`ringpost customer list center.toml mali@example.com`. What `link`, `merge` and `split` do, `undo` takes back.
""",
)
Id = Annotated[str, typer.Argument(help="A customer's id, as `list` shows it.", metavar="ID")]
Said = Annotated[str, typer.Argument(help="An address or a telephone number.", metavar="ADDRESS")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]


@customer.command("list")
def list_customers(
    centre: CentrePath,
    text: Annotated[str, typer.Argument(help="In a name, an address or a number; all, without.")] = "",
    skip: Annotated[int, typer.Option(help="How many to leave out.", min=0)] = 0,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=500)] = 50,
    json: AsJson = False,
) -> None:
    """Show customers, the latest first, with what each is known by."""

    async def work(api: "Api") -> None:
        from urllib.parse import urlencode

        query = urlencode({"text": text, "skip": skip, "limit": limit})
        _show_all(await api.ask("GET", f"/v1/customers?{query}"), json)

    run_as_owner(centre, work)


def _show_all(found: list[dict[str, Any]], json: bool) -> None:
    if json:
        _print_json(found)
        return
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("id", overflow="fold"), "name", Column("known by", overflow="fold"), "tier")
    for one in found:
        table.add_row(one["id"], one["name"], ", ".join(_addresses(one)), one["tier"])
    Console().print(table if found else "No customer like that.", markup=False)


def _addresses(card: dict[str, Any]) -> list[str]:
    return [one["said"] for one in card["identities"]]


@customer.command()
def show(centre: CentrePath, id_: Id, json: AsJson = False) -> None:
    """Show a customer, the latest of what happened with her over all channels, and what can be undone."""

    async def work(api: "Api") -> None:
        found = await api.ask("GET", f"/v1/customers/{_quoted(id_)}")
        if json:
            _print_json(found)
        else:
            _show(found)

    run_as_owner(centre, work)


def _show(found: dict[str, Any]) -> None:
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.table import Column, Table

    card, console = found["customer"], Console()
    for word in ("name", "tier", "language", "external", "notes"):
        if card[word]:
            console.print(f"{word}: {card[word]}", markup=False)
    console.print(f"known by: {', '.join(_addresses(card)) or 'nothing any more'}", markup=False)
    table = Table("when (UTC)", "channel", Column("subject", overflow="fold"), "agent", "how it ended")
    for entry in found["history"]:
        when = datetime.fromtimestamp(entry["at"] / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")
        end = entry["outcome"] if entry["ended"] else "open"
        table.add_row(when, entry["channel"], entry["subject"], entry["agent"] or "", end)
    console.print(table, markup=False)
    for done in found["changes"]:
        console.print(_told(done), markup=False)


def _told(done: dict[str, Any]) -> str:
    """A change as one line, with the number by which it is taken back."""
    change = done["change"]
    said = ", ".join(one["said"] for one in change["moved"])
    return f"change {done['number']}: {change['what']} by {done['by']}: {said}"


@customer.command()
def link(centre: CentrePath, id_: Id, said: Said) -> None:
    """Say that an address or number is this customer's; all that ever came from it is hers.

    For example `ringpost customer link center.toml customer-0123456789abcdef0123 "+66 81 234 5678"`.
    """
    _relate(centre, id_, "link", {"said": said})


@customer.command()
def merge(
    centre: CentrePath,
    id_: Id,
    other: Annotated[str, typer.Argument(help="The other customer's id.", metavar="OTHER")],
) -> None:
    """Say that two customers are one: everything of OTHER's is the first one's from now on."""
    _relate(centre, id_, "merge", {"other": other})


@customer.command()
def split(centre: CentrePath, id_: Id, said: Said) -> None:
    """Say that an address or number is somebody else's: a new customer's, of whom nothing else is known."""
    _relate(centre, id_, "split", {"said": said})


@customer.command()
def undo(
    centre: CentrePath,
    id_: Id,
    number: Annotated[int, typer.Argument(help="Which change, as `show` lists them.", min=1)],
) -> None:
    """Take back a `link`, `merge` or `split`, done here or at a desk; what moved on since stays."""
    _relate(centre, id_, "undo", {"number": number})


def _relate(centre: Path, id_: str, what: str, body: dict[str, Any]) -> None:
    async def work(api: "Api") -> None:
        done = await api.ask("POST", f"/v1/customers/{_quoted(id_)}/{what}", body)
        typer.echo(f"Moved: {', '.join(done['addresses'])}. It concerns {', '.join(done['customers'])}.")

    run_as_owner(centre, work)


@customer.command()
def export(centre: CentrePath, id_: Id) -> None:
    """Print everything that is known of a customer as JSON, her mail as it came among it.

    For example `ringpost customer export center.toml customer-0123456789abcdef0123 > her.json`. It is what
    somebody may ask for by the GDPR, article 15.
    """

    async def work(api: "Api") -> None:
        _print_json(await api.ask("GET", f"/v1/customers/{_quoted(id_)}/export"))

    run_as_owner(centre, work)


@customer.command()
def forget(
    centre: CentrePath,
    id_: Id,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether you are sure.")] = False,
    json: AsJson = False,
) -> None:
    """Forget who a customer is: names, addresses, numbers, words and raw mail. It cannot be undone.

    What happened is kept for the statistics, under an id of which nobody knows any more whose it was. Not
    reached from here: the mailbox itself, where we never delete; backups made before; and facts from before
    customers had ids, which are counted. Her open contacts have to be closed first.
    """
    if not yes:
        typer.confirm(f"Forget {id_} for good?", abort=True, err=True)

    async def work(api: "Api") -> None:
        done = await api.ask("POST", f"/v1/customers/{_quoted(id_)}/forget")
        if json:
            _print_json(done)
        else:
            _tell(done)

    run_as_owner(centre, work)


def _tell(done: dict[str, int]) -> None:
    typer.echo(f"Forgotten: {done['contacts']} contacts, {done['messages']} messages.")
    typer.echo("Her letters may still lie in the mailbox, and in backups made before: delete them there.")
    if done["old_facts"]:
        typer.echo(
            f"{done['old_facts']} facts from before customers had ids still hold an address of hers; they go "
            "with the journal alone."
        )


def _quoted(id_: str) -> str:
    from urllib.parse import quote

    return quote(id_, safe="")


def _print_json(thing: Any) -> None:
    from json import dumps

    typer.echo(dumps(thing, ensure_ascii=False))
