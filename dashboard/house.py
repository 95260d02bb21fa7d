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
from dashboard.inquiring import Inquiries
from dispatcher.access.people import Identity
from dispatcher.alerts import NONE, Alerts
from dispatcher.client import Api
from dispatcher.config.history import HistorySettings
from dispatcher.config.reports import ReportSettings
from dispatcher.folders.escalation import Escalation
from dispatcher.mail.form.settings import FaqSettings, FormSettings


class Settings(Struct, frozen=True, kw_only=True):
    """How the dashboard runs; read once at start and handed down.

    `api` is where this process comes in, with the centre's own `key`; `desks` is where browsers reach the
    gateway. With `login` people log in before they see a page. `certificate` and its key encrypt the pages,
    and are what the dispatcher shows us. Days begin at midnight in `zone`, by default the machine's.
    `escalations` are those that ring on screens, `alerts` say which numbers alarm, and messages about these
    name the address of our `pages`; `reports` are sent by themselves. Days that are over go into the folder
    `archive`, and `history` says how long they are kept. The past is read from the `journal`, where this
    machine has it.

    Customers see the name of the `centre`, its `form` and its `faq`; `mailbox` is the address they can write
    to instead, one of the centre's own `addresses`.
    """

    host: str = "127.0.0.1"
    port: int = 8700
    api: str = "http://127.0.0.1:8702"
    desks: str = "ws://127.0.0.1:8701"
    login: bool = False
    key: str = ""
    certificate: Path | None = None
    certificate_key: Path | None = None
    eventlog: Path = Path("data/events.duckdb")
    journal: Path = Path("data/journal.sqlite")
    archive: Path | None = None
    history: HistorySettings = HistorySettings()
    zone: tzinfo | None = None
    escalations: tuple[Escalation, ...] = ()
    reports: tuple[ReportSettings, ...] = ()
    alerts: Alerts = NONE
    pages: str = ""
    centre: str = "Ringpost"
    mailbox: str = ""
    addresses: frozenset[str] = frozenset()
    form: FormSettings = FormSettings()
    faq: FaqSettings = FaqSettings()


class House(Struct, frozen=True, kw_only=True):
    """What a page's layout may use. `language` is the page's, one of `dashboard.words.LANGUAGES`.

    `who` looks at it; without a user's name where nobody logs in. `api` comes in as the centre's own;
    `inquiries` are for what may take long.
    """

    feed: Feed
    inquiries: Inquiries
    api: Api
    settings: Settings
    language: str
    who: Identity


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
