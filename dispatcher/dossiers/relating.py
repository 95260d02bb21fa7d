"""Who is who over HTTP, for those who answer for what is kept of people: any customer's, in hand or not."""

import sqlite3
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from dispatcher.access.http import Asker
from dispatcher.customers.arriving import Customers
from dispatcher.customers.identities import Identity, identity_of
from dispatcher.customers.linking import Change, UnknownCustomerError, link, merge, named, split, undo
from dispatcher.errors import PeerError
from dispatcher.service import Service
from dispatcher.vocabulary import CustomerId

OWNER = "owner"
"""Who did it, where that was done with the centre's own key."""

Work = Callable[[sqlite3.Connection], Change]


class Address(BaseModel):
    """An address or a telephone number."""

    said: Annotated[str, Field(min_length=1, max_length=320, description="As people write it.")]


class Another(BaseModel):
    """Another customer."""

    other: Annotated[str, Field(max_length=64, description="The other customer's id.")]


class Which(BaseModel):
    """Something that was done about a customer."""

    number: Annotated[int, Field(ge=1, description="As `changes` has it where the customer is shown.")]


class Moved(BaseModel):
    """What went from one customer to another: the addresses and numbers, and whose they were or are again."""

    addresses: list[str]
    customers: list[str]


def relating_router(service: Service, customers: Customers) -> APIRouter:
    """What is said of a customer under /v1/customers; all of it can be taken back."""
    router = APIRouter(prefix="/v1/customers/{customer}", tags=["customers"])
    region = customers.settings.region

    async def do(work: Work) -> Moved:
        change = await _write(service, work)
        await customers.changed(change.customers)
        return _moved(change)

    @router.post("/link")
    async def link_address(customer: str, address: Address, asker: Asker) -> Moved:
        """This address or number is hers, with all that ever came from it."""
        id_, by, at = CustomerId(customer), asker.user or OWNER, service.clock()
        said = address.said.strip()
        return await do(lambda store: link(store, id_, named(said, region), said, by=by, at=at))

    @router.post("/merge")
    async def merge_customer(customer: str, another: Another, asker: Asker) -> Moved:
        """The other is this one too, with all she is known by."""
        id_, by, at = CustomerId(customer), asker.user or OWNER, service.clock()
        return await do(lambda store: merge(store, id_, CustomerId(another.other), by=by, at=at))

    @router.post("/split")
    async def split_address(customer: str, address: Address, asker: Asker) -> Moved:
        """This address or number is somebody else's, of whom nothing else is known."""
        id_, by, at = CustomerId(customer), asker.user or OWNER, service.clock()
        identity = _whatever(address.said, region)
        return await do(lambda store: split(store, id_, identity, by=by, at=at))

    @router.post("/undo")
    async def undo_change(customer: str, which: Which) -> Moved:
        """Take back what somebody did about her; what moved on since stays where it is."""
        return await do(lambda store: undo(store, which.number, CustomerId(customer)))

    return router


async def _write(service: Service, work: Work) -> Change:
    try:
        return await service.write(work)
    except UnknownCustomerError as error:
        raise HTTPException(404, f"{error}; find one with: ringpost customer list") from error
    except PeerError as error:
        raise HTTPException(409, str(error)) from error


def _whatever(said: str, region: str) -> Identity:
    """Also what is neither an address nor a number: an extension, a name that a PBX gave."""
    identity = identity_of(said, region)
    if identity is None:
        raise HTTPException(409, f"{said!r} stands for nobody")
    return identity


def _moved(change: Change) -> Moved:
    return Moved(addresses=[one.said for one in change.moved], customers=sorted(change.customers))
