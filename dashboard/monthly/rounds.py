"""Sends the reports that are due, each to each address once, whatever stops in between.

The dispatcher knows who has been written to: what it has queued under a report's key it does not queue again.
So we may ask, make and hand in a report as often as we like, and nothing needs to be remembered here.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final
from urllib.parse import urlencode

import duckdb

from analytics.exports import MEDIA_TYPES, Form, export
from analytics.grains import period
from analytics.kpis import Cut
from analytics.notebook import Book
from dashboard.feed import Feed
from dashboard.incidents import incidents_in, with_incidents
from dashboard.monthly.figures import NothingError, figures, within
from dashboard.monthly.paper import as_html, as_pdf
from dashboard.monthly.schedule import due
from dispatcher import logs
from dispatcher.client import Api
from dispatcher.config.reports import Paper, ReportSettings
from dispatcher.errors import RingpostError
from dispatcher.incidents.store import Incident
from dispatcher.mail.answering.noticing import NOTICES
from dispatcher.vocabulary import Instant

log = logs.named(__name__)

EVERY: Final = 60.0  # s between looks whether a report is due
HEADLINES: Final = 6  # KPIs that the letter itself tells

KINDS: Final[Mapping[Paper, str]] = {
    Paper.PDF: "application/pdf",
    Paper.HTML: "text/html",
    Paper.XLSX: MEDIA_TYPES[Form.XLSX],
}


class Rounds:
    """Sends them while `run` runs. `api` is how the dashboard comes in, as the centre's own."""

    def __init__(
        self, feed: Feed, api: Api, reports: Sequence[ReportSettings], zone: tzinfo | None = None
    ) -> None:
        self._feed, self._api, self._reports, self._zone = feed, api, reports, zone
        self._done: set[tuple[str, str]] = set()
        self._trouble = ""  # said once, not every minute

    async def run(self) -> None:
        """Look every minute, until cancelled."""
        while self._reports:
            await self.send()
            await asyncio.sleep(EVERY)

    async def send(self) -> int:
        """Send what is due and was not sent. Returns how many letters that are; of trouble the log tells."""
        now, sent = self._feed.clock(), 0
        for report in self._reports:
            for name in due(report, now, self._zone):
                try:
                    sent += await self._send(report, name)
                except (RingpostError, OSError, duckdb.Error) as error:
                    self._note(report, name, str(error))
        return sent

    async def _send(self, report: ReportSettings, name: str) -> int:
        if (report.name, name) in self._done or not self._is_whole(name):
            return 0
        key = f"report {report.name} {name}"
        asked = urlencode({"key": key, "to": report.email}, doseq=True)
        told = (await self._api.ask("GET", f"/v1/notices?{asked}"))["to"]
        if missing := [address for address in report.email if address not in told]:
            told = await self._hand_in(report, name, key, missing)
        self._done.add((report.name, name))
        return len(told) if missing else 0

    def _note(self, report: ReportSettings, name: str, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("a report cannot be sent yet", report=report.name, of=name, why=trouble)
        self._trouble = trouble

    def _is_whole(self, name: str) -> bool:
        """Is everything of that time in the log?"""
        _, window = period(name, self._zone)
        return (self._feed.as_of() or Instant(0)) >= window.until and self._feed.state.centre is not None

    async def _hand_in(self, report: ReportSettings, name: str, key: str, to: Sequence[str]) -> list[str]:
        """Make the report, and give it to the dispatcher. Returns whom it wrote to."""
        incidents = await incidents_in(self._api, period(name, self._zone)[1])
        try:
            found = await self._feed.ask(
                lambda events: self._figures(Book(events, self._zone), report, name, incidents)
            )
        except NothingError as error:
            log.info("no report is sent", report=report.name, why=str(error))
            return []
        files = await asyncio.to_thread(_files, report, name, found)
        subject = f"{found['title']} {name} · {found['centre']}"
        text = _text(found, report.language)
        body = {"key": key, "to": list(to), "subject": subject, "text": text, "files": files}
        told: list[str] = (await self._api.ask("POST", "/v1/notices", body))["to"]
        log.info("a report is on its way", report=report.name, of=name, letters=len(told))
        return told

    def _figures(
        self, book: Book, report: ReportSettings, name: str, incidents: Sequence[Incident]
    ) -> Mapping[str, Any]:
        """What the report says; with the table for a spreadsheet, where one is wanted."""
        assert self._feed.state.centre is not None, "asked only when everything is here"
        found = figures(book, self._feed.state.centre, name, report.language, self._zone, incidents)
        if Paper.XLSX in report.formats:
            _, window = period(name, self._zone)
            table = book.kpis((), Cut.QUEUE, "day", **within(window, self._zone))
            found["table"] = with_incidents(table, incidents)
        return found


def _files(report: ReportSettings, name: str, found: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "name": f"{report.name}-{name}.{paper}",
            "kind": KINDS[paper],
            "content": b64encode(_body(paper, found, report.language)).decode(),
        }
        for paper in report.formats
    ]


def _body(paper: Paper, found: Mapping[str, Any], language: str) -> bytes:
    if paper is Paper.XLSX:
        return export(found["table"], Form.XLSX)
    page = as_html(found, language)
    return as_pdf(page) if paper is Paper.PDF else page.encode()


def _text(found: Mapping[str, Any], language: str) -> str:
    """The first numbers, for whoever opens no file on the way."""
    before = found["say"]["before_that"]
    lines = [f"{line.title}: {line.value} ({before} {line.before})" for line in found["whole"][:HEADLINES]]
    return "\n".join([*lines, "", NOTICES[language].automatic])
