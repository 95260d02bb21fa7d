"""Prints the page of the gateway's protocol: frames both ways, and the commands they carry."""

from types import ModuleType
from typing import get_args

from msgspec import Struct

from dispatcher import commands
from dispatcher.gateway import customerframes, frames
from docs.printers.markdown import page, story, table
from docs.printers.structs import block

ID = frozenset({"id"})
ROLES = "Which role a connection has, its ticket says."
ROLE_ROWS = [
    (
        "agent",
        "`DeskFact`s about her own desk",
        "the commands that name an `agent`, in her own name alone and without `by`, other than `ConnectAgent`"
        " and `DisconnectAgent`, which the gateway says for her; `Read`, `SaveDraft`, `SendReply`, `Whither`"
        " about what lies on her desk",
    ),
    (
        "supervisor",
        "`Facts` that concern her teams, and those that name no agent",
        "the commands with `by`, which becomes her name, and `SetStatus` of others: for her teams' agents and"
        " their contacts; levers of the centre and of queues only when all teams are hers",
    ),
    ("watcher", "all `Facts`", "nothing but `Beat`"),
    (
        "trunk",
        "`OpenCalls`, then `Orders`; a second connection of the same user takes over from the first",
        "nothing; it sends `Report`s. Their words and those of orders are the [calls API](openapi.json)'s",
    ),
]
ELSEWHERE = """\
Other commands come from elsewhere: the PBX, the mail side, the service itself. `type` is the command's name
as it stands here."""
MACHINE = "The same for programs: [asyncapi.json](asyncapi.json) (AsyncAPI 3)."


def protocol_page() -> str:
    """Frames from the client, frames from the server, their cards, and the commands."""
    said = [*get_args(frames.ClientFrame), *get_args(frames.ServerFrame)]
    cards = [one for module in (frames, customerframes) for one in _structs(module) if one not in said]
    return page(
        "The gateway's protocol",
        story(frames),
        f"This is version {frames.VERSION} of the protocol. "
        "Types that are facts or words of facts are on the page of [facts](facts.md).",
        MACHINE,
        "## Roles",
        ROLES,
        table(["role", "hears", "may ask"], ROLE_ROWS),
        "## From the client",
        *(block(frame) for frame in get_args(frames.ClientFrame)),
        "## From the server",
        *(block(frame) for frame in get_args(frames.ServerFrame)),
        "### FaultCode",
        story(frames.FaultCode),
        table(["code", "meaning", "another try may do"], _faults()),
        "## Cards",
        *(block(card) for card in cards),
        "## Commands",
        story(commands),
        ELSEWHERE,
        "Every command has an `id`, a text its sender chooses.",
        *(block(command, skip=ID) for command in get_args(commands.Command)),
    )


def _faults() -> list[tuple[str, str, str]]:
    again = {True: "yes", False: "no"}
    return [(f"`{code}`", meaning, again[code in frames.PASSING]) for code, meaning in frames.FAULTS.items()]


def _structs(module: ModuleType) -> list[type[Struct]]:
    here = (
        one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__
    )
    return [one for one in here if issubclass(one, Struct)]
