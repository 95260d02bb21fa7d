"""What an article is, what each of its versions holds, and when customers see it. Pure."""

import re
from typing import Final, NamedTuple

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.vocabulary import Instant, Word

ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}")
ADDRESS: Final = re.compile(r"(?:https?://|/(?!/))[^\s<>\"'\\\x00-\x1f]{0,1000}")
TITLE: Final = 200  # characters
BODY: Final = 100_000  # characters
MOST: Final = 50  # categories, keywords, or links of one article


class ArticleError(PeerError):
    """What was asked of the knowledge base cannot be; `code` is a word for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class State(Word):
    """How far an article's version has come."""

    DRAFT = "draft"
    """Being written; customers see the version published last, if there is one."""
    PUBLISHED = "published"
    """Customers see it, within its dates."""
    RETIRED = "retired"
    """Nobody sees it any more; it can be taken up again."""


class LinkKind(Word):
    """What is behind a link to self-service."""

    PAGE = "page"
    PRICES = "prices"
    NOTICE = "notice"
    DOWNLOAD = "download"


class Link(Struct, frozen=True, kw_only=True):
    """Where a customer can help herself. `url` is whole, or a path on the same host."""

    label: str
    url: str
    kind: LinkKind = LinkKind.PAGE


class Key(NamedTuple):
    """Which article, in which language. Translations share the id."""

    id: str
    language: str


class Content(Struct, frozen=True, kw_only=True):
    """What somebody writes: all of a version but who wrote it. `body` is Markdown.

    Customers see it from `valid_from` until before `valid_until`; None is without bound.
    """

    title: str
    body: str
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class Article(Struct, frozen=True, kw_only=True):
    """One version of an article: version numbers of an article count from 1 without gaps.

    `note` says where it is from or why it was changed; `by` is "" where nobody logs in.
    """

    id: str
    language: str
    version: int
    state: State
    content: Content
    at: Instant
    by: str
    note: str = ""

    @property
    def key(self) -> Key:
        """Which article this is a version of."""
        return Key(self.id, self.language)

    @property
    def title(self) -> str:
        """Its heading."""
        return self.content.title

    @property
    def body(self) -> str:
        """Its text, in Markdown."""
        return self.content.body

    def holds(self, now: Instant) -> bool:
        """Do customers see it now?"""
        begun = self.content.valid_from is None or self.content.valid_from <= now
        over = self.content.valid_until is not None and self.content.valid_until <= now
        return self.state is State.PUBLISHED and begun and not over


class Found(Struct, frozen=True, kw_only=True):
    """An article that was searched, and the chance from 0 to 1 that it answers; see `confidence`."""

    article: Article
    confidence: float


def checked(key: Key, content: Content) -> Content:
    """The content with its blanks trimmed, if it can be an article's.

    Raises:
        ArticleError: `bad_article`; the message names the field and what it may be.
    """
    content = _trimmed(content)
    for wrong, detail in _faults(key, content):
        if wrong:
            raise ArticleError("bad_article", detail)
    return content


def _trimmed(content: Content) -> Content:
    return Content(
        title=" ".join(content.title.split()),
        body=content.body.replace("\r\n", "\n").strip(),
        categories=_words(content.categories),
        keywords=_words(content.keywords),
        links=tuple(content.links),
        valid_from=content.valid_from,
        valid_until=content.valid_until,
    )


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, none empty, in the order they were written."""
    return tuple(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))


def _faults(key: Key, content: Content) -> tuple[tuple[bool, str], ...]:
    dates = (content.valid_from, content.valid_until)
    backwards = None not in dates and dates[0] >= dates[1]  # type: ignore[operator]
    return (
        (not ID.fullmatch(key.id), "id: lower-case letters, digits and hyphens, at most 64"),
        (not LANGUAGE.fullmatch(key.language), 'language: a tag such as "th" or "pt-br"'),
        (not 0 < len(content.title) <= TITLE, f"title: 1 to {TITLE} characters"),
        (not 0 < len(content.body) <= BODY, f"body: 1 to {BODY} characters"),
        (max(map(len, (content.categories, content.keywords, content.links))) > MOST,
         f"categories, keywords and links: at most {MOST} each"),
        (any(len(word) > 100 for word in (*content.categories, *content.keywords)),
         "categories and keywords: at most 100 characters each"),
        (any(not ADDRESS.fullmatch(link.url) for link in content.links),
         "links: each address begins with https://, http:// or /"),
        (any(not 0 < len(link.label) <= TITLE for link in content.links),
         f"links: each label has 1 to {TITLE} characters"),
        (bool(backwards), "valid_until: later than valid_from"),
    )  # fmt: skip
