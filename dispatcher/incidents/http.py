"""Incidents over HTTP: whoever sees the figures reads them, supervisors and admins write them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.incidents import store
from dispatcher.incidents.store import TEXT, Incident, IncidentError
from dispatcher.service import Service
from dispatcher.vocabulary import Instant

STATUS: Final = {"unknown_incident": 404, "stale": 409}
END: Final = 2**62  # microseconds: no instant is later

Id = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$")]
When = Annotated[int, Query(ge=0, le=END)]


class Noted(BaseModel):
    """What an incident says, written on version `on`; 0 begins it. Times are microseconds since 1970, UTC."""

    model_config = ConfigDict(extra="forbid")

    on: int = Field(ge=0, le=100_000)
    since: int = Field(ge=0, le=END)
    until: int = Field(ge=0, le=END)
    text: str = Field(max_length=TEXT)
    removed: bool = False


def writer(request: Request) -> str:
    """The user who writes; the API's guard has looked who it is, and that she sees the figures."""
    who = request.state.identity
    if who.role == "watcher":
        raise HTTPException(403, "a watcher notes nothing; log in as a supervisor", {"X-Code": "not_allowed"})
    return str(who.user)


Writer = Annotated[str, Depends(writer)]


class Version(BaseModel):
    """The newest version, as you know it."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=100_000)


def incidents_router(service: Service) -> APIRouter:
    """The routes /v1/incidents."""
    router = APIRouter(prefix="/v1/incidents", tags=["incidents"])

    @router.get("")
    async def during(since: When = 0, until: When = END) -> Response:
        """What was noted of that time, by when it began."""
        asked = partial(store.during, since=Instant(since), until=Instant(until))
        return _json(await service.read(asked))

    @router.put("/{id}")
    async def note(id: Id, said: Noted, by: Writer) -> Response:  # noqa: A002 - the address's word
        """Write the next version of an incident. Refused with 409 when somebody else did meanwhile."""
        incident = Incident(
            id=id,
            version=said.on + 1,
            since=Instant(said.since),
            until=Instant(said.until),
            text=said.text.strip(),
            removed=said.removed,
            at=service.clock(),
            by=by,
        )
        with _told():
            return _json(await service.write(partial(store.save, incident=incident)))

    @router.post("/{id}/undo")
    async def undo(id: Id, said: Version, by: Writer) -> Response:  # noqa: A002 - the address's word
        """Make it as it was before its newest version; undone again, it is back."""
        undoing = partial(store.undo, id_=id, version=said.version, at=service.clock(), by=by)
        with _told():
            return _json(await service.write(undoing))

    return router


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except IncidentError as error:
        raise HTTPException(STATUS.get(error.code, 422), str(error), {"X-Code": error.code}) from error


def _json(answer: object) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")
