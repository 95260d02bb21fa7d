"""Every setting of the centre file, declared once: meaning, kind with unit and bounds, default.

The checker reads files by these tables and `docs/reference/settings.md` is printed from them. Defaults are
the very objects in the structs that carry them; only what depends on another setting is said here.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from dispatcher.centre import Agent as CentreAgent
from dispatcher.centre import Blending, Queue, Team
from dispatcher.config.kinds import (
    Duration,
    Flag,
    Interrupt,
    Kind,
    ListenAt,
    ListOf,
    Matching,
    Name,
    OneOf,
    Secret,
    Size,
    Text,
    Whole,
)
from dispatcher.config.service import ServiceSettings
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.vocabulary import DAY, HOUR, SECOND, Channel, Span, Urgency

REQUIRED: Final = object()


class Depends(Struct, frozen=True):
    """A default that another setting of the same table decides."""

    on: str
    values: Mapping[Any, Any]


class Said(Struct, frozen=True):
    """A default worked out from elsewhere, in words; whoever builds the settings fills it in."""

    words: str


class Setting(Struct, frozen=True, kw_only=True):
    """One key of the centre file. With `only`, it has a meaning on queues of that channel alone."""

    name: str
    meaning: str
    kind: Kind
    default: Any = REQUIRED
    only: Channel | None = None

    @property
    def required(self) -> bool:
        """Must the owner say it?"""
        return self.default is REQUIRED

    @property
    def default_in_words(self) -> str:
        """The default as the file would say it, or what decides it."""
        match self.default:
            case Said(words):
                return words
            case Depends(on, values):
                return ", ".join(
                    f"{self.kind.say(value)} when {on} is {_word(key)}" for key, value in values.items()
                )
            case _:
                return "must be set" if self.required else self.kind.say(self.default)


def _word(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else f'"{key}"'


class Section(Struct, frozen=True, kw_only=True):
    """A table of the centre file, or, when it is `named`, a table for each id under its name."""

    name: str
    meaning: str
    settings: tuple[Setting, ...]
    named: bool = False
    needed: bool = False

    @property
    def header(self) -> str:
        """How the file writes it: `[mail]`, `[queues.<id>]`."""
        return f"[{self.name}.<id>]" if self.named else f"[{self.name}]"


def default_of(struct: type[Struct], field: str) -> Any:
    """The default that `struct` itself gives to `field`."""
    found = next(one for one in fields(struct) if one.name == field)
    return found.default if found.default is not NODEFAULT else found.default_factory()


def _secret(stem: str, meaning: str, least: int = 1) -> Iterable[Setting]:
    """A secret, said in one of three ways."""
    absent = Said("none")
    yield Setting(
        name=stem,
        meaning=f"{meaning}; better kept out of this file by one of the next two",
        kind=Secret(least=least, most=1000),
        default=absent,
    )
    yield Setting(
        name=f"{stem}_file",
        meaning=f"file whose first line is the {stem}, beside the centre file unless the path is whole",
        kind=Text(what="the path of a file", most=1000),
        default=absent,
    )
    yield Setting(
        name=f"{stem}_env",
        meaning=f"environment variable that holds the {stem}",
        kind=Matching(what="the name of an environment variable", pattern=r"[A-Za-z_][A-Za-z0-9_]*"),
        default=absent,
    )


_CAP = Whole(least=0, most=50, unit="emails")
_SKILLS = ListOf(item=Name(what="a skill's name"), into=frozenset)
_HOST = Matching(
    what='a host name or IP address, without scheme or port, such as "mail.example.org"',
    pattern=r"[\w.-]{1,253}|[0-9A-Fa-f:.]{2,45}",
)
_PORT = Whole(least=1, most=65535)
_ADDRESS = Matching(
    what='an email address such as "help@example.org"',
    pattern=r"[^@\s<>,;:\"()\[\]\x00-\x1f\x7f]{1,64}@[\w.-]{1,253}",
)
_ORIGIN = Matching(
    what='an origin, scheme and host without a path, such as "https://desk.example.org"',
    pattern=r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?",
)

_SOCKET = Matching(
    what='a WebSocket address such as "wss://desk.example.org/gateway"',
    pattern=r"wss?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[\w./~%-]*)?",
)

MAILBOX_PORT: Final = {True: 993, False: 143}
SMTP_PORT: Final = {"starttls": 587, "tls": 465, "none": 25}
WRAP_UP: Final = {Channel.VOICE: Span(30 * SECOND), Channel.EMAIL: Span(0)}
INTERRUPT: Final = {Urgency.URGENT: Span(0), Urgency.NORMAL: Span(20 * SECOND), Urgency.LOW: None}

CENTRE = Section(
    name="centre",
    meaning="The centre as a whole, and the levers that mix emails with calls.",
    needed=True,
    settings=(
        Setting(name="name", meaning="what the centre is called on every screen", kind=Text()),
        Setting(
            name="email_cap",
            meaning="emails an agent may have open at once, where neither she nor her team says otherwise",
            kind=_CAP,
            default=default_of(Blending, "email_cap"),
        ),
        Setting(
            name="reserve",
            meaning="an email is offered only while more than this many agents who take calls are idle",
            kind=Whole(least=0, most=1000, unit="agents"),
            default=default_of(Blending, "reserve"),
        ),
        Setting(
            name="breather",
            meaning="how long after a call an agent is left in peace before an email is offered to her",
            kind=Duration(least=Span(0), most=HOUR),
            default=default_of(Blending, "breather"),
        ),
        Setting(
            name="max_interruptions",
            meaning="how often one email may be parked for calls",
            kind=Whole(least=0, most=100, unit="interruptions"),
            default=default_of(Blending, "max_interruptions"),
        ),
        Setting(
            name="undisturbed",
            meaning="how long an agent works on an email, once it came back, before a call may park it again",
            kind=Duration(least=Span(0), most=Span(8 * HOUR)),
            default=default_of(Blending, "undisturbed"),
        ),
        Setting(
            name="park_limit",
            meaning="how long an email may lie parked before it goes back to the line with its draft",
            kind=Duration(least=SECOND, most=Span(7 * DAY)),
            default=default_of(Blending, "park_limit"),
        ),
        Setting(
            name="decline_pause",
            meaning="how long an agent who declined a contact is not offered others of its queue",
            kind=Duration(least=Span(0), most=HOUR),
            default=default_of(Blending, "decline_pause"),
        ),
        Setting(
            name="grace",
            meaning="how long a desk that lost its connection may take to come back before its work goes on",
            kind=Duration(least=Span(0), most=HOUR),
            default=default_of(Blending, "grace"),
        ),
    ),
)

TEAMS = Section(
    name="teams",
    meaning="Groups of agents who share an email cap.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the team is called", kind=Text(), default=Said("the id")),
        Setting(
            name="email_cap",
            meaning="how many emails each agent of the team may have open at once",
            kind=_CAP,
            default=default_of(Team, "email_cap") or Said("the centre's"),
        ),
    ),
)

AGENTS = Section(
    name="agents",
    meaning="The people who take calls and emails.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the agent is called", kind=Text(), default=Said("the id")),
        Setting(name="team", meaning="the team she belongs to", kind=Name(what="a team's id")),
        Setting(
            name="skills",
            meaning="what she can do; she is offered contacts of queues all of whose skills she has",
            kind=_SKILLS,
            default=frozenset(),
        ),
        Setting(
            name="email_cap",
            meaning="how many emails she may have open at once",
            kind=_CAP,
            default=default_of(CentreAgent, "email_cap") or Said("her team's, else the centre's"),
        ),
    ),
)

QUEUES = Section(
    name="queues",
    meaning="The lines where contacts wait, and what their customers were promised.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the queue is called", kind=Text(), default=Said("the id")),
        Setting(name="channel", meaning="what comes in here", kind=OneOf(choices=Channel)),
        Setting(
            name="skills",
            meaning="what an agent must be able to do, all of it, to be offered these contacts",
            kind=_SKILLS,
            default=frozenset(),
        ),
        Setting(
            name="urgency",
            meaning="how these contacts stand to those of other queues",
            kind=OneOf(choices=Urgency),
            default=default_of(Queue, "urgency"),
        ),
        Setting(
            name="promise",
            meaning="by when a call is to be answered, or an email to have its first reply, from its arrival",
            kind=Duration(least=SECOND, most=Span(30 * DAY)),
        ),
        Setting(
            name="interrupt",
            meaning="when a call that finds nobody free may park an agent's emails",
            kind=Interrupt(after=Duration(least=SECOND, most=HOUR)),
            default=Depends("urgency", INTERRUPT),
            only=Channel.VOICE,
        ),
        Setting(
            name="offer_timeout",
            meaning="how long an offer rings at one agent's desk before it counts as missed",
            kind=Duration(least=SECOND, most=HOUR),
            default=default_of(Queue, "offer_timeout"),
        ),
        Setting(
            name="wrap_up",
            meaning="the longest after-contact work; the agent may end it sooner",
            kind=Duration(least=Span(0), most=HOUR),
            default=Depends("channel", WRAP_UP),
        ),
        Setting(
            name="expected_handle",
            meaning="what an average contact takes; it guides whom a call interrupts, and limits nobody",
            kind=Duration(least=SECOND, most=DAY),
            default=default_of(Queue, "expected_handle"),
        ),
    ),
)

MAILBOXES = Section(
    name="mailboxes",
    meaning="The addresses customers write to: whence letters come, and where they wait.",
    named=True,
    settings=(
        Setting(
            name="address", meaning="the address customers write to, and get answers from", kind=_ADDRESS
        ),
        Setting(
            name="name",
            meaning="the name that stands beside the address in answers",
            kind=Text(),
            default=Said("the centre's name"),
        ),
        Setting(
            name="host",
            meaning="the IMAP server its letters are fetched from",
            kind=_HOST,
            default=Said("none: nothing is fetched, letters come in by the HTTP API alone"),
        ),
        Setting(
            name="port", meaning="the IMAP server's port", kind=_PORT, default=Depends("tls", MAILBOX_PORT)
        ),
        Setting(
            name="tls",
            meaning="encrypted from the first byte; false only inside a network you trust",
            kind=Flag(),
            default=True,
        ),
        Setting(
            name="user",
            meaning="the name to log in with",
            kind=Text(most=320),
            default=Said("the address"),
        ),
        *_secret("password", "the mailbox's password"),
        Setting(
            name="folder",
            meaning="the folder that is read",
            kind=Text(),
            default=default_of(Mailbox, "folder"),
        ),
        Setting(
            name="queue", meaning="the email queue its letters wait in", kind=Name(what="an email queue's id")
        ),
        Setting(
            name="poll",
            meaning="how often the folder is looked at even when the server announces nothing",
            kind=Duration(least=SECOND, most=HOUR),
            default=default_of(Mailbox, "poll"),
        ),
    ),
)

SMTP = Section(
    name="smtp",
    meaning="The mail server that takes our answers; needed as soon as there is a mailbox.",
    settings=(
        Setting(name="host", meaning="the server", kind=_HOST),
        Setting(name="port", meaning="the server's port", kind=_PORT, default=Depends("security", SMTP_PORT)),
        Setting(
            name="security",
            meaning="how the connection is encrypted; none only inside a network you trust",
            kind=OneOf(choices=tuple(SMTP_PORT)),
            default="starttls",
        ),
        Setting(
            name="user",
            meaning="the name to log in with; needs a password",
            kind=Text(most=320),
            default=Said("none: no log-in"),
        ),
        *_secret("password", "the password to log in with"),
    ),
)

MAIL = Section(
    name="mail",
    meaning="How mail is treated, in every mailbox.",
    settings=(
        Setting(
            name="acknowledge",
            meaning="answer a customer's first letter at once with a receipt, guarded against mail loops",
            kind=Flag(),
            default=default_of(MailSettings, "acknowledge"),
        ),
        Setting(
            name="size_limit",
            meaning="a larger letter is set aside: it stays unread in the mailbox, and nobody is offered it",
            kind=Size(least=10_000, most=1_000_000_000),
            default=default_of(MailSettings, "size_limit"),
        ),
    ),
)

SERVICE = Section(
    name="service",
    meaning="Where the processes listen and keep their stores.",
    settings=(
        Setting(
            name="data",
            meaning="folder of the stores, beside the centre file unless the path is whole",
            kind=Text(what="the path of a folder", most=1000),
            default=default_of(ServiceSettings, "data"),
        ),
        Setting(
            name="dashboard",
            meaning="where the pages are",
            kind=ListenAt(),
            default=default_of(ServiceSettings, "dashboard"),
        ),
        Setting(
            name="gateway",
            meaning="where desks and watchers connect by WebSocket",
            kind=ListenAt(),
            default=default_of(ServiceSettings, "gateway"),
        ),
        Setting(
            name="api",
            meaning="where calls come in by HTTP",
            kind=ListenAt(),
            default=default_of(ServiceSettings, "api"),
        ),
        *_secret(
            "key",
            "the access key; needed as soon as one of the addresses is not this machine alone",
            least=16,
        ),
        Setting(
            name="origins",
            meaning="origins of the pages that may connect; needed when the dashboard listens everywhere",
            kind=ListOf(item=_ORIGIN, into=tuple),
            default=Said("the dashboard's own address"),
        ),
        Setting(
            name="desks",
            meaning="where browsers reach the gateway; needed when it listens everywhere",
            kind=_SOCKET,
            default=Said("the gateway's own address"),
        ),
    ),
)

SECTIONS: Final = (CENTRE, TEAMS, AGENTS, QUEUES, MAILBOXES, SMTP, MAIL, SERVICE)
"""The whole centre file, in the order people write it."""
