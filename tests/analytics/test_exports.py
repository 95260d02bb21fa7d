"""Files say what the table says, and do nothing when they are opened."""

import csv
import importlib.util
import io
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Form, export
from dispatcher.errors import OwnerError

NASTY = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx"]
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


def test_excel_says_what_it_needs_or_writes_a_workbook() -> None:
    table = pl.DataFrame({"queue": NASTY})
    if importlib.util.find_spec("xlsxwriter") is None:
        with pytest.raises(OwnerError, match=r"ringpost\[xlsx\]"):
            export(table, Form.XLSX)
    else:
        assert export(table, Form.XLSX)[:2] == b"PK"
