"""A workbook read back as ECMA-376 has it: what each cell holds, and of what type."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cell = str | float | bool | datetime | None


def read_workbook(body: bytes, sheet: int = 1) -> list[list[Cell]]:
    """The sheet's rows. A number in a format of dates is a moment; a formula fails the reading."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        texts = [_text(one) for one in _root(parts, "xl/sharedStrings.xml")]
        dates = _date_styles(_root(parts, "xl/styles.xml"))
        rows = _root(parts, f"xl/worksheets/sheet{sheet}.xml").iter(f"{SHEET}row")
        return [[_cell(cell, texts, dates) for cell in row] for row in rows]


def _root(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))


def _text(element: ElementTree.Element) -> str:
    text = "".join(piece.text or "" for piece in element.iter(f"{SHEET}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)  # ECMA-376, 22.9.2.19


def _date_styles(styles: ElementTree.Element) -> set[int]:
    """The places of cell styles whose number format shows a year."""
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{SHEET}numFmt")}
    cells = styles.find(f"{SHEET}cellXfs")
    assert cells is not None
    return {place for place, one in enumerate(cells) if "yy" in formats.get(one.get("numFmtId"), "")}


def _cell(cell: ElementTree.Element, texts: list[str], dates: set[int]) -> Cell:
    assert cell.find(f"{SHEET}f") is None, "a formula runs when the file is opened"
    value = cell.find(f"{SHEET}v")
    if value is None or value.text is None:
        return None
    match cell.get("t"):
        case "s":
            return texts[int(value.text)]
        case "b":
            return value.text == "1"
        case _ if int(cell.get("s", "0")) in dates:
            return datetime(1899, 12, 30) + timedelta(days=float(value.text))  # noqa: DTZ001 - a cell has no zone
        case _:
            return float(value.text)
