"""A message of a thread, as a desk shows it."""

from dispatcher.gateway.frames import MessageCard
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.store import Message


def message_card(message: Message) -> MessageCard:
    """What the writer says, and apart from it what she quotes."""
    words = own_words(message.text)
    return MessageCard(
        id=message.id,
        at=message.at,
        incoming=message.incoming,
        automatic=message.automatic,
        sender=message.sender,
        subject=message.subject,
        text=words.shown,
        quoted=words.rest,
        trouble=message.trouble,
    )
