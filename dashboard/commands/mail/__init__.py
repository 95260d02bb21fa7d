"""`ringpost mail`: what is done with letters besides reading and answering them."""

import typer

from dashboard.commands.mail.train import train

mail = typer.Typer(no_args_is_help=True, help="Letters: teach the centre what they are about.")
mail.command()(train)
