"""Files say what the table says, and do nothing when they are opened."""

import csv
import io
from datetime import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Form, export
from tests.workbook import Cell, read_workbook

NASTY = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx"]
NOON = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - as the event log keeps it: UTC, and no zone said
PLAIN = ["ขาย", "销售", "فروش", "Продажи", "a=b", " =1", "", "5-3"]


def rows(texts: list[str | None]) -> list[list[str]]:
    table = pl.DataFrame(
        {"queue": texts, "asa": [-1.5] * len(texts)}, schema={"queue": pl.String, "asa": float}
    )
    return list(csv.reader(io.StringIO(export(table, Form.CSV).decode(), newline="")))[1:]


def test_a_formula_becomes_a_text_and_a_number_stays_one() -> None:
    assert [row[0] for row in rows([*NASTY, *PLAIN])] == [*(f"'{text}" for text in NASTY), *PLAIN]
    assert {row[1] for row in rows([*NASTY])} == {"-1.5"}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_no_cell_begins_like_a_formula(texts: list[str]) -> None:
    for row in rows(list(texts)):
        assert row[0][:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_parquet_comes_back_as_it_was() -> None:
    table = pl.DataFrame({"queue": NASTY, "since": [datetime(2026, 1, 5)] * 6, "asa": [None, *[1.0] * 5]})  # noqa: DTZ001
    assert pl.read_parquet(io.BytesIO(export(table, Form.PARQUET))).equals(table)


def workbook(table: pl.DataFrame) -> list[list[Cell]]:
    return read_workbook(export(table, Form.XLSX))


def test_a_workbook_has_the_values_with_their_types() -> None:
    values = {"incoming": [3.0] * len(PLAIN), "asa": [None, *[1.5] * (len(PLAIN) - 1)]}
    table = pl.DataFrame({"queue": PLAIN, "since": [NOON] * len(PLAIN), **values})
    head, *rows = workbook(table)
    assert head == table.columns
    # An empty text is an empty cell: a workbook has no other.
    assert rows == [[name or None, NOON, 3.0, asa] for name, asa in table.select("queue", "asa").iter_rows()]


def test_a_workbook_runs_nothing_either() -> None:
    texts = [*NASTY, "{=1+1}", "http://example.org", "mailto:x@example.org"]
    _, *rows = workbook(pl.DataFrame({"queue": texts, "asa": [-1.5] * len(texts)}))
    assert [row[0] for row in rows] == [*(f"'{text}" for text in NASTY), *texts[len(NASTY) :]]
    assert {row[1] for row in rows} == {-1.5}
