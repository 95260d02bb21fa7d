"""How a request is refused: a word for programs, a sentence for whoever asked."""

from typing import NamedTuple

from dispatcher.vocabulary import ContactId, Refusal


class Refused(NamedTuple):
    """Why a request changed nothing, as a word and as a sentence."""

    reason: Refusal
    detail: str


def unknown_contact(contact: ContactId) -> Refused:
    """No such contact is open."""
    return Refused(Refusal.UNKNOWN_CONTACT, f"no contact {contact!r} is open")
