"""`ringpost mail`: what is done with letters besides reading and answering them."""

import typer

from dashboard.commands.mail.check import check
from dashboard.commands.mail.ledger import ledger, quarantine
from dashboard.commands.mail.train import train

mail = typer.Typer(
    no_args_is_help=True,
    help="Letters: what became of each, what could not be let in, and what they are about.",
)
mail.command()(ledger)
mail.add_typer(quarantine, name="quarantine")
mail.command()(check)
mail.command()(train)
