"""The report as a page that needs no other file, and the same page as PDF."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from dashboard.words import direction
from dispatcher.errors import OwnerError

PANGO: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""Debian's names of what WeasyPrint loads from the system."""


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("dashboard.monthly"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def as_html(figures: Mapping[str, Any], language: str) -> str:
    """The report as one HTML page: no script, nothing from elsewhere."""
    page = _templates().get_template("month.html")
    return page.render(**figures, language=language, direction=direction(language))


def as_pdf(page: str) -> bytes:
    """The page on paper.

    Raises:
        OwnerError: Pango, the part of the system that sets text, is not there.
    """
    try:
        from weasyprint import HTML
    except OSError:
        raise OwnerError(f"PDF needs Pango: apt-get install {PANGO}; or write .html") from None
    body: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return body
