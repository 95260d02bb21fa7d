"""Measures: the event log, the KPIs declared once, and what queueing theory says.

In a notebook: `analytics.open("data/events.duckdb").kpi("service_level", by="queue", grain="15m")`.
"""

from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.notebook import Book

__all__ = ["open"]


def open(path: Path | str, zone: tzinfo | None = None) -> "Book":  # noqa: A001 - it is what a notebook says
    """An event log, a Parquet file of facts or a folder of them, to ask KPIs of: `analytics.notebook.Book`.

    Raises:
        OwnerError: it cannot be read; the message says why.
    """
    from analytics.notebook import open_book  # what takes time to import waits until it is wanted

    return open_book(path, zone)
