"""Settings of mail, and of the processes."""

from collections.abc import Iterable
from typing import Final

from dispatcher.access.people import EMAIL
from dispatcher.config.declare import Depends, Said, Section, Setting, default_of
from dispatcher.config.kinds import (
    Duration,
    Flag,
    Lines,
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
from dispatcher.mail.settings import AutoAnswers, Enclosing, Mailbox, MailSettings, Spam
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Span

MAILBOX_PORT: Final = {True: 993, False: 143}
SMTP_PORT: Final = {"starttls": 587, "tls": 465, "none": 25}

_HOST = Matching(
    what='a host name or IP address, without scheme or port, such as "mail.example.org"',
    pattern=r"[\w.-]{1,253}|[0-9A-Fa-f:.]{2,45}",
)
_PORT = Whole(least=1, most=65535)
ADDRESS = Matching(
    what='an email address such as "help@example.org"',
    pattern=EMAIL,
)
_WHOSE = Matching(
    what='an email address or a domain such as "example.org"',
    pattern=r"(?:[^@\s<>,;:\"()\[\]\x00-\x1f\x7f]{1,64}@)?[\w.-]{1,253}",
)
ORIGIN = Matching(
    what='an origin, scheme and host without a path, such as "https://desk.example.org"',
    pattern=r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?",
)
_SOCKET = Matching(
    what='a WebSocket address such as "wss://desk.example.org/gateway"',
    pattern=r"wss?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[\w./~%-]*)?",
)
TOKENS = Matching(
    what='an https address such as "https://id.example.org/token"; http only on this very machine',
    pattern=r"(?:https://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))"
    r"(?::[0-9]{1,5})?(?:/[\w./~%-]*)?",
)
_SIGN_IN = Setting(
    name="oauth",
    meaning="the sign-in whose tokens stand for a password: an id of [oauth.<id>]",
    kind=Name(what="the id of a sign-in"),
    default=Said("none: a password"),
)


def secret(stem: str, meaning: str, least: int = 1, absent: str = "none") -> Iterable[Setting]:
    """A secret, said in one of three ways, or not at all."""
    yield Setting(
        name=stem,
        meaning=f"{meaning}; better kept out of this file by one of the next two",
        kind=Secret(least=least, most=1000),
        default=Said(absent),
    )
    yield Setting(
        name=f"{stem}_file",
        meaning=f"file whose first line is the {stem}, beside the centre file unless the path is whole",
        kind=Text(what="the path of a file", most=1000),
        default=Said("none"),
    )
    yield Setting(
        name=f"{stem}_env",
        meaning=f"environment variable that holds the {stem}",
        kind=Matching(what="the name of an environment variable", pattern=r"[A-Za-z_][A-Za-z0-9_]*"),
        default=Said("none"),
    )


OAUTH = Section(
    name="oauth",
    meaning="Sign-ins by token instead of a password (OAuth 2.0); mailboxes and [smtp] name one as theirs.",
    named=True,
    settings=(
        Setting(
            name="provider",
            meaning="whose tokens they are; custom says all of it itself",
            kind=OneOf(choices=("google", "microsoft", "custom")),
        ),
        Setting(
            name="tenant",
            meaning="for microsoft: the directory's id or domain; needed without a refresh_token",
            kind=Matching(what="the id or domain of a directory", pattern=r"[\w.-]{1,253}"),
            default=Said("organizations"),
        ),
        Setting(
            name="token_url",
            meaning="where tokens are had; needed with custom, known for the others",
            kind=TOKENS,
            default=Said("the provider's"),
        ),
        Setting(
            name="client_id",
            meaning="the id under which the provider knows this program",
            kind=Text(most=500),
        ),
        *secret("client_secret", "the program's own secret there"),
        *secret(
            "refresh_token", "what a person got by signing in once; without it the program itself signs in"
        ),
        Setting(
            name="scope",
            meaning="what the tokens are for, words separated by blanks",
            kind=Text(most=1000),
            default=Said("reading by IMAP and sending by SMTP at google and microsoft, none with custom"),
        ),
    ),
)

_CA_FILE = Setting(
    name="ca_file",
    meaning="file of the certificates (PEM) by which the server's is judged, for one you made",
    kind=Text(what="the path of a file", most=1000),
    default=Said("none: those the system trusts"),
)

MAILBOXES = Section(
    name="mailboxes",
    meaning="The addresses customers write to: whence letters come, and where they wait.",
    named=True,
    settings=(
        Setting(name="address", meaning="the address customers write to, and get answers from", kind=ADDRESS),
        Setting(
            name="name",
            meaning="the name that stands beside the address in answers",
            kind=Text(),
            default=Said("the centre's name"),
        ),
        Setting(
            name="signature",
            meaning="what stands below answers from it, unless the queue or the agent has another",
            kind=Lines(),
            default=Said("none"),
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
        *secret("password", "the mailbox's password"),
        _SIGN_IN,
        _CA_FILE,
        Setting(
            name="folders",
            meaning="the folders that are read, as the mail program shows them",
            kind=ListOf(item=Text(), into=tuple),
            default=default_of(Mailbox, "folders"),
        ),
        Setting(
            name="queue", meaning="the email queue its letters wait in", kind=Name(what="an email queue's id")
        ),
        Setting(
            name="tagged",
            meaning="send from address+b.ID@..., so that what comes back says which answer it is about; the "
            "server must deliver tagged addresses to this mailbox",
            kind=Flag(),
            default=default_of(Mailbox, "tagged"),
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
        _CA_FILE,
        *secret("password", "the password to log in with"),
        _SIGN_IN,
    ),
)

FAX: Final = Section(
    name="fax",
    meaning="A gateway that turns letters into faxes: with it, agents can answer to a fax number.",
    settings=(
        Setting(
            name="address",
            meaning="where letters go that are to come out as faxes; {number} becomes the number's digits",
            kind=Matching(
                what='an address with {number} in it, such as "{number}@fax.example.org"',
                pattern=r"[\w.+-]{0,40}\{number\}[\w.+-]{0,40}@[\w.-]{1,200}",
            ),
        ),
        Setting(
            name="region",
            meaning="the country of numbers that are written without one",
            kind=Matching(what='two letters such as "TH"', pattern=r"[A-Z]{2}"),
            default=Said("none: numbers begin with + and the country's code"),
        ),
    ),
)

SPAM = Section(
    name="spam",
    meaning="What is spam. It is kept and opens nothing; a person can say that it is none.",
    settings=(
        Setting(
            name="senders",
            meaning="whose mail is spam: addresses, and domains with all below them",
            kind=ListOf(item=_WHOSE, into=tuple),
            default=default_of(Spam, "senders"),
        ),
        Setting(
            name="words",
            meaning="words or phrases; a letter with one of them in its subject or text is spam",
            kind=ListOf(item=Text(least=2), into=tuple),
            default=default_of(Spam, "words"),
        ),
        Setting(
            name="marks",
            meaning="believe the marks a mail server in front left: X-Spam-Flag, X-Spam-Status, X-Spam-Level",
            kind=Flag(),
            default=default_of(Spam, "marks"),
        ),
        Setting(
            name="level",
            meaning="stars in X-Spam-Level from which on a letter is spam",
            kind=Whole(least=1, most=100, unit="stars"),
            default=default_of(Spam, "level"),
        ),
        Setting(
            name="authentication",
            meaning="whether a sender whom the server in front found forged (dmarc=fail) is spam",
            kind=Flag(),
            default=default_of(Spam, "authentication"),
        ),
    ),
)

AUTO_ANSWERS: Final = Section(
    name="auto_answers",
    meaning="Answers from the knowledge base that leave with nobody's help; without this table none do.",
    settings=(
        Setting(
            name="sure",
            meaning="how sure the search must be that the article answers; it is never surer than 96",
            kind=Whole(least=50, most=96, unit="percent"),
        ),
        Setting(
            name="categories",
            meaning="what such letters have to be about; an empty list means anything",
            kind=ListOf(item=Name(what="a category's id"), into=tuple),
            default=default_of(AutoAnswers, "categories"),
        ),
        Setting(
            name="quiet",
            meaning="how long, in business time, a customer may say that it did not help, by answering or by "
            "the link in it ([faq] open and address); then the contact closes by itself",
            kind=Duration(least=MINUTE, most=Span(30 * DAY)),
            default=default_of(AutoAnswers, "quiet"),
        ),
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
            name="automatic_per_hour",
            meaning="automatic answers within an hour, to whomever; one more stops all of them for an hour",
            kind=Whole(least=1, most=100_000),
            default=default_of(MailSettings, "automatic_per_hour"),
        ),
        Setting(
            name="undo",
            meaning="how long a desk keeps an answer back when it is sent, so that it can be taken back",
            kind=Duration(least=Span(0), most=Span(2 * MINUTE)),
            default=default_of(MailSettings, "undo"),
        ),
        Setting(
            name="templates",
            meaning="folder of reply templates (NAME.txt), beside the centre file unless the path is whole",
            kind=Text(what="the path of a folder", most=1000),
            default=Said("none: agents write freely"),
        ),
        Setting(
            name="phone",
            meaning="where customers may call instead of waiting for a reply; receipts and templates name it",
            kind=Text(most=100),
            default=Said("none"),
        ),
        Setting(
            name="phone_hours",
            meaning="when somebody answers there",
            kind=Name(what="a calendar's id"),
            default=Said("not said"),
        ),
        Setting(
            name="files",
            meaning="how many files may go out with an answer; 0 for none",
            kind=Whole(least=0, most=100),
            default=default_of(Enclosing, "count"),
        ),
        Setting(
            name="file_size",
            meaning="how large such a file may be",
            kind=Size(least=1_000, most=100_000_000),
            default=default_of(Enclosing, "size"),
        ),
        Setting(
            name="files_size",
            meaning="how large all files of an answer may be together; mail makes them a third larger",
            kind=Size(least=1_000, most=200_000_000),
            default=default_of(Enclosing, "total"),
        ),
        Setting(
            name="file_endings",
            meaning="what the names of such files may end in",
            kind=ListOf(
                item=Matching(what='an ending such as "pdf"', pattern=r"[a-z0-9]{1,12}"), into=frozenset
            ),
            default=default_of(Enclosing, "endings"),
        ),
        Setting(
            name="model",
            meaning="file of what `ringpost mail train` learned, beside the centre file unless it is whole",
            kind=Text(what="the path of a file", most=1000),
            default=Said("none: rules alone say what letters are about"),
        ),
        Setting(
            name="sure",
            meaning="how sure the model must be of a category to be believed",
            kind=Whole(least=1, most=100, unit="percent"),
            default=default_of(MailSettings, "sure"),
        ),
        Setting(
            name="size_limit",
            meaning="a larger letter is set aside: it stays unread in the mailbox, and nobody is offered it",
            kind=Size(least=10_000, most=1_000_000_000),
            default=default_of(MailSettings, "size_limit"),
        ),
        Setting(
            name="join_repeats",
            meaning="a customer's further letter on an open matter that answers none of ours: suggest lets "
            "agents join it, and joins the very same letter by itself; same_subject joins one with the same "
            "subject in the same queue as well; never leaves each letter alone",
            kind=OneOf(choices=("suggest", "same_subject", "never")),
            default=default_of(MailSettings, "join_repeats"),
        ),
        Setting(
            name="internal",
            meaning="the centre's own people: addresses, and domains with all below them; their mail is kept "
            "apart from the customers'",
            kind=ListOf(item=_WHOSE, into=tuple),
            default=default_of(MailSettings, "internal"),
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
        Setting(
            name="login",
            meaning="whether people and programs log in; false only where nobody but this machine can come",
            kind=Flag(),
            default=Said("true as soon as one of the addresses is not this machine alone"),
        ),
        *secret(
            "key",
            "the centre's own key, which its processes show each other and its owner may use",
            least=16,
            absent="one that is made at the first start and kept in the data folder",
        ),
        Setting(
            name="certificate",
            meaning="file of the TLS certificate and its chain (PEM); all three addresses are encrypted then",
            kind=Text(what="the path of a file", most=1000),
            default=Said("none: not encrypted"),
        ),
        Setting(
            name="certificate_key",
            meaning="file of the certificate's private key (PEM)",
            kind=Text(what="the path of a file", most=1000),
            default=Said("none"),
        ),
        Setting(
            name="origins",
            meaning="origins of the pages that may connect; needed when the dashboard listens everywhere",
            kind=ListOf(item=ORIGIN, into=tuple),
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
