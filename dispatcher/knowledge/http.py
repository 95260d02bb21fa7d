"""The knowledge base over HTTP: what agents read, what supervisors write. Who may, the API's guard says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.knowledge.answers import draft_of
from dispatcher.knowledge.articles import (
    BODY,
    MOST,
    Article,
    ArticleError,
    Content,
    Key,
    Link,
    LinkKind,
    State,
)
from dispatcher.knowledge.base import Knowledge
from dispatcher.knowledge.changes import changes
from dispatcher.knowledge.markdown import excerpt, html_of, plain_of
from dispatcher.knowledge.store import Reading, Readings
from dispatcher.vocabulary import Instant

LARGEST: Final = 4 * BODY + 64_000  # bytes of a whole article: four a character, and the rest
STATUS: Final = {"unknown_article": 404, "unknown_version": 404, "stale": 409, "taken": 409}
BEGINS: Final = "answer"  # ids of drafts made of answers begin so


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LinkCard(_Asked):
    """A link to self-service: a whole address, or a path on the host of the pages."""

    label: str
    url: str
    kind: LinkKind = LinkKind.PAGE


class Said(_Asked):
    """What an article says. `body` is Markdown. Times are microseconds since 1970, UTC; null: no bound."""

    title: str
    body: str
    categories: list[str] = Field([], max_length=MOST)
    keywords: list[str] = Field([], max_length=MOST)
    links: list[LinkCard] = Field([], max_length=MOST)
    valid_from: int | None = None
    valid_until: int | None = None


class Change(Said):
    """The next version: written on version `on` (0 begins the article), as a draft or published at once."""

    on: int = Field(ge=0)
    state: State = State.DRAFT
    note: str = Field("", max_length=500)


class Version(_Asked):
    """Which version."""

    version: int = Field(ge=1)


class Answer(_Asked):
    """An answer to one customer. `names` are hers and the agent's: they go, with greeting and farewell."""

    text: str = Field(max_length=BODY)
    title: str = Field("", max_length=200)
    language: str
    names: list[str] = Field([], max_length=20)
    contact: str = Field("", max_length=80)


class Read(_Asked):
    """What a reader did with an article."""

    reading: Reading


class ArticleCard(BaseModel):
    """One version of an article; `html` is its body as it is shown."""

    id: str
    language: str
    version: int
    state: State
    title: str
    body: str
    html: str
    plain: str
    excerpt: str
    categories: list[str]
    keywords: list[str]
    links: list[LinkCard]
    valid_from: int | None
    valid_until: int | None
    at: int
    by: str
    note: str


class Heading(BaseModel):
    """An article as a list names it."""

    id: str
    language: str
    title: str
    categories: list[str]
    at: int


class FoundCard(BaseModel):
    """An article that was found, and the chance from 0 to 1 that it answers."""

    article: ArticleCard
    confidence: float


class Listed(BaseModel):
    """An article in the list: its newest version, whether customers see one, what they said in 30 days."""

    id: str
    language: str
    version: int
    state: State
    title: str
    categories: list[str]
    at: int
    by: str
    public: bool
    opened: int
    helped: int
    failed: int


Id = Annotated[str, Path(max_length=64)]
Language = Annotated[str, Path(max_length=20)]


@contextmanager
def _told() -> Iterator[None]:
    """A refusal as its status, its code and its sentence."""
    try:
        yield
    except ArticleError as error:
        status = STATUS.get(error.code, 422)
        raise HTTPException(status, str(error), {"X-Code": error.code}) from error


def _by(request: Request) -> str:
    """Who asks; the API's guard has looked."""
    return str(request.state.identity.user)


def reading_router(knowledge: Knowledge) -> APIRouter:
    """What everybody in the centre may ask: /v1/knowledge."""
    router = APIRouter(prefix="/v1/knowledge", tags=["knowledge"])

    @router.get("/search")
    async def search(
        question: Annotated[str, Query(max_length=2000)],
        language: Annotated[str, Query(max_length=20)] = "",
        category: Annotated[list[str] | None, Query()] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 5,
    ) -> list[FoundCard]:
        """The published articles that answer best, the best first."""
        found = knowledge.search(question, language, categories=category or (), limit=limit)
        return [FoundCard(article=card(one.article), confidence=one.confidence) for one in found]

    @router.get("/published")
    async def published(language: Annotated[str, Query(max_length=20)] = "") -> list[Heading]:
        """All that customers see now; by language and id."""
        return [_heading(one) for one in knowledge.published(language)]

    @router.get("/published/{language}/{id}")
    async def article(language: Language, id: Id) -> ArticleCard:  # noqa: A002
        """One article as customers see it now."""
        if (found := knowledge.article(id, language)) is None:
            raise HTTPException(404, f"customers see no article {id!r} in {language!r}")
        return card(found)

    @router.post("/published/{language}/{id}/readings", status_code=204)
    async def note(language: Language, id: Id, read: Read) -> None:  # noqa: A002 - the address's word
        """Count that a reader opened it, or said that it helped or did not."""
        await knowledge.note(Key(id, language), read.reading)

    @router.post("/proposals", status_code=201)
    async def propose(answer: Answer, request: Request) -> ArticleCard:
        """Begin an article with an answer to a customer: a draft that a person has to finish."""
        body = draft_of(answer.text, names=answer.names)
        content = Content(title=answer.title or excerpt(body, 80), body=body)
        key = Key(f"{BEGINS}-{_free(knowledge)}", answer.language)
        note = f"from an answer{answer.contact and f' on {answer.contact}'}"
        with _told():
            return card(await knowledge.save(key, State.DRAFT, content, on=0, by=_by(request), note=note))

    return router


