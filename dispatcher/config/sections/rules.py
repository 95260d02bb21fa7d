"""Settings of rules: what a letter looks like, and what follows from it."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting
from dispatcher.config.kinds import Flag, ListOf, MapOf, Matching, Name, OneOf, Text
from dispatcher.vocabulary import Urgency

_PATTERN: Final = Text(what='a text, in which "*" stands for anything', most=200)
_PHRASE: Final = Text(what='words as they stand in letters; "*" at an end lets the word go on', most=200)
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
        name="headers",
        meaning='these headers, all of them, are like this; the web form\'s fields are "X-Form-NAME"',
        kind=MapOf(
            key=Matching(what="a header's name", pattern=r"[Xx]-[A-Za-z0-9-]{1,60}"),
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
    ),
)
"""A rule's settings: what it asks for, then what it says."""
