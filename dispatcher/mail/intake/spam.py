"""Is it spam? By the owner's own lists, and by the marks that a mail server in front left."""

import re
from typing import Final

from dispatcher.mail.intake.rules import Ground, Rule, Rules
from dispatcher.mail.intake.whose import is_of
from dispatcher.mail.reading.parse import Mail

_STARS: Final = re.compile(r"[*+x]+")
_FAILED: Final = re.compile(r"\bdmarc\s*=\s*(?:fail|permerror)\b")


def _sender(mail: Mail, ground: Ground) -> bool:
    return is_of(mail.sender, ground.spam.senders)


def _word(mail: Mail, ground: Ground) -> bool:
    """Anywhere in subject or text; in scripts without blanks a word has no ends to look for."""
    if not ground.spam.words:
        return False
    said = f"{mail.subject}\n{mail.text}".casefold()
    return any(word.casefold() in said for word in ground.spam.words)


def _flag(mail: Mail, ground: Ground) -> bool:
    return ground.spam.marks and _mark(mail, "x-spam-flag").startswith("yes")


def _status(mail: Mail, ground: Ground) -> bool:
    return ground.spam.marks and _mark(mail, "x-spam-status").startswith("yes")


def _level(mail: Mail, ground: Ground) -> bool:
    stars = _STARS.match(_mark(mail, "x-spam-level"))
    return ground.spam.marks and stars is not None and len(stars[0]) >= ground.spam.level


def _forged(mail: Mail, ground: Ground) -> bool:
    """The domain in From says how its mail is known, and this is not (RFC 8601, RFC 7489)."""
    return ground.spam.authentication and bool(_FAILED.search(_mark(mail, "authentication-results")))


def _mark(mail: Mail, header: str) -> str:
    return mail.headers.get(header, "").strip().lower()


RULES: Final[Rules] = (
    (Rule.SPAM_SENDER, _sender),
    (Rule.SPAM_WORD, _word),
    (Rule.SPAM_FLAG, _flag),
    (Rule.SPAM_STATUS, _status),
    (Rule.SPAM_LEVEL, _level),
    (Rule.FORGED_SENDER, _forged),
)
