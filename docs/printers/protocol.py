"""Prints the page of the gateway's protocol: frames both ways, and the commands they carry."""

from types import ModuleType
from typing import get_args

from msgspec import Struct

from dispatcher import commands
from dispatcher.gateway import frames
from docs.printers.markdown import page, story
from docs.printers.structs import block

ID = frozenset({"id"})
ASKED_OF_DESKS = """\
Inside an [Ask](#ask) an agent may send the commands that name an `agent`, in her own name alone and without
`by`, other than `ConnectAgent` and `DisconnectAgent`, which the gateway says for her. The others come from
elsewhere: supervisors, the voice connector, the mail side, the service itself. `type` is the command's name
as it stands here."""


def protocol_page() -> str:
    """Frames from the client, frames from the server, their cards, and the commands."""
    said = [*get_args(frames.ClientFrame), *get_args(frames.ServerFrame)]
    cards = [one for one in _structs(frames) if one not in said and one is not frames.Frame]
    return page(
        "The gateway's protocol",
        story(frames),
        f"This is version {frames.VERSION} of the protocol. "
        "Types that are facts or words of facts are on the page of [facts](facts.md).",
        "## From the client",
        *(block(frame) for frame in get_args(frames.ClientFrame)),
        "## From the server",
        *(block(frame) for frame in get_args(frames.ServerFrame)),
        "## Cards",
        *(block(card) for card in cards),
        "## Commands",
        story(commands),
        ASKED_OF_DESKS,
        "Every command has an `id`, a text its sender chooses.",
        *(block(command, skip=ID) for command in get_args(commands.Command)),
    )


def _structs(module: ModuleType) -> list[type[Struct]]:
    here = (
        one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__
    )
    return [one for one in here if issubclass(one, Struct)]
