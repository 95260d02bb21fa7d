"""Articles as files: a folder for each language, in it `ID.md`, Markdown below a head of TOML between `+++`.

::

    +++
    title = "How can I pay?"
    state = "published"
    keywords = ["credit card"]
    valid_until = 2027-01-01T00:00:00Z

    [[links]]
    label = "Price list"
    url = "https://example.org/prices"
    kind = "prices"
    +++

    We take …
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from dispatcher.errors import OwnerError
from dispatcher.knowledge.articles import Article, ArticleError, Content, Key, Link, State, checked
from dispatcher.vocabulary import SECOND, Instant

FENCE: Final = "+++"
KEYS: Final = frozenset(
    {"title", "state", "categories", "keywords", "links", "valid_from", "valid_until", "note"}
)


class Written(NamedTuple):
    """What one file holds."""

    key: Key
    state: State
    content: Content
    note: str


def read_folder(folder: Path) -> list[Written]:
    """Every article in the folder, by language and id.

    Raises:
        OwnerError: there is none, or a file is none; it names the file and what to change.
    """
    if not folder.is_dir():
        raise OwnerError(f"{folder} is no folder; name one that holds LANGUAGE/ID.md")
    found = [read_file(path) for path in sorted(folder.glob("*/*.md"))]
    if not found:
        raise OwnerError(f"there are no articles in {folder}; they are files LANGUAGE/ID.md")
    return found


def read_file(path: Path) -> Written:
    """The article in this file; its name is the id, its folder's the language.

    Raises:
        OwnerError: it cannot be read, or is no article; the message names the file.
    """
    try:
        return parsed(Key(path.stem, path.parent.name), path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise OwnerError(f"{path} cannot be read as UTF-8 ({error})") from error
    except (ArticleError, ValueError) as error:
        raise OwnerError(f"{path}: {error}") from error


def parsed(key: Key, text: str) -> Written:
    """The article that this text is.

    Raises:
        ArticleError, ValueError: it is none; the message says what to change.
    """
    begin, _, rest = text.lstrip("\n").partition("\n")
    head, fence, body = rest.partition(f"\n{FENCE}\n")
    if begin.strip() != FENCE or not fence:
        raise ValueError(f"begin with a head of TOML between two lines {FENCE}")
    said = tomllib.loads(head)
    if strange := sorted(set(said) - KEYS):
        raise ValueError(f"{strange[0]} is unknown; there are {', '.join(sorted(KEYS))}")
    state = msgspec.convert(said.pop("state", State.DRAFT), State)
    note = msgspec.convert(said.pop("note", ""), str)
    said |= {name: _instant(said[name]) for name in ("valid_from", "valid_until") if name in said}
    content = msgspec.convert({**said, "body": body}, Content)
    return Written(key, state, checked(key, content), note)


def _instant(said: Any) -> Instant:
    """A moment of TOML; a bare date is its midnight in UTC, as is a time without a zone."""
    moment = datetime.combine(said, time()) if type(said) is date else said
    if not isinstance(moment, datetime):
        raise ValueError("valid_from and valid_until are dates such as 2027-01-31")
    return Instant(round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * SECOND)


def write_folder(folder: Path, articles: Iterable[Article]) -> int:
    """Write each article to its file, over what stands there; says how many."""
    count = 0
    for article in articles:
        path = folder / article.language / f"{article.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(article), encoding="utf-8")
        count += 1
    return count


def as_text(article: Article) -> str:
    """The article as a file holds it; `parsed` gives it back."""
    return "\n".join((FENCE, *_head(article), FENCE, "", article.body, ""))


def _head(article: Article) -> Iterator[str]:
    content = article.content
    yield f"title = {_text(content.title)}"
    yield f"state = {_text(article.state)}"
    for name in ("categories", "keywords"):
        if words := getattr(content, name):
            yield f"{name} = [{', '.join(map(_text, words))}]"
    for name in ("valid_from", "valid_until"):
        if (at := getattr(content, name)) is not None:
            yield f"{name} = {datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace('+00:00', 'Z')}"
    if article.note:
        yield f"note = {_text(article.note)}"
    for link in content.links:
        yield from ("", "[[links]]")
        yield from _link(link)


def _link(link: Link) -> Iterator[str]:
    yield f"label = {_text(link.label)}"
    yield f"url = {_text(link.url)}"
    yield f"kind = {_text(link.kind)}"


def _text(text: str) -> str:
    """A TOML string; JSON's are, but for the one sign that TOML wants written out."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
