"""Prints the HTTP API's description, as the API itself would give it."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI

from dispatcher import api
from dispatcher.access.door import open_door
from dispatcher.access.http import access_router
from dispatcher.centre import Centre
from dispatcher.live import SCHEMAS
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings
from dispatcher.metrics.scrape import Text
from dispatcher.operations import Condition, operations_router
from dispatcher.service import Service, open_service
from dispatcher.supervision import supervision_router
from dispatcher.voice.http import calls_router


def openapi_page() -> str:
    """The OpenAPI document, as JSON."""
    return json.dumps(asyncio.run(document()), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


async def document() -> dict[str, Any]:
    """What a centre that nobody works in, opened for nothing else, says of its API."""
    nobody = Centre(name="Nobody", teams={}, agents={}, queues={})
    with TemporaryDirectory() as folder:
        service = await open_service(Path(folder) / "journal.sqlite", nobody, schemas=SCHEMAS)
        try:
            return (await _application(service, Path(folder))).openapi()
        finally:
            await service.close()


async def _application(service: Service, folder: Path) -> FastAPI:
    door = await open_door(service, key="", login=False)
    room = MailRoom(service, MailSettings())
    condition = Condition(service, folder, trouble=str, mail=dict)
    routers = [
        access_router(door, inside="", outside=""),
        calls_router(service, room.customers),
        mail_router(room.post, size_limit=MailSettings().size_limit),
        supervision_router(service, room.outlook, room.thread),
        operations_router(condition, _nothing),
    ]
    return api.build(routers, door=door)


async def _nothing(accept: str) -> Text:
    """Nobody scrapes a description."""
    raise NotImplementedError
