"""`ringpost staff`: how many agents are needed, interval by interval."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.figures import write_file
from dashboard.commands.simulation import Json, ScenarioPath, Workers, bar
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import Span


def staff(
    scenario: ScenarioPath,
    interval: Annotated[str, typer.Option(help="How long each number of agents holds.")] = "1h",
    shift: Annotated[
        list[str] | None,
        typer.Option(
            help="A length of shifts, such as 8h; may be repeated. Else each interval is paid alone."
        ),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(help="What an hour of a group costs, if not 1; may be repeated.", metavar="GROUP=PRICE"),
    ] = None,
    left: Annotated[
        int | None,
        typer.Option(
            help="Letters of a queue that may lack a reply at the end; else those of the last hour.",
            min=0,
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option(help="Runs of each trial; the certificate takes three times as many.", min=2)
    ] = 20,
    workers: Workers = 1,
    out: Annotated[
        Path | None, typer.Option(help="A file of group, interval and agents; .csv, .parquet or .json.")
    ] = None,
    json: Json = False,
) -> None:
    """Find the fewest agents who keep the promises of calls and letters, at least cost, interval by interval.

    For example `ringpost staff scenario.toml --workers 2 --out agents.csv`. Erlang says where to begin, the
    engine plays what the scenario says, and what is found is certified by runs with fresh people. Ctrl-C
    leaves the best so far.
    """
    from rich.console import Console

    from analytics.exports import export, form_of
    from simulator.staffing import paper
    from simulator.staffing import staff as staffing
    from simulator.staffing.question import ask

    form = None if out is None else form_of(out)
    question = ask(
        scenario,
        interval=_span("interval", interval),
        shifts=[_span("shift", one) for one in shift or ()],
        prices=dict(_prices(price or ())),
        left=left,
    )
    with bar("Staffing") as progress:
        found = staffing.staff(question, replications=replications, workers=workers, progress=progress)
    if out is not None and form is not None:
        write_file(out, export(paper.table(question, found), form))
    typer.echo(paper.as_json(question, found)) if json else Console().print(paper.page(question, found))


def _span(option: str, said: str) -> Span:
    from dispatcher.config.spans import read_span

    span = read_span(said)
    if span is None or span <= 0:
        raise OwnerError(f'--{option} {said}: not a length of time; write it as "30m", "1h" or "7h30m"')
    return span


def _prices(said: Iterable[str]) -> Iterable[tuple[str, float]]:
    for one in said:
        group, _, price = one.partition("=")
        try:
            found = float(price)
        except ValueError:
            found = 0.0
        if not group or not 0 < found < float("inf"):
            raise OwnerError(f"--price {one}: should look like experts=1.5")
        yield group, found
