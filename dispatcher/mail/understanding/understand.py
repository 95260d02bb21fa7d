"""A letter understood: what it is about, how urgent, and who or what said so."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.understanding.rules import Letter, Rule, said_by
from dispatcher.mail.understanding.urgentwords import SHOWN_ALONE, Hurry, UrgentWords
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency

MODEL: Final = "model"
FORM: Final = "form"
HURRY: Final = "hurry"
OTHERS: Final = (MODEL, FORM, HURRY, "person")
"""What says things of letters beside rules; no rule is called so."""


class Guess(NamedTuple):
    """A category and how likely it is, from 0 to 1."""

    category: CategoryId
    confidence: float


class Model(Protocol):
    """Guesses what a letter is about."""

    def guesses(self, subject: str, text: str) -> Sequence[Guess]:
        """Every category, the most likely first; none where nothing was learned."""


class Understanding(Struct, frozen=True, kw_only=True):
    """What is known of a letter beyond its words; None, or "", where nobody says.

    `by` names the rule that said each of these, `FORM` for what was chosen there, `MODEL` for what the
    classifier said, as sure of it as `confidence`, or `HURRY` for what urgent words did; `words` are the
    phrases the rule found. `guess` is what the model holds likeliest, also where it is not sure enough.
    `hurry` are the words by which the letter says itself that it is urgent.
    """

    category: CategoryId | None = None
    queue: QueueId | None = None
    urgency: Urgency | None = None
    tier: Tier | None = None
    spam: bool = False
    by: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    guess: CategoryId | None = None
    confidence: float | None = None
    hurry: tuple[str, ...] = ()


NOTHING: Final = Understanding()
"""What is known of a letter that nobody understood."""


def chosen(what: Understanding, category: str) -> Understanding:
    """The same with the category its writer chose on the web form; only a manager's rule knows better."""
    if not category or what.by.get("category", MODEL) != MODEL:
        return what
    return replace(what, category=CategoryId(category), by={**what.by, "category": FORM})


class Understander:
    """Rules, and a model if there is one; `sure` is the confidence from which on the model is believed."""

    def __init__(
        self, rules: Sequence[Rule], model: Model | None, *, sure: float, hurry: Hurry = SHOWN_ALONE
    ) -> None:
        self._rules, self._model, self._sure = rules, model, sure
        self._hurry, self._urgent_words = hurry, UrgentWords(hurry.words)

    def understand(self, mail: Mail, mailbox: str) -> Understanding:
        """What this letter is about. Rules come before the model: a manager's word holds."""
        letter = Letter(mail=mail, mailbox=mailbox)
        said = said_by(self._rules, letter)
        what: dict[str, Any] = dict(said.what)
        by = dict(said.by)
        guess = None if said.stopped else self._guess(letter)
        if guess is not None and "category" not in what and guess.confidence >= self._sure:
            what["category"], by["category"] = guess.category, MODEL
        hurry = self._urgent_words.found(letter.words)
        if "urgency" not in what and self._makes_urgent(hurry):
            what["urgency"], by["urgency"] = Urgency.URGENT, HURRY
        return Understanding(
            **what,
            by=by,
            words={name: found for name, found in said.words.items() if found},
            guess=guess and guess.category,
            confidence=guess and guess.confidence,
            hurry=tuple(hurry),
        )

    def _guess(self, letter: Letter) -> Guess | None:
        if self._model is None or not (letter.mail.subject or letter.mail.own):
            return None
        return next(iter(self._model.guesses(letter.mail.subject, letter.mail.own)), None)

    def _makes_urgent(self, hurry: dict[str, int]) -> bool:
        return self._hurry.raises and sum(hurry.values()) >= self._hurry.enough


def nothing_said(mail: Mail, mailbox: str) -> Understanding:
    """What is known of a letter where nobody wrote a rule and nothing was learned: its own words."""
    return _ALONE.understand(mail, mailbox)


_ALONE: Final = Understander((), None, sure=1.0)
