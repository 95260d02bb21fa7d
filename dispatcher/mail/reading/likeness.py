"""Are two letters about the same, or one letter twice? By their words alone; a person, or a setting, decides.

Works without word spaces: what is compared is runs of letters, not words.
"""

import re
from typing import Final

from dispatcher.mail.reading.quoting import own_words

LOOKED_AT: Final = 5_000  # characters of a letter; who copies one copies its beginning
RUN: Final = 5  # letters in a run: long enough to be rare, also in Chinese and Thai
NEAR: Final = 0.8  # share of runs in common from which on two letters say the same

# What programs put before a subject: English, German, Scandinavian, French, Spanish, Italian, Polish,
# Russian, Chinese, Thai and Persian ones, also numbered or with a count: "Re[2]:", "AW (3):".
_PREFIX: Final = re.compile(
    r"\s*(?:re|r|fw|fwd|aw|antw|wg|sv|vs|vb|tr|rv|res|enc|odp|pd|ref|отв|ответ|пер|回复|回覆|答复|转发|轉寄|ตอบ"
    r"|ตอบกลับ|ส่งต่อ|پاسخ|ارسال)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]",
    re.IGNORECASE,
)


def bare_subject(subject: str) -> str:
    """The subject without what answering and forwarding put before it; for comparing."""
    while (found := _PREFIX.match(subject)) is not None:
        subject = subject[found.end() :]
    return " ".join(subject.casefold().split())


def bare_text(text: str) -> str:
    """What its writer says, without what she quotes; for comparing."""
    return " ".join(own_words(text).shown.casefold().split())[:LOOKED_AT]


def alike(one: str, other: str) -> bool:
    """Do the two texts say nearly the same? Empty ones say nothing."""
    first, second = _runs(bare_text(one)), _runs(bare_text(other))
    if not first or not second:
        return False
    return len(first & second) >= NEAR * len(first | second)


def _runs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + RUN] for at in range(max(len(text) - RUN + 1, min(len(text), 1))))
