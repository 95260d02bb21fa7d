"""Calls from any PBX over HTTP: what it reports, how calls stand, and what it is to do.

The PBX may name its calls; then asking twice is asking once. So it is for any POST with an Idempotency-Key.
"""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from msgspec import Struct

from dispatcher.codec import encode
from dispatcher.customers.arriving import Customers
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, ContactId
from dispatcher.voice.bodies import ForOffer, HungUp, NewCall, Rings, Transferred, Unreachable, Whose
from dispatcher.voice.calls import Calls
from dispatcher.voice.cards import CallCard, QueueCard, open_calls, queue_cards
from dispatcher.voice.keys import Asked, asked
from dispatcher.voice.problems import ProblemRoute, problems
from dispatcher.voice.reports import (
    AnyReport,
    CallbackWanted,
    CallHeld,
    CallRetrieved,
    PhoneAnswered,
    PhoneDeclined,
    PhoneRinging,
)
from dispatcher.voice.trunk import OpenCalls, Orders

LONGEST_WAIT: Final = 60.0  # s a question may wait for news
LONGEST_KEY: Final = 200

Name = Annotated[str, Path(description="The call's id.", max_length=200)]
Agent = Annotated[str, Path(description="The agent's name in the centre file.", max_length=200)]
Wait = Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="… at most so many seconds.")]
Exchange = Annotated[
    str,
    Query(max_length=80, description="Only calls whose ids begin so, and consultations about them."),
]


async def _asked(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=LONGEST_KEY,
            description="A name for this request: sent again under it, it has no second effect.",
        ),
    ] = None,
    webhook_id: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=LONGEST_KEY,
            description="The same, of a request signed as Standard Webhooks says.",
        ),
    ] = None,
) -> Asked | None:
    key = idempotency_key or webhook_id
    return None if key is None else asked(key, request.method, request.url.path, await request.body())


Key = Annotated[Asked | None, Depends(_asked)]


class Json(JSONResponse):
    """Structs as JSON."""

    def render(self, content: Struct | tuple[Struct, ...]) -> bytes:
        """The bytes."""
        return b"[%s]" % b",".join(map(encode, content)) if isinstance(content, tuple) else encode(content)


def said(*kinds: type[Struct], many: bool = False, status: int = 200) -> dict[str, Any]:
    """The good answer of a route, for the API's description; `voice.openapi` adds the structs themselves."""
    refs = [{"$ref": f"#/components/schemas/{kind.__name__}"} for kind in kinds]
    schema: dict[str, Any] = refs[0] if len(refs) == 1 else {"oneOf": refs}
    schema = {"type": "array", "items": schema} if many else schema
    return {"responses": {str(status): {"content": {"application/json": {"schema": schema}}}}}


CARD: Final = said(CallCard)


def calls_router(service: Service, customers: Customers) -> APIRouter:
    """The routes under /v1/calls, /v1/agents, /v1/queues and /v1/orders."""
    router = APIRouter(prefix="/v1", route_class=ProblemRoute, default_response_class=Json)
    calls = Calls(service, customers)
    _add_calls(router, calls)
    _add_views(router, calls, service)
    _add_phones(router, calls)
    _add_orders(router, calls)
    return router


def _add_calls(router: APIRouter, calls: Calls) -> None:
    """What happens to calls."""
    changing: Any = {
        "tags": ["calls"],
        "openapi_extra": CARD,
        "responses": problems(404, 409, 422, 503),
    }

    async def take(name: str, report: AnyReport, key: Asked | None) -> Response:
        await calls.take(report, key)
        return Json(await calls.card(ContactId(name)))

    @router.post(
        "/calls",
        status_code=201,
        tags=["calls"],
        openapi_extra=said(CallCard, status=201),
        responses=problems(404, 409, 422, 503),
    )
    async def arrive(call: NewCall, key: Key) -> Response:
        """A caller is on the line: put the call into its queue."""
        name = call.id or (key.name if key is not None else f"call-{uuid.uuid4()}")
        await calls.take(call.report(name), key)
        headers = {"Location": f"/v1/calls/{name}"}
        return Json(await calls.card(ContactId(name)), status_code=201, headers=headers)

    @router.post("/calls/{name}/hangup", **changing)
    async def hang_up(name: Name, key: Key, who: Annotated[HungUp | None, Body()] = None) -> Response:
        """Somebody hung up. What was hung up already stays so: that is no mistake."""
        return await take(name, (who or HungUp()).report(name), key)

    @router.post("/calls/{name}/callback", **changing)
    async def call_back(name: Name, key: Key) -> Response:
        """The caller would rather be called back, and keeps the place in line; hanging up changes nothing."""
        return await take(name, CallbackWanted(call=ContactId(name)), key)

    @router.post("/calls/{name}/held", **changing)
    async def held(name: Name, phone: Whose, key: Key) -> Response:
        """The agent put the caller on hold, by her phone."""
        return await take(name, CallHeld(call=ContactId(name), agent=AgentId(phone.agent)), key)

    @router.post("/calls/{name}/retrieved", **changing)
    async def retrieved(name: Name, phone: Whose, key: Key) -> Response:
        """The agent took the caller back from hold."""
        return await take(name, CallRetrieved(call=ContactId(name), agent=AgentId(phone.agent)), key)

    @router.post("/calls/{name}/transferred", **changing)
    async def transferred(name: Name, where: Transferred, key: Key) -> Response:
        """The agent passed the call on, by her phone: to a queue or an agent of ours, or away."""
        return await take(name, where.report(name), key)


