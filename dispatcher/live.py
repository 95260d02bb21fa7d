"""The dispatcher process: every part put together, and nothing decided here."""

import asyncio
import gc
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp
from websockets.asyncio.server import Server

from dispatcher import api, logs
from dispatcher.access.addresses import addresses
from dispatcher.access.door import Door, open_door
from dispatcher.access.housekey import house_key
from dispatcher.access.http import access_router
from dispatcher.access.tables import SCHEMA as ACCESS_SCHEMA
from dispatcher.alarms import alarm_router
from dispatcher.backlog import counting as backlog
from dispatcher.backlog.tables import SCHEMA as BACKLOG_SCHEMA
from dispatcher.config import CentreFile
from dispatcher.customers.arriving import Customers
from dispatcher.customers.tables import SCHEMA as CUSTOMERS_SCHEMA
from dispatcher.dossiers.http import customers_router
from dispatcher.dossiers.relating import relating_router
from dispatcher.dossiers.room import Dossiers
from dispatcher.gateway.server import Gateway, gateway_server
from dispatcher.incidents.http import incidents_router
from dispatcher.incidents.tables import SCHEMA as INCIDENTS_SCHEMA
from dispatcher.journal import JOURNAL
from dispatcher.knowledge.base import Knowledge, open_knowledge
from dispatcher.knowledge.http import editing_router, reading_router
from dispatcher.knowledge.tables import SCHEMA as KNOWLEDGE_SCHEMA
from dispatcher.listen import bind, serve_http, server_tls
from dispatcher.mail.form.http import form_router
from dispatcher.mail.form.sending import Letterbox
from dispatcher.mail.form.tables import SCHEMA as FORM_SCHEMA
from dispatcher.mail.http import mail_router
from dispatcher.mail.ledger.http import ledger_router
from dispatcher.mail.notices import notices_router
from dispatcher.mail.refusing import refusal_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.tables import SCHEMA as MAIL_SCHEMA
from dispatcher.metrics.meter import Meter
from dispatcher.metrics.parts import doors_reading, mail_reading, outbox_reading, service_reading
from dispatcher.metrics.picture import picture_reading
from dispatcher.metrics.scrape import Text, build_reading, text_of
from dispatcher.opening import opening_router
from dispatcher.operations import Condition, counting, operations_router, turning_away
from dispatcher.service import Service, open_service
from dispatcher.supervision import supervision_router
from dispatcher.voice.http import calls_router
from dispatcher.voice.outbox import Outboxes
from dispatcher.voice.tables import SCHEMA as VOICE_SCHEMA

SCHEMAS = (
    MAIL_SCHEMA,
    ACCESS_SCHEMA,
    VOICE_SCHEMA,
    BACKLOG_SCHEMA,
    KNOWLEDGE_SCHEMA,
    FORM_SCHEMA,
    CUSTOMERS_SCHEMA,
    INCIDENTS_SCHEMA,
)  # the stores that share its file
GOODBYE: Final = 3.0  # s a client has to say goodbye; whoever is gone for good never does

log = logs.named(__name__)


