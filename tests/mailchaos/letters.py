"""What lies in the mailboxes: every sort of letter, each with a number by which it is known again."""

from collections.abc import Iterator
from functools import lru_cache

from tests.mail.house import FIVE, letter

NUMBER = "X-Number"
_KINDS = ("new", "new", "new", "new", "poison", "new", "new", "duplicate", "automatic", "follow_up")
_WORDS = tuple(FIVE.values())


def kind_of(number: int) -> str:
    """What becomes of this letter: the verdict on it, or `duplicate` of the one before."""
    kind = _KINDS[number % len(_KINDS)]
    return "quarantined" if kind == "poison" else kind


def letters(first: int, count: int) -> Iterator[bytes]:
    """These letters, in their order; `first` and `count` are tens, as some belong to others of their ten."""
    return (_letter(number) for number in range(first, first + count))


@lru_cache(maxsize=20)  # a letter is dated when it is written: its duplicate has the very same bytes
def _letter(number: int) -> bytes:
    kind = _KINDS[number % len(_KINDS)]
    if kind == "duplicate":
        return _letter(number - 1)
    marks = [(NUMBER, str(number))]
    if kind == "automatic":
        marks.append(("Auto-Submitted", "auto-replied"))
    if kind == "follow_up":
        marks.append(("In-Reply-To", _id(number - 9)))
    raw = letter(
        *_WORDS[number % len(_WORDS)],
        sender=f"Joe <joe{number - 9 if kind == 'follow_up' else number}@customer.example>",
        message_id=_id(number),
        headers=marks,
    )
    return b"Comment: " + b"(" * 200 + b"\r\n" + raw if kind == "poison" else raw


def _id(number: int) -> str:
    return f"<{number}@customer.example>"
