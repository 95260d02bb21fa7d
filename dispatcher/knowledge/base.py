"""The knowledge base at work: articles in the store, and beside them an index that is kept fresh."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from dispatcher import logs
from dispatcher.knowledge import store
from dispatcher.knowledge.articles import Article, ArticleError, Content, Found, Key, State, checked
from dispatcher.knowledge.confidence import confidences
from dispatcher.knowledge.index import Index
from dispatcher.knowledge.store import Reading, Readings
from dispatcher.service import Service
from dispatcher.vocabulary import DAY, Instant, Span

MONTH = Span(30 * DAY)

log = logs.named(__name__)


class Knowledge:
    """Search what is published, and change what there is. Make one with `open_knowledge`.

    A search is answered from memory, in milliseconds, on the caller's thread. After a change a thread reads
    what changed into another index of the language, and searches go on in the old one until it is ready.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._public: Mapping[Key, Article] = {}
        self._indices: Mapping[str, Index] = {}
        self._stale = asyncio.Event()
        self._building: asyncio.Task[None] | None = None

    def now(self) -> Instant:
        """What the centre's clock says."""
        return self._service.clock()

    # --- reading ----------------------------------------------------------------------------------------

    def search(
        self, question: str, language: str = "", *, categories: Collection[str] = (), limit: int = 5
    ) -> tuple[Found, ...]:
        """The published articles that answer best, the best first; none when nothing has to do with it.

        `language` "" searches in all; with `categories`, only articles of one of them are found.
        """
        now = self._service.clock()
        asked = [self._indices[language]] if language in self._indices else []
        wanted = list(self._indices.values()) if not language else asked

        def may(article: Article) -> bool:
            held = not categories or not set(categories).isdisjoint(article.content.categories)
            return held and article.holds(now)

        found = [one for index in wanted for one in _found(index, question, may, limit)]
        found.sort(key=lambda one: (-one.confidence, one.article.id, one.article.language))
        return tuple(found[:limit])

    def article(self, id_: str, language: str) -> Article | None:
        """The article as customers see it now, if they do."""
        article = self._public.get(Key(id_, language))
        return article if article is not None and article.holds(self._service.clock()) else None

    def published(self, language: str = "") -> list[Article]:
        """All that customers see now, in this language or in every one; by language and id."""
        now = self._service.clock()
        return [one for one in self._public.values() if language in ("", one.language) and one.holds(now)]

    async def newest(self) -> list[Article]:
        """The newest version of every article, drafts and retired ones too; by language and id."""
        return await self._service.read(store.newest)

    async def versions(self, key: Key) -> list[Article]:
        """All versions of this article, the newest first.

        Raises:
            ArticleError: `unknown_article`.
        """
        return await self._service.read(partial(store.versions, key=key))

    async def readings(self) -> dict[Key, Readings]:
        """What readers did within the last month."""
        since = Instant(max(0, self._service.clock() - MONTH))
        return await self._service.read(partial(store.readings, since=since))

    # --- changing ---------------------------------------------------------------------------------------

    async def save(
        self, key: Key, state: State, content: Content, *, on: int, by: str, note: str = ""
    ) -> Article:
        """Write a version on top of version `on`; 0 begins an article.

        Raises:
            ArticleError: `bad_article`, `stale` or `taken`; nothing is written.
        """
        content = checked(key, content)
        at = self._service.clock()
        write = partial(
            store.save, key=key, state=state, content=content, on=on, at=at, by=by, note=note
        )  # fmt: skip
        article = await self._service.write(write)
        if state is not State.DRAFT:
            await self.refresh()
        return article

    async def restore(self, key: Key, version: int, *, by: str) -> Article:
        """Take an older version up again, as a draft on top of the newest.

        Raises:
            ArticleError: `unknown_article`, `unknown_version`; `stale`, when somebody writes this moment.
        """
        versions = await self.versions(key)
        old = next((one for one in versions if one.version == version), None)
        if old is None:
            raise ArticleError("unknown_version", f"article {key.id!r} has no version {version}")
        note = f"version {version} again"
        return await self.save(key, State.DRAFT, old.content, on=versions[0].version, by=by, note=note)

    async def note(self, key: Key, reading: Reading) -> None:
        """Count what a reader did; of an article that customers do not see, nothing."""
        if self.article(*key) is not None:
            at = self._service.clock()
            await self._service.write(partial(store.note_reading, key=key, reading=reading, at=at))

    # --- the index --------------------------------------------------------------------------------------

    async def refresh(self) -> None:
        """Know what is published now; returns at once, and the index follows."""
        articles = await self._service.read(store.public)
        self._public = {article.key: article for article in articles}
        self._stale.set()
        if self._building is None or self._building.done():
            self._building = asyncio.create_task(self._build(), name="knowledge")
            self._building.add_done_callback(_report)

    async def settled(self) -> None:
        """Returns once searches see all that was published before."""
        if self._building is not None:
            await asyncio.wait([self._building])

    async def _build(self) -> None:
        """One build at a time; what changes meanwhile is in the next."""
        while self._stale.is_set():
            self._stale.clear()
            by_language: dict[str, list[Article]] = defaultdict(list)
            for article in self._public.values():
                by_language[article.language].append(article)
            self._indices = await asyncio.to_thread(_rebuilt, dict(self._indices), by_language)


def _rebuilt(before: Mapping[str, Index], articles: Mapping[str, Sequence[Article]]) -> dict[str, Index]:
    """An index of each language; where nothing changed, the one there is."""
    return {
        language: index if (index := before.get(language)) and index.has(held) else Index(held, index)
        for language, held in articles.items()
    }


def _found(index: Index, question: str, may: Callable[[Article], bool], limit: int) -> list[Found]:
    # Two at least: how far the first is ahead is half of what is known about it.
    scored = index.search(question, may, max(limit, 2))
    return [
        Found(article=one.article, confidence=confidence)
        for one, confidence in zip(scored, confidences(scored), strict=True)
    ]


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the knowledge base's index could not be built", exc_info=error)


async def open_knowledge(service: Service) -> Knowledge:
    """The knowledge base of this service, ready to be searched."""
    knowledge = Knowledge(service)
    await knowledge.refresh()
    await knowledge.settled()
    return knowledge