def _add_views(router: APIRouter, calls: Calls, service: Service) -> None:
    """How calls and queues stand."""

    @router.get("/calls", tags=["calls"], openapi_extra=said(CallCard, many=True))
    async def every_open_call(exchange: Exchange = "") -> Response:
        """Every call that is not over. After a PBX restarts, it hangs up those it no longer has."""
        return Json(open_calls(service.state, exchange))

    @router.get("/calls/{name}", tags=["calls"], openapi_extra=CARD, responses=problems(404, 422))
    async def look(
        name: Name,
        unless: Annotated[
            str, Query(description="Wait while the call is in this state …", max_length=20)
        ] = "",
        wait: Wait = 0,
    ) -> Response:
        """How a call stands; with `unless` and `wait`, as soon as that changes."""
        if unless and wait:
            return Json(await calls.news(ContactId(name), unless, wait))
        return Json(await calls.card(ContactId(name)))

    @router.get("/queues", tags=["calls"], openapi_extra=said(QueueCard, many=True))
    async def queues() -> Response:
        """The queues calls can be sent to, and how many wait there."""
        return Json(queue_cards(service.state))


def _add_phones(router: APIRouter, calls: Calls) -> None:
    """What agents' phones do."""
    phone: Any = {"tags": ["phones"], "status_code": 204, "responses": problems(404, 409, 422, 503)}

    @router.post("/agents/{agent}/ringing", **phone)
    async def ringing(agent: Agent, rings: Rings, key: Key) -> None:
        """The agent's phone really rings."""
        await calls.take(PhoneRinging(call=ContactId(rings.call), agent=AgentId(agent)), key)

    @router.post("/agents/{agent}/answered", **phone)
    async def answered(agent: Agent, offer: ForOffer, key: Key) -> None:
        """The agent's phone was picked up: this accepts the offer in her name. Her desk may be quicker."""
        await calls.take(PhoneAnswered(agent=AgentId(agent), offer=offer.named), key)

    @router.post("/agents/{agent}/declined", **phone)
    async def declined(agent: Agent, offer: ForOffer, key: Key) -> None:
        """The agent pressed her phone's button that says no: the call goes on to others."""
        await calls.take(PhoneDeclined(agent=AgentId(agent), offer=offer.named), key)

    @router.post("/agents/{agent}/unreachable", **phone)
    async def unreachable(agent: Agent, trouble: Unreachable, key: Key) -> None:
        """The agent's phone could not be made to ring: no fault of hers, and the call goes on to others."""
        await calls.take(trouble.report(agent), key)


def _add_orders(router: APIRouter, calls: Calls) -> None:
    """What a PBX is to do."""

    @router.get("/orders", tags=["orders"], openapi_extra=said(Orders, OpenCalls), responses=problems(422))
    async def orders(
        after: Annotated[
            int | None,
            Query(ge=0, description="The last event you have; without it, you are told how calls stand."),
        ] = None,
        wait: Annotated[
            float, Query(ge=0, le=LONGEST_WAIT, description="Wait for orders, at most so many seconds.")
        ] = 0,
        exchange: Exchange = "",
    ) -> Response:
        """What is to be done after an event, as soon as there is something. For a PBX without webhooks."""
        return Json(await calls.orders(after, wait, exchange))
