"""A sweep on a Dask cluster: a real scheduler and real processes give the bytes that this process gives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dask.distributed import LocalCluster

from dispatcher.errors import OwnerError
from simulator.sweep import dask, processes, sweep
from tests.ports import free_port
from tests.simulator.test_commands import ringpost
from tests.simulator.test_sweep import GRID, scenario_in


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same_bytes(tmp_path: Path, address: str) -> None:
    path = scenario_in(tmp_path)
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    assert sweep(path, GRID, alone, spread=processes(1)) == sweep(path, GRID, together, spread=dask(address))
    assert alone.read_bytes() == together.read_bytes()
    parts = [sorted((tmp_path / f"{out.name}.parts").iterdir()) for out in (alone, together)]
    assert [part.name for part in parts[0]] == [part.name for part in parts[1]]
    for one, other in zip(*parts, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_the_command_takes_an_address(tmp_path: Path, address: str) -> None:
    scenario_in(tmp_path)
    words = ["sweep", "scenario.toml", "--vary", "demand.calls.per_hour=[5, 10]"]
    for out, more in (("alone.parquet", []), ("together.parquet", ["--dask", address])):
        said = ringpost(tmp_path, *words, "--out", out, *more)
        assert said.returncode == 0, said.stderr
    assert (tmp_path / "alone.parquet").read_bytes() == (tmp_path / "together.parquet").read_bytes()


def test_an_address_where_nobody_answers_is_the_owners_to_mend(tmp_path: Path) -> None:
    nobody = dask(f"tcp://127.0.0.1:{free_port()}")
    with pytest.raises(OwnerError, match="no Dask scheduler answers"):
        sweep(scenario_in(tmp_path), GRID, tmp_path / "out.parquet", spread=nobody)
