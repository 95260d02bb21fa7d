"""What the mail side needs to know: which mailboxes to read, and which server takes our letters.

`dispatcher.config` reads it from the centre file and knows each setting's meaning and bounds.
"""

from typing import Literal

from msgspec import Struct

from dispatcher.vocabulary import MINUTE, QueueId, Span

Security = Literal["none", "starttls", "tls"]


class Mailbox(Struct, frozen=True, kw_only=True):
    """An IMAP mailbox whose letters become contacts of `queue`; answers come from `name` at `address`."""

    id: str
    address: str
    name: str
    host: str
    port: int
    tls: bool
    user: str
    password: str
    folder: str = "INBOX"
    queue: QueueId
    poll: Span = MINUTE


class Smtp(Struct, frozen=True, kw_only=True):
    """The server that takes our letters; without `user` we do not log in."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None


class MailSettings(Struct, frozen=True, kw_only=True):
    """Everything the mail side decides by. A letter above `size_limit` bytes is kept raw, not taken apart."""

    mailboxes: dict[str, Mailbox] = {}
    smtp: Smtp | None = None
    acknowledge: bool = True
    size_limit: int = 25_000_000
