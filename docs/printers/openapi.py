"""Prints the HTTP API's description, as the API itself would give it."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from dispatcher import api
from dispatcher.centre import Centre
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.tables import SCHEMA as MAIL
from dispatcher.service import open_service
from dispatcher.voice.http import calls_router
from dispatcher.voice.tables import SCHEMA as CALLS


def openapi_page() -> str:
    """The OpenAPI document, as JSON."""
    return asyncio.run(_page())


async def _page() -> str:
    """It asks a centre that nobody works in, opened for nothing else."""
    nobody = Centre(name="Nobody", teams={}, agents={}, queues={})
    with TemporaryDirectory() as folder:
        service = await open_service(Path(folder) / "journal.sqlite", nobody, schemas=[MAIL, CALLS])
        try:
            settings = MailSettings()
            room = MailRoom(service, settings)
            routers = [calls_router(service), mail_router(room.post, size_limit=settings.size_limit)]
            app = api.build(service, routers, key="", health=dict)
        finally:
            await service.close()
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"
