"""Articles with all their versions, as functions over the store's connection; each inside its transaction."""

import sqlite3
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from dispatcher.knowledge.articles import Article, ArticleError, Content, Key, State
from dispatcher.vocabulary import DAY, Instant, Word

_contents: Final = msgspec.json.Decoder(Content)
_COLUMNS: Final = "id, language, version, state, content, at, by, note"
_NEWEST: Final = "SELECT max(version) FROM knowledge_version WHERE id = v.id AND language = v.language"


class Reading(Word):
    """What a reader did with an article."""

    OPENED = "opened"
    HELPED = "helped"
    FAILED = "failed"


class Readings(Struct, frozen=True, kw_only=True):
    """How often an article was opened, and was said to help or not to."""

    opened: int = 0
    helped: int = 0
    failed: int = 0


def save(
    connection: sqlite3.Connection,
    key: Key,
    state: State,
    content: Content,
    *,
    on: int,
    at: Instant,
    by: str,
    note: str = "",
) -> Article:
    """Write the next version, if `on` is still the newest; 0 begins an article.

    Raises:
        ArticleError: `stale`, somebody else wrote meanwhile, or `taken`, there is such an article already.
    """
    newest = connection.execute(
        "SELECT max(version) FROM knowledge_version WHERE id = ? AND language = ?", key
    ).fetchone()[0]
    if (newest or 0) != on:
        raise _late(key, on)
    article = Article(
        id=key.id,
        language=key.language,
        version=on + 1,
        state=state,
        content=content,
        at=at,
        by=by,
        note=note,
    )
    row = (*key, on + 1, state, msgspec.json.encode(content), at, by, note)
    connection.execute("INSERT INTO knowledge_version VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return article


def _late(key: Key, on: int) -> ArticleError:
    named = f"article {key.id!r} in {key.language!r}"
    if on:
        return ArticleError("stale", f"somebody else changed {named} meanwhile; look at it, then save again")
    return ArticleError("taken", f"there is an {named} already; choose another id, or change that one")


def newest(connection: sqlite3.Connection) -> list[Article]:
    """The newest version of every article, by language and id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM knowledge_version v WHERE version = ({_NEWEST}) ORDER BY language, id"
    )
    return _articles(rows)


def public(connection: sqlite3.Connection) -> list[Article]:
    """The version of each article that was published last, but of those retired since; by language and id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM knowledge_version v WHERE state = 'published' AND version ="
        f" ({_NEWEST} AND state <> 'draft') ORDER BY language, id"
    )
    return _articles(rows)


def versions(connection: sqlite3.Connection, key: Key) -> list[Article]:
    """All versions of this article, the newest first.

    Raises:
        ArticleError: `unknown_article`.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM knowledge_version WHERE id = ? AND language = ? ORDER BY version DESC", key
    )
    found = _articles(rows)
    if not found:
        raise ArticleError("unknown_article", f"there is no article {key.id!r} in {key.language!r}")
    return found


def _articles(rows: Iterable[tuple[str, str, int, str, bytes, int, str, str]]) -> list[Article]:
    return [
        Article(
            id=id_,
            language=language,
            version=version,
            state=State(state),
            content=_contents.decode(content),
            at=Instant(at),
            by=by,
            note=note,
        )
        for id_, language, version, state, content, at, by, note in rows
    ]


# --- what readers did -----------------------------------------------------------------------------------


def note_reading(connection: sqlite3.Connection, key: Key, reading: Reading, at: Instant) -> None:
    """Count it on its day."""
    connection.execute(
        f"INSERT INTO knowledge_reading (id, language, day, {reading}) VALUES (?, ?, ?, 1)"
        f" ON CONFLICT DO UPDATE SET {reading} = {reading} + 1",
        (*key, at // DAY),
    )


def readings(connection: sqlite3.Connection, since: Instant) -> dict[Key, Readings]:
    """The sums of every article that was read since."""
    rows = connection.execute(
        "SELECT id, language, sum(opened), sum(helped), sum(failed) FROM knowledge_reading"
        " WHERE day >= ? GROUP BY id, language",
        (since // DAY,),
    )
    return {
        Key(id_, language): Readings(opened=opened, helped=helped, failed=failed)
        for id_, language, opened, helped, failed in rows
    }
