"""`ringpost simulate`, `compare` and `sweep` as planners meet them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.simulator.test_scenariofile import CENTRE, SMALL

ENVIRON = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "COLUMNS": "120"}
BUSY = "\n".join(
    [
        SMALL.replace('length = "10h"', 'length = "1h"\nreplications = 2').replace("12", "30"),
        "[policy.queues.calls]",
        'promise = "30s"',
    ]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "centre.toml").write_text(CENTRE, "utf-8")
    (tmp_path / "a.toml").write_text(BUSY, "utf-8")
    (tmp_path / "b.toml").write_text(
        BUSY.replace("[policy", "[habits]\nring = '30s fixed'\n[policy"), "utf-8"
    )
    return tmp_path


def ringpost(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *words],
        cwd=folder,
        env=ENVIRON,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_too_much_work_is_said_before_it_is_played(folder: Path) -> None:
    """Thirty calls of four minutes, and half a minute after each, for one agent are a load of 2.25."""
    said = ringpost(folder, "simulate", "a.toml")
    assert said.returncode == 0, said.stderr
    assert "Unstable: work that does not go away by itself makes a load of 2.25 on its agents" in said.stderr
    assert "Service level" in said.stdout


def test_the_same_bytes_with_any_number_of_processes(folder: Path) -> None:
    alone, together = (ringpost(folder, "simulate", "a.toml", "--json", "--workers", n) for n in ("1", "2"))
    assert alone.stdout == together.stdout != ""


def test_two_scenarios_side_by_side(folder: Path) -> None:
    said = ringpost(folder, "compare", "a.toml", "b.toml", "--json")
    first, second = json.loads(said.stdout)["compared"]
    assert (first["name"], second["name"]) == ("a.toml", "b.toml")
    assert second["differences"]["calls"]["incoming"]["estimate"]["mean"] == 0
    alone = ringpost(folder, "compare", "a.toml")
    assert (alone.returncode, "two scenario files" in alone.stderr) == (2, True)


def test_a_grid_of_settings(folder: Path) -> None:
    said = ringpost(
        folder, "sweep", "a.toml", "--vary", "demand.calls.per_hour=[5, 10]", "--out", "sweep.parquet"
    )
    assert (said.returncode, said.stdout) == (0, "sweep.parquet: 2 points.\n")
    rows = pl.read_parquet(folder / "sweep.parquet")
    assert rows["demand.calls.per_hour"].unique().sort().to_list() == [5, 10]
    for vary in ("reserve=1", "=[1]"):
        wrong = ringpost(folder, "sweep", "a.toml", "--vary", vary, "--out", "other.parquet")
        assert (wrong.returncode, "should look like" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_leaves_what_was_finished(folder: Path, workers: str) -> None:
    """Ctrl-C comes when two dozen days are played, to all processes as from a terminal."""
    words = ["simulate", "a.toml", "--replications", "9000", "--json", "--workers", workers]
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", *words, "--events", "events.parquet"],
        cwd=folder,
        env=ENVIRON,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while not [*folder.glob("events.parquet.parts/run-000025-*")]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"it ended by itself: {process.wait(0.05)}")
        os.killpg(process.pid, signal.SIGINT)
        said, complaints = process.communicate(timeout=300)
    assert process.returncode == 0, complaints
    result = json.loads(said)
    assert 10 < result["replications"] < result["asked"] == 9000
    assert pl.read_parquet(folder / "events.parquet")["run"].max() == result["replications"] - 1
    assert "Traceback" not in complaints


OTHER = """
[policy.queues.calls]
promise = "10m"
"""


def test_a_day_is_replayed_under_another_policy(folder: Path) -> None:
    """A promise of ten minutes is kept for whoever waited less, and changes nobody's wait."""
    (folder / "other.toml").write_text(OTHER, "utf-8")
    days = ringpost(folder, "simulate", "a.toml", "--events", "days.parquet", "--json")
    assert days.returncode == 0, days.stderr
    words = ["replay", "centre.toml", "--from", "2025-03-03T01:00+00:00", "--to", "2025-03-03T02:00+00:00"]
    said = ringpost(
        folder,
        *words,
        "--events",
        "days.parquet",
        "--policy",
        "other.toml",
        "--out",
        "contacts.csv",
        "--json",
    )
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    rows = pl.read_csv(folder / "contacts.csv")
    assert len(rows) == len(found["contacts"]) == found["likeness"]["contacts"] > 10
    assert found["verdicts"][""]["better"] > 0
    assert found["verdicts"][""]["worse"] == 0
    assert rows["own_wait"].to_list() == rows["other_wait"].to_list()
    page = ringpost(folder, *words, "--events", "days.parquet", "--policy", "other.toml")
    assert "end as they did" in page.stdout


def test_a_policy_with_mistakes_is_refused_with_all_of_them(folder: Path) -> None:
    (folder / "other.toml").write_text('[policy.queues.cals]\npromise = "x"\n[policy.teams.al]\n', "utf-8")
    ringpost(folder, "simulate", "a.toml", "--events", "days.parquet")
    said = ringpost(
        folder,
        *(
            "replay",
            "centre.toml",
            "--from",
            "2025-03-03",
            "--events",
            "days.parquet",
            "--policy",
            "other.toml",
        ),
    )
    assert said.returncode == 2
    assert "did you mean calls?" in said.stderr
    assert "did you mean all?" in said.stderr


def test_the_fewest_agents_are_found_and_written(folder: Path) -> None:
    said = ringpost(
        folder, "staff", "a.toml", "--replications", "3", "--out", "agents.csv", "--json", "--interval", "30m"
    )
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    assert len(found["staffing"]["mia"]) == 2
    assert pl.read_csv(folder / "agents.csv")["agents"].to_list() == found["staffing"]["mia"]
    wrong = ringpost(folder, "staff", "a.toml", "--interval", "soon")
    assert (wrong.returncode, "not a length of time" in wrong.stderr) == (2, True)
