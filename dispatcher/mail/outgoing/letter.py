"""One letter of ours, whoever or whatever wrote it."""

from msgspec import Struct

from dispatcher.mail.reading.body import Attachment
from dispatcher.vocabulary import MessageId


class File(Struct, frozen=True, kw_only=True):
    """A file that comes along; `kind` is its MIME type."""

    name: str
    kind: str
    content: bytes


class Letter(Struct, frozen=True, kw_only=True):
    """A letter of ours, ready for the outbox. `envelope_from` is "" where nobody shall bounce to.

    `copies` are whom it goes to besides; `below` is the signature that its text ends with. `files` are in it.
    """

    id: MessageId
    message_id: str
    envelope_from: str
    sender: str
    recipient: str
    subject: str
    text: str
    raw: bytes
    copies: tuple[str, ...] = ()
    below: str = ""
    files: tuple[Attachment, ...] = ()

    @property
    def written(self) -> str:
        """What its author wrote, without the signature."""
        return self.text.removesuffix(self.below)
