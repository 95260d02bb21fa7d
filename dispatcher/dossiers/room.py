"""Dossiers of a live centre: what is seen of customers, and what people do about them."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from dispatcher.commands import AdmitContact, MergeContacts
from dispatcher.customers.cards import customer_of
from dispatcher.customers.identities import Identity, Kind
from dispatcher.customers.linking import (
    Change,
    Details,
    NothingToDoError,
    keep_apart,
    link,
    merge,
    named,
    split,
    undo,
    write_details,
)
from dispatcher.customers.suggesting import suggestions
from dispatcher.dossiers.crm import OFF, Crm, CrmAnswer
from dispatcher.dossiers.dialling import check_number
from dispatcher.dossiers.dossier import Dossier, Other, dossier, may_join, others, words_of
from dispatcher.dossiers.history import Entry, Page, Place, entry_of, history
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.errors import PeerError
from dispatcher.mail import store
from dispatcher.mail.identity import digest
from dispatcher.mail.room import MailRoom
from dispatcher.mail.store import Message
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import DAY, AgentId, CommandId, ContactId, CustomerId
from dispatcher.voice.reporting import arrival_id

T = TypeVar("T")
Work = Callable[[sqlite3.Connection, CustomerId], Change]


class Dossiers:
    """Every dossier of the centre; whoever asks has a contact of the customer's in hand, or had."""

    def __init__(self, service: Service, mail: MailRoom, crm: CrmSettings = CrmSettings()) -> None:  # noqa: B008 - frozen
        self._service, self._mail = service, mail
        self._customers = mail.customers
        self._crm = Crm(crm, service.clock)

    # --- seeing -----------------------------------------------------------------------------------------

    async def may_see(self, agent: AgentId, contact: ContactId) -> bool:
        """Has she this contact on her desk, or had it within a day?"""
        if contact in self._service.state.agents[agent].contacts:
            return True
        since = self._service.clock() - DAY
        return await self._service.read(partial(_held, agent=agent, contact=contact, since=since))

    async def open(self, contact: ContactId) -> Dossier:
        """What is known of whom this contact is from."""
        return await self._service.read(partial(dossier, contact=self._whose(contact)))

    async def others(self, agent: AgentId, contact: ContactId, customer: CustomerId) -> tuple[Other, ...]:
        """The customer's other open work."""
        state, directory = self._service.state, self._customers.directory
        this = state.contacts.get(contact)
        theirs = set(directory.of([customer])) - {contact}
        if this is None or not theirs:
            return ()
        words = await self._service.read(partial(words_of, contacts=[contact, *sorted(theirs)]))
        return tuple(others(state, directory.shows, agent, this, theirs, words))

    async def history(self, contact: ContactId, text: str, before: Place | None) -> Page:
        """A page of everything that came from the customer of this contact.

        Raises:
            PeerError: nobody knows who it is.
        """
        customer = await self._customer(contact)
        return await self._service.read(partial(history, customer=customer, text=text, before=before))

    async def reread(self, contact: ContactId, about: ContactId) -> tuple[Entry, Sequence[Message]]:
        """Another contact of the same customer, and its messages.

        Raises:
            PeerError: it is not hers.
        """
        customer = await self._customer(contact)
        found = await self._service.read(partial(entry_of, customer=customer, contact=about))
        if found is None:
            raise PeerError(f"{about!r} is no contact of this customer")
        thread = partial(store.thread, contact=about, conversation=found.conversation)
        return found, await self._service.read(thread)

    async def elsewhere(self, contact: ContactId) -> CrmAnswer:
        """What the other system says of the address or number that this contact came from."""
        there = self._service.state.contacts.get(contact)
        entry = self._customers.directory.entry(there) if there is not None else None
        return OFF if entry is None else await self._crm.about(entry.who.identity.value)

    @property
    def asks_elsewhere(self) -> bool:
        """Is there another system to ask?"""
        return self._crm.on

    @property
    def calls_back(self) -> bool:
        """Can a customer be called from a letter?"""
        return self._customers.settings.callback_queue is not None

    # --- saying who is who ------------------------------------------------------------------------------

    async def write(self, contact: ContactId, details: Details, version: int) -> bool:
        """Write these details down, over those of `version`; False when somebody else wrote since.

        Raises:
            PeerError: nobody knows who it is.
            NotDurableError: the store cannot be written; nothing happened.
        """
        customer = await self._customer(contact)
        work = partial(write_details, customer=customer, details=details, version=version)
        written = await self._service.write(work)
        await self._customers.changed([customer])
        return written

    async def link(self, contact: ContactId, said: str, by: str) -> None:
        """This address or number is her too.

        Raises:
            PeerError: it is none, hers already, or nobody knows who she is.
        """
        identity, at = named(said, self._customers.settings.region), self._service.clock()
        await self._do(contact, lambda store, her: link(store, her, identity, said.strip(), by=by, at=at))

    async def merge(self, contact: ContactId, other: CustomerId, by: str) -> None:
        """The other, who was suggested, is her too.

        Raises:
            PeerError: she was not suggested, or nobody knows who it is.
        """
        at = self._service.clock()

        def work(store: sqlite3.Connection, her: CustomerId) -> Change:
            _suggested(store, her, other)
            return merge(store, her, other, by=by, at=at)

        await self._do(contact, work)

    async def keep_apart(self, contact: ContactId, other: CustomerId) -> None:
        """The other is somebody else: she is not suggested again."""
        customer = await self._customer(contact)
        await self._service.write(partial(keep_apart, one=customer, other=other))

    async def split(self, contact: ContactId, kind: Kind, value: str, by: str) -> None:
        """This address or number is somebody else's.

        Raises:
            PeerError: it is not hers, or all there is of her.
        """
        identity, at = Identity(kind, value), self._service.clock()
        await self._do(contact, lambda store, her: split(store, her, identity, by=by, at=at))

    async def undo(self, contact: ContactId, number: int) -> None:
        """Take back what was done about her.

        Raises:
            PeerError: there is no such change to take back.
        """
        await self._do(contact, lambda store, her: undo(store, number, her))

    async def _do(self, contact: ContactId, work: Work) -> None:
        customer = await self._customer(contact)
        change = await self._service.write(lambda store: work(store, customer))
        await self._customers.changed([customer, *change.customers])

    # --- her work ---------------------------------------------------------------------------------------

    async def join(self, agent: AgentId, contact: ContactId, other: ContactId, id_: CommandId) -> Outcome:
        """Make her other piece of work a part of this one.

        Raises:
            PeerError: it is not hers, or not to be had now.
        """
        state, directory = self._service.state, self._customers.directory
        this, that = state.contacts.get(contact), state.contacts.get(other)
        if this is None or that is None or not may_join(agent, that, this):
            raise PeerError(f"{other!r} cannot be joined now: somebody else has it, or it is done")
        entries = directory.entry(this), directory.entry(that)
        if None in entries or entries[0].who.customer != entries[1].who.customer:  # type: ignore[union-attr]
            raise PeerError(f"{other!r} is no work of this customer; say first that the two are one")
        return await self._service.submit(MergeContacts(id=id_, contact=other, into=contact, by=agent))

    async def take_out(self, contact: ContactId, was: ContactId, id_: CommandId) -> Outcome:
        """Open what was joined to this one anew, as a contact of its own.

        Raises:
            PeerError: nothing of that name is joined to it.
        """
        return await self._mail.set_apart(was, contact, id_)

    async def call_back(self, agent: AgentId, contact: ContactId, value: str, id_: CommandId) -> Outcome:
        """Have the customer called on a number of hers, first of all by this agent.

        Raises:
            PeerError: no calls are made here, or the number is not hers, or not one to call.
        """
        queue = self._customers.settings.callback_queue
        if queue is None:
            raise PeerError("no calls are made from letters here; set [customers] callback_queue")
        found = await self.open(contact)
        hers = {one.value: one.said for one in found.customer.identities} if found.customer else {}
        if value not in hers:
            raise PeerError("this number is not hers yet; add it to her first")
        check_number(value)
        call = ContactId(f"{self._customers.settings.callback_exchange}callback-{digest(id_)[:12]}")
        about = self._service.state.contacts.get(contact)
        command = AdmitContact(
            id=arrival_id(call),
            contact=call,
            queue=queue,
            subject=self._customers.directory.shows(about).subject if about is not None else "",
            language=about.language if about is not None else "",
            tier=about.tier if about is not None else None,
            conversation=about.conversation if about is not None else "",
            follows=contact,
            callback=True,
            for_agent=agent,
        )
        return await self._customers.admit(command, hers[value])

    async def attach(self, contact: ContactId, about: ContactId) -> None:
        """This call is about that matter of hers: both are one conversation from now on.

        Raises:
            PeerError: that is no matter of this customer's.
        """
        entry, _ = await self.reread(contact, about)
        await self._service.write(
            lambda connection: connection.execute(
                "UPDATE customer_contact SET conversation = ? WHERE contact = ?",
                (entry.conversation, contact),
            )
        )

    # --- whose it is ------------------------------------------------------------------------------------

    def _whose(self, contact: ContactId) -> ContactId:
        """An errand about another contact is about that one's customer."""
        there = self._service.state.contacts.get(contact)
        return contact if there is None else there.approves or there.consults or contact

    async def _customer(self, contact: ContactId) -> CustomerId:
        customer = await self._service.read(partial(customer_of, contact=self._whose(contact)))
        if customer is None:
            raise PeerError("nobody knows who this is: the caller shows no number, the letter no address")
        return customer


def _held(connection: sqlite3.Connection, agent: AgentId, contact: ContactId, since: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM customer_hand WHERE agent = ? AND contact = ? AND at >= ?", (agent, contact, since)
    ).fetchone()
    return row is not None


def _suggested(connection: sqlite3.Connection, customer: CustomerId, other: CustomerId) -> None:
    if other not in {one.other.id for one in suggestions(connection, customer)}:
        raise NothingToDoError("she is not among those who may be this customer; link an address instead")
