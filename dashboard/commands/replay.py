"""`ringpost replay`: a day of the event log over again, under another policy."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.figures import book_of, write_file
from dashboard.commands.simulation import Json, bar
from dispatcher.errors import OwnerError


def replay(
    centre: CentrePath,
    since: Annotated[
        str, typer.Option("--from", help="The day, or its first instant, such as 2026-10-01T08:00.")
    ],
    policy: Annotated[
        Path, typer.Option(help="`[policy.…]` tables as in a scenario, or another centre file.")
    ],
    until: Annotated[
        str | None, typer.Option("--to", help="The last day, or the instant it ends; else that very day.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Facts to replay: a Parquet file, or a folder of such, of an archive.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A file with a row for each contact; .csv, .parquet, .json or .xlsx.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Chooses what the day does not say, such as patience.")] = 1,
    json: Json = False,
) -> None:
    """Replay a real day under another policy: who would have come off better, and who worse.

    For example `ringpost replay center.toml --from 2026-10-01 --policy other.toml --out contacts.csv`. The
    same customers come, with the same work and patience, to the same agents. The day is played under its own
    policy too, so that the difference is the policy's and not the simulator's.
    """
    from rich.console import Console

    from analytics.exports import export, form_of
    from analytics.intervals import moment
    from dispatcher.config import read_centre
    from simulator.replaying import paper
    from simulator.replaying.playing import Policy, replay_day
    from simulator.replaying.policy import policy_file

    form = None if out is None else form_of(out)
    with book_of(centre, events) as book:
        day = book.span(since, until or since)
        if day.since >= day.until:
            raise OwnerError(f"--from {since} is not before --to {until or since}")
        date = moment(day.since).date()
        own = Policy(centre, read_centre(centre, today=date))
        other = Policy(policy, policy_file(policy, centre, date))
        with bar("Replaying") as progress:
            found = replay_day(book, day, own, other, seed=seed, progress=progress)
    if out is not None and form is not None:
        write_file(out, export(paper.table(found), form))
    typer.echo(paper.as_json(found)) if json else Console().print(paper.page(found))
