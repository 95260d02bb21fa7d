"""Articles to try things on: the demo's, in five languages, and a knowledge base at work."""

import contextlib
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

from dispatcher.clock import wall_clock
from dispatcher.knowledge.articles import Article, Content, Key
from dispatcher.knowledge.base import Knowledge, open_knowledge
from dispatcher.knowledge.folder import Written, read_folder
from dispatcher.knowledge.index import Index
from dispatcher.knowledge.tables import SCHEMA
from dispatcher.service import open_service
from dispatcher.vocabulary import Instant
from tests.mail.house import CENTRE, at_work

DEMO = Path(__file__).parents[2] / "dashboard" / "demo" / "knowledge"
LANGUAGES = ("en", "th", "zh", "fa", "ru")


@cache
def written() -> tuple[Written, ...]:
    """What the demo's files hold."""
    return tuple(read_folder(DEMO))


def article(one: Written) -> Article:
    """The first version of it."""
    return Article(
        id=one.key.id,
        language=one.key.language,
        version=1,
        state=one.state,
        content=one.content,
        at=Instant(0),
        by="",
    )


@cache
def index(language: str) -> Index:
    """The demo's articles of this language."""
    return Index([article(one) for one in written() if one.key.language == language])


@contextlib.asynccontextmanager
async def knowing(folder: Path, clock: Callable[[], Instant] = wall_clock) -> AsyncIterator[Knowledge]:
    """A knowledge base over the store in this folder."""
    service = await open_service(folder / "journal.sqlite", CENTRE, schemas=[SCHEMA], clock=clock)
    async with at_work(service.run()):
        yield await open_knowledge(service)
    await service.close()


PAY = Key("pay", "en")


def content(title: str = "How can I pay?", body: str = "By card or by transfer.", **more: object) -> Content:
    """An article's content."""
    return Content(title=title, body=body, **more)  # type: ignore[arg-type]
