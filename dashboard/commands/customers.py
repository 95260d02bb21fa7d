"""Customers from the command line: found, shown, handed out, forgotten."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.running import run_as_owner

if TYPE_CHECKING:
    from dispatcher.client import Api

customer = typer.Typer(
    no_args_is_help=True,
    help="""
Find customers, hand out what is known of one, and forget one.

Works while the centre runs and while it does not. For example
`ringpost customer list center.toml mali@example.com`.
""",
)
Id = Annotated[str, typer.Argument(help="A customer's id, as `list` shows it.", metavar="ID")]
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
    """Show a customer, and the latest of what happened with her over all channels."""

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
    console.print(f"known by: {', '.join(_addresses(card))}", markup=False)
    table = Table("when (UTC)", "channel", Column("subject", overflow="fold"), "agent", "how it ended")
    for entry in found["history"]:
        when = datetime.fromtimestamp(entry["at"] / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")
        end = entry["outcome"] if entry["ended"] else "open"
        table.add_row(when, entry["channel"], entry["subject"], entry["agent"] or "", end)
    console.print(table, markup=False)


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
