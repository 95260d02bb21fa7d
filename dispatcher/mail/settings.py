"""What the mail side needs to know: which mailboxes to read, and which server takes our letters.

`dispatcher.config` reads it from the centre file and knows each setting's meaning and bounds.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from msgspec import Struct

from dispatcher.mail.understanding.rules import Rule
from dispatcher.vocabulary import MINUTE, QueueId, Span

Security = Literal["none", "starttls", "tls"]


class OAuth(Struct, frozen=True, kw_only=True):
    """A sign-in by tokens: `token_url` is where they are had.

    With a `refresh_token` a person once agreed; without, the centre itself was let in (client credentials).
    """

    id: str
    token_url: str
    client_id: str
    client_secret: str = ""
    refresh_token: str = ""
    scope: str = ""


class Mailbox(Struct, frozen=True, kw_only=True):
    """An IMAP mailbox whose letters become contacts of `queue`; answers come from `name` at `address`.

    With an empty `host` nothing is fetched: its letters come straight in. Who logs in with `oauth` has no
    password. What a `tagged` one sends comes back to its address with a tag, "help+b.ID@example.org", when it
    cannot be delivered. `ca_file` holds the certificates by which the server's is judged; None: those of the
    system.
    """

    id: str
    address: str
    name: str
    host: str
    port: int
    tls: bool
    user: str
    password: str
    oauth: OAuth | None = None
    ca_file: Path | None = None
    folders: tuple[str, ...] = ("INBOX",)
    queue: QueueId
    tagged: bool = False
    poll: Span = MINUTE


class Smtp(Struct, frozen=True, kw_only=True):
    """The server that takes our letters; without `user` we do not log in. `oauth` stands for a password."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    oauth: OAuth | None = None


class Spam(Struct, frozen=True, kw_only=True):
    """What is spam: by `senders` (addresses and domains) and `words` of the owner's own.

    With `marks`, also by what the server in front left: a flag, a status, or `level` stars. With
    `authentication`, what that server found to be forged (DMARC) too.
    """

    senders: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    marks: bool = True
    level: int = 10
    authentication: bool = False


class MailSettings(Struct, frozen=True, kw_only=True):
    """Everything the mail side decides by. A letter above `size_limit` bytes is kept raw, not taken apart.

    `internal` are the addresses and domains of the centre's own people.
    `model` is the classifier's file; it is believed when it is `sure` percent sure.
    `templates` is the folder of reply templates.
    """

    mailboxes: dict[str, Mailbox] = {}
    smtp: Smtp | None = None
    acknowledge: bool = True
    size_limit: int = 25_000_000
    internal: tuple[str, ...] = ()
    spam: Spam = Spam()
    rules: tuple[Rule, ...] = ()
    model: Path | None = None
    sure: int = 80
    templates: Path | None = None

    @property
    def sign_ins(self) -> tuple[OAuth, ...]:
        """Every sign-in that a mailbox or the way out names."""
        named = [mailbox.oauth for mailbox in self.mailboxes.values()]
        named.append(self.smtp.oauth if self.smtp else None)
        return tuple(oauth for oauth in named if oauth is not None)

    @property
    def addresses(self) -> frozenset[str]:
        """Our own addresses, lower-cased."""
        return frozenset(mailbox.address.lower() for mailbox in self.mailboxes.values())

    def queue_of(self, address: str) -> QueueId | None:
        """The queue of the mailbox with this address."""
        found = (box.queue for box in self.mailboxes.values() if box.address.lower() == address.lower())
        return next(found, None)

    def mailbox_for(self, account: str, addressed: Collection[str]) -> Mailbox | None:
        """The mailbox that answers: the one fetched from, else the one written to, else the first; if any."""
        if account in self.mailboxes:
            return self.mailboxes[account]
        written_to = (box for box in self.mailboxes.values() if box.address.lower() in addressed)
        return next(written_to, next(iter(self.mailboxes.values()), None))


def same_folder(name: str) -> str:
    """What two names of one folder have in common: INBOX alone is the same in any case (RFC 3501, 5.1)."""
    return "INBOX" if name.upper() == "INBOX" else name
