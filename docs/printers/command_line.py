"""Prints the page of the `ringpost` command from the command itself."""

from typing import Any

import typer.main

from dashboard import cli
from dashboard.exits import MEANINGS
from docs.printers.markdown import page, table

EXITS = "\n\n".join(
    ["## Exit status", table(["status", "meaning"], [(str(n), why) for n, why in MEANINGS.items()])]
)


def command_line_page() -> str:
    """Every command with its arguments and options, and what the exit status says."""
    command: Any = typer.main.get_command(cli.app)
    shown = [(name, sub) for name, sub in command.commands.items() if not sub.hidden]
    return page("The ringpost command", command.help.strip(), *(_command(*one) for one in shown), EXITS)


def _command(name: str, command: Any) -> str:
    usage = " ".join([f"ringpost {name}", *(p.metavar or p.name.upper() for p in _arguments(command))])
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    parameters = table(["", "meaning", "default"], rows)
    return "\n\n".join([f"## {name}", f"`{usage}`", command.help.strip(), parameters])


def _arguments(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if parameter.param_type_name == "argument"]


def _row(parameter: Any) -> tuple[str, str, str]:
    argument = parameter.param_type_name == "argument"
    name = parameter.metavar or parameter.name.upper() if argument else ", ".join(parameter.opts)
    variable = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
    return f"`{name}`", f"{parameter.help or ''}{variable}", _default(parameter)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    return "" if parameter.default in (None, False, "") else f"`{parameter.default}`"
