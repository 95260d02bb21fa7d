"""A grid of settings: every point once, whoever plays it, and what was played is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dispatcher.config import CentreFileError
from simulator.sweep import Task, play_point, points_of, processes, sweep
from tests.simulator.test_scenariofile import CENTRE, SMALL

GRID: Mapping[str, Sequence[Any]] = {
    "policy.queues.calls.promise": ["10s", "1m"],
    "demand.calls.per_hour": [10, 20, [30, 40]],
}


def scenario_in(folder: Path) -> Path:
    """A scenario of two short replications."""
    (folder / "centre.toml").write_text(CENTRE, "utf-8")
    text = SMALL.replace('length = "10h"', 'length = "2h"\nreplications = 2')
    (folder / "scenario.toml").write_text(text, "utf-8")
    return folder / "scenario.toml"


def test_a_grid_is_every_combination() -> None:
    assert points_of({"a": [1, 2], "b": ["x", "y"]}) == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
    ]


def test_every_point_has_its_rows(tmp_path: Path) -> None:
    out = tmp_path / "sweep.parquet"
    assert sweep(scenario_in(tmp_path), GRID, out, spread=processes(1)) == 6
    rows = pl.read_parquet(out)
    incoming = rows.filter(pl.col("kpi") == "incoming", pl.col("queue") == "calls")
    assert incoming["point"].to_list() == [0, 1, 2, 3, 4, 5]
    assert incoming["policy.queues.calls.promise"].to_list() == ["10s"] * 3 + ["1m"] * 3
    assert incoming["mean"].to_list()[:3] == incoming["mean"].to_list()[3:]
    answered = rows.filter(
        pl.col("kpi") == "service_level", pl.col("queue") == "calls", pl.col("point") % 3 == 1
    )
    assert answered["mean"][0] < answered["mean"][1]


def only(number: int) -> Callable[..., Iterator[None]]:
    """Somebody who is interrupted after so many."""

    def share(do: Callable[[Task], None], tasks: Sequence[Task]) -> Iterator[None]:
        yield from map(do, tasks[:number])
        raise KeyboardInterrupt

    return share


def test_an_interrupted_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    path, out, played = scenario_in(tmp_path), tmp_path / "sweep.parquet", list[int]()
    with pytest.raises(KeyboardInterrupt):
        sweep(path, GRID, out, spread=only(4))

    def counting(do: Callable[[Task], None], tasks: Sequence[Task]) -> Iterator[None]:
        played.extend(task.number for task in tasks)
        return map(do, tasks)

    sweep(path, GRID, out, spread=counting)
    assert played == [4, 5]
    whole = tmp_path / "at-once.parquet"
    sweep(path, GRID, whole, spread=processes(2))
    assert pl.read_parquet(out).equals(pl.read_parquet(whole))


def test_a_point_that_cannot_be_is_refused_before_any_is_played(tmp_path: Path) -> None:
    wrong = {"policy.queues.calls.promise": ["10s", "soon"]}
    with pytest.raises(CentreFileError, match=r"policy.queues.calls.promise: found \"soon\""):
        sweep(scenario_in(tmp_path), wrong, tmp_path / "out.parquet", spread=processes(1))
    assert not list((tmp_path / "out.parquet.parts").iterdir())
    with pytest.raises(CentreFileError, match=r"demand.calls.per_hour.x"):
        sweep(
            scenario_in(tmp_path),
            {"demand.calls.per_hour.x": [1]},
            tmp_path / "out.parquet",
            spread=processes(1),
        )


def test_a_part_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    done: list[Task] = []

    def remember(do: Callable[[Task], None], tasks: Sequence[Task]) -> Iterator[None]:
        done.extend(tasks)
        return map(do, tasks)

    sweep(scenario_in(tmp_path), {"habits.absence": [0]}, tmp_path / "out.parquet", spread=remember)
    (task,) = done
    before = task.part.read_bytes()
    play_point(task)
    assert task.part.read_bytes() == before
    assert [path.name for path in task.part.parent.iterdir()] == [task.part.name]
