"""The same customer writes again on the same matter, without answering: one piece of work, or two?

A reference of our own is proof; this is none. Whoever knows an address and a subject can write such a letter.
So only the very same letter joins by itself, or, if the centre says so, one with the same subject in the same
queue; and neither does where answers are wanted at another address than the letter's own.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from dispatcher.customers.identities import identity_of
from dispatcher.mail.intake.arrival import Arrival
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.reading.likeness import bare_subject, bare_text
from dispatcher.mail.settings import JoinRepeats
from dispatcher.vocabulary import DAY, ContactId, Instant, QueueId, Span

TWICE_WITHIN: Final = Span(7 * DAY)  # later, the same words are a reminder, and work of its own
LOOKED_AT: Final = 20  # letters of the writer's that are open; who has more open than that is a program
SHORTEST: Final = 12  # characters: "please help" twice is two people's matters as likely as one


class Repeat(Struct, frozen=True):
    """The open contact that a letter repeats, and by which rule."""

    contact: ContactId
    conversation: str
    rule: Rule


def repeat_of(
    connection: sqlite3.Connection,
    arrival: Arrival,
    join: JoinRepeats,
    queue: QueueId,
    now: Instant,
    is_open: Callable[[ContactId], bool],
) -> Repeat | None:
    """What the letter repeats, if it joins that by itself; None: it is a piece of work of its own."""
    mail = arrival.mail
    identity = identity_of(mail.sender)
    if join == "never" or identity is None or mail.reply_to != mail.sender or arrival.ruling.rule is not None:
        return None
    rows = connection.execute(
        "SELECT m.contact, m.conversation, m.subject, m.text, m.at, c.queue FROM customer_contact c"
        " JOIN mail_message m ON m.contact = c.contact AND m.direction = 'in' AND m.sender = ?"
        " WHERE c.kind = ? AND c.value = ? AND c.ended IS NULL AND NOT m.automatic"
        " ORDER BY m.at DESC, m.rowid DESC LIMIT ?",
        (mail.sender, identity.kind, identity.value, LOOKED_AT),
    )
    for contact, conversation, subject, text, at, where in rows.fetchall():
        if not is_open(contact):
            continue
        rule = _rule(arrival, join, subject, text, same_queue=where == queue, fresh=now - at < TWICE_WITHIN)
        if rule is not None:
            return Repeat(contact, conversation, rule)
    return None


def _rule(
    arrival: Arrival, join: JoinRepeats, subject: str, text: str, *, same_queue: bool, fresh: bool
) -> Rule | None:
    mail = arrival.mail
    bare = bare_subject(mail.subject)
    if bare != bare_subject(subject):
        return None
    said = bare_text(mail.text)
    if fresh and len(bare + said) >= SHORTEST and said == bare_text(text):
        return Rule.SAME_LETTER
    return Rule.SAME_SUBJECT if join == "same_subject" and same_queue and bare else None
