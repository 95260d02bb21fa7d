"""`ringpost erlang`: what queueing theory says of a line, before anything is simulated."""

from typing import Annotated, Any

import typer

from dispatcher.errors import OwnerError
from dispatcher.vocabulary import HOUR, SECOND, Span

AROUND = 3  # rows above and below the answer


def erlang(
    calls: Annotated[float, typer.Option(help="Calls an hour.", min=0.001, max=1_000_000)],
    handle: Annotated[str, typer.Option(help="Mean handle time, wrap-up included.")] = "3m",
    level: Annotated[
        float, typer.Option(help="Percent of all callers to be answered in time.", min=1, max=99.99)
    ] = 80.0,
    within: Annotated[str, typer.Option(help="In time is within this.")] = "20s",
    patience: Annotated[
        str | None, typer.Option(help="Mean time until a caller hangs up; without it nobody does.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say how many agents a line of calls needs, by Erlang C, or by Erlang A with a patience.

    For example `ringpost erlang --calls 200 --handle 3m --patience 2m`. It is the theory of one line with
    steady calls and no emails, exact and at once; `ringpost simulate` plays the whole centre.
    """
    from analytics.erlang import agents_for

    times = {
        "handle": _span("handle", handle),
        "within": _span("within", within, least=0),
        "patience": None if patience is None else _span("patience", patience),
    }
    load = calls * (times["handle"] or 0) / HOUR
    if load > MOST:
        raise OwnerError(f"--calls of --handle are {load:,.0f} erlangs; at most {MOST:,} can be worked out")
    needed = agents_for(load, level=level / 100, **times)  # type: ignore[arg-type]
    rows = [_row(n, load, **times) for n in range(max(1, needed - AROUND), needed + AROUND + 1)]
    _print(json, {"load": load, "agents": needed, "rows": rows}, within)


MOST = 10_000  # erlangs


def _span(option: str, said: str, *, least: int = 1) -> int:
    from dispatcher.config.spans import read_span

    span = read_span(said)
    if span is None or span < least:
        raise OwnerError(f'--{option} {said}: not a length of time; write it as "20s", "3m" or "1h30m"')
    return span


def _row(agents: int, load: float, *, handle: Any, within: Any, patience: Any) -> dict[str, Any]:
    from analytics.erlang import impatient, mean_wait, service_level

    lost = None if patience is None else impatient(agents, load, handle, patience).abandoned
    wait = mean_wait(agents, load, handle, patience)
    return {
        "agents": agents,
        "service_level": service_level(agents, load, within, handle, patience),
        "mean_wait": round(wait) if wait < float("inf") else None,
        "abandon_rate": lost,
        "occupancy": min(1.0, load * (1 - (lost or 0)) / agents),
    }


def _print(json: bool, found: dict[str, Any], within: str) -> None:
    if json:
        import msgspec

        said = msgspec.json.encode(found | {"units": {"mean_wait": "microseconds", "load": "erlangs"}})
        typer.echo(msgspec.json.format(said, indent=2).decode())
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("agents", f"answered within {within}", "mean wait", "hang up", "busy"):
        grid.add_column(title, justify="right")
    for row in found["rows"]:
        grid.add_row(*_cells(row), style="bold" if row["agents"] == found["agents"] else "")
    console = Console()
    console.print(f"{found['load']:.2f} erlangs of calls; {found['agents']} agents are enough")
    console.print(grid)


def _cells(row: dict[str, Any]) -> list[str]:
    wait, lost = row["mean_wait"], row["abandon_rate"]
    return [
        str(row["agents"]),
        f"{row['service_level']:.1%}",
        "without end" if wait is None else f"{Span(wait) / SECOND:.1f} s",
        "–" if lost is None else f"{lost:.1%}",
        f"{row['occupancy']:.0%}",
    ]
