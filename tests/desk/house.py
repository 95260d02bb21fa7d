"""A real centre for plays at the desk: engine, journal, mail and gateway in a temporary home."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from dispatcher.backlog import counting
from dispatcher.centre import Agent, Category, Centre, Levers, Queue, Team
from dispatcher.client import Api
from dispatcher.commands import AdmitContact, HangUp
from dispatcher.config.templates import Known, TemplateFolder
from dispatcher.customers.arriving import Customers
from dispatcher.customers.settings import CustomersSettings
from dispatcher.dossiers.room import Dossiers
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.incidents.http import incidents_router
from dispatcher.knowledge.base import Knowledge, open_knowledge
from dispatcher.knowledge.http import reading_router
from dispatcher.live import SCHEMAS
from dispatcher.mail.notices import notices_router
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import Fax, Mailbox, MailSettings, Signatures
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.understand import Understander
from dispatcher.opening import opening_router
from dispatcher.service import Service, open_service
from dispatcher.supervision import supervision_router
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    SECOND,
    VOICE,
    AgentId,
    CategoryId,
    CommandId,
    ContactId,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    Urgency,
)
from tests.doors import KEY, Doors, open_doors

PLOY, ANNA = AgentId("ploy"), AgentId("anna")
ORDERS, MAIL = QueueId("orders"), QueueId("mail")
SKILL = {Skill("care"): 1}
REFUND = CategoryId("refund")
MONEY = Rule(name="money", when=When(words=("money back", "پولم")), category=REFUND)

CENTRE = Centre(
    name="Test Centre",
    teams={TeamId("care"): Team(id=TeamId("care"), name="Care")},
    agents={
        PLOY: Agent(id=PLOY, name="พลอย ศรีสุข", team=TeamId("care"), skills=SKILL),
        ANNA: Agent(id=ANNA, name="Anna <b>Petrova</b>", team=TeamId("care"), skills=SKILL),
    },
    queues={
        ORDERS: Queue(
            id=ORDERS,
            name="Orders",
            channel=VOICE,
            skills=SKILL,
            urgency=Urgency.URGENT,
            promise=Span(20 * SECOND),
            offer_timeout=Span(MINUTE),
            wrap_up=Span(MINUTE),
            expected_handle=Span(MINUTE),
            levers=Levers(interrupt_after=Span(0)),
        ),
        MAIL: Queue(
            id=MAIL,
            name="Support mail",
            channel=EMAIL,
            skills=SKILL,
            promise=Span(4 * HOUR),
            offer_timeout=Span(MINUTE),
            strategy=Strategy.LEAST_OCCUPIED,
        ),
    },
    categories={
        REFUND: Category(id=REFUND, name="Refunds"),
        CategoryId("praise"): Category(id=CategoryId("praise"), name="คำชม"),
    },
    levers=Levers(undisturbed=Span(0), grace=Span(20 * SECOND)),
)

MAILBOX = Mailbox(
    id="help",
    address="help@centre.example",
    name="Help",
    host="",
    port=0,
    tls=False,
    user="",
    password="",
    queue=MAIL,
)
LETTERS = MailSettings(
    mailboxes={"help": MAILBOX},
    acknowledge=False,
    rules=(MONEY,),
    signatures=Signatures(mailboxes={"help": "Test Centre\nPhone 02 123 4567"}),
    fax=Fax(address="{number}@fax.example", region="TH"),
)
TEMPLATES = Known(categories=(REFUND,), queues=(MAIL,))
UNDERSTAND = Understander(LETTERS.rules, None, sure=1.0).understand


@dataclass
class House:
    """What a play may do to the centre from outside."""

    service: Service
    room: MailRoom
    doors: Doors
    api: Api
    templates: Path
    knowledge: Knowledge
    letters: int = 0

    @property
    def port(self) -> int:
        return self.doors.ws_port

    async def call(self, name: str, *, customer: str = "+66 81 234 5678") -> ContactId:
        """A caller rings the urgent line."""
        contact = ContactId(name)
        command = AdmitContact(id=CommandId(f"admit {name}"), contact=contact, queue=ORDERS)
        await self.room.customers.admit(command, customer)
        return contact

    async def hang_up(self, contact: ContactId) -> None:
        await self.service.submit(HangUp(id=CommandId(f"hang up {contact}"), contact=contact))

    async def write(
        self, subject: str, text: str, *, sender: str = "Mali <mali@example.com>", answers: int = 0
    ) -> ContactId:
        """A customer writes, or writes again on letter number `answers`; it is let in as every other."""
        self.letters += 1
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, MAILBOX.address, subject
        letter["Message-ID"] = f"<{self.letters}@example.com>"
        if answers:
            letter["In-Reply-To"] = f"<{answers}@example.com>"
        letter.set_content(text)
        return await self.post(letter)

    async def post(self, letter: EmailMessage) -> ContactId:
        """This very letter comes in."""
        verdict = await self.room.post(letter.as_bytes())
        assert verdict.contact is not None, verdict
        return verdict.contact

    async def open(self) -> None:
        """Let desks in, at the same address as before."""
        await self.doors.open()

    async def close(self) -> None:
        """Throw every desk out and listen no more."""
        await self.doors.close()

    def phase(self, contact: ContactId) -> str:
        """Where the contact is now; "gone" when it is closed."""
        found = self.service.state.contacts.get(contact)
        return found.phase if found else "gone"


@contextlib.asynccontextmanager
async def open_house(
    folder: Path,
    *,
    centre: Centre = CENTRE,
    login: bool = False,
    origins: tuple[str, ...] = (),
    customers: CustomersSettings = CustomersSettings(),  # noqa: B008 - frozen
    crm: CrmSettings = CrmSettings(),  # noqa: B008 - frozen
) -> AsyncIterator[House]:
    """A centre that is open for desks, until the end of the block."""
    service = await open_service(folder / "journal.sqlite", centre, schemas=SCHEMAS)
    service.follow(counting.follow)
    owner = asyncio.create_task(service.run())
    templates = folder / "templates"
    templates.mkdir(exist_ok=True)
    room = MailRoom(
        service,
        LETTERS,
        customers=Customers(service, customers),
        templates=TemplateFolder(templates, TEMPLATES),
    )
    await room.customers.begin()
    routers = [
        supervision_router(service, room.outlook, room.thread, room.customers.directory.shows),
        opening_router(service, room),
        reading_router(knowledge := await open_knowledge(service)),
        incidents_router(service),
        notices_router(service, room.writer, room.wake),
    ]
    try:
        async with (
            open_doors(
                service,
                room,
                routers=routers,
                login=login,
                origins=origins,
                dossiers=Dossiers(service, room, crm),
            ) as doors,
            Api(doors.api_url, KEY) as api,
        ):
            yield House(service, room, doors, api, templates, knowledge)
    finally:
        room.close()
        owner.cancel()
        await service.close()
