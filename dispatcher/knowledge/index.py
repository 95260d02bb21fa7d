"""One language's articles, ready to be searched: BM25 over grams of characters. Pure; built off the loop.

BM25 as Lucene has it (Kamphuis et al. 2020), scores worked out beforehand (bm25s, Lù 2024): a question costs
one sum over the grams it has. Of 120 questions in other words than the articles, in five languages, it found
the right one first for 113; tests/knowledge/questions.py has them.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray

from dispatcher.knowledge.articles import Article
from dispatcher.knowledge.grams import grams

BODY: Final = 4_000  # characters of an article's text that are searched: bounds memory, and people skim too
TITLE: Final = 3  # times a title counts
KEYWORDS: Final = 2
QUESTION: Final = 1_000  # characters of a question that are looked at

Scores = NDArray[np.float32]


class Scored(NamedTuple):
    """An article with its score as a share of what the question could have scored at most, 0 to 1."""

    article: Article
    score: float


class Index:
    """Articles of one language; it does not change."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = tuple(articles)
        self._ids: dict[str, int] = {}
        documents = [self._numbered(searched(article)) for article in articles]
        self._weight = [_weight(len(articles), holders) for holders in self._holders(documents)]
        self._ranks = bm25s.BM25(method="lucene") if self._ids else None
        if self._ranks is not None:
            self._ranks.index((documents, self._ids), show_progress=False)

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def size(self) -> int:
        """Bytes its scores take."""
        if self._ranks is None:
            return 0
        return sum(part.nbytes for part in self._ranks.scores.values() if isinstance(part, np.ndarray))

    def search(self, question: str, may: Callable[[Article], bool], limit: int) -> list[Scored]:
        """The best articles that `may` be shown, the best first; ties by id."""
        asked = dict.fromkeys(grams(question[:QUESTION]))
        known = [self._ids[gram] for gram in asked if gram in self._ids]
        if not known or self._ranks is None:
            return []
        scores = self._ranks.get_scores_from_ids(known) / self._most(known, len(asked))
        return self._best(scores, may, limit)

    def _most(self, known: Sequence[int], asked: int) -> float:
        """What an article that is the question over and over would score; unknown grams are the rarest."""
        unknown = asked - len(known)
        return sum(self._weight[gram] for gram in known) + unknown * _weight(len(self.articles), 0)

    def _best(self, scores: Scores, may: Callable[[Article], bool], limit: int) -> list[Scored]:
        found: list[Scored] = []
        for place in np.argsort(-scores, kind="stable"):
            if len(found) == limit or scores[place] <= 0:
                break
            if may(article := self.articles[place]):
                found.append(Scored(article, float(scores[place])))
        return sorted(found, key=lambda one: (-one.score, one.article.id, one.article.language))

    def _numbered(self, document: list[str]) -> list[int]:
        return [self._ids.setdefault(gram, len(self._ids)) for gram in document]

    def _holders(self, documents: Sequence[Sequence[int]]) -> list[int]:
        """How many articles hold each gram."""
        holders = [0] * len(self._ids)
        for document in documents:
            for gram in set(document):
                holders[gram] += 1
        return holders


def searched(article: Article) -> list[str]:
    """The grams an article is found by."""
    content = article.content
    words = " ".join((*content.keywords, *(link.label for link in content.links)))
    return grams(content.title) * TITLE + grams(words) * KEYWORDS + grams(content.body[:BODY])


def _weight(articles: int, holders: int) -> float:
    """How telling a gram is that so many of the articles hold: Lucene's inverse document frequency."""
    return math.log(1 + (articles - holders + 0.5) / (holders + 0.5))
