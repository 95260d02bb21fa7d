"""The mail room: every mailbox, the way out, and the desk's questions, over one service."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from dispatcher import logs
from dispatcher.backlog.outlook import Outlook
from dispatcher.customers.arriving import Customers
from dispatcher.errors import OwnerError
from dispatcher.events import NumberedFact, ReplySubmitted
from dispatcher.folders.escalation import Addresses, Escalation, named_addresses
from dispatcher.knowledge.base import Knowledge
from dispatcher.mail import apart, consequences, store, understood
from dispatcher.mail.answering import beginning, beside, desk, drafts, enclosed, held
from dispatcher.mail.answering.beginning import Start
from dispatcher.mail.answering.beside import Around
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.answering.enclosed import Enclosed
from dispatcher.mail.answering.expecting import Prospects
from dispatcher.mail.answering.held import Held
from dispatcher.mail.answering.receipts import Receipts
from dispatcher.mail.breaking import Breaking
from dispatcher.mail.escalating import Escalating
from dispatcher.mail.health import LineHealth
from dispatcher.mail.intake import taking
from dispatcher.mail.intake.arrival import Again, Verdict
from dispatcher.mail.ledger import release
from dispatcher.mail.mailboxes.inbound import Inbound
from dispatcher.mail.mailboxes.window import Crowd
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.acknowledging import Acknowledging
from dispatcher.mail.outgoing.letter import File
from dispatcher.mail.outgoing.outbound import Outbound
from dispatcher.mail.pace import PACE, Pace
from dispatcher.mail.readers import Readers
from dispatcher.mail.settings import Mailbox, MailSettings, Smtp
from dispatcher.mail.store import Message, Source
from dispatcher.mail.templates.shelf import Shelf, Suggested, TemplateFiles
from dispatcher.mail.tokens import TokenSource, token_sources
from dispatcher.mail.understanding.modelfile import ModelFile
from dispatcher.mail.understanding.understand import Understander, Understanding
from dispatcher.service import Outcome, Service
from dispatcher.together import Together, each
from dispatcher.vocabulary import AgentId, CommandId, ContactId, Span

log = logs.named(__name__)


class MailRoom:
    """All of mail. It answers the desk at once; it fetches and sends while `run` runs.

    Colleagues are written to from the mailbox `writer`. `escalations` say when supervisors are, `whom` at
    which addresses; `pages` is where they find the folders. `templates` is whence reply templates come,
    `knowledge` whence answers that nobody writes.
    """

    def __init__(
        self,
        service: Service,
        settings: MailSettings,
        *,
        customers: Customers | None = None,
        pace: Pace = PACE,
        escalations: Sequence[Escalation] = (),
        whom: Addresses = named_addresses,
        pages: str = "",
        templates: TemplateFiles | None = None,
        knowledge: Knowledge | None = None,
    ) -> None:
        self._service, self._settings = service, settings
        self._shelf = Shelf(templates)
        self.customers = customers or Customers(service)
        self._receipts = Receipts(service, settings, self._shelf, Prospects(service), knowledge)
        self._understander = understander(settings)
        self._readers = Readers(size_limit=settings.size_limit)
        self._aside: Together[Callable[[], Any], Any] = Together(None, each)
        self._tokens = token_sources(settings.sign_ins)
        self._outbound = Outbound(
            service,
            settings.smtp,
            queue_of=settings.queue_of,
            tokens=self._tokens_for(settings.smtp),
            customers=self.customers,
            pace=pace,
        )
        self._crowd = Crowd()
        self._inbound = dict(self._watches(pace))
        self._acknowledging = Acknowledging(service)
        self.outlook = Outlook(service)
        self.writer = next(iter(settings.mailboxes.values()), None)
        shows = self.customers.directory.shows
        self._escalating = Escalating(
            service, escalations, self.writer, pages, self.wake, shows=shows, whom=whom
        )
        self.breaking = Breaking(service, settings, escalations, self.wake, whom=whom)
        service.follow(consequences.follow)
        service.listen(self._hear)

    def _tokens_for(self, line: Mailbox | Smtp | None) -> TokenSource | None:
        return self._tokens[line.oauth.id] if line is not None and line.oauth else None

    def _watches(self, pace: Pace) -> Iterator[tuple[str, Inbound]]:
        """A watch over every folder, by its name in `health`."""
        fetched = [mailbox for mailbox in self._settings.mailboxes.values() if mailbox.host]
        for mailbox in fetched:
            for folder in mailbox.folders:
                yield (
                    f"mailbox {mailbox.id}/{folder}",
                    Inbound(
                        self._service,
                        mailbox,
                        folder,
                        self.take,
                        size_limit=self._settings.size_limit,
                        crowd=self._crowd,
                        tokens=self._tokens_for(mailbox),
                        pace=pace,
                    ),
                )

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        """A reply is in the outbox, sent by its author or let out by an approver: look."""
        if any(isinstance(numbered.fact, ReplySubmitted) for numbered in facts):
            self._outbound.wake()

    async def run(self) -> None:
        """Watch every mailbox and drain the outbox, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._outbound.run())
            group.create_task(self._acknowledging.run())
            group.create_task(self._escalating.run())
            group.create_task(self.breaking.run())
            for inbound in self._inbound.values():
                group.create_task(inbound.run())

    def close(self) -> None:
        """End the processes that read."""
        self._readers.close()

    @property
    def health(self) -> dict[str, LineHealth]:
        """Each folder's health by "mailbox NAME/FOLDER", and the way out's by "smtp"."""
        boxes = {name: inbound.health for name, inbound in self._inbound.items()}
        return {**boxes, "smtp": self._outbound.health}

    def wake(self) -> None:
        """Look into the outbox now."""
        self._outbound.wake()

    async def waiting(self) -> int:
        """How many letters have not left yet."""
        return await self._service.read(outbox.waiting)

    async def post(self, raw: bytes) -> Verdict:
        """Let a message in that came straight to us; the mailbox it is written to answers it."""
        return await (await self._crowd.start(raw, partial(self.take, Source(account="http"), raw)))

    async def let_in(self, message: str, request: str, by: str) -> Verdict | None:
        """Let in a message that was set apart; see `release.let_in`."""
        return await release.let_in(self._service, self.take, message, request, by)

    async def take(self, source: Source, raw: bytes, again: Again | None = None) -> Verdict:
        """Let one message in, read in a process of its own; see `taking.take`."""
        verdict = await taking.take(
            self._service,
            self._settings,
            self._understander.understand,
            source,
            raw,
            read=self._readers.read,
            aside=self._aside.do,
            again=again,
            customers=self.customers,
            receipts=self._receipts,
        )
        self._outbound.wake()
        return verdict

    async def thread(self, contact: ContactId) -> tuple[Message, ...]:
        """The messages of this contact's conversation, the oldest first."""
        there = self._service.state.contacts.get(contact)
        conversation = there.conversation if there is not None else ""
        return await self._service.read(partial(store.thread, contact=contact, conversation=conversation))

    async def set_apart(self, was: ContactId, into: ContactId, id_: CommandId) -> Outcome:
        """Take out again what was joined to that contact; see `apart.set_apart`."""
        return await apart.set_apart(self._service, self.customers, was, into, id_)

    async def read(
        self, contact: ContactId, *, about: ContactId | None = None
    ) -> tuple[tuple[Message, ...], str, int]:
        """The conversation, oldest first, the draft of the contact's answer and the draft's version.

        The conversation is that of `about`, where the contact is work about another.
        """
        thread = await self.thread(about or contact)
        text, version = await self._service.read(partial(drafts.draft, contact=contact))
        return thread, text, version

    async def understood(self, contact: ContactId) -> Understanding:
        """What was known of the letter that this contact began with."""
        return await self._service.read(partial(understood.understood, contact=contact))

    async def held(self, contact: ContactId) -> Held | None:
        """The answer on this contact that waits to be approved, or was returned to its author."""
        return await self._service.read(partial(held.held, contact=contact))

    async def save_draft(self, contact: ContactId, text: str, version: int) -> int | None:
        """Keep a draft written on `version`; the new version, or None when that was stale."""
        save = partial(
            drafts.save_draft, contact=contact, text=text, version=version, at=self._service.clock()
        )
        return await self._service.write(save)

    async def send_reply(
        self, agent: AgentId, contact: ContactId, sending: Sending, id_: CommandId
    ) -> Outcome:
        """Answer the customer; see `desk.send_reply`."""
        return await desk.send_reply(self._service, self._settings, agent, contact, sending, id_)

    @property
    def largest_file(self) -> int:
        """Bytes that a file of an answer may have."""
        return self._settings.enclosing.size

    @property
    def undo(self) -> Span:
        """How long a desk keeps an answer back, so that its author can take it back."""
        return self._settings.undo

    @property
    def faxes(self) -> bool:
        """Can answers leave by fax?"""
        return self._settings.fax is not None

    async def suggest(self, contact: ContactId) -> Sequence[Suggested]:
        """The reply templates for this contact, the likeliest first; see `beginning.suggest`."""
        return await beginning.suggest(self._service, self._settings, self._shelf, contact)

    async def start(self, agent: AgentId, contact: ContactId, template: str, version: int) -> Start:
        """Begin an answer from a template; see `beginning.start`."""
        return await beginning.start(
            self._service,
            self._settings,
            self._shelf,
            agent=agent,
            contact=contact,
            template=template,
            version=version,
        )

    async def start_freely(self, contact: ContactId, text: str, version: int) -> Start:
        """Take the template away; see `beginning.start_freely`."""
        return await beginning.start_freely(self._service, contact, text, version)

    async def around(self, agent: AgentId, contact: ContactId) -> Around:
        """What lies beside the draft of the answer; see `Around`."""
        return await beside.around(self._service, self._settings, agent, contact)

    async def enclose(self, contact: ContactId, id_: str, file: File) -> Sequence[Enclosed]:
        """Have a file go out with the answer; see `enclosed.enclose`."""
        keep = partial(enclosed.enclose, contact=contact, id_=id_, file=file, bounds=self._settings.enclosing)
        return await self._service.write(keep)

    async def take_out(self, contact: ContactId, id_: str) -> Sequence[Enclosed]:
        """Have a file not go out; see `enclosed.take_out`."""
        return await self._service.write(partial(enclosed.take_out, contact=contact, id_=id_))


def understander(settings: MailSettings) -> Understander:
    """The rules, urgent words, and the model; while that cannot be read, mail goes on by the rules."""
    model = ModelFile(settings.model, trouble=_by_rules_alone) if settings.model is not None else None
    return Understander(settings.rules, model, sure=settings.sure / 100, hurry=settings.hurry)


def _by_rules_alone(error: OwnerError) -> None:
    log.error("letters are understood by rules alone", error=str(error))
