"""One language's articles, ready to be searched: BM25 over grams of characters. Pure; built off the loop.

BM25 as Lucene has it (Kamphuis et al. 2020): a question costs one sum over the articles that hold each of its
grams. Of 120 questions in other words than the articles, in five languages, it found the right one first for
113; tests/knowledge/questions.py has them.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatcher.knowledge.articles import Article, Key
from dispatcher.knowledge.grams import grams
from dispatcher.knowledge.postings import NONE, Numbers, Postings, changed

BODY: Final = 4_000  # characters of an article's text that are searched: bounds memory, and people skim too
TITLE: Final = 3  # times a title counts
KEYWORDS: Final = 2
QUESTION: Final = 1_000  # characters of a question that are looked at

# How soon more of the same counts for nothing, and how much a long article's words count for less: the usual.
K1: Final = 1.5
B: Final = 0.75

Scores = NDArray[np.float32]


class Scored(NamedTuple):
    """An article with its score as a share of what the question could have scored at most, 0 to 1."""

    article: Article
    score: float


class Index:
    """Articles of one language; it does not change. Those that the one `before` has are not read again."""

    articles: tuple[Article, ...]
    _ids: dict[str, int]
    _postings: Postings

    def __init__(self, articles: Sequence[Article], before: "Index | None" = None) -> None:
        self.articles, moved, first = _in_place(before.articles if before else (), articles)
        self._ids = dict(before._ids) if before else {}
        new = [self._numbered(searched(article)) for article in self.articles[first:]]
        postings = before._postings if before else NONE
        self._postings = changed(postings, moved, new, first, len(self._ids))
        self._rank = np.argsort(np.argsort([article.id for article in self.articles]))
        self._drag = _drag(self._postings.lengths)
        self._weight = _weights(len(self.articles), self._postings.holders)

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def size(self) -> int:
        """Bytes its numbers take."""
        return self._postings.size

    def has(self, articles: Sequence[Article]) -> bool:
        """Are these its articles, in whatever order?"""
        return _by_key(articles) == _by_key(self.articles)

    def search(self, question: str, may: Callable[[Article], bool], limit: int) -> list[Scored]:
        """The best articles that `may` be shown, the best first; ties by id."""
        asked = dict.fromkeys(grams(question[:QUESTION]))
        known = [self._ids[gram] for gram in asked if gram in self._ids]
        if not known:
            return []
        return self._best(self._scores(known) / self._most(known, len(asked)), may, limit)

    def _scores(self, known: Sequence[int]) -> Scores:
        places, counts, holders = self._postings.of(known)
        weights = np.repeat(self._weight[known], holders)
        shares = weights * (counts / (counts + self._drag[places]))
        return np.bincount(places, shares, len(self.articles)).astype(np.float32)

    def _most(self, known: Sequence[int], asked: int) -> float:
        """What an article that is the question over and over would score; unknown grams are the rarest."""
        unknown = asked - len(known)
        return float(self._weight[known].sum()) + unknown * math.log(1 + (len(self.articles) + 0.5) / 0.5)

    def _best(self, scores: Scores, may: Callable[[Article], bool], limit: int) -> list[Scored]:
        may_be = (place for place in self._ordered(scores, limit) if may(self.articles[place]))
        return [Scored(self.articles[place], float(scores[place])) for place in islice(may_be, limit)]

    def _ordered(self, scores: Scores, limit: int) -> Iterator[int]:
        """Places with a score, the best first. Seldom is more than a few of them asked for."""
        few = 8 * limit
        least = max(0.0, np.partition(scores, -few)[-few]) if len(scores) > few else 0.0
        yield from self._sorted(scores, np.flatnonzero(scores > least))
        yield from self._sorted(scores, np.flatnonzero((scores > 0) & (scores <= least)))

    def _sorted(self, scores: Scores, places: NDArray[np.intp]) -> list[int]:
        order: list[int] = places[np.lexsort((self._rank[places], -scores[places]))].tolist()
        return order

    def _numbered(self, document: list[str]) -> Numbers:
        ids = self._ids
        return np.array([ids.setdefault(gram, len(ids)) for gram in document], np.int32)


def _in_place(
    old: Sequence[Article], articles: Sequence[Article]
) -> tuple[tuple[Article, ...], Numbers, int]:
    """All articles, those that stay first; where each old one is now, -1 for nowhere; how many stay."""
    wanted = _by_key(articles)
    stay = np.array([wanted.get(article.key) == article for article in old], bool)
    staying = [article for article, stays in zip(old, stay, strict=True) if stays]
    known = {article.key for article in staying}
    new = [article for article in articles if article.key not in known]
    return (*staying, *new), np.where(stay, np.cumsum(stay) - 1, -1).astype(np.int32), len(staying)


def _by_key(articles: Sequence[Article]) -> Mapping[Key, Article]:
    return {article.key: article for article in articles}


def searched(article: Article) -> list[str]:
    """The grams an article is found by."""
    content = article.content
    words = " ".join((*content.keywords, *(link.label for link in content.links)))
    return grams(content.title) * TITLE + grams(words) * KEYWORDS + grams(content.body[:BODY])


def _drag(lengths: Numbers) -> Scores:
    """By how much each article's length holds back what its grams count for."""
    usual = float(lengths.mean()) if lengths.any() else 1.0
    return (K1 * (1 - B + B * lengths / usual)).astype(np.float32)


def _weights(articles: int, holders: NDArray[np.int64]) -> Scores:
    """How telling each gram is that so many of the articles hold: Lucene's inverse document frequency."""
    return np.log1p((articles - holders + 0.5) / (holders + 0.5)).astype(np.float32)
