"""A score to the chance that the article answers the question. Pure.

A BM25 score alone says nothing: it grows with the question. Two numbers do. *Share*: the score over what the
question could have scored at most. *Lead*: by how much of that the article is ahead of the best other one;
behind, it is below zero. (A lead as a part of its own score was tried: an article that alone had three
letters in common with the question came out as likely.) A logistic curve through both was fitted to questions
with known answers in five languages, some of which no article answers: tests/knowledge/test_search.py holds
it to them, band by band.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dispatcher.knowledge.index import Scored


class Curve(NamedTuple):
    """The logistic curve: 1 / (1 + e^-(base + share·s + lead·l))."""

    base: float
    share: float
    lead: float


# Of the 81 questions it was fitted to that came out above 0.9 not one went wrong; that proves 96 in a hundred
# and no more (Hanley & Lippman-Hand 1983, the rule of three).
SUREST: Final = 0.96
CURVE: Final = Curve(base=-2.4, share=15.8, lead=10.8)


def confidences(scored: Sequence[Scored], curve: Curve = CURVE) -> list[float]:
    """The chance of each article to be the answer, in the order given, which is best first."""
    return [chance(one.score, lead_of(place, scored), curve) for place, one in enumerate(scored)]


def lead_of(place: int, scored: Sequence[Scored]) -> float:
    """How far this one is ahead of the best other, from -1 to 1."""
    others = (one.score for at, one in enumerate(scored) if at != place)
    return scored[place].score - max(others, default=0.0)


def chance(share: float, lead: float, curve: Curve = CURVE) -> float:
    """Where the curve is for such a share and lead."""
    return min(SUREST, 1 / (1 + math.exp(-(curve.base + curve.share * share + curve.lead * lead))))
