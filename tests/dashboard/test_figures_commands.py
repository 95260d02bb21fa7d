"""`ringpost export` and `ringpost archive` against a real centre file and a real event log."""

import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec import structs
from typer.testing import CliRunner

from analytics.archive import keep
from analytics.eventlog import EventLog
from analytics.kpis import Unit
from analytics.notebook import Book
from dashboard.cli import app
from dashboard.figurewords import FIGURE_WORDS
from dashboard.monthly.figures import figures, written
from dashboard.monthly.paper import as_html
from dashboard.words import LANGUAGES, direction, words
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import Instant
from tests.analytics.days import GREATER, MORE_PUSHES, lived, numbered

FACTS = numbered(lived([(1500, what, n % 5) for n, what in enumerate(MORE_PUSHES * 3)], centre=GREATER))
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
    with closing(EventLog(tmp_path / "centre" / "data" / "events.duckdb")) as log:
        (tmp_path / "kept").mkdir()
        log.keep_parquet(tmp_path / "kept" / "all.parquet", Instant(0), Instant(FACTS[-1][1].at + 1))
    told("export", centre, two, *asked, "--archive", tmp_path / "kept")
    assert pl.read_parquet(one).equals(pl.read_parquet(two))
    assert pl.read_parquet(one)["incoming"].sum() > 0


def test_while_somebody_holds_the_log_its_archive_answers(centre: Path, tmp_path: Path) -> None:
    data = tmp_path / "centre" / "data"
    with closing(EventLog(data / "events.duckdb")) as log:
        kept = dict(keep(log, data / "archive"))
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    words_ = [sys.executable, "-c", hold, str(data / "events.duckdb")]
    with subprocess.Popen(words_, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        said = told("export", centre, tmp_path / "x.csv", "--kpi", "incoming")
        holder.stdin.close()
    assert "archive's answer" in said
    assert f"{len(kept)} rows" in said


def test_a_name_that_says_no_form_is_refused(centre: Path, tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match=r"must end in one of \.csv"):
        told("export", centre, tmp_path / "numbers.doc")


def test_an_archive_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match="is not there"):
        told("export", EXAMPLE, tmp_path / "x.csv", "--archive", tmp_path / "nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_is_one_page_in_every_language(centre: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "january.html"
    told("report", centre, "--month", "2026-01", "--out", out, "--lang", language)
    page = out.read_text("utf-8")
    say = words(FIGURE_WORDS, language)
    assert f'<html lang="{language}" dir="{direction(language)}">' in page
    assert say["report"] in page
    assert say["first_contact_resolution"] in page
    assert not re.search(r"(?:src|href)=|<script|url\(", page)
    came = sum(type(event).__name__ == "ContactArrived" and not inside(event) for _, event in FACTS)
    assert f'{say["incoming"]}</th><td class="number"><bdi>{came}</bdi>' in page


def inside(event: Any) -> bool:
    return event.consults is not None or event.approves is not None


@pytest.mark.parametrize(
    ("words_", "says"),
    [
        (["--month", "2026-13"], "is no month"),
        (["--month", "2031-01"], "nothing happened in 2031-01"),
        (["--month", "2026-01", "--lang", "xx"], "there is no language 'xx'"),
        (["--month", "2026-01", "--out", "x.doc"], r"must end in \.html or \.pdf"),
    ],
)
def test_a_report_that_cannot_be_says_why(centre: Path, words_: list[str], says: str) -> None:
    with pytest.raises(OwnerError, match=says):
        told("report", centre, *words_)


def test_a_name_is_text_on_the_page() -> None:
    nasty = structs.replace(GREATER, name="<script>alert(1)</script>")
    log = EventLog()
    log.append(FACTS)
    page = as_html(figures(Book(log), nasty, "2026-01", "en"), "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.COUNT, 1234, "1,234"),
        (Unit.SHARE, 0.875, "87.5%"),
        (Unit.SPAN, 245 * 1_000_000, "4:05"),
        (Unit.SPAN, 3723 * 1_000_000, "1:02:03"),
        (Unit.SPAN, (2 * 86400 + 3 * 3600) * 1_000_000, "2 d 3 h"),
        (Unit.RATE, 1.5, "1.50"),
        (Unit.SHARE, None, "–"),
    ],
)
def test_values_are_written_for_people(unit: Unit, value: float | None, text: str) -> None:
    assert written(unit, value) == text