def _free(knowledge: Knowledge) -> str:
    """An id nobody has: the instant in base 36 is short, and two answers are a microsecond apart."""
    return _base36(knowledge.now())


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]


def editing_router(knowledge: Knowledge) -> APIRouter:
    """What supervisors do to it: /v1/articles."""
    router = APIRouter(prefix="/v1/articles", tags=["knowledge"])

    @router.get("")
    async def everything() -> list[Listed]:
        """Every article by its newest version, drafts and retired ones too; by language and id."""
        return await _listed(knowledge)

    @router.get("/{language}/{id}")
    async def versions(language: Language, id: Id) -> list[ArticleCard]:  # noqa: A002
        """All versions of an article, the newest first."""
        with _told():
            return [card(one) for one in await knowledge.versions(Key(id, language))]

    @router.put("/{language}/{id}")
    async def change(language: Language, id: Id, said: Change, request: Request) -> ArticleCard:  # noqa: A002
        """Write the next version. Refused with 409 when somebody else did meanwhile."""
        with _told():
            saved = await knowledge.save(
                Key(id, language), said.state, _content(said), on=said.on, by=_by(request), note=said.note
            )
        return card(saved)

    @router.post("/{language}/{id}/restore", status_code=201)
    async def restore(language: Language, id: Id, said: Version, request: Request) -> ArticleCard:  # noqa: A002
        """Take an older version up again, as a draft."""
        with _told():
            return card(await knowledge.restore(Key(id, language), said.version, by=_by(request)))

    @router.get("/{language}/{id}/changes/{version}")
    async def changed(language: Language, id: Id, version: int) -> list[tuple[str, str]]:  # noqa: A002
        """Each line that stayed (" "), came ("+") or went ("-") since the version before."""
        with _told():
            versions = {one.version: one for one in await knowledge.versions(Key(id, language))}
        if version not in versions:
            raise HTTPException(404, f"article {id!r} has no version {version}")
        return [(line.sign, line.text) for line in changes(versions.get(version - 1), versions[version])]

    @router.post("/preview")
    async def preview(said: Said) -> dict[str, str]:
        """The body as it would be shown."""
        return {"html": html_of(said.body)}

    return router


async def _listed(knowledge: Knowledge) -> list[Listed]:
    readings, public = await knowledge.readings(), {one.key for one in knowledge.published()}
    return [
        _line(one, one.key in public, readings.get(one.key, Readings())) for one in await knowledge.newest()
    ]


def _line(article: Article, public: bool, readings: Readings) -> Listed:
    return Listed(
        id=article.id,
        language=article.language,
        version=article.version,
        state=article.state,
        title=article.title,
        categories=list(article.content.categories),
        at=article.at,
        by=article.by,
        public=public,
        opened=readings.opened,
        helped=readings.helped,
        failed=readings.failed,
    )


def _heading(article: Article) -> Heading:
    return Heading(
        id=article.id,
        language=article.language,
        title=article.title,
        categories=list(article.content.categories),
        at=article.at,
    )


def _content(said: Said) -> Content:
    return Content(
        title=said.title,
        body=said.body,
        categories=tuple(said.categories),
        keywords=tuple(said.keywords),
        links=tuple(Link(label=one.label, url=one.url, kind=one.kind) for one in said.links),
        valid_from=None if said.valid_from is None else Instant(said.valid_from),
        valid_until=None if said.valid_until is None else Instant(said.valid_until),
    )


def card(article: Article) -> ArticleCard:
    """The article as the API shows it."""
    content = article.content
    return ArticleCard(
        id=article.id,
        language=article.language,
        version=article.version,
        state=article.state,
        title=content.title,
        body=content.body,
        html=html_of(content.body),
        plain=plain_of(content.body),
        excerpt=excerpt(content.body),
        categories=list(content.categories),
        keywords=list(content.keywords),
        links=[LinkCard(label=one.label, url=one.url, kind=one.kind) for one in content.links],
        valid_from=content.valid_from,
        valid_until=content.valid_until,
        at=article.at,
        by=article.by,
        note=article.note,
    )
