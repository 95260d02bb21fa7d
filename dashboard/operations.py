"""What operators ask the dashboard: `/health`, `/ready` and `/metrics`."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher.metrics.declared import EVENTLOG_SIZE, FEED_LAG, FEED_LIVE, FEED_NUMBER
from dispatcher.metrics.scrape import Reading, build_reading, file_sizes, one, process_registry, text_of
from dispatcher.vocabulary import SECOND

NEVER: Final = float("inf")


def operations_routes(feed: Feed, settings: Settings) -> APIRouter:
    """The three routes."""
    router, registry = APIRouter(), process_registry()

    @router.get("/health")
    async def health() -> JSONResponse:
        """Does the process answer? Whether its picture is live is another question: `/ready`."""
        return JSONResponse({"status": "ok", "checks": []})

    @router.get("/ready")
    async def ready() -> JSONResponse:
        """200 while the picture is live, 503 while it stands still; the body says since when and why."""
        body = {"number": feed.number, "now": feed.clock(), "as_of": feed.as_of(), "trouble": feed.trouble}
        return JSONResponse(body, 200 if feed.live else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        """What it counts, for Prometheus."""
        reading = await asyncio.to_thread(_reading, feed, settings)
        text = text_of([build_reading(), reading], registry, request.headers.get("Accept", ""))
        return Response(text.body, media_type=text.media_type)

    return router


def _reading(feed: Feed, settings: Settings) -> Reading:
    as_of = feed.as_of()
    return {
        FEED_NUMBER: one(feed.number),
        FEED_LIVE: one(feed.live),
        FEED_LAG: one(NEVER if as_of is None else max(0, feed.clock() - as_of) / SECOND),
        EVENTLOG_SIZE: one(file_sizes(settings.eventlog)),
    }
