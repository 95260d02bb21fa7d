"""Rules that a manager writes: when a letter looks like this, it is about that.

Plain words and `*`, nothing that could run away. In the order of the file; for each thing that can be said,
the first rule that says it holds. So a general rule may stand below a special one, and which rule said what
is kept.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

from dispatcher.mail.reading.parse import Mail
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency

# Scripts that put no spaces between words: a phrase in these is found anywhere.
_UNSPACED: Final = "฀-๿຀-໿က-႟ក-៿぀-ヿ㐀-鿿豈-﫿"
_EDGE: Final = re.compile(rf"[^\W{_UNSPACED}]")


class When(Struct, frozen=True, kw_only=True, dict=True):
    """What a letter must look like, all that is said; of each list one entry suffices.

    `senders` and the values of `headers` are patterns in which `*` stands for anything. `subject` and `words`
    are phrases, the latter looked for in the subject and in the writer's own words. A phrase stands for whole
    words where its script has spaces between words, unless a `*` stands at that end.
    """

    mailboxes: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    attachments: bool | None = None

    @cached_property
    def in_subject(self) -> re.Pattern[str]:
        """Any phrase of `subject`."""
        return phrases(self.subject)

    @cached_property
    def in_words(self) -> re.Pattern[str]:
        """Any phrase of `words`."""
        return phrases(self.words)


class Rule(Struct, frozen=True, kw_only=True):
    """What a manager says of letters that look like `when`; None says nothing of that."""

    name: str
    when: When
    category: CategoryId | None = None
    queue: QueueId | None = None
    urgency: Urgency | None = None
    tier: Tier | None = None
    spam: bool | None = None


SAYS: Final = ("category", "queue", "urgency", "tier", "spam")
"""What a rule can say."""


class Letter(Struct, frozen=True, kw_only=True):
    """A message as rules see it: with the mailbox it came to, and the writer's own words."""

    mail: Mail
    mailbox: str
    own: str


class Said(Struct, frozen=True, kw_only=True):
    """What rules said of a letter, and by which rule; what none said is missing."""

    what: dict[str, object] = {}
    by: dict[str, str] = {}


def said_by(rules: Iterable[Rule], letter: Letter) -> Said:
    """What these rules, in their order, say of the letter."""
    what: dict[str, object] = {}
    by: dict[str, str] = {}
    for rule in rules:
        new = {
            name: value for name in SAYS if name not in what and (value := getattr(rule, name)) is not None
        }
        if new and fits(rule.when, letter):
            what |= new
            by |= dict.fromkeys(new, rule.name)
    return Said(what=what, by=by)


def fits(when: When, letter: Letter) -> bool:
    """Does the letter look like this?"""
    return all(
        test(when, letter) for name, test in _TESTS.items() if getattr(when, name) not in ((), {}, None)
    )


def phrases(listed: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of these phrases in a text that went through `plainly`."""
    return re.compile("|".join(map(_phrase, listed)) or r"(?!)")


def plainly(text: str) -> str:
    """The text as phrases are compared: compatible forms as one, case and runs of blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _phrase(phrase: str) -> str:
    """Whole words where words are spaced; at an end with a `*` the word may go on."""
    plain = plainly(phrase)
    core = plain.strip("*").strip()
    before = r"(?<!\w)" if core and _EDGE.match(core[0]) and not plain.startswith("*") else ""
    after = r"(?!\w)" if core and _EDGE.match(core[-1]) and not plain.endswith("*") else ""
    return f"{before}{re.escape(core)}{after}"


def matches(pattern: str, value: str) -> bool:
    """Is the value what the pattern says? `*` is anything; each piece is looked for once, from the left."""
    first, *rest = plainly(pattern).split("*")
    text = plainly(value)
    if not rest:
        return text == first
    if not text.startswith(first) or len(text) < len(first) + len(rest[-1]):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(rest[-1]) and len(text) - len(rest[-1]) >= at


def _any(patterns: Iterable[str], value: str) -> bool:
    return any(matches(pattern, value) for pattern in patterns)


_TESTS: Final[Mapping[str, Callable[[When, Letter], bool]]] = {
    "mailboxes": lambda when, letter: letter.mailbox in when.mailboxes,
    "senders": lambda when, letter: _any(when.senders, letter.mail.sender),
    "subject": lambda when, letter: bool(when.in_subject.search(plainly(letter.mail.subject))),
    "words": lambda when, letter: bool(when.in_words.search(plainly(f"{letter.mail.subject}\n{letter.own}"))),
    "headers": lambda when, letter: all(
        matches(pattern, letter.mail.headers.get(name.lower(), "")) for name, pattern in when.headers.items()
    ),
    "languages": lambda when, letter: letter.mail.language in when.languages,
    "attachments": lambda when, letter: bool(letter.mail.attachments) is when.attachments,
}
