"""Settings of rules: what a letter looks like, and what follows from it."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Flag, ListOf, MapOf, Matching, Name, OneOf, Text, Whole
from dispatcher.mail.reading.parse import TELLING
from dispatcher.mail.understanding.rules import Rule
from dispatcher.mail.understanding.urgentwords import Hurry
from dispatcher.vocabulary import Urgency

_PATTERN: Final = Text(what='a text, in which "*" stands for anything', most=200)
_PHRASE: Final = Text(what='words as they stand in letters; "*" at an end lets the word go on', most=200)
PLAIN_HEADERS: Final = frozenset(name for name in TELLING if not name.startswith("x-"))
_HEADER: Final = Matching(
    what='the name of a header that begins with "X-", or ' + ", ".join(sorted(PLAIN_HEADERS)),
    pattern=rf"(?i:X-[A-Z0-9-]{{1,60}}|{'|'.join(sorted(PLAIN_HEADERS))})",
)
_ANYTHING: Final = Said("whatever it is")
_NOTHING: Final = Said("nothing is said of that")

CONDITIONS: Final = (
    Setting(
        name="mailboxes",
        meaning="the mailbox it came to is one of these",
        kind=ListOf(item=Name(what="a mailbox's id"), into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="senders",
        meaning='its sender\'s address is like one of these, such as "*@bank.example"',
        kind=ListOf(item=_PATTERN, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="recipients",
        meaning='an address it is written to is like one of these, such as "vip@*"',
        kind=ListOf(item=_PATTERN, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="subject",
        meaning="one of these stands in its subject",
        kind=ListOf(item=_PHRASE, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="words",
        meaning="one of these stands in its subject or in what its writer wrote herself, quotations aside",
        kind=ListOf(item=_PHRASE, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="all_words",
        meaning="all of these stand there",
        kind=ListOf(item=_PHRASE, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="without",
        meaning="none of these stands there",
        kind=ListOf(item=_PHRASE, into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="headers",
        meaning='these headers, all of them, are like this; the web form\'s fields are "X-Form-NAME"',
        kind=MapOf(
            key=_HEADER,
            item=_PATTERN,
            example='{ X-Form-Topic = "refund*" }',
        ),
        default=_ANYTHING,
    ),
    Setting(
        name="languages",
        meaning="it is in one of these languages",
        kind=ListOf(item=Name(what='a language such as "th"'), into=tuple),
        default=_ANYTHING,
    ),
    Setting(
        name="attachments",
        meaning="it comes with files, or it comes without",
        kind=Flag(),
        default=_ANYTHING,
    ),
)

RULES = Section(
    name="rules",
    meaning="What letters are about, by how they look: a rule holds where all that it asks for is there. For "
    "each thing that can be said the first rule of the file that says it holds; rules come before the model.",
    named=True,
    settings=(
        *CONDITIONS,
        Setting(
            name="category", meaning="what it is about", kind=Name(what="a category's id"), default=_NOTHING
        ),
        Setting(
            name="queue",
            meaning="where it waits, instead of its mailbox's queue",
            kind=Name(what="an email queue's id"),
            default=_NOTHING,
        ),
        Setting(
            name="urgency",
            meaning="how it stands to others",
            kind=OneOf(choices=Urgency),
            default=_NOTHING,
        ),
        Setting(name="tier", meaning="its customer's tier", kind=Name(what="a tier's id"), default=_NOTHING),
        Setting(
            name="spam",
            meaning="it is spam: kept, and work for nobody; false: it is none, whatever a server said",
            kind=Flag(),
            default=_NOTHING,
        ),
        Setting(
            name="stop",
            meaning="no rule below this one is asked, nor the model",
            kind=Flag(),
            default=default_of(Rule, "stop"),
        ),
    ),
)
"""A rule's settings: what it asks for, then what it says."""

HURRY = Section(
    name="hurry",
    meaning="What follows when a letter says itself that it is urgent. Its words, in five languages, are"
    ' shown to whoever reads it; what is denied ("not urgent") counts for nothing. Rules come first.',
    settings=(
        Setting(
            name="raises",
            meaning="such a letter is urgent",
            kind=Flag(),
            default=default_of(Hurry, "raises"),
        ),
        Setting(
            name="enough",
            meaning='what its words must weigh together; ours weigh 3 (harm: "stolen"), 2 (haste: "at once") '
            'or 1 (impatience: "still waiting")',
            kind=Whole(least=1, most=100),
            default=default_of(Hurry, "enough"),
        ),
        Setting(
            name="words",
            meaning="words of your own and what they weigh; 0 takes one of ours away",
            kind=MapOf(
                key=_PHRASE, item=Whole(least=0, most=100), example='{ "strike" = 2, "right now" = 0 }'
            ),
            default=default_of(Hurry, "words"),
        ),
    ),
)
"""What urgent words lead to."""
