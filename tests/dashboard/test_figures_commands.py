"""`ringpost export` and `ringpost archive` against a real centre file and a real event log."""

import shutil
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from analytics.eventlog import EventLog
from dashboard.cli import app
from dispatcher.errors import OwnerError
from tests.analytics.days import GREATER, MORE_PUSHES, lived, numbered

FACTS = numbered(lived([(700, what, n % 5) for n, what in enumerate(MORE_PUSHES)], centre=GREATER))
EXAMPLE = Path(__file__).parents[2] / "examples" / "center.toml"


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """The example's file, with a day in its event log."""
    shutil.copytree(EXAMPLE.parent, tmp_path / "centre")
    place = tmp_path / "centre" / "center.toml"
    from dispatcher.config import read

    data = read(place, environ={}).service.data
    with closing(EventLog(data / "events.duckdb")) as log:
        log.append(FACTS)
    return place


def told(*words: str | Path) -> str:
    found = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(found.exception, OwnerError):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def test_a_file_is_written_and_an_archive_says_the_same(centre: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    asked = ("--kpi", "incoming", "--by", "queue", "--grain", "day")
    assert "one.parquet" in told("export", centre, one, *asked)
    assert f"{len(FACTS)} facts" in told("archive", centre, tmp_path / "kept")
    told("export", centre, two, *asked, "--archive", tmp_path / "kept")
    assert pl.read_parquet(one).equals(pl.read_parquet(two))
    assert pl.read_parquet(one)["incoming"].sum() > 0


def test_a_name_that_says_no_form_is_refused(centre: Path, tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match=r"must end in one of \.csv"):
        told("export", centre, tmp_path / "numbers.doc")


def test_an_archive_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match="is not there"):
        told("export", EXAMPLE, tmp_path / "x.csv", "--archive", tmp_path / "nothing")
