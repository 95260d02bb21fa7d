"""Agents at their terminals, and the users who may log in."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.commands.arguments import ApiUrl, CentrePath, Trust
from dashboard.commands.running import log_as, run_as_owner, run_until_stopped
from dispatcher.access.people import PROGRAMS, Role
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import AgentId

if TYPE_CHECKING:
    from dispatcher.client import Api

Email = Annotated[
    str, typer.Option(help='Where escalations write to the user; "" for nowhere.', metavar="ADDRESS")
]
UserName = Annotated[str, typer.Argument(help="The user's name.", metavar="NAME")]

user = typer.Typer(
    no_args_is_help=True,
    help="""
Say who may log in: people with a password, programs with a token.

Works while the centre runs and while it does not; a disabled user is out at once. For example
`ringpost user add center.toml ploy --role agent`.
""",
)


def agent(
    name: Annotated[
        str, typer.Argument(help="Which agent you are: the name after `agents.` in the centre file.")
    ],
    api: ApiUrl = "http://127.0.0.1:8702",
    login: Annotated[
        str | None, typer.Option("--user", help="Log in as this user, if not by the agent's own name.")
    ] = None,
    trust: Trust = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Ring no bell when something is offered.")] = False,
    auto: Annotated[bool, typer.Option("--auto", help="Let a script play the agent.")] = False,
    speed: Annotated[float, typer.Option(help="With --auto: how many times as fast as life.", min=0.1)] = 1.0,
    seed: Annotated[int, typer.Option(help="With --auto: chooses the script's dice.")] = 1,
) -> None:
    """Take an agent's seat in this terminal.

    For example `ringpost agent ploy`; there, `?` shows the keys. A new offer rings the terminal's bell.

    Where the centre has people log in, the password is asked for, or taken from RINGPOST_PASSWORD.
    """
    from dashboard.terminal import scripted, sit
    from dashboard.terminal.keyboard import need_terminal
    from dispatcher.client import Api

    async def work() -> None:
        async with Api(api, trust=trust) as way:
            await come_in(way, login or name)
            if auto:
                await scripted(way, AgentId(name), speed=speed, seed=seed)
            else:
                await sit(way, AgentId(name), quiet=quiet)

    if auto:
        log_as("agent")
    else:
        need_terminal()
    run_until_stopped(work())


async def come_in(api: "Api", name: str) -> None:
    """Be this user to the centre, if it wants to know; while it is down, wait for it.

    Raises:
        OwnerError: name and password do not fit, or there is nobody to ask for the password.
    """
    from dispatcher.client import LogInError
    from dispatcher.client.api import until_open

    await until_open(
        api, say=lambda why: typer.echo(f"{why}; is the centre running? Trying again, Ctrl-C ends.", err=True)
    )
    try:
        await api.ask("GET", "/v1/me")
    except LogInError:
        await api.log_in(name, password_for(name))


def password_for(name: str) -> str:
    """The password: from the environment, or typed unseen.

    Raises:
        OwnerError: there is nobody to ask.
    """
    if (said := os.environ.get("RINGPOST_PASSWORD")) is not None:
        return said
    if not sys.stdin.isatty():
        raise OwnerError(f"{name!r} has to log in: put the password into RINGPOST_PASSWORD")
    return _typed(f"Password of {name}: ")


# --- users ----------------------------------------------------------------------------------------------


@user.command()
def add(
    centre: CentrePath,
    name: UserName,
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.AGENT,
    seat: Annotated[
        str | None,
        typer.Option("--agent", help="Whose desk is hers; for an agent by default her own name's."),
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option(help="A supervisor's team; may repeat. None means all.")
    ] = None,
    email: Email = "",
) -> None:
    """Add a user. A person's password is asked for (or RINGPOST_PASSWORD); a program's token is printed."""
    password = None if role in PROGRAMS else _new_password(name)
    duties = {"role": role, "agent": seat, "teams": team or []}
    body = {"name": name, "email": email, "password": password, **duties}

    async def work(api: "Api") -> None:
        card = await api.ask("POST", "/v1/users", body)
        typer.echo(f"{card['name']} may log in as {_duties(card)}.", err=True)
        if role in PROGRAMS:
            await _print_token(api, card["name"])

    run_as_owner(centre, work)


@user.command("list")
def list_users(
    centre: CentrePath, json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False
) -> None:
    """Show every user."""

    async def work(api: "Api") -> None:
        _show(await api.ask("GET", "/v1/users"), json)

    run_as_owner(centre, work)


@user.command()
def role(
    centre: CentrePath,
    name: UserName,
    role: Annotated[Role, typer.Argument(help="What the user may do from now on.")],
    seat: Annotated[str | None, typer.Option("--agent", help="Whose desk is hers.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="A supervisor's team; may repeat.")] = None,
) -> None:
    """Give a user another role; whatever it is logged in with ends."""
    body = {"role": role, "agent": seat, "teams": team or []}

    async def work(api: "Api") -> None:
        card = await api.ask("PUT", _path(name, "role"), body)
        typer.echo(f"{card['name']} is {_duties(card)} from now on.", err=True)

    run_as_owner(centre, work)


@user.command()
def edit(centre: CentrePath, name: UserName, email: Email) -> None:
    """Say where escalations write to a user; what she is logged in with stays."""

    async def work(api: "Api") -> None:
        card = await api.ask("PUT", _path(name, "email"), {"email": email})
        typer.echo(f"{card['name']} is written to at {card['email'] or 'no address'}.", err=True)

    run_as_owner(centre, work)


@user.command()
def password(centre: CentrePath, name: UserName) -> None:
    """Give a person another password; whatever she is logged in with ends."""
    body = {"password": _new_password(name)}

    async def work(api: "Api") -> None:
        await api.ask("PUT", _path(name, "password"), body)
        typer.echo(f"{name} has another password from now on.", err=True)

    run_as_owner(centre, work)


@user.command()
def token(centre: CentrePath, name: UserName) -> None:
    """Print a new token for a program, this once; the one before opens nothing any more."""
    run_as_owner(centre, lambda api: _print_token(api, name))


@user.command()
def disable(centre: CentrePath, name: UserName) -> None:
    """Let a user in no more; it is out at once."""

    async def work(api: "Api") -> None:
        await api.ask("POST", _path(name, "disable"))
        typer.echo(f"{name} may not come in any more.", err=True)

    run_as_owner(centre, work)


@user.command()
def enable(centre: CentrePath, name: UserName) -> None:
    """Let a disabled user in again; a program needs a new token."""

    async def work(api: "Api") -> None:
        await api.ask("POST", _path(name, "enable"))
        typer.echo(f"{name} may come in again.", err=True)

    run_as_owner(centre, work)


async def _print_token(api: "Api", name: str) -> None:
    answer = await api.ask("POST", _path(name, "token"))
    typer.echo("Its token, shown this once; send it as a bearer token:", err=True)
    typer.echo(answer["token"])


def _path(name: str, what: str) -> str:
    from urllib.parse import quote

    return f"/v1/users/{quote(name, safe='')}/{what}"


def _new_password(name: str) -> str:
    if (said := os.environ.get("RINGPOST_PASSWORD")) is not None:
        return said
    if not sys.stdin.isatty():
        raise OwnerError(f"put {name!r}'s password into RINGPOST_PASSWORD, or run this in a terminal")
    first = _typed(f"New password of {name}: ")
    if _typed("The same again: ") != first:
        raise OwnerError("the two passwords differ; nothing was changed")
    return first


def _typed(prompt: str) -> str:
    """What is typed unseen. Not by typer, which asks before it hides, and drops what came between."""
    from getpass import getpass

    return getpass(prompt)


def _duties(card: dict[str, Any]) -> str:
    desk = f" at the desk {card['agent']}" if card["agent"] else ""
    teams = f" of {', '.join(card['teams'])}" if card["teams"] else ""
    return f"{card['role']}{teams}{desk}"


def _show(cards: list[dict[str, Any]], json: bool) -> None:
    import msgspec
    from rich.console import Console
    from rich.table import Table

    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(cards)).decode())
        return
    if not cards:
        typer.echo("Nobody may log in yet; begin with: ringpost user add CENTER.TOML NAME --role admin")
        return
    table = Table("User", "Role", "Desk", "Teams", "Email", "")
    for card in cards:
        teams = ", ".join(card["teams"]) or ("all" if card["role"] in ("supervisor", "admin") else "")
        state = "disabled" if card["disabled"] else ""
        table.add_row(card["name"], card["role"], card["agent"] or "", teams, card["email"], state)
    Console().print(table)
