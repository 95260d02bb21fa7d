"""Links for boards on walls: each opens the wallboard and nothing else, until it is revoked."""

import os
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.running import run_as_owner

if TYPE_CHECKING:
    from dispatcher.client import Api

SCREEN: Final = "screen"
UNNAMED: Final = "wall"

board = typer.Typer(
    no_args_is_help=True,
    help="""
Put a board on a wall: a link for each screen, which can be revoked.

Works while the centre runs and while it does not. For example `ringpost board link center.toml lobby`.
""",
)

Name = Annotated[str, typer.Argument(help="What the screen is called.", metavar="NAME")]


@board.command()
def link(
    centre: CentrePath,
    name: Name = UNNAMED,
    lang: Annotated[str, typer.Option(help="The screen's language: en, th, zh, fa or ru.")] = "",
    every: Annotated[
        int | None, typer.Option(help="Seconds a screen stays; 0 shows all at once.", min=0, max=3600)
    ] = None,
    screens: Annotated[
        str, typer.Option(help="Which, in which order: of numbers,queues,agents.", metavar="NAMES")
    ] = "",
    view: Annotated[str, typer.Option(help="A view saved on the board, by the end of its link.")] = "",
    base: Annotated[
        str, typer.Option("--address", help="The pages' address as the screen reaches it.", metavar="URL")
    ] = "",
) -> None:
    """Print a screen's link, this once. Asked again for the same name, the link before opens nothing more.

    Open it once in the screen's browser; after that the screen comes back by itself.
    """
    from dashboard.house import address
    from dispatcher.config import read

    seconds = "" if every is None else str(every)
    service = read(centre, environ=os.environ).service
    at = base or next(iter(service.origins), service.dashboard_url)
    where = at.rstrip("/") + address("/wall", lang=lang, every=seconds, screens=screens, view=view)

    async def work(api: "Api") -> None:
        token = await _token(api, name)
        typer.echo(f"Open this in the browser of {name!r}; it is shown this once:", err=True)
        typer.echo(f"{where}#{token}")

    run_as_owner(centre, work)


@board.command("list")
def list_links(centre: CentrePath) -> None:
    """Show every screen that has a link."""

    async def work(api: "Api") -> None:
        for card in await _screens(api):
            typer.echo(f"{card['name']}{'  (revoked)' if card['disabled'] else ''}")

    run_as_owner(centre, work)


@board.command()
def revoke(centre: CentrePath, name: Name) -> None:
    """Let a screen in no more: it goes dark within two seconds."""

    async def work(api: "Api") -> None:
        await api.ask("POST", f"/v1/users/{_known(await _screens(api), name)}/disable")
        typer.echo(f"The link of {name!r} opens nothing any more.", err=True)

    run_as_owner(centre, work)


async def _token(api: "Api", name: str) -> str:
    """A new secret for this screen, which is added, or let in again."""
    from dispatcher.access.people import known_as

    user = known_as(name)
    card = next((card for card in await _screens(api) if card["name"] == user), None)
    if card is None:
        await api.ask("POST", "/v1/users", {"name": user, "role": SCREEN})
    elif card["disabled"]:
        await api.ask("POST", f"/v1/users/{user}/enable")
    return str((await api.ask("POST", f"/v1/users/{user}/token"))["token"])


async def _screens(api: "Api") -> list[dict[str, Any]]:
    return [card for card in await api.ask("GET", "/v1/users") if card["role"] == SCREEN]


def _known(screens: list[dict[str, Any]], name: str) -> str:
    from urllib.parse import quote

    from dispatcher.access.people import known_as
    from dispatcher.errors import OwnerError

    user = known_as(name)
    if user not in {card["name"] for card in screens}:
        there_are = ", ".join(sorted(card["name"] for card in screens)) or "none"
        raise OwnerError(f"there is no screen {name!r}; there are: {there_are}")
    return quote(user, safe="")
