"""One letter of ours, whoever or whatever wrote it."""

from msgspec import Struct

from dispatcher.vocabulary import MessageId


class Letter(Struct, frozen=True, kw_only=True):
    """A letter of ours, ready for the outbox. `envelope_from` is "" where nobody shall bounce to."""

    id: MessageId
    message_id: str
    envelope_from: str
    sender: str
    recipient: str
    subject: str
    text: str
    raw: bytes
