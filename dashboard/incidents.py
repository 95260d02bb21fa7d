"""Incidents beside the numbers: as bands in charts, a list under them, and a column in files."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
import polars as pl
from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from msgspec import Struct

from analytics.intervals import Window, instant, moment
from dashboard.charts import Band
from dashboard.letters import said, secret_of_page
from dashboard.public.reading import read_json
from dispatcher.client import Api
from dispatcher.incidents.store import Incident
from dispatcher.vocabulary import Instant

Id = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$")]


class Noted(Struct, frozen=True, kw_only=True):
    """An incident as people read it; `mark` is what stands on its band. Times are those of the place."""

    mark: str
    since: str
    until: str
    text: str
    by: str


async def incidents_in(api: Api, window: Window) -> list[Incident]:
    """What was noted of that time, by when it began.

    Raises:
        RingpostError: the centre does not tell.
    """
    found = await api.ask("GET", f"/v1/incidents?since={max(window.since, 0)}&until={max(window.until, 0)}")
    return msgspec.convert(found, list[Incident])


def noted(incidents: Sequence[Incident], zone: tzinfo | None) -> list[Noted]:
    """Each with its mark, a number from 1 on."""
    return [
        Noted(
            mark=str(place),
            since=minute(one.since, zone),
            until=minute(one.until, zone),
            text=one.text,
            by=one.by,
        )
        for place, one in enumerate(incidents, 1)
    ]


def minute(at: Instant, zone: tzinfo | None) -> str:
    """The minute by the place's clock."""
    return f"{moment(at, zone):%Y-%m-%d %H:%M}"


def bands(incidents: Sequence[Incident], windows: Sequence[tuple[datetime, datetime]]) -> list[Band]:
    """Over which of the windows, whose ends are UTC, each lies; those over none are left out."""
    ends = [tuple(instant(end.replace(tzinfo=UTC)) for end in pair) for pair in windows]
    found = []
    for place, one in enumerate(incidents, 1):
        over = [n for n, (since, until) in enumerate(ends) if since < one.until and one.since < until]
        found += [Band(mark=str(place), first=over[0], last=over[-1])] if over else []
    return found


def with_incidents(table: pl.DataFrame, incidents: Sequence[Incident]) -> pl.DataFrame:
    """The table of windows with a column that tells each what was noted of its time."""
    texts = [
        "; ".join(
            one.text
            for one in incidents
            if instant(since.replace(tzinfo=UTC)) < one.until
            and one.since < instant(until.replace(tzinfo=UTC))
        )
        for since, until in table.select("since", "until").iter_rows()
    ]
    return table.with_columns(pl.Series("incidents", texts, dtype=pl.String))


def incident_routes(api: Api, zone: tzinfo | None) -> APIRouter:
    """The routes under /history/incidents/: what the page writes, with the right of whoever looks at it."""
    router = APIRouter()

    @router.put("/history/incidents/{id_}")
    async def note(id_: Id, request: Request) -> JSONResponse:
        """Write its next version; times are by the place's clock, to the minute."""
        try:
            body = _asked(await read_json(request), zone)
        except ValueError:
            return JSONResponse(
                {"detail": "an incident begins and ends at a time such as 2026-10-05T08:00"}, 422
            )
        return await said(lambda: api.ask("PUT", _path(id_), body, secret=secret_of_page(request)))

    @router.post("/history/incidents/{id_}/undo")
    async def undo(id_: Id, request: Request) -> JSONResponse:
        """Make it as it was before."""
        body = await read_json(request)
        return await said(lambda: api.ask("POST", f"{_path(id_)}/undo", body, secret=secret_of_page(request)))

    return router


def _path(id_: str) -> str:
    return f"/v1/incidents/{quote(id_, safe='')}"


def _asked(given: dict[str, Any], zone: tzinfo | None) -> dict[str, Any]:
    times = {name: _instant(str(given.get(name, "")), zone) for name in ("since", "until")}
    return {name: given[name] for name in ("on", "text", "removed") if name in given} | times


def _instant(local: str, zone: tzinfo | None) -> Instant:
    return instant(datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC))
