"""The one way for a customer's contact to come in: her id is known before the engine hears of it."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from dispatcher.commands import AdmitContact
from dispatcher.customers import following
from dispatcher.customers.directory import Directory
from dispatcher.customers.evidence import Evidence
from dispatcher.customers.following import Coming
from dispatcher.customers.identities import Identity, Kind, identity_of
from dispatcher.customers.knowing import who_is
from dispatcher.customers.settings import CustomersSettings
from dispatcher.customers.whom import Who
from dispatcher.events import Event, NumberedFact
from dispatcher.journal import Keep
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import ContactId, CustomerId


class Customers:
    """The customers of a centre. `directory` says who its open contacts are from."""

    def __init__(self, service: Service, settings: CustomersSettings = CustomersSettings()) -> None:  # noqa: B008 - frozen
        self.settings = settings
        self.directory = Directory()
        self._service = service

    async def begin(self) -> None:
        """Know the contacts that are open, and keep up with what happens from now on."""
        service = self._service
        service.follow(following.follow)
        contacts = list(service.state.contacts.values())
        await service.write(partial(following.adopt, contacts=contacts, region=self.settings.region))
        await self._look_up(contact.id for contact in contacts)
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        self.directory.hear(facts, self._service.state.contacts.__contains__)

    async def who_is(self, said: str, claimed: str = "") -> Who | None:
        """Whom this address or number belongs to; None for nobody in particular."""
        identity = identity_of(said, self.settings.region)
        if identity is None:
            return None
        return await self._service.read(
            partial(who_is, identity=identity, said=said.strip(), claimed=claimed)
        )

    async def admit(
        self,
        command: AdmitContact,
        said: str,
        *,
        claimed: str = "",
        evidence: Sequence[Evidence] = (),
        keep: Keep | None = None,
    ) -> Outcome:
        """Let this contact in as one from whoever has the address or number `said`; see `Service.submit`.

        Her tier and language are used where the command has none. An address proves nothing: it decides
        who answers first and how soon, and joins no conversation.

        Raises:
            NotDurableError: the store cannot be written; nothing happened.
            Exception: whatever `keep` raised; nothing happened.
        """
        who = await self.who_is(said, claimed)
        if who is None:
            return await self._service.submit(command, keep)
        contact, there = command.contact, self._service.state.contacts
        if contact not in there:
            self.directory.expect(contact, who, command.subject)
        try:
            both = partial(_keep, keep, Coming(who, contact, command.subject, tuple(evidence)))
            return await self._service.submit(_from(command, who), both)
        finally:
            if contact not in there:
                self.directory.forget(contact)

    async def changed(self, customers: Iterable[CustomerId]) -> None:
        """Show the open contacts of these customers as they are now."""
        await self._look_up(list(self.directory.of(customers)))

    async def _look_up(self, contacts: Iterable[ContactId]) -> None:
        found = await self._service.read(partial(_callers, contacts=list(contacts)))
        for contact, who, subject in found:
            if contact in self._service.state.contacts:
                self.directory.expect(contact, who, subject)


def _from(command: AdmitContact, who: Who) -> AdmitContact:
    """As the engine hears of it: by an id that says nothing, and without the customer's words."""
    return replace(
        command,
        customer=who.customer,
        subject="",
        tier=command.tier or who.tier,
        language=command.language or who.language,
    )


def _keep(
    keep: Keep | None,
    coming: Coming,
    connection: sqlite3.Connection,
    facts: Sequence[Event],
) -> None:
    following.keep_arrival(connection, facts, coming)
    if keep is not None:
        keep(connection, facts)


def _callers(
    connection: sqlite3.Connection, contacts: Iterable[ContactId]
) -> list[tuple[ContactId, Who, str]]:
    rows = (
        connection.execute(
            "SELECT contact, kind, value, said, subject FROM customer_contact WHERE contact = ?", (contact,)
        ).fetchone()
        for contact in contacts
    )
    return [
        (contact, who_is(connection, Identity(Kind(kind), value), said), subject)
        for contact, kind, value, said, subject in filter(None, rows)
    ]
