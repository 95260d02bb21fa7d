"""A centre with articles and a form, its pages on a real server, and a way to look at what came in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from dashboard.app import build
from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher.client import Api, watch
from dispatcher.knowledge.base import Knowledge, open_knowledge
from dispatcher.knowledge.http import editing_router, reading_router
from dispatcher.listen import bind, serve_http
from dispatcher.live import SCHEMAS
from dispatcher.mail.form.http import form_router
from dispatcher.mail.form.sending import Letterbox
from dispatcher.mail.form.settings import FaqSettings, FormSettings
from dispatcher.mail.refusing import refusal_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import AutoAnswers
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import SECOND, Span
from tests.dashboard.people import Line
from tests.doors import KEY, Doors, open_doors
from tests.form.forms import FORM
from tests.knowledge.shelves import written
from tests.mail.house import CENTRE, HELP, at_work, mail_settings

QUICK = replace(FORM, min_age=Span(0), hold_out=0)
SLOW = replace(FORM, min_age=Span(60 * SECOND), hold_out=0)
HELD = replace(FORM, min_age=Span(0), hold_out=50)


@dataclass
class Place:
    """The centre, and the address of its pages."""

    service: Service
    knowledge: Knowledge
    doors: Doors
    api: Api
    url: str
    line: Line  # from the pages to the centre; it can be cut
    room: MailRoom

    async def letters(self) -> list[bytes]:
        """What came in, as it is kept."""
        query = "SELECT raw FROM mail_message WHERE direction = 'in' ORDER BY rowid"
        return await self.service.read(lambda to: [row[0] for row in to.execute(query)])

    async def visits(self) -> list[tuple[int, ...]]:
        """What is known of each visit: held out, found, opened, solved, sent."""
        query = "SELECT held_out, found, opened, solved, sent FROM form_visit ORDER BY rowid"
        return await self.service.read(lambda to: to.execute(query).fetchall())


@contextlib.asynccontextmanager
async def open_place(
    folder: Path, form: FormSettings = QUICK, *, faq: str = "", login: bool = True, stocked: bool = True
) -> AsyncIterator[Place]:
    """A centre where people log in, and customers do not."""
    service = await open_service(folder / "journal.sqlite", CENTRE, schemas=SCHEMAS)
    async with at_work(service.run()):
        knowledge = await open_knowledge(service)
        if stocked:
            for one in written():
                await knowledge.save(one.key, one.state, one.content, on=0, by="")
            await knowledge.settled()
        letters = mail_settings(auto_answers=AutoAnswers(sure=90, page=faq) if faq else None)
        room = MailRoom(service, letters, knowledge=knowledge)
        box = Letterbox(service, letters, form, room.take)
        routers = [
            reading_router(knowledge),
            editing_router(knowledge),
            form_router(service, box, form),
            refusal_router(service, room.customers, letters.queue_of),
        ]
        async with (
            open_doors(service, room, routers=routers, login=login) as doors,
            Api(doors.api_url, KEY, transport=(line := Line())) as api,
            _pages(folder, doors, api, form, FaqSettings(open=True, address=faq)) as url,
        ):
            yield Place(service, knowledge, doors, api, url, line, room)
    await service.close()


@contextlib.asynccontextmanager
async def _pages(
    folder: Path, doors: Doors, api: Api, form: FormSettings, faq: FaqSettings
) -> AsyncIterator[str]:
    listening = bind("127.0.0.1", 0, "the test's port")
    settings = Settings(
        api=doors.api_url,
        key=KEY,
        desks=doors.ws,
        login=doors.door.login,
        centre="Bluebird Travel",
        mailbox=HELP,
        addresses=frozenset({HELP}),
        form=form,
        faq=faq,
    )
    feed = Feed(folder / "events.duckdb", partial(watch, api))
    server = asyncio.create_task(serve_http(build(feed, settings, api), listening))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await server
