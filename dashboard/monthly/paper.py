"""The report as a page that needs no other file, and, where WeasyPrint is installed, as PDF."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from dashboard.words import direction
from dispatcher.errors import OwnerError


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
        OwnerError: WeasyPrint is not installed.
    """
    try:
        from weasyprint import HTML
    except ImportError:
        raise OwnerError("PDF needs one more package: pip install 'ringpost[pdf]'; or write .html") from None
    body: bytes = HTML(string=page).write_pdf()
    return body
