"""The dispatcher process: every part put together, and nothing decided here."""

import asyncio
import logging

from dispatcher import api
from dispatcher.access.door import open_door
from dispatcher.access.housekey import house_key
from dispatcher.access.http import access_router
from dispatcher.access.tables import SCHEMA as ACCESS_SCHEMA
from dispatcher.config import CentreFile
from dispatcher.gateway.server import Gateway, gateway_server
from dispatcher.listen import bind, serve_http, server_tls
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.tables import SCHEMA as MAIL_SCHEMA
from dispatcher.service import open_service
from dispatcher.voice.http import calls_router

JOURNAL = "journal.sqlite"
SCHEMAS = (MAIL_SCHEMA, ACCESS_SCHEMA)  # the stores that share its file

log = logging.getLogger(__name__)


async def live(file: CentreFile) -> None:
    """Run the live centre until cancelled.

    Raises:
        OwnerError: an address is taken, another dispatcher holds the journal, or the centre file does not
            fit what is going on.
        JournalError: the journal cannot be trusted.
    """
    settings = file.service
    tls = server_tls(settings.certificate, settings.certificate_key)
    doors = bind(settings.gateway.host, settings.gateway.port, "[service] gateway")
    api_door = bind(settings.api.host, settings.api.port, "[service] api")
    service = await open_service(settings.data / JOURNAL, file.centre, schemas=SCHEMAS)
    owner = asyncio.create_task(service.run(), name="engine")
    door = await open_door(service, key=house_key(settings.data, settings.key), login=bool(settings.login))
    room = MailRoom(service, file.mail)
    gateway = Gateway(service, room, door)
    routers = [
        access_router(door, inside=settings.gateway_url, outside=settings.desks),
        calls_router(service),
        mail_router(room.post, size_limit=file.mail.size_limit),
    ]
    app = api.build(
        service, routers, door=door, health=lambda: {"clients": len(gateway.crowd), "mail": room.report}
    )
    try:
        async with gateway_server(gateway, doors, settings.origins, tls=tls), asyncio.TaskGroup() as parts:
            parts.create_task(_until_it_ends(owner))
            parts.create_task(serve_http(app, api_door, tls=tls), name="api")
            parts.create_task(room.run(), name="mail")
            log.info("open, after event %d: gateway %s, api %s", service.last, settings.gateway, settings.api)
    finally:
        owner.cancel()
        door.close()
        await service.close()


async def _until_it_ends(owner: "asyncio.Task[None]") -> None:
    """The engine's task outlives the others, so that what they hand in last is still decided."""
    await asyncio.shield(owner)
