"""Which gram stands how often in which article, as columns of numbers: worked out once for each article.

When some articles change, what is known of the others is kept: ten thousand are put in order in a second,
and reading them all again would take twenty.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MOST: Final = 255  # times that a gram counts in an article; from a dozen on it hardly matters

Numbers = NDArray[np.int32]


class Postings(Struct, frozen=True, kw_only=True):
    """Those of gram `g` stand from `begins[g]` until `begins[g + 1]`, in the order of articles.

    Each is the place of an article and how often the gram stands in it; `lengths` are the articles' grams,
    repeats and all.
    """

    begins: NDArray[np.int64]
    places: Numbers
    counts: NDArray[np.uint8]
    lengths: Numbers

    @property
    def size(self) -> int:
        """Bytes they take."""
        return sum(column.nbytes for column in (self.begins, self.places, self.counts, self.lengths))

    def of(self, grams: Sequence[int]) -> tuple[Numbers, NDArray[np.float32], Sequence[int]]:
        """Where the articles are that hold these, one gram after the other; how often; how many hold each."""
        mine = [slice(self.begins[gram], self.begins[gram + 1]) for gram in grams]
        places = [self.places[some] for some in mine]
        counts = np.concatenate([self.counts[some] for some in mine]).astype(np.float32)
        return np.concatenate(places), counts, list(map(len, places))

    @property
    def holders(self) -> NDArray[np.int64]:
        """How many articles hold each gram."""
        return np.diff(self.begins)


NONE: Final = Postings(
    begins=np.zeros(1, np.int64),
    places=np.zeros(0, np.int32),
    counts=np.zeros(0, np.uint8),
    lengths=np.zeros(0, np.int32),
)
"""Of no article."""


def changed(before: Postings, moved: Numbers, new: Sequence[Numbers], first: int, grams: int) -> Postings:
    """The postings of the articles that stay, at the places they `moved` to, -1 for none, and of `new` ones.

    Args:
        before: those of all articles as they were.
        moved: the place of each of these from now on.
        new: the grams of each new article, by number; the places of these follow `first`.
        first: how many stay.
        grams: how many different grams there are now.
    """
    kept = moved[before.places] >= 0
    columns = [
        (
            np.repeat(np.arange(len(before.begins) - 1, dtype=np.int32), before.holders)[kept],
            moved[before.places[kept]],
            before.counts[kept],
        ),
        *(_columns(numbers, place) for place, numbers in enumerate(new, first)),
    ]
    names, places, counts = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(names, kind="stable")
    begins = np.concatenate(([0], np.cumsum(np.bincount(names, minlength=grams), dtype=np.int64)))
    lengths = np.zeros(first + len(new), np.int32)
    lengths[moved[moved >= 0]] = before.lengths[moved >= 0]
    lengths[first:] = [len(numbers) for numbers in new]
    return Postings(begins=begins, places=places[order], counts=counts[order], lengths=lengths)


def _columns(numbers: Numbers, place: int) -> tuple[Numbers, Numbers, NDArray[np.uint8]]:
    """One article's: each gram once, with the place and how often."""
    names, counts = np.unique(numbers, return_counts=True)
    return names, np.full(len(names), place, np.int32), np.minimum(counts, MOST).astype(np.uint8)
