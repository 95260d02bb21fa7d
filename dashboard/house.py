"""What every page of the dashboard is given: the settings, the feed, and whom it speaks to.

A page is a module with `path` and `async def layout(house, **query) -> Component`, where `query` is the
address's query string; it may have `routes(feed, settings) -> APIRouter` besides. `dashboard.app.PAGES` lists
the pages.
"""

from collections.abc import Callable, Coroutine
from datetime import tzinfo
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter
from msgspec import Struct

from dashboard.feed import Feed


class Settings(Struct, frozen=True, kw_only=True):
    """How the dashboard runs; read once at start and handed down.

    `gateway` is where this process follows the feed, and where desks connect unless `desks` names another
    address. Days begin at midnight in `zone`, by default the machine's.
    """

    host: str = "127.0.0.1"
    port: int = 8700
    gateway: str = "ws://127.0.0.1:8701"
    desks: str | None = None
    key: str = ""
    eventlog: Path = Path("data/events.duckdb")
    zone: tzinfo | None = None


class House(Struct, frozen=True, kw_only=True):
    """What a page's layout may use. `language` is the page's, one of `dashboard.words.LANGUAGES`."""

    feed: Feed
    settings: Settings
    language: str


def address(path: str, **query: str) -> str:
    """The page's address with this query; what is empty is left out."""
    wanted = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


Layout = Callable[..., Coroutine[Any, Any, Any]]


class Page(Protocol):
    """A module under `dashboard.pages`."""

    path: str
    layout: Layout


Routes = Callable[[Feed, Settings], APIRouter]
