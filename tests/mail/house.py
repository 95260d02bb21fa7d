"""A small centre that answers mail, its service running, and letters to write to it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TypeVar

from dispatcher.backlog.tables import SCHEMA as BACKLOG
from dispatcher.centre import Agent, Centre, Queue, Team
from dispatcher.clock import wall_clock
from dispatcher.commands import AcceptOffer, ConnectAgent, SetStatus
from dispatcher.customers.tables import SCHEMA as CUSTOMERS
from dispatcher.events import ContactOffered, Event
from dispatcher.mail.pace import Pace
from dispatcher.mail.settings import Mailbox, MailSettings, Smtp
from dispatcher.mail.tables import SCHEMA
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    QueueId,
    Span,
    TeamId,
)
from tests.dovecot import Dovecot
from tests.smtp import PostOffice

T = TypeVar("T")

PATIENCE = 20.0  # Seconds until a test gives up on something that never happens.
QUICK = Pace(first=0.02, longest=0.1, refused=0.05)
BY_MAIL, ANN = QueueId("by-mail"), AgentId("ann")
HELP = "help@example.com"

CENTRE = Centre(
    name="Example",
    teams={TeamId("desk"): Team(id=TeamId("desk"), name="Desk")},
    agents={ANN: Agent(id=ANN, name="Ann", team=TeamId("desk"), skills={})},
    queues={BY_MAIL: Queue(id=BY_MAIL, name="By mail", channel=EMAIL, promise=Span(4 * HOUR))},
)

FIVE = {
    "th": ("ออเดอร์ของฉันอยู่ที่ไหน", "สวัสดีค่ะ ฉันยังไม่ได้รับสินค้าเลย"),
    "zh": ("我的订单在哪里?", "你好,我还没有收到货物。"),
    "fa": ("سفارش من کجاست؟", "سلام، هنوز بسته‌ام نرسیده است."),
    "ru": ("Где мой заказ?", "Здравствуйте, посылка ещё не пришла."),
    "en": ("Where is my order?", "Hello, the parcel has not arrived yet."),
}


def mailbox(dovecot: Dovecot | None = None, address: str = HELP, **changes: object) -> Mailbox:
    """A mailbox of the centre: on this server, or nowhere."""
    values: dict[str, object] = {
        "id": address.partition("@")[0],
        "address": address,
        "name": "Example Helpdesk",
        "host": dovecot.host if dovecot else "",
        "port": dovecot.imap_port if dovecot else 0,
        "tls": False,
        "user": address,
        "password": dovecot.users[address] if dovecot else "",
        "queue": BY_MAIL,
        "poll": Span(30_000_000),
    }
    return Mailbox(**{**values, **changes})  # type: ignore[arg-type]


def mail_settings(*mailboxes: Mailbox, post: PostOffice | None = None, **changes: object) -> MailSettings:
    """Settings with these mailboxes, or the one that is nowhere."""
    smtp = Smtp(host=post.host, port=post.port, security="none") if post else None
    boxes = {box.id: box for box in mailboxes or (mailbox(),)}
    return MailSettings(mailboxes=boxes, smtp=smtp, **changes)  # type: ignore[arg-type]


def letter(
    subject: str = "Where is my order?",
    text: str = "Hello, the parcel has not arrived yet.",
    *,
    sender: str = "Joe Doe <joe@customer.example>",
    to: str = HELP,
    message_id: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A letter as a customer's program writes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(datetime.now(UTC))
    if message_id is not None:
        message["Message-ID"] = message_id
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\n", b"\r\n")


@contextlib.asynccontextmanager
async def running(
    folder: Path, *, centre: Centre = CENTRE, clock: Callable[[], Instant] = wall_clock
) -> AsyncIterator[Service]:
    """The centre's service over the journal in this folder, at work."""
    schemas = [SCHEMA, CUSTOMERS, BACKLOG]
    service = await open_service(folder / "journal.sqlite", centre, schemas=schemas, clock=clock)
    async with at_work(service.run()):
        yield service
    await service.close()


@contextlib.asynccontextmanager
async def at_work(*shells: object) -> AsyncIterator[None]:
    """These coroutines run until the block is left."""
    tasks = [asyncio.ensure_future(shell) for shell in shells]  # type: ignore[call-overload]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def soon(queue: "asyncio.Queue[T]", fits: Callable[[T], bool] = lambda _: True) -> T:
    """The next thing in the queue that fits."""
    async with asyncio.timeout(PATIENCE):
        while not fits(thing := await queue.get()):
            pass
        return thing


def facts_of(service: Service) -> "asyncio.Queue[Event]":
    """Every fact from now on, as it becomes durable."""
    queue: asyncio.Queue[Event] = asyncio.Queue()

    def hear(numbered: Sequence[object]) -> None:
        for one in numbered:
            queue.put_nowait(one.fact)  # type: ignore[attr-defined]

    service.listen(hear)
    return queue


async def take_up(service: Service, agent: AgentId = ANN) -> ContactId:
    """The agent comes to work and accepts the first contact she is offered."""
    facts = facts_of(service)
    await service.submit(ConnectAgent(id=CommandId(f"{agent} connects"), agent=agent))
    await service.submit(SetStatus(id=CommandId(f"{agent} ready"), agent=agent, status=AgentStatus.READY))
    offered = await soon(facts, lambda fact: isinstance(fact, ContactOffered))
    assert isinstance(offered, ContactOffered)
    await service.submit(
        AcceptOffer(id=CommandId(f"{agent} takes {offered.offer}"), agent=agent, offer=offered.offer)
    )
    return offered.contact


class HandClock:
    """A clock that a test sets."""

    def __init__(self, now: Instant | None = None) -> None:
        self.now = wall_clock() if now is None else now

    def __call__(self) -> Instant:
        return self.now

    def move(self, span: int) -> None:
        """Let this much time pass."""
        self.now = Instant(self.now + span)
