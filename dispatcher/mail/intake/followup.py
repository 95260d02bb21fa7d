"""Which conversation does a message go on with? By ids, and only its own people; never by subject."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from dispatcher.mail.reading.parse import Mail
from dispatcher.vocabulary import ContactId


class Conversation(Struct, frozen=True, kw_only=True):
    """A conversation as follow-ups see it: whose it is, and its contacts, the latest last.

    `signed` says that an id of our own signing stands for it.
    """

    id: str
    people: frozenset[str]
    contacts: tuple[ContactId, ...]
    signed: bool = False


Lookup = Callable[[str], Sequence[Conversation]]


def claims(mail: Mail) -> tuple[str, ...]:
    """The ids it says it answers: the direct one first, then its references, newest first."""
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))


def goes_on_with(mail: Mail, *, signed: Lookup, stored: Lookup) -> Conversation | None:
    """The conversation it belongs to, or None: a new one.

    Args:
        mail: the message.
        signed: the conversations an id of our own signing stands for.
        stored: the conversations that hold a message with this id, whoever chose the id.

    A reference alone lets nobody in: forged ones are a live attack. The sender must have written or been
    written to in that conversation before.
    """
    for lookup in (signed, stored):
        for claim in claims(mail):
            for conversation in lookup(claim):
                if mail.sender and mail.sender in conversation.people:
                    return conversation
    return None


def to_join(conversation: Conversation, is_open: Callable[[ContactId], bool]) -> ContactId | None:
    """The contact to join: the latest open one, else the latest there was."""
    latest_first = tuple(reversed(conversation.contacts))
    return next(filter(is_open, latest_first), next(iter(latest_first), None))
