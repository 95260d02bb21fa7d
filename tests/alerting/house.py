"""A centre whose numbers alarm: with a real mail server, a real endpoint, and looks when the play says so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec import structs

from dashboard.alerting.alerting import Alerting
from dashboard.alerting.sending import Sending
from dashboard.feed import Feed
from dispatcher.alarms import alarm_router
from dispatcher.alerts import AlertRule, Alerts, AlertWebhook, Severity
from dispatcher.client import Api, watch
from dispatcher.clock import wall_clock
from dispatcher.commands import AdmitContact, HangUp
from dispatcher.customers.arriving import Customers
from dispatcher.customers.settings import CustomersSettings
from dispatcher.live import SCHEMAS
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import Smtp
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import SECOND, CommandId, ContactId, Span
from tests.dashboard.rooms import following, until
from tests.desk.house import CENTRE, LETTERS, ORDERS
from tests.doors import KEY, open_doors
from tests.smtp import PostOffice
from tests.voice.endpoint import SECRET

BOSS = "boss@example.com"
PAGES = "https://board.example.com"
WAITING = AlertRule(
    name="waiting",
    kpi="waiting",
    above=0,
    hold=Span(0),
    queues=frozenset({ORDERS}),
    severity=Severity.BREACH,
    email=(BOSS,),
    webhook=True,
)


@dataclass
class Floor:
    """What a play may do: callers come and go, somebody looks at the numbers."""

    service: Service
    feed: Feed
    alerting: Alerting
    api: str

    async def call(self, name: str) -> None:
        """A caller waits, and the dashboard knows."""
        await self.service.submit(AdmitContact(id=CommandId(name), contact=ContactId(name), queue=ORDERS))
        await self.known()

    async def hang_up(self, name: str) -> None:
        """She does not any more."""
        await self.service.submit(HangUp(id=CommandId(f"gone {name}"), contact=ContactId(name)))
        await self.known()

    async def known(self) -> None:
        """The dashboard knows all there is."""
        await until(self.feed, lambda: self.feed.live and self.feed.number >= self.service.last)

    async def look(self) -> None:
        """The rules' numbers are looked at now."""
        await self.alerting.look(self.feed.clock())


@contextlib.asynccontextmanager
async def floor(
    folder: Path, *rules: AlertRule, office: PostOffice | None = None, hook: str = "", tries: int = 8
) -> AsyncIterator[Floor]:
    """A centre at work, its dashboard, and the way out of its alarms; until the end of the block."""
    smtp = Smtp(host=office.host, port=office.port, security="none") if office else None
    webhook = AlertWebhook(url=hook, secret=SECRET, timeout=Span(SECOND), tries=tries) if hook else None
    service = await open_service(folder / "journal.sqlite", CENTRE, schemas=SCHEMAS)
    engine = asyncio.create_task(service.run())
    room = MailRoom(
        service,
        structs.replace(LETTERS, smtp=smtp),
        customers=Customers(service, CustomersSettings()),
    )
    await room.customers.begin()
    router = alarm_router(service, rules, room.writer, room.wake)
    mail = asyncio.create_task(room.run())
    try:
        async with (
            open_doors(service, room, routers=[router]) as doors,
            Api(doors.api_url, KEY) as api,
            at_the_board(folder, api, service, Alerts(rules=rules, webhook=webhook)) as it,
        ):
            yield it
    finally:
        mail.cancel()
        await asyncio.wait([mail])
        room.close()
        engine.cancel()
        await service.close()


@contextlib.asynccontextmanager
async def at_the_board(folder: Path, api: Api, service: Service, alerts: Alerts) -> AsyncIterator[Floor]:
    """The dashboard's part alone; tries follow each other at once."""
    feed = Feed(folder / "events.duckdb", partial(watch, api), wall_clock)
    async with following(feed):
        alerting = Alerting(feed, alerts, folder / "alarms.sqlite", every=Span(0))
        sending = Sending(alerting, api, alerts.webhook, PAGES, pause=0.002)
        await alerting.begin()
        out = asyncio.create_task(sending.run())
        try:
            it = Floor(service, feed, alerting, api.url)
            await it.known()
            yield it
        finally:
            out.cancel()
            await asyncio.wait([out])
            await alerting.close()
