"""What the what-if page asks: where to begin, the quick answer, runs and their comparison, saved plans."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from pydantic import StringConstraints

from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.planning.plan import Plan, PlanError, Supposed, changes, check
from dashboard.planning.runs import FullError, Run, Runs
from dashboard.planning.shelf import Shelf
from dashboard.planning.start import as_it_was, days_known, template
from dashboard.planning.summary import differences, summary
from dashboard.planning.theory import quick
from dashboard.planning.writing import as_csv, as_toml
from dispatcher.centre import Centre
from dispatcher.commands import ChangeLevers
from dispatcher.vocabulary import CommandId, QueueId

SIDE_BY_SIDE: Final = 6
LARGEST: Final = 200_000  # bytes of a plan: fifty queues of a day's hours are a tenth

Id = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
Ids = Annotated[
    list[Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]],
    Query(alias="id", max_length=SIDE_BY_SIDE),
]


def plan_routes(feed: Feed, settings: Settings) -> APIRouter:
    """The routes under /plan/; when they end, so do the processes."""
    desk = _Desk(feed, settings)
    router = APIRouter(prefix="/plan", lifespan=desk.open)
    _put_beginning(router, desk)
    _put_runs(router, desk)
    _put_exports(router, desk)
    _put_shelf(router, desk)
    return router


class _Desk:
    """What all routes share."""

    def __init__(self, feed: Feed, settings: Settings) -> None:
        self.feed, self.settings = feed, settings
        self.runs = Runs()
        self.shelf = Shelf(settings.eventlog.parent / "plans")

    @asynccontextmanager
    async def open(self, _: object) -> AsyncIterator[None]:
        async with self.runs.open():
            yield

    @property
    def centre(self) -> Centre:
        """The live rules."""
        if self.feed.state.centre is None:
            raise HTTPException(503, "no centre is known yet; the dispatcher has not been heard")
        return self.feed.state.centre

    async def supposed(self, request: Request) -> Supposed:
        """The plan in this request, at the live centre."""
        body = await request.body() if _size(request) <= LARGEST else b""
        try:
            plan = check(msgspec.json.decode(body, type=Plan), self.centre)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise HTTPException(422, f"this is no plan: {error}") from error
        except PlanError as error:
            raise HTTPException(422, str(error)) from error
        return Supposed(plan=plan, centre=self.centre)

    async def run(self, name: str) -> Run:
        """The run of this id, from the shelf if need be."""
        if self.runs.get(name) is None and (saved := await asyncio.to_thread(self.shelf.load, name)):
            self._start(lambda: self.runs.take_up(saved.supposed, list(saved.days)))
        run = self.runs.get(name)
        if run is None:
            raise HTTPException(404, "this plan is not known any more; play it again")
        return run

    def start(self, supposed: Supposed) -> str:
        return self._start(lambda: self.runs.start(supposed))

    def _start(self, begin: Any) -> str:
        try:
            return str(begin())
        except FullError as error:
            raise HTTPException(429, str(error)) from error


def _size(request: Request) -> int:
    """What it says it holds; one that does not say holds too much."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isdecimal() else LARGEST + 1


def _json(thing: object) -> Response:
    return Response(msgspec.json.encode(thing), media_type="application/json")


# --- beginning ------------------------------------------------------------------------------------------


def _put_beginning(router: APIRouter, desk: _Desk) -> None:
    zone = desk.settings.zone

    @router.get("/days.json")
    async def days() -> Response:
        """The days of late on which somebody came."""
        now = desk.feed.clock()
        return _json(await desk.feed.ask(lambda events: days_known(events, now, zone)))

    @router.get("/start.json")
    async def start(day: Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "") -> Response:
        """A plan to begin with: a day as it was, or the template."""
        centre = desk.centre
        if not day:
            return _json(template(centre, desk.feed.clock(), zone))
        try:
            plan = await desk.feed.ask(lambda events: as_it_was(events, centre, day, zone))
        except ValueError as error:
            raise HTTPException(422, f"{day} is no date") from error
        if plan is None:
            raise HTTPException(404, f"nobody came on {day}")
        return _json(plan)

    @router.post("/quick")
    async def theory(request: Request) -> Response:
        """What theory says of this plan, at once."""
        supposed = await desk.supposed(request)
        return _json(await asyncio.to_thread(quick, supposed))

    @router.post("/levers")
    async def levers(request: Request) -> Response:
        """The commands that would pull the live centre's levers as this plan has them; none are sent."""
        supposed = await desk.supposed(request)
        told = changes(supposed.plan, supposed.centre)
        return _json([_command(*change) for change in told])


