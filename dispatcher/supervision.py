"""What supervisors ask over HTTP: folders, a letter's conversation, the outlook; and their commands."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Query, Request, Response

from dispatcher.access.http import Asker
from dispatcher.access.people import AccessError, Identity, Role, seated
from dispatcher.backlog.outlook import Outlook
from dispatcher.codec import decode_command
from dispatcher.customers.directory import Shows, as_it_stands
from dispatcher.errors import PeerError
from dispatcher.folders.folder import Folder, is_letter
from dispatcher.folders.query import MOST, Order, Topic, Wanted, look, may_see
from dispatcher.folders.rows import row
from dispatcher.gateway.rights import forbidden, signed
from dispatcher.mail.outgoing.breaker import Trip
from dispatcher.mail.store import Message
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, ContactId, TeamId

Thread = Callable[[ContactId], Awaitable[Sequence[Message]]]
"""Reads the messages of a contact's conversation, the oldest first."""

REFUSED: Final = 409
LONGEST: Final = 200  # characters of what somebody looks for


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a command led to, durable: the names of its facts, none of which has a number above `last`."""

    facts: tuple[str, ...]
    last: int


def supervision_router(
    service: Service,
    outlook: Outlook,
    thread: Thread,
    shows: Shows = as_it_stands,
    stopped: Callable[[], Trip | None] = lambda: None,
) -> APIRouter:
    """The routes /v1/folders, /v1/forecast and /v1/commands."""
    router = APIRouter(prefix="/v1", tags=["supervision"])

    @router.get("/folders")
    async def folders(
        asker: Asker,
        folder: Folder = Folder.UNANSWERED,
        queue: str | None = None,
        category: str | None = None,
        language: str | None = None,
        tier: str | None = None,
        agent: str | None = None,
        text: Annotated[str, Query(max_length=LONGEST)] = "",
        order: Order = Order.DUE,
        descending: bool = False,
        skip: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    ) -> Response:
        """What lies in a folder, and how much in each. An empty `category` means letters without one."""
        said = {Topic.QUEUE: queue, Topic.CATEGORY: category, Topic.LANGUAGE: language, Topic.TIER: tier}
        wanted = Wanted(
            folder=folder,
            topics={topic: value for topic, value in said.items() if value is not None},
            agent=AgentId(agent) if agent else None,
            text=text,
            order=order,
            descending=descending,
            skip=skip,
            limit=limit,
            teams=teams_of(asker),
        )
        return _json(look(service.state, service.roster, wanted, service.clock(), shows))

    @router.get("/folders/letters/{contact}")
    async def letter(contact: str, asker: Asker) -> Response:
        """An open letter: how it stands, and its conversation."""
        return _json(await _letter(service, thread, shows, ContactId(contact), asker))

    @router.get("/forecast")
    async def forecast() -> Response:
        """When the backlog of each queue of letters will be clear; null where its pace is not known yet.

        `automatic_stopped` says until when no machine answers, as too many letters had left; else it is null.
        """
        trip = stopped()
        return _json(
            {
                "now": service.clock(),
                "queues": await outlook.forecasts(),
                "automatic_stopped": trip.until if trip is not None else None,
            }
        )

    @router.post("/commands")
    async def command(request: Request, asker: Asker) -> Response:
        """Do what a supervisor asks: a command of the protocol as JSON; asked again by its id, done once."""
        return await _obey(service, asker, await request.body())

    return router


def teams_of(who: Identity) -> frozenset[TeamId]:
    """The teams she sees the work of; none means all."""
    return who.teams if who.role is Role.SUPERVISOR else frozenset()


async def _letter(
    service: Service, thread: Thread, shows: Shows, contact: ContactId, asker: Identity
) -> Mapping[str, object]:
    """What somebody who decides about letters may read: more than whoever watches the floor."""
    if asker.role is Role.WATCHER:
        raise AccessError("not_allowed", "a watcher reads no letters; log in as a supervisor")
    known = service.state.contacts.get(contact)
    if known is None or not is_letter(known) or not may_see(known, teams_of(asker), service.state):
        raise AccessError("unknown_contact", f"no letter {contact!r} is open that you may see")
    now = service.clock()
    return {
        "now": now,
        "row": row(known, service.state, service.roster, now, shows),
        "messages": await thread(contact),
    }


async def _obey(service: Service, asker: Identity, body: bytes) -> Response:
    who = seated(asker, Role.SUPERVISOR)
    try:
        command = decode_command(body)
    except PeerError as error:
        return _no(422, "bad_command", str(error))
    why = forbidden(who, command, service.state)
    if why is not None:
        return _no(403, "not_allowed", why)
    outcome = await service.submit(signed(who, command))
    if outcome.refused is not None:
        return _no(REFUSED, outcome.refused.reason, outcome.refused.detail)
    return _json(Answer(facts=tuple(type(fact).__name__ for fact in outcome.facts), last=outcome.last))


def _no(status: int, code: str, detail: str) -> Response:
    return _json({"code": code, "detail": detail}, status)


def _json(thing: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(thing), status, media_type="application/json")
