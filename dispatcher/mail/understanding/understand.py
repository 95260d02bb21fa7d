"""A letter understood: what it is about, how urgent, and who or what said so."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.understanding.classifier import Classifier
from dispatcher.mail.understanding.rules import Letter, Rule, said_by
from dispatcher.mail.understanding.urgentwords import urgent_words
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency

MODEL: Final = "model"
FORM: Final = "form"


class Understanding(Struct, frozen=True, kw_only=True):
    """What is known of a letter beyond its words; None, or "", where nobody says.

    `by` names the rule that said each of these, `FORM` for what was chosen there, or `MODEL` for what the
    classifier said, as sure of it as `confidence`. `guess` is what it holds likeliest, also where it is not
    sure enough. `hurry` are the words by which the letter says itself that it is urgent.
    """

    category: CategoryId | None = None
    queue: QueueId | None = None
    urgency: Urgency | None = None
    tier: Tier | None = None
    spam: bool = False
    by: dict[str, str] = {}
    guess: CategoryId | None = None
    confidence: float | None = None
    hurry: tuple[str, ...] = ()


def chosen(what: Understanding, category: str) -> Understanding:
    """The same with the category its writer chose on the web form; only a manager's rule knows better."""
    if not category or what.by.get("category", MODEL) != MODEL:
        return what
    return replace(what, category=CategoryId(category), by={**what.by, "category": FORM})


class Understander:
    """Rules, and a model if there is one; `sure` is the confidence from which on the model is believed."""

    def __init__(self, rules: Sequence[Rule], model: Classifier | None, *, sure: float) -> None:
        self._rules, self._model, self._sure = rules, model, sure

    def understand(self, mail: Mail, mailbox: str) -> Understanding:
        """What this letter is about. Rules come before the model: a manager's word holds."""
        own = own_words(mail.text).own
        said = said_by(self._rules, Letter(mail=mail, mailbox=mailbox, own=own))
        what: dict[str, Any] = dict(said.what)
        by, guess, confidence = dict(said.by), None, None
        if self._model is not None and (mail.subject or own):
            guess, confidence = self._model.guesses(mail.subject, own)[0]
            if "category" not in what and confidence >= self._sure:
                what["category"], by["category"] = guess, MODEL
        hurry = urgent_words(f"{mail.subject}\n{own}")
        return Understanding(**what, by=by, guess=guess, confidence=confidence, hurry=hurry)


def nothing_said(mail: Mail, mailbox: str) -> Understanding:
    """What is known of a letter where nobody wrote a rule and nothing was learned: its own words."""
    return Understander((), None, sure=1.0).understand(mail, mailbox)
