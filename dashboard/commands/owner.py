"""What the owner does to the centre, whether it runs or not: by its API, or by the very API on its stores."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from dispatcher import api as whole_api
from dispatcher.access.door import open_door
from dispatcher.access.housekey import house_key
from dispatcher.access.http import access_router
from dispatcher.client.api import Api, Lost
from dispatcher.config import CentreFile
from dispatcher.customers.arriving import Customers
from dispatcher.dossiers.http import customers_router
from dispatcher.dossiers.relating import relating_router
from dispatcher.journal import JOURNAL
from dispatcher.knowledge.base import open_knowledge
from dispatcher.knowledge.http import editing_router, reading_router
from dispatcher.live import SCHEMAS
from dispatcher.mail.form.http import form_router
from dispatcher.mail.form.sending import Letterbox
from dispatcher.mail.ledger.http import ledger_router
from dispatcher.mail.room import MailRoom
from dispatcher.service import open_service


@contextlib.asynccontextmanager
async def as_owner(file: CentreFile) -> AsyncIterator[Api]:
    """The centre's API with its own key; of a centre that stands still, on its stores until the end.

    Raises:
        OwnerError: the stores cannot be opened, for one because the centre runs and does not answer.
    """
    settings = file.service
    key = house_key(settings.data, settings.key)
    async with Api(settings.api_url, key, own=settings.certificate) as api:
        if await _runs(api):
            yield api
            return
    async with _at_rest(file, key) as api:
        yield api


async def _runs(api: Api) -> bool:
    try:
        await api.ask("GET", "/v1/me")
    except Lost:
        return False
    return True


@contextlib.asynccontextmanager
async def _at_rest(file: CentreFile, key: str) -> AsyncIterator[Api]:
    import httpx

    settings = file.service
    service = await open_service(settings.data / JOURNAL, file.centre, schemas=SCHEMAS)
    owner = asyncio.create_task(service.run())
    door = await open_door(service, key=key, login=bool(settings.login))
    customers = Customers(service, file.customers)
    await customers.begin()
    room = MailRoom(service, file.mail, customers=customers)
    knowledge = await open_knowledge(service)
    routers = [
        access_router(door, inside=settings.gateway_url, outside=settings.desks),
        ledger_router(service, room.let_in),
        customers_router(service),
        relating_router(service, customers),
        reading_router(knowledge),
        editing_router(knowledge),
        form_router(service, Letterbox(service, file.mail, file.form, room.take), file.form),
    ]
    app = whole_api.build(routers, door=door)
    try:
        async with Api(settings.api_url, key, transport=httpx.ASGITransport(app)) as api:
            yield api
    finally:
        room.close()
        owner.cancel()
        await asyncio.wait([owner])
        door.close()
        await service.close()
