"""A message of a thread, and its files, as a desk shows them."""

from collections.abc import Iterable
from itertools import starmap

from dispatcher.gateway.frames import FieldCard, FileCard, MessageCard
from dispatcher.mail.reading.body import Attachment
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
        state=message.state,
        files=file_cards(message.files),
        html=message.html,
        fields=tuple(FieldCard(id=one.id, label=one.label, value=one.value) for one in message.fields),
    )


def file_cards(files: Iterable[Attachment]) -> tuple[FileCard, ...]:
    """Files in a message, each by its place."""
    return tuple(starmap(_file_card, enumerate(files)))


def _file_card(place: int, file: Attachment) -> FileCard:
    return FileCard(id=str(place), name=file.name, kind=file.kind, size=file.size)
