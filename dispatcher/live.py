"""The dispatcher process: every part put together, and nothing decided here."""

import asyncio

from dispatcher import api, logs
from dispatcher.config import CentreFile
from dispatcher.gateway.server import Gateway, gateway_server
from dispatcher.listen import bind, serve_http
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.tables import SCHEMA as MAIL_SCHEMA
from dispatcher.service import open_service
from dispatcher.voice.http import calls_router

JOURNAL = "journal.sqlite"

log = logs.named(__name__)


async def live(file: CentreFile) -> None:
    """Run the live centre until cancelled.

    Raises:
        OwnerError: an address is taken, another dispatcher holds the journal, or the centre file does not
            fit what is going on.
        JournalError: the journal cannot be trusted.
    """
    settings = file.service
    doors = bind(settings.gateway.host, settings.gateway.port, "[service] gateway")
    api_door = bind(settings.api.host, settings.api.port, "[service] api")
    service = await open_service(settings.data / JOURNAL, file.centre, schemas=[MAIL_SCHEMA])
    owner = asyncio.create_task(service.run(), name="engine")
    room = MailRoom(service, file.mail)
    gateway = Gateway(service, room, key=settings.key)
    routers = [calls_router(service), mail_router(room.post, size_limit=file.mail.size_limit)]
    app = api.build(
        service, routers, key=settings.key, health=lambda: {"clients": gateway.clients, "mail": room.report}
    )
    try:
        async with gateway_server(gateway, doors, settings.origins), asyncio.TaskGroup() as parts:
            parts.create_task(_until_it_ends(owner))
            parts.create_task(serve_http(app, api_door), name="api")
            parts.create_task(room.run(), name="mail")
            gateway_at, api_at = str(settings.gateway), str(settings.api)
            log.info("open, after event", number=service.last, gateway=gateway_at, api=api_at)
    finally:
        owner.cancel()
        await service.close()


async def _until_it_ends(owner: "asyncio.Task[None]") -> None:
    """The engine's task outlives the others, so that what they hand in last is still decided."""
    await asyncio.shield(owner)