async def live(file: CentreFile, stopping: asyncio.Event) -> None:
    """Run the live centre until `stopping` is set, and then stop in order; see `_close`.

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
    service.follow(backlog.follow)
    await service.write(partial(backlog.adopt, contacts=list(service.state.contacts.values())))
    customers = Customers(service, file.customers)
    await customers.begin()
    owner = asyncio.create_task(service.run(), name="engine")
    door = await open_door(service, key=house_key(settings.data, settings.key), login=bool(settings.login))
    pages = next(iter(settings.origins), settings.dashboard_url)
    knowledge = await open_knowledge(service)
    room = MailRoom(
        service,
        file.mail,
        customers=customers,
        escalations=file.escalations,
        whom=lambda rule: addresses(rule, door.users.known.values(), service.state.rules),
        pages=pages,
        templates=file.templates,
        knowledge=knowledge,
    )
    meter = Meter()
    webhooks = Outboxes(service, file.webhooks, number=customers.directory.address)
    dossiers = Dossiers(service, room, file.crm)
    gateway = Gateway(service, room, door, dossiers=dossiers)
    condition = Condition(
        service,
        settings.data,
        trouble=lambda: service.trouble,
        mail=lambda: room.health,
        stopped=lambda: room.breaking.stopped,
    )
    app = _application(file, service, door, room, knowledge, gateway, condition, meter)
    try:
        async with (
            gateway_server(gateway, doors, settings.origins, tls=tls) as server,
            asyncio.TaskGroup() as parts,
        ):
            engine = parts.create_task(_until_it_ends(owner))
            running = [
                parts.create_task(serve_http(app, api_door, tls=tls), name="api"),
                parts.create_task(room.run(), name="mail"),
                parts.create_task(webhooks.run(), name="webhooks"),
                parts.create_task(meter.watch_loop(), name="loop"),
            ]
            where = {"gateway": str(settings.gateway), "api": str(settings.api)}
            _calm_the_collector()
            log.info("open, after event", number=service.last, **where)
            await stopping.wait()
            condition.draining = True
            await _close(running, server)
            engine.cancel()
    finally:
        owner.cancel()
        room.close()
        door.close()
        await service.close()
    log.info("stopped in order", number=service.last)


def _application(
    file: CentreFile,
    service: Service,
    door: Door,
    room: MailRoom,
    knowledge: Knowledge,
    gateway: Gateway,
    condition: Condition,
    meter: Meter,
) -> ASGIApp:
    """The HTTP API of all parts."""
    service.watch(meter)
    service.listen(meter.hear)
    scrape = partial(_scrape, service, room, gateway, meter, file.service.data / JOURNAL)
    routers = [
        access_router(door, inside=file.service.gateway_url, outside=file.service.desks),
        calls_router(service, room.customers),
        alarm_router(service, file.alerts.rules, room.writer, room.wake),
        mail_router(room.post, size_limit=file.mail.size_limit),
        ledger_router(service, room.let_in),
        opening_router(service, room),
        incidents_router(service),
        notices_router(service, room.writer, room.wake),
        refusal_router(service, room.customers, file.mail.queue_of),
        customers_router(service),
        relating_router(service, room.customers),
        supervision_router(
            service, room.outlook, room.thread, room.customers.directory.shows, lambda: room.breaking.standing
        ),
        reading_router(knowledge),
        editing_router(knowledge),
        form_router(service, Letterbox(service, file.mail, file.form, room.take), file.form),
        operations_router(condition, scrape),
    ]
    return counting(turning_away(api.build(routers, door=door, webhooks=file.webhooks), condition), meter)


async def _scrape(
    service: Service, room: MailRoom, gateway: Gateway, meter: Meter, journal: Path, accept: str
) -> Text:
    """Everything there is to tell Prometheus."""
    now = service.clock()
    readings = [
        build_reading(),
        meter.reading,
        service_reading(service, journal, service.trouble),
        picture_reading(service.state, now),
        doors_reading(gateway),
        mail_reading(room.health, stopped=room.breaking.stopped),
        await service.read(partial(outbox_reading, now=now)),
    ]
    return text_of(readings, meter.registry, accept)


async def _close(parts: Sequence["asyncio.Task[None]"], server: Server) -> None:
    """Finish what is being answered and say goodbye to the clients, in bounded time.

    No new connection comes in; clients are told that we go away (1001) and come back by themselves.
    """
    for part in parts:
        part.cancel()
    server.close(reason="the centre is stopping; come back in a few seconds")
    closed = asyncio.create_task(server.wait_closed())
    await asyncio.wait([*parts, closed], timeout=GOODBYE)
    for connection in list(server.all_connections):
        connection.transport.abort()
    closed.cancel()


def _calm_the_collector() -> None:
    """Keep Python's garbage collector from walking through everything there is, again and again.

    With a thousand desks a full collection took 60 to 90 ms, every five seconds, and whoever called meanwhile
    waited. What is there at the start stays; little of what comes later is in cycles, and can wait longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 200)


async def _until_it_ends(owner: "asyncio.Task[None]") -> None:
    """The engine's task outlives the others, so that what they hand in last is still decided."""
    await asyncio.shield(owner)
