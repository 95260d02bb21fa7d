"""Customers over HTTP, for those who answer for what is kept of people: list, show, hand out, forget."""

from functools import partial
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel

from dispatcher import logs
from dispatcher.customers.cards import CustomerCard, card, find
from dispatcher.customers.linking import changes
from dispatcher.dossiers import erasing
from dispatcher.dossiers.erasing import Forgotten, StillOpenError
from dispatcher.dossiers.history import MOST, history
from dispatcher.service import Service
from dispatcher.vocabulary import CustomerId

SHOWN: Final = 50

log = logs.named(__name__)


class Erased(BaseModel):
    """What was forgotten: how many contacts and messages. `old_facts` still hold an address, for good."""

    contacts: int
    messages: int
    old_facts: int


def customers_router(service: Service) -> APIRouter:
    """The routes under /v1/customers."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"])

    @router.get("")
    async def listed(
        text: Annotated[str, Query(max_length=320, description="In a name, an address or a number.")] = "",
        skip: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = SHOWN,
    ) -> Response:
        """Customers, the latest first, with what each is known by."""
        found = await service.read(partial(find, text=text.strip(), skip=skip, limit=limit))
        return _json(found)

    @router.get("/{customer}")
    async def shown(customer: str) -> Response:
        """A customer, the latest of what happened with her, and what people said of who she is."""
        found = await _found(service, CustomerId(customer))
        page = await service.read(partial(history, customer=found.id, limit=MOST))
        done = await service.read(partial(changes, customer=found.id))
        more = page.next is not None
        return _json({"customer": found, "history": page.entries, "more": more, "changes": done})

    @router.get("/{customer}/export")
    async def export(customer: str) -> Response:
        """Everything that is known of her, her mail as it came among it."""
        await _found(service, CustomerId(customer))
        log.info("what is known of a customer is handed out", customer=customer)
        return _json(await service.read(partial(erasing.export, customer=CustomerId(customer))))

    @router.post("/{customer}/forget")
    async def forget(customer: str) -> Erased:
        """Forget who she is: names, addresses, words and raw mail. The facts stay, under an id of nobody."""
        id_ = CustomerId(customer)
        await _found(service, id_)
        is_open = service.state.contacts.__contains__
        try:
            done = await service.write(partial(erasing.forget, customer=id_, is_open=is_open))
        except StillOpenError as error:
            raise HTTPException(409, str(error)) from error
        log.info("a customer is forgotten", customer=customer, messages=done.messages)
        return _erased(done)

    return router


def _erased(done: Forgotten) -> Erased:
    return Erased(contacts=done.contacts, messages=done.messages, old_facts=done.old_facts)


async def _found(service: Service, customer: CustomerId) -> CustomerCard:
    found = await service.read(partial(card, customer=customer))
    if found is None:
        raise HTTPException(404, f"there is no customer {customer!r}; find one with: ringpost customer list")
    return found


def _json(thing: Any) -> Response:
    return Response(msgspec.json.encode(thing), media_type="application/json")
