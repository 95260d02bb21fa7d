"""The report as PDF: it opens, and what it says is found again, in every language."""

import io
import re
import unicodedata
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from analytics.eventlog import EventLog
from analytics.kpis import Cut
from analytics.notebook import Book
from dashboard.monthly.figures import figures
from dashboard.monthly.paper import PANGO, as_html, as_pdf
from dashboard.words import LANGUAGES
from dispatcher.errors import OwnerError
from dispatcher.incidents.store import Incident
from dispatcher.vocabulary import HOUR, Instant
from tests.analytics.days import GREATER, MORE_PUSHES, MORNING, lived, numbered
from tests.parts import missing

UTC = ZoneInfo("UTC")
FACTS = numbered(lived([(1500, what, n % 5) for n, what in enumerate(MORE_PUSHES * 3)], centre=GREATER))
WORDS = {
    "en": "The phones were down",
    "th": "ระบบโทรศัพท์ขัดข้อง",
    "zh": "电话系统中断",
    "fa": "تلفن‌ها قطع بود",
    "ru": "Телефоны не работали",
}


def report(language: str) -> tuple[dict[str, object], bytes]:
    log = EventLog()
    log.append(FACTS)
    note = Incident(
        id="a",
        version=1,
        since=MORNING,
        until=Instant(MORNING + HOUR),
        text=WORDS[language],
        removed=False,
        at=MORNING,
        by="mali",
    )
    found = figures(Book(log, UTC), GREATER, "2026-01", language, UTC, [note])
    try:
        return found, as_pdf(as_html(found, language))
    except OwnerError:
        missing("Pango", *PANGO.split())
        raise


def letters(text: str) -> str:
    """Letters and digits alone, in their plain form: how a PDF's reader puts blanks and marks is its own."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\W_]", "", plain)


@pytest.mark.system
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_text_is_found_again(language: str) -> None:
    found, body = report(language)
    document = pypdf.PdfReader(io.BytesIO(body))
    text = letters("".join(page.extract_text() for page in document.pages))
    say = found["say"]
    assert isinstance(say, dict)
    for wanted in (say["report"], say["incoming"], say[f"by_{Cut.QUEUE}"], WORDS[language]):
        assert letters(wanted) in text or letters(wanted)[::-1] in text, wanted
    assert "202601" in text
    assert document.metadata is not None
    assert say["report"] in str(document.metadata.title)
    assert _root(document)["/Lang"] == language
    assert "�" not in text


@pytest.mark.system
def test_a_screen_reader_finds_tables_and_headings(tmp_path: Path) -> None:
    """Tagged as PDF/UA asks."""
    _, body = report("fa")
    root = _root(pypdf.PdfReader(io.BytesIO(body)))
    assert root["/MarkInfo"]["/Marked"]
    kinds = set(re.findall(r"'/S': '/(\w+)'", str([*_elements(root["/StructTreeRoot"])])))
    assert {"H1", "H2", "Table", "TR", "TH", "TD"} <= kinds


def _root(document: pypdf.PdfReader) -> Any:
    return document.trailer["/Root"].get_object()


def _elements(node: object) -> list[object]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        return [one for part in found for one in _elements(part)]
    if not isinstance(found, dict):
        return []
    own = [{"/S": str(found["/S"])}] if "/S" in found else []
    return own + (_elements(found["/K"]) if "/K" in found else [])
