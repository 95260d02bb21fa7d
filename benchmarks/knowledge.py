"""How fast articles are found, beside SQLite's FTS5: `python -m benchmarks.knowledge [--articles 10000]`.

So many articles of one language, some 1.3 kB each, of words drawn as languages draw them (Zipf), by a seed.
A question is four to ten words of one article, some of them misspelt or with another ending; what somebody
types is every beginning of such a question, as the form and the desk ask after each key.

The yardstick, over the same articles and questions in the same run: an FTS5 table with the trigram tokenizer
in memory, asked for the five best by BM25 of any trigram of the question (a question word by word finds no
misspelt one). Times are processor time of the asking thread in milliseconds; memory is what the process has
more after the build than before, freed memory given back first. To change is to have one article's text
replaced, until it is found by the new one.
"""

import argparse
import ctypes
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, product
from pathlib import Path
from random import Random
from time import process_time, thread_time
from typing import Final, NamedTuple, Protocol

from msgspec.structs import replace

from dispatcher.knowledge.articles import Article, Content, State
from dispatcher.knowledge.confidence import confidences
from dispatcher.knowledge.index import Index
from dispatcher.vocabulary import Instant

ASKED: Final = 100
TYPED: Final = 4  # questions typed key by key
SHOWN: Final = 5
MIB: Final = 1024 * 1024
_PARTS: Final = tuple(map("".join, product("bcdfghklmnprstvw", "aeiou", ("", "n", "r", "st"))))
_ENDS: Final = ("", "", "s", "ed", "ing", "er", "ly")


# --- articles and questions ---------------------------------------------------------------------------------


def lexicon(count: int, dice: Random) -> list[str]:
    """So many different words of two to four syllables, the most frequent first."""
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(dice.choices(_PARTS, k=dice.randint(2, 4))) + dice.choice(_ENDS)] = None
    return list(words)


def articles(count: int) -> list[Article]:
    """So many, always the same."""
    dice = Random("articles")
    words = lexicon(20_000, dice)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))

    def said(many: int) -> str:
        return " ".join(dice.choices(words, cum_weights=weights, k=many))

    return [
        Article(
            id=f"a{number}",
            language="en",
            version=1,
            state=State.PUBLISHED,
            content=Content(
                title=said(6), body=said(dice.randint(120, 240)), keywords=tuple(said(3).split())
            ),
            at=Instant(0),
            by="",
        )
        for number in range(count)
    ]


class Question(NamedTuple):
    """A question, and the id of the article it was made of."""

    text: str
    answer: str


def questions(of: Sequence[Article], count: int) -> list[Question]:
    """So many about these articles, always the same."""
    dice = Random("questions")
    return [_question(dice.choice(of), dice) for _ in range(count)]


def _question(about: Article, dice: Random) -> Question:
    title = dice.sample(about.title.split(), k=dice.randint(2, 4))
    body = dice.sample(about.body.split(), k=dice.randint(2, 6))
    return Question(" ".join(_twisted(word, dice) for word in (*title, *body)), about.id)


def _twisted(word: str, dice: Random) -> str:
    """One in four with another ending or a letter left out."""
    if dice.random() > 0.25:
        return word
    at = dice.randrange(1, len(word))
    return word[:at] + word[at + 1 :] if dice.random() < 0.5 else word + dice.choice(_ENDS)


def typed(question: str) -> list[str]:
    """What stands in the field after each key."""
    return [question[:end] for end in range(1, len(question) + 1)]


# --- who is asked -------------------------------------------------------------------------------------------


class Shelf(Protocol):
    """Articles that can be searched."""

    def ask(self, question: str) -> Sequence[str]:
        """The ids of the best articles."""

    def change(self, of: Sequence[Article]) -> None:
        """These from now on; of the first the text is another."""


class Ours:
    """The knowledge base's index, with the chance of each article, as for a page."""

    def __init__(self, of: Sequence[Article]) -> None:
        self._index = Index(of)

    def ask(self, question: str) -> list[str]:
        """The ids of the best."""
        scored = self._index.search(question, lambda article: article.holds(Instant(1)), SHOWN)
        return [one.article.id for one, _ in zip(scored, confidences(scored), strict=True)]

    def change(self, of: Sequence[Article]) -> None:
        """As after a save."""
        self._index = Index(of, self._index)