def _command(scope: Any, name: str, levers: Any) -> ChangeLevers:
    return ChangeLevers(id=CommandId(""), scope=scope, name=name, levers=levers)


# --- runs -----------------------------------------------------------------------------------------------


def _put_runs(router: APIRouter, desk: _Desk) -> None:
    @router.post("/runs")
    async def begin(request: Request) -> Response:
        """Play this plan; the same plan is played once."""
        return _json({"id": desk.start(await desk.supposed(request))})

    @router.get("/runs.json")
    async def shown(ids: Ids, queue: str = "") -> Response:
        """How far these are, what they say, and how they differ from the first."""
        runs = {name: await desk.run(name) for name in ids}
        return _json(await asyncio.to_thread(_told, runs, QueueId(queue)))

    @router.delete("/runs/{run}")
    async def cancel(run: Id) -> Response:
        """Stop it; what was finished can still be read."""
        await desk.runs.cancel(run)
        return _json({})


def _told(runs: dict[str, Run], queue: QueueId) -> dict[str, Any]:
    baseline = next(iter(runs.values()), None)
    return {name: _state(run, baseline, queue) for name, run in runs.items()}


def _state(run: Run, baseline: Run | None, queue: QueueId) -> dict[str, Any]:
    days = list(run.days)
    differs = {} if baseline is None or baseline is run else differences(days, baseline.days, queue)
    return {
        "stage": run.stage,
        "done": len(days),
        "of": run.supposed.plan.days,
        "plan": run.supposed.plan,
        "summary": summary(days) if days else None,
        "differences": differs,
        "quick": quick(run.supposed),
    }


# --- taking it along ------------------------------------------------------------------------------------


def _put_exports(router: APIRouter, desk: _Desk) -> None:
    @router.get("/runs/{run}/plan.{form}")
    async def export(run: Id, form: Literal["json", "csv", "toml"]) -> Response:
        """The result as JSON or CSV, or the scenario file."""
        found = await desk.run(run)
        body, kind = await asyncio.to_thread(_written, found, form)
        named = {"Content-Disposition": f'attachment; filename="plan-{run}.{form}"'}
        return Response(body, media_type=kind, headers=named)


def _written(run: Run, form: str) -> tuple[bytes, str]:
    if form == "toml":
        return as_toml(run.supposed).encode(), "application/toml"
    if form == "csv":
        return as_csv(summary(list(run.days))).encode(), "text/csv"
    told = {"plan": run.supposed.plan, "summary": summary(list(run.days)), "days": run.days}
    return msgspec.json.encode(told), "application/json"


# --- the shelf ------------------------------------------------------------------------------------------


def _put_shelf(router: APIRouter, desk: _Desk) -> None:
    @router.get("/saved.json")
    async def saved() -> Response:
        """All saved plans, by name and id."""
        return _json(await asyncio.to_thread(desk.shelf.listed))

    @router.put("/saved/{run}")
    async def save(run: Id, name: Annotated[str, Query(min_length=1, max_length=80)]) -> Response:
        """Keep this run under a name."""
        found = await desk.run(run)
        try:
            await asyncio.to_thread(desk.shelf.save, found.supposed, list(found.days), name)
        except (PlanError, OSError) as error:
            raise HTTPException(409, f"it cannot be saved: {error}") from error
        return _json({})

    @router.delete("/saved/{run}")
    async def delete(run: Id) -> Response:
        """Keep it no longer."""
        await asyncio.to_thread(desk.shelf.delete, run)
        return _json({})
