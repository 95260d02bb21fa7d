"""One scenario at every point of a grid of settings; what was played once is not played again."""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl
from msgspec import Struct

from analytics.kpis import KPIS
from dispatcher.config import CentreFileError, Mistake, parse
from dispatcher.errors import OwnerError
from simulator.crew import INTERRUPTS, LOOK, in_order
from simulator.experiment import Progress, Result, run
from simulator.scenario import Scenario
from simulator.scenariofile import START, read_raw

Point = Mapping[str, Any]
"""The settings of one point by their keys, such as `policy.centre.reserve`, as TOML has them."""

Spread = Callable[[Callable[["Task"], None], Sequence["Task"]], Iterable[None]]
"""How tasks are shared out: the work, and the tasks."""

VERSION: Final = 2
"""Of what a part holds; one of another version is played again."""


class Task(Struct, frozen=True):
    """A point to be played, and where its part is to stand."""

    number: int
    scenario: Scenario
    part: Path


class Part(Struct, frozen=True):
    """What came of a point."""

    result: Result


def points_of(varied: Mapping[str, Sequence[Any]]) -> list[Point]:
    """Every combination of the values, the last key changing fastest."""
    return [dict(zip(varied, values, strict=True)) for values in itertools.product(*varied.values())]


def sweep(
    path: Path,
    varied: Mapping[str, Sequence[Any]],
    out: Path,
    *,
    spread: Spread,
    progress: Progress | None = None,
) -> int:
    """Play the scenario file at every point, and write a Parquet file of all results; how many points it has.

    Points whose part stands beside `out` are not played again: an interrupted sweep goes on where it was.

    Raises:
        CentreFileError: some point cannot be; it holds every mistake of the first such.
        KeyboardInterrupt: it was interrupted; what was finished stands in the parts.
    """
    points = points_of(varied)
    folder = out.absolute().with_name(f"{out.name}.parts")  # others may work in another folder
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [
        Task(number, scenario, folder / f"{_key(scenario)}.json")
        for number, scenario in enumerate(_scenarios(path, points))
    ]
    waiting = [task for task in tasks if not task.part.exists()]
    with INTERRUPTS:
        for done, _ in enumerate(spread(play_point, waiting), len(tasks) - len(waiting) + 1):
            if progress is not None:
                progress(done, len(tasks))
    table(
        points, [msgspec.json.decode(task.part.read_bytes(), type=Part).result for task in tasks]
    ).write_parquet(out)
    return len(points)


def play_point(task: Task) -> None:
    """Play it, and write its part, whole or not at all.

    Raises:
        KeyboardInterrupt: it was interrupted, and has no part.
    """
    result = run(task.scenario)
    if result.asked is not None and result.replications < result.asked:
        raise KeyboardInterrupt
    beside = task.part.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(Part(result)))
    beside.rename(task.part)


def processes(workers: int) -> Spread:
    """Share the tasks out among so many processes of this machine."""
    return lambda do, tasks: in_order(do, tasks, workers)


def dask(address: str) -> Spread:
    """Share them out on a Dask cluster that sees the same folders; what was begun when interrupted is lost.

    Raises:
        ImportError: `dask.distributed` is not installed.
        OwnerError: nobody answers at that address; when the work is shared out.
    """
    from dask.distributed import Client

    def share(do: Callable[[Task], None], tasks: Sequence[Task]) -> Iterator[None]:
        try:
            client = Client(address, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise OwnerError(f"no Dask scheduler answers at {address}: {error}") from error
        with client:
            yield from _as_done({*client.map(do, tasks, pure=False)})

    return share


PATIENCE: Final = 10.0  # s until a scheduler must have answered


def _as_done(waiting: set[Any]) -> Iterator[None]:
    """The results as they come; Ctrl-C is looked for while none does.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, and noted.
    """
    from dask.distributed import wait

    while waiting:
        INTERRUPTS.check()
        try:
            done, waiting = wait(waiting, timeout=LOOK, return_when="FIRST_COMPLETED")
        except TimeoutError:
            continue
        yield from (future.result() for future in done)


def table(points: Sequence[Point], results: Sequence[Result]) -> pl.DataFrame:
    """A row for each point, queue and KPI: `point`, its settings, `queue`, `kpi`, `mean`, `half_width`."""
    rows = [
        {"point": number, **{key: _plain(value) for key, value in point.items()}}
        | {"queue": queue, "kpi": name, "mean": one.mean, "half_width": one.half_width}
        | {"replications": one.replications}
        for number, (point, result) in enumerate(zip(points, results, strict=True))
        for queue, found in result.estimates.items()
        for name, one in found.items()
        if name in {kpi.name for kpi in KPIS}
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _scenarios(path: Path, points: Sequence[Point]) -> Iterator[Scenario]:
    raw, _ = parse(path, START)
    for point in points:
        said = deepcopy(raw)
        for key, value in point.items():
            _set(said, key.split("."), value, path)
        # The lines are those of the file, which does not say what is varied.
        yield read_raw(said, parse(path, START)[1], path)


def _set(raw: dict[str, Any], key: Sequence[str], value: Any, path: Path) -> None:
    *tables, last = key
    for name in tables:
        raw = raw.setdefault(name, {})
        if not isinstance(raw, dict):
            raise CentreFileError(
                path,
                [Mistake(key=".".join(key), line=None, found=f"{name}, no table", allowed="keys of tables")],
            )
    raw[last] = value


def _key(scenario: Scenario) -> str:
    """What a scenario's part is called: another one's is called otherwise."""
    said = msgspec.json.encode((VERSION, scenario), order="deterministic")
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def _plain(value: Any) -> Any:
    """A value as a column can hold it."""
    return value if isinstance(value, str | int | float | bool) else msgspec.json.encode(value).decode()
