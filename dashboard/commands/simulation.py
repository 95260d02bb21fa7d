"""`ringpost simulate`, `compare` and `sweep`: what would happen if."""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.errors import OwnerError

if TYPE_CHECKING:
    from simulator.experiment import Progress
    from simulator.scenario import Scenario

ScenarioPath = Annotated[Path, typer.Argument(help="The scenario file.", metavar="SCENARIO.TOML")]
Workers = Annotated[
    int, typer.Option(help="Processes that share the work; the answer is the same.", min=1, max=256)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def simulate(
    scenario: ScenarioPath,
    replications: Annotated[
        int | None, typer.Option(help="Days to simulate, instead of the file's.", min=2)
    ] = None,
    workers: Workers = 1,
    events: Annotated[
        Path | None, typer.Option(help="A Parquet file for every fact of every day.", metavar="OUT.PARQUET")
    ] = None,
    json: Json = False,
) -> None:
    """Ask what would happen: run a scenario on the dispatch engine, print KPIs with confidence intervals.

    For example `ringpost simulate scenario.toml --replications 50 --workers 2`. Ctrl-C ends it early, and
    what was finished is printed.
    """
    from rich.console import Console

    from simulator import experiment, report
    from simulator.scenariofile import read

    asked = read(scenario)
    _warn_of_overload(asked)
    with bar("Simulating") as progress:
        result = experiment.run(
            asked, replications=replications, progress=progress, workers=workers, events=events
        )
    typer.echo(report.as_json(result)) if json else Console().print(report.table(result))


def compare(
    scenarios: Annotated[list[Path], typer.Argument(help="Two scenario files or more.", metavar="A B…")],
    workers: Workers = 1,
    json: Json = False,
) -> None:
    """Set scenarios beside the first one: what differs, how surely, and whether it is better.

    For example `ringpost compare today.toml fewer-agents.toml`. All meet the same people, with the seed and
    the replications of the first.
    """
    from rich.console import Console

    from simulator import comparison, report
    from simulator.scenariofile import read

    if len(scenarios) < 2:
        raise OwnerError("name two scenario files or more, such as `ringpost compare a.toml b.toml`")
    asked = {str(path): read(path) for path in scenarios}
    for one in asked.values():
        _warn_of_overload(one)
    with bar("Comparing") as progress:
        compared = comparison.compare(asked, workers=workers, progress=progress)
    if json:
        typer.echo(report.comparison_as_json(compared))
    else:
        Console().print(report.side_by_side(compared))


def sweep(
    scenario: ScenarioPath,
    vary: Annotated[
        list[str],
        typer.Option(help="A setting and its values as a TOML list.", metavar="KEY=[VALUES]"),
    ],
    out: Annotated[Path, typer.Option(help="The Parquet file of all results.", metavar="OUT.PARQUET")],
    workers: Workers = 1,
    dask: Annotated[
        str | None,
        typer.Option(
            help="The scheduler of a Dask cluster to do the work (extra `dask`).", metavar="ADDRESS"
        ),
    ] = None,
) -> None:
    """Play a scenario at every point of a grid of settings.

    For example `ringpost sweep scenario.toml --vary 'policy.centre.reserve=[0, 1, 2]' --vary
    'habits.absence=[0, 0.1]' --out sweep.parquet`. Interrupted, it goes on where it was when it is started
    again.
    """
    from simulator import sweep as sweeping

    varied = dict(_varied(said) for said in vary)
    try:
        spread = sweeping.processes(workers) if dask is None else sweeping.dask(dask)
    except ImportError:
        raise OwnerError("--dask needs dask.distributed: pip install 'ringpost[dask]'") from None
    with bar("Sweeping") as progress:
        points = sweeping.sweep(scenario, varied, out, spread=spread, progress=progress)
    typer.echo(f"{out}: {points} points.")


def _varied(said: str) -> tuple[str, Sequence[Any]]:
    """A key and its values."""
    key, _, values = said.partition("=")
    try:
        found = tomllib.loads(f"values = {values}")["values"]
    except tomllib.TOMLDecodeError:
        found = None
    if not key.strip() or not isinstance(found, list) or not found:
        raise OwnerError(f"--vary {said!r} should look like 'policy.centre.reserve=[0, 1, 2]'")
    return key.strip(), found


def _warn_of_overload(scenario: "Scenario") -> None:
    from simulator.report import overloaded
    from simulator.stability import load

    if (found := load(scenario)) >= 1:
        typer.echo(overloaded(found, steady=scenario.warm_up > 0), err=True)


@contextmanager
def bar(what: str) -> "Iterator[Progress]":
    """How many of how many are done, and the time left, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
