"""The templates at hand: read again when a file changed, each compiled once, and searched by their words."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from msgspec import Struct

from dispatcher import logs
from dispatcher.knowledge.articles import Article, Content, State
from dispatcher.knowledge.index import BODY, Index
from dispatcher.mail.templates.language import Compiled, compiled
from dispatcher.mail.templates.template import Part, Purpose, Template
from dispatcher.vocabulary import CategoryId, Instant, QueueId

CLOSE: Final = 0.02  # share of the words in common below which likeness is chance

log = logs.named(__name__)


class Loaded(Struct, frozen=True, kw_only=True):
    """What was read: the templates, and a sentence for the owner on each file that cannot be used."""

    templates: tuple[Template, ...] = ()
    faults: tuple[str, ...] = ()


class TemplateFiles(Protocol):
    """Where templates are. `stamp` is another value as soon as `read` would give others."""

    def stamp(self) -> object:
        """What the files look like from outside; cheap."""
        ...

    def read(self) -> Loaded:
        """Everything there is."""
        ...


class Wanted(Struct, frozen=True, kw_only=True):
    """What an answer is looked for: the letter's words, and where and in which language it stands."""

    words: str
    language: str
    category: CategoryId | None
    queue: QueueId


class Suggested(Struct, frozen=True, kw_only=True):
    """A template that may be used, and what speaks for it: its category, its language, its words."""

    template: Template
    category: bool
    language: bool
    words: bool


class Shelf:
    """All templates of the centre; without a `source` there are none."""

    def __init__(self, source: TemplateFiles | None) -> None:
        self._source = source
        self._stamp: object = None
        self._kept = _Kept(())

    async def fresh(self) -> "Shelf":
        """This shelf, as the files are now. One that cannot be used is told of in the log, and left out."""
        if self._source is not None:
            stamp = await asyncio.to_thread(self._source.stamp)
            if stamp != self._stamp:
                loaded, self._kept = await asyncio.to_thread(_load, self._source)
                self._stamp = stamp
                for fault in loaded.faults:
                    log.error("a reply template is left out", error=fault)
        return self

    def suggested(self, wanted: Wanted) -> list[Suggested]:
        """Every template that may answer such a letter: of its category first, then in its language, then
        by how much their words have in common; ties by name and id.
        """
        return self._kept.suggested(wanted)

    def acknowledging(self, wanted: Wanted) -> Template | None:
        """The receipt for such a letter: in its language, that of its category before one for all."""
        return self._kept.acknowledging(wanted)

    def get(self, id_: str) -> Template | None:
        """The template of this id."""
        return self._kept.templates.get(id_)

    def fill_in(self, template: Template, values: Mapping[str, object]) -> tuple[str, tuple[Part, ...]]:
        """Its subject and its parts with these values.

        Raises:
            TemplateMistakeError: it names something that is not there.
        """
        subject, body = self._kept.compiled[template.id]
        said = "".join(part.text for part in subject.parts(values))
        return " ".join(said.split()), body.parts(values)


class _Kept:
    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = {one.id: one for one in templates}
        self.compiled = {one.id: _compiled(one) for one in templates}
        self._index = Index([_as_article(one) for one in templates if one.purpose is Purpose.REPLY])

    def suggested(self, wanted: Wanted) -> list[Suggested]:
        scored = self._index.search(wanted.words, lambda _: True, len(self._index))
        scores = {one.article.id: one.score for one in scored}
        fit = [one for one in self.templates.values() if _fits(one, wanted, Purpose.REPLY)]
        fit.sort(key=lambda one: (*_rank(one, wanted), -scores.get(one.id, 0.0), one.name, one.id))
        return [
            Suggested(
                template=one,
                category=wanted.category in one.categories,
                language=one.language == wanted.language,
                words=scores.get(one.id, 0.0) >= CLOSE,
            )
            for one in fit
        ]

    def acknowledging(self, wanted: Wanted) -> Template | None:
        fit = [
            one
            for one in self.templates.values()
            if _fits(one, wanted, Purpose.ACKNOWLEDGEMENT) and one.language == wanted.language
        ]
        return min(fit, key=lambda one: (*_rank(one, wanted), not one.queues, one.id), default=None)


def _fits(template: Template, wanted: Wanted, purpose: Purpose) -> bool:
    """Is it for this queue and, where it names categories, for this one?

    A reply for other matters may be what an agent needs all the same, as letters are misjudged; a receipt
    goes out unread.
    """
    if template.purpose is not purpose or (template.queues and wanted.queue not in template.queues):
        return False
    lenient = purpose is Purpose.REPLY or not template.categories
    return lenient or wanted.category in template.categories


def _rank(template: Template, wanted: Wanted) -> tuple[bool, bool, bool]:
    """Its own category first, then the letter's language, and what is for other matters last."""
    own = wanted.category in template.categories
    other = bool(template.categories) and not own
    return other, not own, template.language != wanted.language


def _compiled(template: Template) -> tuple[Compiled, Compiled]:
    return compiled(template.subject, None), compiled(template.body, None)


def _load(source: TemplateFiles) -> tuple[Loaded, _Kept]:
    loaded = source.read()
    return loaded, _Kept(loaded.templates)


def _as_article(template: Template) -> Article:
    """What the index searches; it knows articles."""
    content = Content(title=template.name, body=template.body[:BODY])
    return Article(
        id=template.id,
        language=template.language,
        version=1,
        state=State.PUBLISHED,
        content=content,
        at=Instant(0),
        by="",
    )
