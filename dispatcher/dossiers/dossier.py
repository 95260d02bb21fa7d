"""What somebody with a contact in hand sees of its customer, put together from the store and the picture."""

import sqlite3
from collections.abc import Iterable, Iterator

from msgspec import Struct

from dispatcher.customers.cards import CustomerCard, card, customer_of
from dispatcher.customers.directory import Shows
from dispatcher.customers.linking import Done, changes
from dispatcher.customers.suggesting import Suggestion, suggestions
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.joined import Joined, joined_to
from dispatcher.mail.reading.likeness import alike, bare_subject
from dispatcher.vocabulary import AgentId, ContactId, Phase


class Other(Struct, frozen=True, kw_only=True):
    """Another open piece of work of the same customer.

    `same` says that it looks like the same matter. `joins` says that it can become part of this one now.
    """

    contact: ContactState
    subject: str
    same: bool
    joins: bool


class Dossier(Struct, frozen=True, kw_only=True):
    """What is known. Without a `customer` nobody knows who it is: a caller who shows no number.

    `proven` says that she wrote in answer to a letter of ours, which only its receiver can; else the address
    or number is what she says it is.
    """

    customer: CustomerCard | None
    proven: bool = False
    suggestions: tuple[Suggestion, ...] = ()
    changes: tuple[Done, ...] = ()
    joined: tuple[Joined, ...] = ()


def dossier(connection: sqlite3.Connection, contact: ContactId) -> Dossier:
    """What the store has about whom this contact is from."""
    customer = customer_of(connection, contact)
    found = card(connection, customer) if customer is not None else None
    if found is None:
        return Dossier(customer=None)
    return Dossier(
        customer=found,
        proven=_proven(connection, contact),
        suggestions=suggestions(connection, found.id),
        changes=changes(connection, found.id),
        joined=joined_to(connection, contact),
    )


def _proven(connection: sqlite3.Connection, contact: ContactId) -> bool:
    row = connection.execute(
        "SELECT 1 FROM mail_message WHERE contact = ? AND direction = 'in' AND rule = ? LIMIT 1",
        (contact, Rule.ANSWERS_OURS),
    ).fetchone()
    return row is not None


Words = dict[ContactId, str]
"""What a customer wrote last on each of some contacts."""


def words_of(connection: sqlite3.Connection, contacts: Iterable[ContactId]) -> Words:
    """The last text of each that is written."""
    rows = (
        (
            contact,
            connection.execute(
                "SELECT text FROM mail_message WHERE contact = ? AND direction = 'in' AND NOT automatic"
                " ORDER BY at DESC, rowid DESC LIMIT 1",
                (contact,),
            ).fetchone(),
        )
        for contact in contacts
    )
    return {contact: row[0] for contact, row in rows if row is not None}


def others(
    state: State,
    shows: Shows,
    agent: AgentId,
    contact: ContactState,
    theirs: Iterable[ContactId],
    words: Words,
) -> Iterator[Other]:
    """The customer's other open work, that which looks the same first, then as it came."""
    found = [
        _other(shows, agent, contact, state.contacts[one], words) for one in theirs if one in state.contacts
    ]
    yield from sorted(found, key=lambda one: (not one.same, one.contact.arrived, one.contact.id))


def _other(shows: Shows, agent: AgentId, contact: ContactState, other: ContactState, words: Words) -> Other:
    subject = shows(other).subject
    return Other(
        contact=other,
        subject=subject,
        same=_same(shows(contact).subject, subject, words.get(contact.id, ""), words.get(other.id, "")),
        joins=may_join(agent, other, contact),
    )


def _same(one: str, other: str, text: str, their_text: str) -> bool:
    subjects = bare_subject(one), bare_subject(other)
    return (subjects[0] == subjects[1] != "") or alike(text, their_text)


def may_join(agent: AgentId, contact: ContactState, into: ContactState) -> bool:
    """May she make the one a part of the other? The other is in her hands, the one too, or in nobody's."""
    errand = contact.approves is not None or into.approves is not None
    if contact.live or into.live or errand or into.agent != agent or into.phase is Phase.OFFERED:
        return False
    nobodys = contact.phase is Phase.WAITING
    return nobodys or (contact.agent == agent and contact.phase in (Phase.ACTIVE, Phase.PARKED))
