"""A text as numbers: which runs of two to four characters stand in it, and how often.

Runs of characters need no word spaces, so Thai and Chinese cost nothing more than English, and forms of a
word share most of theirs. Each run is hashed to one of `BUCKETS` (Weinberger et al. 2009), so a model is of
one size whatever it was taught.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatcher.mail.understanding.phrases import plainly

BUCKETS: Final = 1 << 16
SHORTEST, LONGEST = 2, 4  # characters a run
ENOUGH: Final = 4_000  # characters looked at: what a letter is about stands at its beginning

# Odd numbers of 64 bits that spread neighbours far (Steele, Lea & Flood 2014, SplitMix64).
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)

Hashes = NDArray[np.uint64]


def runs(subject: str, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The buckets whose runs stand in a letter's subject and in its writer's own words, and how often."""
    parts = (_code_points(f" {plainly(part[:ENOUGH])} ") for part in (subject, text))
    hashes = [_hashes(part, length) for part in parts for length in range(SHORTEST, LONGEST + 1)]
    counts = np.bincount((np.concatenate(hashes) >> np.uint64(48)).astype(np.int64), minlength=BUCKETS)
    where = np.flatnonzero(counts)
    return where, counts[where]


def _code_points(text: str) -> Hashes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def _hashes(points: Hashes, length: int) -> Hashes:
    """A number of 64 bits for each run of this length, all at once; they wrap around, as hashes do."""
    many = max(len(points) - length + 1, 0)
    found = np.full(many, length, dtype=np.uint64)
    for at in range(length):
        found = found * _STEP + points[at : at + many]
    return (found ^ (found >> np.uint64(31))) * _MIX
