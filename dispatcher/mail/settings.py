"""What the mail side needs to know: which mailboxes to read, and which server takes our letters.

`dispatcher.config` reads it from the centre file and knows each setting's meaning and bounds.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from dispatcher.mail.understanding.rules import Rule
from dispatcher.mail.understanding.urgentwords import Hurry
from dispatcher.vocabulary import HOUR, MINUTE, SECOND, CalendarId, CategoryId, QueueId, Span

Security = Literal["none", "starttls", "tls"]
JoinRepeats = Literal["suggest", "same_subject", "never"]


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
    """The server that takes our letters; without `user` we do not log in. `oauth` stands for a password.

    `ca_file` holds the certificates by which the server's is judged; None: those of the system.
    """

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    oauth: OAuth | None = None
    ca_file: Path | None = None


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


ENDINGS: Final = frozenset(
    {
        *("csv", "docx", "gif", "ics", "jpeg", "jpg", "json", "md", "mp3", "mp4", "odp", "ods", "odt"),
        *("pdf", "png", "pptx", "rtf", "txt", "webp", "xlsx", "xml", "zip"),
    }
)
"""What files may end in, unless the owner says otherwise: nothing that runs when it is opened."""


class Enclosing(Struct, frozen=True, kw_only=True):
    """What may go out with an answer: how many files, the bytes of one and of all, and how they may end."""

    count: int = 10
    size: int = 10_000_000
    total: int = 20_000_000
    endings: frozenset[str] = ENDINGS


class Fax(Struct, frozen=True, kw_only=True):
    """The gateway that turns letters into faxes: `address` has `{number}` where the number goes.

    Numbers without a country's code are of `region`.
    """

    address: str
    region: str = ""


class AutoAnswers(Struct, frozen=True, kw_only=True):
    """Letters that an article answers are answered by it, when the search is `sure` percent sure.

    Only about `categories`, where some are named. For `quiet`, in business time, the customer may say that it
    did not help. `page` is where she does, scheme and host; "" where she can only answer.
    """

    sure: int
    categories: tuple[CategoryId, ...] = ()
    quiet: Span = Span(72 * HOUR)
    page: str = ""


class Signatures(Struct, frozen=True, kw_only=True):
    """What stands below every answer: the agent's, else the queue's, else the mailbox's, by id."""

    agents: dict[str, str] = {}
    queues: dict[str, str] = {}
    mailboxes: dict[str, str] = {}

    def below(self, agent: str, queue: str, mailbox: str) -> str:
        """The signature of an answer by this agent, in this queue, from this mailbox; "" for none."""
        return self.agents.get(agent) or self.queues.get(queue) or self.mailboxes.get(mailbox) or ""


class MailSettings(Struct, frozen=True, kw_only=True):
    """Everything the mail side decides by. A letter above `size_limit` bytes is kept raw, not taken apart.

    `internal` are the addresses and domains of the centre's own people.
    `model` is the classifier's file; it is believed when it is `sure` percent sure.
    `join_repeats` says what becomes of a further letter on an open matter that answers none of ours.
    `templates` is the folder of reply templates. `phone` is where customers may call, in `phone_hours`.
    Letters in `quiet_queues` get no receipt; with `auto_answers` some get an article. When
    `automatic_per_hour` is reached, the next one stops all machines for an hour. For `undo` a sent
    answer can be taken back.
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
    join_repeats: JoinRepeats = "suggest"
    hurry: Hurry = Hurry()
    templates: Path | None = None
    phone: str = ""
    phone_hours: CalendarId | None = None
    quiet_queues: frozenset[QueueId] = frozenset()
    enclosing: Enclosing = Enclosing()
    signatures: Signatures = Signatures()
    fax: Fax | None = None
    auto_answers: AutoAnswers | None = None
    automatic_per_hour: int = 1_000
    undo: Span = Span(5 * SECOND)

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
