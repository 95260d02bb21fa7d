"""States that a customer was told her letter came, for each automatic letter in the outbox."""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from dispatcher import logs
from dispatcher.commands import NoteAcknowledgement
from dispatcher.engine.contact import ContactState
from dispatcher.errors import JournalError
from dispatcher.events import ContactArrived, NumberedFact
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, MessageId

BATCH: Final = 500  # contacts a question to the store
REST: Final = 5.0  # seconds until what could not be written is tried again

log = logs.named(__name__)


class Acknowledging:
    """Tells the engine of each automatic letter to a contact's customer, once, after a crash too.

    The letter is durable first, so a promise is never kept by a letter that does not exist. What was left
    unsaid by a stop is found again at the next start, among the contacts that are open.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._news = asyncio.Event()
        self._unsaid: dict[ContactId, None] = {}
        service.listen(self._hear)

    def look(self, contact: ContactId) -> None:
        """There may be a letter to this contact's customer."""
        self._unsaid[contact] = None
        self._news.set()

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        for numbered in facts:
            if isinstance(numbered.fact, ContactArrived) and numbered.fact.message is not None:
                self.look(numbered.fact.contact)

    async def run(self) -> None:
        """State them for ever, until cancelled."""
        for contact in self._service.state.contacts.values():
            if _may_be_unsaid(contact):
                self.look(contact.id)
        while True:
            await self._news.wait()
            self._news.clear()
            await self._state()

    async def _state(self) -> None:
        while self._unsaid:
            some = [self._unsaid.popitem()[0] for _ in range(min(BATCH, len(self._unsaid)))]
            try:
                found = await self._service.read(partial(letters_to, contacts=some))
                await asyncio.gather(*(self._service.submit(_note(*letter)) for letter in found))
            except (JournalError, sqlite3.Error) as error:
                log.warning("acknowledgements cannot be stated yet", error=logs.cause(error))
                self._unsaid.update(dict.fromkeys(some))
                await asyncio.sleep(REST)


def letters_to(
    connection: sqlite3.Connection, contacts: Iterable[ContactId]
) -> list[tuple[ContactId, MessageId]]:
    """The first automatic letter to each of these contacts that has one."""
    first = "SELECT id FROM mail_message WHERE contact = ? AND direction = 'out' AND automatic = 1"
    rows = ((name, connection.execute(f"{first} ORDER BY at, id", (name,)).fetchone()) for name in contacts)
    return [(name, MessageId(row[0])) for name, row in rows if row is not None]


def _may_be_unsaid(contact: ContactState) -> bool:
    return not contact.live and contact.message is not None and not contact.acknowledged


def _note(contact: ContactId, message: MessageId) -> NoteAcknowledgement:
    """The same letter makes the same request: stated twice, it has no second effect."""
    return NoteAcknowledgement(id=CommandId(f"acknowledged:{message}"), contact=contact, message=message)
