"""The demo's people, all outside the centre: callers, writers, and agents over real sockets."""

import asyncio
import random
from typing import Final

import httpx

from dashboard.demo import host_and_port
from dashboard.demo.shelf import fill_in, stock
from dashboard.demo.writers import CustomersMailServer, Send, by_api, by_browser, by_smtp, write
from dashboard.terminal import scripted
from dispatcher.access.housekey import house_key
from dispatcher.client.api import Api, own_tls, until_open
from dispatcher.config import CentreFile
from dispatcher.voice.lines import Line, dial_all

SEED: Final = 1
EXCHANGE: Final = "demo"
GUEST: Final = "guest"  # the seat kept free for whoever tries the demo
EMERGENCIES, BOOKINGS, LETTERS, FORMS = 45.0, 120.0, 150.0, 40.0  # an hour
TALK, PATIENCE = 40.0, 60.0  # mean seconds
CUSTOMER_PAUSE = 90.0  # mean seconds before a customer writes back


async def gather(file: CentreFile, *, speed: float, smtp: str | None) -> None:
    """Let everybody come, until cancelled."""
    service = file.service
    key = house_key(service.data, service.key)
    to = next(iter(file.mail.mailboxes.values())).address
    headers = {"Authorization": f"Bearer {key}"}
    tls = own_tls(service.api_url, service.certificate)
    client = httpx.AsyncClient(base_url=service.api_url, headers=headers, timeout=30, verify=tls or True)
    way_in = Api(service.api_url, key, own=service.certificate)
    async with client, way_in as api, asyncio.TaskGroup() as all_of:
        send = _way_in(client, smtp)
        customers = CustomersMailServer(
            to, send, by_browser(client), dice=random.Random(f"{SEED}:back"), pause=CUSTOMER_PAUSE / speed
        )
        if file.mail.smtp is not None:
            all_of.create_task(customers.listen(file.mail.smtp.host, file.mail.smtp.port))
        await until_open(api)
        dice = random.Random(f"{SEED}:letters")
        await stock(api)
        all_of.create_task(fill_in(api, per_hour=FORMS * speed, dice=random.Random(f"{SEED}:forms")))
        all_of.create_task(write(to, send, per_hour=LETTERS * speed, dice=dice))
        lines = [
            Line(exchange=EXCHANGE, queue="emergency", per_hour=EMERGENCIES, talk=TALK, patience=PATIENCE),
            Line(exchange=EXCHANGE, queue="bookings", per_hour=BOOKINGS, talk=TALK, patience=PATIENCE),
        ]
        all_of.create_task(dial_all(lines, service.api_url, key=key, seed=SEED, speed=speed, tls=tls))
        for number, agent in enumerate(name for name in file.centre.agents if name != GUEST):
            all_of.create_task(scripted(api, agent, speed=speed, seed=number))


def _way_in(client: httpx.AsyncClient, smtp: str | None) -> Send:
    if smtp is None:
        return by_api(client)
    return by_smtp(*host_and_port(smtp))
