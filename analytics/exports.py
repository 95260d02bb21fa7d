"""Tables as files: CSV that no spreadsheet takes for a program, Excel's, and Parquet.

Instants are UTC and ISO 8601, spans microseconds, digits Latin: a file is for programs, whatever the screen
says.
"""

from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Final

import polars as pl
from xlsxwriter import Workbook

from dispatcher.errors import OwnerError


class Form(StrEnum):
    """What kind of file, by the end of its name."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# What a cell begins with that spreadsheets run as a formula (OWASP, "CSV Injection").
_RUN: Final = r"^[=+\-@\t\r]"

# The writer would make formulas of "=1" and "{=1}", and a link of whatever begins like an address.
_ONLY_TEXT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "in_memory": True,
}


def form_of(file: Path) -> Form:
    """The form that the end of this name says.

    Raises:
        OwnerError: it says none of them.
    """
    try:
        return Form(file.suffix.removeprefix("."))
    except ValueError:
        ends = ", ".join(f".{form}" for form in Form)
        raise OwnerError(f"{file}: the name must end in one of {ends}") from None


def export(table: pl.DataFrame, form: Form) -> bytes:
    """The table as a file of this form."""
    match form:
        case Form.CSV:
            return safe(table).write_csv().encode()
        case Form.JSON:
            return table.write_json().encode()
        case Form.PARQUET:
            out = BytesIO()
            table.write_parquet(out, use_pyarrow=False)
            return out.getvalue()
        case Form.XLSX:
            return _xlsx(table)


def safe(table: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before each text that a spreadsheet would run; numbers stay numbers."""
    texts = pl.col(pl.String)
    harmless = pl.when(texts.str.contains(_RUN)).then("'" + texts).otherwise(texts)
    return table.with_columns(harmless.name.keep())


def _xlsx(table: pl.DataFrame) -> bytes:
    out = BytesIO()
    with Workbook(out, _ONLY_TEXT) as book:
        safe(table).write_excel(book, worksheet="KPIs", autofit=True)
    return out.getvalue()
