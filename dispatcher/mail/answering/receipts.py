"""The receipt a customer gets at once: her letter came, by when it is answered, and where she may call."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from dispatcher import logs
from dispatcher.errors import PeerError
from dispatcher.events import ContactArrived, Event, PromiseMade
from dispatcher.mail import store
from dispatcher.mail.answering.compose import acknowledgement
from dispatcher.mail.answering.expecting import Expected, Prospect, Prospects, expected
from dispatcher.mail.answering.originals import Original, Saying, phone_hours, place_of, values
from dispatcher.mail.answering.wording import receipt_text
from dispatcher.mail.dates import say_moment
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.templates.language import TemplateMistakeError
from dispatcher.mail.templates.shelf import Shelf, Wanted
from dispatcher.mail.templates.template import text_of
from dispatcher.service import Service
from dispatcher.vocabulary import FOREVER, MessageId, PromiseKind, QueueId

log = logs.named(__name__)


class Prepared(Struct, frozen=True):
    """What is looked up before a letter is let in, so that its receipt is written in the same transaction."""

    prospect: Prospect | None


class Receipts:
    """Writes receipts. Without `prospects` they tell of the promise alone."""

    def __init__(
        self,
        service: Service,
        settings: MailSettings,
        shelf: Shelf | None = None,
        prospects: Prospects | None = None,
    ) -> None:
        self._service, self._settings = service, settings
        self._shelf, self._prospects = shelf or Shelf(None), prospects

    async def prepare(self, queue: QueueId) -> Prepared:
        """Look up what a receipt for a letter in this queue will tell."""
        if not self.wanted(queue):
            return Prepared(None)
        await self._shelf.fresh()
        return Prepared(await self._prospects.of(queue) if self._prospects else None)

    def wanted(self, queue: QueueId) -> bool:
        """Do writers to this queue get a receipt at all? Not to one that is not there: that is refused."""
        there = queue in self._service.state.rules.queues
        return there and self._settings.acknowledge and queue not in self._settings.quiet_queues

    def letter(
        self,
        connection: sqlite3.Connection,
        prepared: Prepared,
        original: Original,
        arrived: ContactArrived,
        facts: Sequence[Event],
    ) -> Letter | None:
        """The receipt for this letter; None where there is no address to answer to.

        The letter is counted to those that wait: the next ones are told of it.
        """
        when = self._expected(prepared, arrived, facts)
        subject, text = self._words(original, arrived, when)
        try:
            return acknowledgement(
                id_=MessageId(digest("acknowledgement", str(arrived.message))),
                key=store.key(connection),
                mailbox=original.mailbox,
                original=original.mail,
                subject=subject,
                text=text,
                at=arrived.at,
            )
        except PeerError:
            return None

    def _expected(
        self, prepared: Prepared, arrived: ContactArrived, facts: Sequence[Event]
    ) -> Expected | None:
        """By when it is answered; None where nothing was promised that comes."""
        mine = (f for f in facts if isinstance(f, PromiseMade) and f.contact == arrived.contact)
        due = next((f.due for f in mine if f.promise is PromiseKind.FIRST_RESPONSE), FOREVER)
        if due >= FOREVER:
            return None
        if prepared.prospect is None:
            return expected(due, None)
        when = expected(due, prepared.prospect.answered(due))
        prepared.prospect.one_more(due)
        return when

    def _words(self, original: Original, arrived: ContactArrived, when: Expected | None) -> tuple[str, str]:
        """Subject and text: those of a template for such letters, else the built-in ones."""
        language = original.mail.language
        wanted = Wanted(words="", language=language, category=arrived.category, queue=arrived.queue)
        template = self._shelf.acknowledging(wanted)
        if template is not None:
            saying = Saying(
                agent=None,
                language=template.language,
                now=arrived.at,
                due=when.at if when else None,
                category=arrived.category,
                queue=arrived.queue,
                received=arrived.at,
            )
            try:
                said = values(self._service, self._settings, original, saying)
                subject, parts = self._shelf.fill_in(template, said)
                return subject, text_of(parts)
            except TemplateMistakeError as error:
                log.error("a receipt is sent as built in", template=template.id, error=str(error))
        return "", self._built_in(original, arrived.queue, when)

    def _built_in(self, original: Original, queue: QueueId, when: Expected | None) -> str:
        language = original.mail.language
        calendar = place_of(self._service, queue)
        return receipt_text(
            language,
            moment=say_moment(when.at, calendar, language) if when else "",
            kept=when is None or when.kept,
            phone=self._settings.phone,
            hours=phone_hours(self._service, self._settings, language),
            name=original.mailbox.name,
        )
