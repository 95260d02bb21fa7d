"""What the time machine's page asks: the board of a moment, a day's shape, facts, and why."""

from collections.abc import Awaitable
from typing import Annotated, Any, Final

import duckdb
import msgspec
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from analytics.eventlog import EventLog
from dashboard.feed import Feed
from dashboard.past.journey import FoldingError, NothingYetError, Place
from dashboard.past.machine import TimeMachine, as_json
from dispatcher.errors import JournalError, RingpostError
from dispatcher.vocabulary import DAY, ContactId, Instant

SLOTS: Final = 288  # of a day's shape: five minutes each
LONGEST: Final = 2 * DAY  # a day in which clocks go back has 25 hours; nobody needs more at once

# How much happened in each part of a stretch, and how many promises broke: what draws the eye.
_SHAPE: Final = """
    SELECT (epoch_us(occurred) - $since) * $slots // ($until - $since) AS slot,
           count(*) AS facts, count(*) FILTER (kind = 'PromiseBroken') AS broken
    FROM facts
    WHERE run = 0 AND occurred >= make_timestamp($since) AND occurred < make_timestamp($until)
    GROUP BY slot ORDER BY slot
"""

Micros = Annotated[int, Query(ge=0, le=2**53)]
Number = Annotated[int, Query(ge=1, le=2**53)]


def past_routes(feed: Feed, machine: TimeMachine) -> APIRouter:
    """`/past/board.json` and `day.json`; where the floor is open also `facts.json` and `why.json`."""
    router = APIRouter(prefix="/past", lifespan=machine.running)

    @router.get("/board.json")
    async def board(at: Micros | None = None, number: Number | None = None) -> Response:
        """The whole board after an event, or as it was at an instant; by default as it is now."""
        if number is not None:
            return await _answered(machine, machine.after(number), as_json)
        now = min(at if at is not None else feed.clock(), feed.clock())
        return await _answered(machine, machine.at(Instant(now)), as_json)

    @router.get("/day.json")
    async def day(since: Micros, until: Micros) -> Response:
        """How much happened when, in `slots` equal parts of that stretch; and where the journal ends."""
        until = min(max(until, since + 1), since + LONGEST)
        shape = await _shape_of(feed, since, until)

        def whole(ends: tuple[Place, Place]) -> bytes:
            first, last = ends
            return msgspec.json.encode({"first": first, "last": last, "now": feed.clock()} | shape)

        return await _answered(machine, machine.ends(), whole)

    @router.get("/facts.json")
    async def facts(first: Annotated[int, Query(le=2**53)], last: Number) -> Response:
        """The facts of these numbers, oldest first."""
        return await _answered(machine, machine.facts(first, last), msgspec.json.encode)

    @router.get("/why.json")
    async def why(contact: str, number: Number) -> Response:
        """The engine's own explanation, of how things stood just before that event."""
        return await _answered(machine, machine.why(ContactId(contact), number), msgspec.json.encode)

    return router


async def _answered(machine: TimeMachine, question: Awaitable[Any], encode: Any) -> Response:
    try:
        return Response(encode(await question), media_type="application/json")
    except NothingYetError:
        return await _before_all(machine)
    except FoldingError as error:
        return JSONResponse({"code": "folding", "done": error.done}, 503, {"Retry-After": "1"})
    except JournalError as error:
        return JSONResponse({"code": "damaged", "detail": str(error)}, 500)
    except RingpostError as error:
        return JSONResponse({"code": "no_journal", "detail": str(error)}, 404)


async def _before_all(machine: TimeMachine) -> Response:
    """Nothing had happened; tells since when something has."""
    try:
        first, _ = await machine.ends()
    except NothingYetError:
        return JSONResponse({"code": "empty"}, 404)
    return JSONResponse({"code": "before", "first": first.at}, 404)


async def _shape_of(feed: Feed, since: int, until: int) -> dict[str, Any]:
    """The slider is of use also while the event log cannot be asked."""
    try:
        return await feed.ask(lambda events: _shape(events, since, until))
    except (duckdb.Error, RingpostError):
        return {"slots": SLOTS, "shape": []}


def _shape(events: EventLog, since: int, until: int) -> dict[str, Any]:
    rows = events.ask(_SHAPE, since=since, until=until, slots=SLOTS).iter_rows()
    return {"slots": SLOTS, "shape": [list(row) for row in rows]}
