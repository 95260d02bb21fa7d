"""Who the open contacts are from, in memory: what desks, folders and phones show instead of an id."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from dispatcher.customers.whom import Who, is_customer
from dispatcher.engine.contact import ContactState
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import ContactId, CustomerId


class Shown(Struct, frozen=True):
    """What people see of a contact: the name or address of whom it is from, and what its letter is called."""

    customer: str
    subject: str


Shows = Callable[[ContactState], Shown]
"""What people see of this open contact."""


def as_it_stands(contact: ContactState) -> Shown:
    """What the facts themselves say; where they name a customer by her id, nothing of her."""
    return Shown("" if is_customer(contact.customer) else contact.customer, contact.subject)


class Entry(Struct, frozen=True, gc=False):
    """Whom a contact is from, and its subject."""

    # There is one for each contact that waits, and none is ever part of a circle.

    who: Who
    subject: str


class Directory:
    """Knows who each open contact is from, from before its arrival is spoken of until it has ended."""

    def __init__(self) -> None:
        self._entries: dict[ContactId, Entry] = {}

    def expect(self, contact: ContactId, who: Who, subject: str) -> None:
        """This contact is from this customer; or her details are these from now on."""
        self._entries[contact] = Entry(who, subject)

    def forget(self, contact: ContactId) -> None:
        """It did not come after all, or has ended."""
        self._entries.pop(contact, None)

    def hear(self, facts: Sequence[NumberedFact], is_open: Callable[[ContactId], bool]) -> None:
        """What has ended is shown no more."""
        for numbered in facts:
            contact = getattr(numbered.fact, "contact", None)
            if contact in self._entries and not is_open(contact):
                self.forget(contact)

    def entry(self, contact: ContactState) -> Entry | None:
        """Whom it is from; an errand about another contact is from whom that one is."""
        return self._entries.get(contact.approves or contact.consults or contact.id)

    def shows(self, contact: ContactState) -> Shown:
        """What people see of it."""
        entry = self.entry(contact)
        return as_it_stands(contact) if entry is None else Shown(entry.who.shown, entry.subject)

    def address(self, contact: ContactState) -> str:
        """The address or number it came from, as it came."""
        entry = self.entry(contact)
        return as_it_stands(contact).customer if entry is None else entry.who.said

    def of(self, customers: Iterable[CustomerId]) -> Iterator[ContactId]:
        """The open contacts of these customers."""
        wanted = frozenset(customers)
        return (contact for contact, entry in self._entries.items() if entry.who.customer in wanted)
