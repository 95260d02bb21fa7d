"""What several commands are given."""

from pathlib import Path
from typing import Annotated

import typer

CentrePath = Annotated[Path, typer.Argument(help="The centre file.", metavar="CENTER.TOML")]
ApiUrl = Annotated[str, typer.Option(help="The HTTP API's address.", envvar="RINGPOST_API")]
Trust = Annotated[
    Path | None,
    typer.Option(help="A certificate to trust besides the system's (PEM file).", envvar="RINGPOST_TRUST"),
]