class Fts:
    """SQLite's own full-text search over trigrams."""

    def __init__(self, of: Sequence[Article]) -> None:
        self._store = sqlite3.connect(":memory:")
        columns = "id UNINDEXED, title, words, body, tokenize='trigram'"
        self._store.execute(f"CREATE VIRTUAL TABLE a USING fts5({columns})")
        self._store.executemany("INSERT INTO a VALUES (?, ?, ?, ?)", map(_row, of))
        self._store.commit()

    def ask(self, question: str) -> list[str]:
        """The ids of the best."""
        threes = {word[at : at + 3] for word in question.split() for at in range(len(word) - 2)}
        wanted = " OR ".join(f'"{three}"' for three in sorted(threes))
        sql = f"SELECT id FROM a WHERE a MATCH ? ORDER BY bm25(a, 0, 3, 2, 1) LIMIT {SHOWN}"
        return [id_ for (id_,) in self._store.execute(sql, (wanted,))] if wanted else []

    def change(self, of: Sequence[Article]) -> None:
        """As after a save."""
        self._store.execute("DELETE FROM a WHERE id = ?", (of[0].id,))
        self._store.execute("INSERT INTO a VALUES (?, ?, ?, ?)", _row(of[0]))
        self._store.commit()


def _row(one: Article) -> tuple[str, str, str, str]:
    return one.id, one.title, " ".join(one.content.keywords), one.body


# --- measuring ----------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """What one was found to do: seconds to build and to change, bytes, milliseconds, share found first."""

    built: float
    changed: float
    memory: int
    asked: Sequence[float]
    typed: Sequence[float]
    first: float


def measure(
    make: Callable[[Sequence[Article]], Shelf], of: Sequence[Article], asked: Sequence[Question]
) -> Found:
    """Build it, ask it, type at it, change it."""
    memory, begun = resident(), process_time()
    shelf = make(of)
    built, more, ask = process_time() - begun, resident() - memory, shelf.ask
    right = [ask(question.text)[:1] == [question.answer] for question in asked]
    return Found(
        built,
        _changing(shelf, of),
        more,
        list(_times(ask, (question.text for question in asked))),
        list(_times(ask, (some for question in asked[:TYPED] for some in typed(question.text)))),
        sum(right) / len(right),
    )


def _changing(shelf: Shelf, of: Sequence[Article]) -> float:
    other = replace(of[0], version=2, content=replace(of[0].content, body=of[1].body))
    begun = process_time()
    shelf.change([other, *of[1:]])
    return process_time() - begun


def _times(ask: Callable[[str], object], texts: Iterator[str]) -> Iterator[float]:
    for text in texts:
        begun = thread_time()
        ask(text)
        yield (thread_time() - begun) * 1000


def resident() -> int:
    """Bytes of memory this process holds, after what is free was given back."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def share(of: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    return sorted(of)[min(int(len(of) * part), len(of) - 1)]


def told(name: str, found: Found) -> str:
    """What was found, in a line."""
    spans = [f"{share(of, part):.2f}" for of in (found.asked, found.typed) for part in (0.5, 0.99)]
    return (
        f"{name:<16} built in {found.built:5.1f} s, changed in {found.changed:.2f} s,"
        f" {found.memory / MIB:4.0f} MiB; a question p50 {spans[0]}"
        f" p99 {spans[1]} ms; a key p50 {spans[2]} p99 {spans[3]} ms; found first {found.first:.0%}"
    )


def main(options: argparse.Namespace) -> None:
    """Measure both, and say what was found."""
    of = articles(options.articles)
    asked = questions(of, ASKED)
    size = sum(len(one.body) + len(one.title) for one in of) / len(of)
    print(f"{len(of):,} articles of {size:,.0f} characters, {len(asked)} questions")
    print(told("knowledge base", measure(Ours, of, asked)))
    print(told("FTS5, trigrams", measure(Fts, of, asked)))


def options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000, help="of one language (10000)")
    return parser.parse_args()


if __name__ == "__main__":
    main(options())
