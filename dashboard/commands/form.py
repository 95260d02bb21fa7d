"""What the web form's suggestions do, from the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.running import run_as_owner

if TYPE_CHECKING:
    from analytics.deflection import Deflection
    from dispatcher.client import Api

form = typer.Typer(
    no_args_is_help=True,
    help="""
Look at what the web form does.

For example `ringpost form report center.toml`.
""",
)


@form.callback()
def web_form() -> None:
    """Set up nothing; so that `report` stays a command of its own when it is the only one."""


@form.command()
def report(
    centre: CentrePath,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say by week how many writers the suggestions spare, against those who were shown none.

    A writer is a visitor who began to fill in the form. The difference between the two groups' shares of
    those who sent it is what the suggestions did; the interval holds the true difference 95 times of 100.
    Whoever wrote within the last two hours is left out, as she may still be writing.
    """

    async def work(api: "Api") -> None:
        from analytics.deflection import by_week

        rows = by_week(await api.ask("GET", "/v1/form/visits"))
        _show(rows, json)

    run_as_owner(centre, work)


def _show(rows: "list[Deflection]", json: bool) -> None:
    import msgspec
    from rich.console import Console
    from rich.table import Table

    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
        return
    if not rows:
        typer.echo("Nobody has written on the form yet, or only within the last two hours.")
        return
    table = Table("week of", "shown", "sent", "held out", "sent", "opened", "spared", "95 % interval")
    for row in rows:
        table.add_row(*_cells(row))
    Console().print(table)
    typer.echo(_sentence(rows[-1]), err=True)


def _cells(row: "Deflection") -> list[str]:
    return [
        row.week or "all",
        str(row.shown),
        _share(row.sent_shown, row.shown),
        str(row.held_out),
        _share(row.sent_held_out, row.held_out),
        _share(row.opened, row.shown),
        "–" if row.spared is None else f"{row.spared:+.1%}",
        "–" if row.low is None or row.high is None else f"{row.low:+.1%} … {row.high:+.1%}",
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _sentence(total: "Deflection") -> str:
    """What the last line comes to, for whoever does not read intervals."""
    if total.low is None or total.high is None:
        return "Without both groups nothing can be compared; look at [form] hold_out and suggest."
    if total.low > 0:
        return "The suggestions spare people writing."
    if total.high < 0:
        return "With suggestions more people write than without."
    return (
        "The interval holds zero: there are too few visits yet to say whether the suggestions spare anything."
    )
