"""What the mail side needs to know: which mailboxes to read, and which server takes our letters.

`dispatcher.config` reads it from the centre file and knows each setting's meaning and bounds.
"""

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from dispatcher.vocabulary import MINUTE, QueueId, Span

Security = Literal["none", "starttls", "tls"]


class Mailbox(Struct, frozen=True, kw_only=True):
    """An IMAP mailbox whose letters become contacts of `queue`; answers come from `name` at `address`.

    With an empty `host` nothing is fetched: its letters come straight in.
    """

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
    """Everything the mail side decides by. A letter above `size_limit` bytes is kept raw, not taken apart.

    `form_queues` are the queues of what comes by the web form, by the category chosen there.
    """

    mailboxes: dict[str, Mailbox] = {}
    smtp: Smtp | None = None
    acknowledge: bool = True
    size_limit: int = 25_000_000
    form_queues: dict[str, QueueId] = {}

    @property
    def addresses(self) -> frozenset[str]:
        """Our own addresses, lower-cased."""
        return frozenset(mailbox.address.lower() for mailbox in self.mailboxes.values())

    def mailbox_for(self, account: str, addressed: Collection[str]) -> Mailbox | None:
        """The mailbox that answers: the one fetched from, else the one written to, else the first; if any."""
        if account in self.mailboxes:
            return self.mailboxes[account]
        written_to = (box for box in self.mailboxes.values() if box.address.lower() in addressed)
        return next(written_to, next(iter(self.mailboxes.values()), None))
