"""A text as numbers: which runs of two to four characters stand in it, and how often.

Runs of characters need no word spaces, so Thai and Chinese cost nothing more than English, and forms of a
word share most of theirs. Each run is hashed to one of `BUCKETS` (Weinberger et al. 2009), so a model is of
one size whatever it was taught.
"""

from collections import Counter
from typing import Final
from zlib import crc32

from dispatcher.mail.understanding.rules import plainly

BUCKETS: Final = 1 << 16
SHORTEST, LONGEST = 2, 4  # characters a run
ENOUGH: Final = 4_000  # characters looked at: what a letter is about stands at its beginning


def runs(subject: str, text: str) -> Counter[int]:
    """How often each bucket's runs stand in a letter's subject and in its writer's own words."""
    counts: Counter[int] = Counter()
    for part in (plainly(subject), plainly(text)[:ENOUGH]):
        padded = f" {part} "
        for length in range(SHORTEST, LONGEST + 1):
            counts.update(
                crc32(padded[at : at + length].encode("utf-8", "replace")) % BUCKETS
                for at in range(len(padded) - length + 1)
            )
    return counts
