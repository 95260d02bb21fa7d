"""Rules that a manager writes: when a letter looks like this, it is about that.

Plain words and `*`, nothing that could run away. In the order of the file; for each thing that can be said,
the first rule that says it holds. So a general rule may stand below a special one, and which rule said what,
by which words, is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.understanding.phrases import Phrase, first, looked_at, phrase, plainly, stands
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency


class When(Struct, frozen=True, kw_only=True, dict=True):
    """What a letter must look like, all that is said; of each list one entry suffices, of
    `all_words` all are needed.

    `senders`, `recipients` and the values of `headers` are patterns in which `*` stands for anything.
    `subject`, `words`, `all_words` and `without` are phrases, all but the first looked for in the subject and
    in the writer's own words. A phrase stands for whole words where its script has spaces between words,
    unless a `*` stands at that end.
    """

    mailboxes: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    attachments: bool | None = None

    @cached_property
    def phrases(self) -> dict[str, tuple[Phrase, ...]]:
        """What is looked for, by the condition that asks for it."""
        asked = {name: getattr(self, name) for name in ("subject", "words", "all_words", "without")}
        return {name: tuple(map(phrase, said)) for name, said in asked.items()}


class Rule(Struct, frozen=True, kw_only=True):
    """What a manager says of letters that look like `when`; None says nothing of that.

    After a rule that says `stop`, none below it is asked, nor the model.
    """

    name: str
    when: When
    category: CategoryId | None = None
    queue: QueueId | None = None
    urgency: Urgency | None = None
    tier: Tier | None = None
    spam: bool | None = None
    stop: bool = False


SAYS: Final = ("category", "queue", "urgency", "tier", "spam")
"""What a rule can say of a letter."""


class Letter(Struct, frozen=True, kw_only=True, dict=True):
    """A message as rules see it, with the mailbox it came to."""

    mail: Mail
    mailbox: str

    @cached_property
    def subject(self) -> str:
        """Its subject, as phrases are compared."""
        return plainly(self.mail.subject)

    @cached_property
    def words(self) -> str:
        """Its subject and the beginning of the writer's own words, as phrases are compared."""
        return looked_at(f"{self.mail.subject}\n{self.mail.own}")


class Said(Struct, frozen=True, kw_only=True):
    """What rules said of a letter, by which rule, and by which phrases of it; what none said is missing."""

    what: dict[str, object] = {}
    by: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    stopped: bool = False


def said_by(rules: Iterable[Rule], letter: Letter) -> Said:
    """What these rules, in their order, say of the letter."""
    what: dict[str, object] = {}
    by: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        new = _new(rule, what)
        if (new or rule.stop) and fits(rule.when, letter):
            what |= new
            by |= dict.fromkeys(new, rule.name)
            words |= dict.fromkeys(new, found(rule.when, letter))
            if rule.stop:
                return Said(what=what, by=by, words=words, stopped=True)
    return Said(what=what, by=by, words=words)


def _new(rule: Rule, what: Mapping[str, object]) -> dict[str, object]:
    """What this rule says that none said before."""
    said = {name: getattr(rule, name) for name in SAYS if name not in what}
    return {name: value for name, value in said.items() if value is not None}


def fits(when: When, letter: Letter) -> bool:
    """Does the letter look like this?"""
    return all(
        test(when, letter) for name, test in _TESTS.items() if getattr(when, name) not in ((), {}, None)
    )


def found(when: When, letter: Letter) -> tuple[str, ...]:
    """The phrases asked for that stand in the letter, as the rule says them: one of a list, or all."""
    asked = when.phrases
    one = (first(asked["subject"], letter.subject), first(asked["words"], letter.words))
    every = (each.said for each in asked["all_words"] if stands(each, letter.words))
    return tuple(dict.fromkeys((*filter(None, one), *every)))


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
    "recipients": lambda when, letter: any(_any(when.recipients, to) for to in letter.mail.to),
    "languages": lambda when, letter: letter.mail.language in when.languages,
    "attachments": lambda when, letter: bool(letter.mail.attachments) is when.attachments,
    "headers": lambda when, letter: all(
        matches(pattern, letter.mail.headers.get(name.lower(), "")) for name, pattern in when.headers.items()
    ),
    "subject": lambda when, letter: first(when.phrases["subject"], letter.subject) is not None,
    "words": lambda when, letter: first(when.phrases["words"], letter.words) is not None,
    "all_words": lambda when, letter: all(stands(one, letter.words) for one in when.phrases["all_words"]),
    "without": lambda when, letter: first(when.phrases["without"], letter.words) is None,
}
"""How each condition is tried; what costs least first."""
