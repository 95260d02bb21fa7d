"""The page of articles: /faq, for everybody, read-only, and found by search engines."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from dashboard.public.counter import FOUND, Counter, is_robot
from dashboard.public.render import language_of, page
from dashboard.words import LANGUAGES
from dispatcher.errors import RingpostError
from dispatcher.mail.form.settings import worded
from dispatcher.vocabulary import SECOND

LISTED: Final = 500  # articles on the first page: more than anybody reads; the others are found by searching
SITEMAP: Final = 50_000  # addresses a site map may have (sitemaps.org)

Headings = Sequence[Mapping[str, Any]]


def faq_routes(counter: Counter) -> APIRouter:
    """The routes under /faq, and what search engines ask for."""
    router = APIRouter()
    faq = Faq(counter)
    router.add_api_route("/faq", faq.begin, methods=["GET"])
    router.add_api_route("/faq/{language}", faq.index, methods=["GET"])
    router.add_api_route("/faq/{language}/{id_}", faq.article, methods=["GET"])
    router.add_api_route("/faq/{language}/{id_}", faq.vote, methods=["POST"])
    router.add_api_route("/sitemap.xml", faq.sitemap, methods=["GET"])
    router.add_api_route("/robots.txt", faq.robots, methods=["GET"])
    return router


class Faq:
    """The pages, each a method."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def _page(self, template: str, language: str, **values: Any) -> Response:
        settings = self._counter.settings
        return page(template, language, centre=settings.centre, form=settings.form.open, **values)

    def _base(self, request: Request) -> str:
        """Where the world finds us: what the owner says, else what was asked for."""
        return self._counter.settings.faq.address or f"{request.url.scheme}://{request.url.netloc}"

    async def begin(self, request: Request) -> Response:
        """To the articles in the visitor's language."""
        return RedirectResponse(f"/faq/{language_of(request)}", 302, {"Vary": "Accept-Language"})

    async def index(self, request: Request, language: str, q: str = "") -> Response:
        """All articles of a language by category, or those that answer `q`."""
        if language not in LANGUAGES:
            return self._missing(language_of(request))
        try:
            return await (self._found(request, language, q) if q.strip() else self._all(request, language))
        except RingpostError:
            return self._silent(language)

    async def _all(self, request: Request, language: str) -> Response:
        headings = await self._counter.headings(language)
        return self._page(
            "faq.html",
            language,
            groups=_groups(headings[:LISTED], self._names(language)),
            canonical=f"{self._base(request)}/faq/{language}",
            alternates={one: f"{self._base(request)}/faq/{one}" for one in LANGUAGES},
            kept=True,
        )

    def _names(self, language: str) -> dict[str, str]:
        """What categories are called, as far as the form names them."""
        return {one.id: worded(one.label, language) for one in self._counter.settings.form.categories}

    async def _found(self, request: Request, language: str, question: str) -> Response:
        waits = self._counter.looks.wait(self._counter.address(request), self._counter.now())
        found = [] if waits else await self._counter.found(question, language, FOUND)
        return self._page(
            "found.html",
            language,
            question=question[:200],
            articles=[one["article"] for one in found],
            alternates={},
        )

    async def article(self, request: Request, language: str, id_: str, said: str = "") -> Response:
        """One article."""
        try:
            article = await self._counter.article(language, id_) if language in LANGUAGES else None
            if article is None:
                return self._missing(language if language in LANGUAGES else language_of(request))
            if "said" not in request.query_params and not is_robot(request):
                await self._counter.read(language, id_, "opened")
            return await self._article(request, article, said)
        except RingpostError:
            return self._silent(language)

    async def _article(self, request: Request, article: Mapping[str, Any], said: str) -> Response:
        base, id_ = f"{self._base(request)}/faq", article["id"]
        also = {one["language"] for one in await self._counter.headings() if one["id"] == id_}
        return self._page(
            "article.html",
            article["language"],
            article=article,
            day=_day(article["at"]),
            said=said if said in ("helped", "failed") else "",
            canonical=f"{base}/{article['language']}/{id_}",
            alternates={one: f"{base}/{one}/{id_}" for one in LANGUAGES if one in also},
        )

    async def vote(
        self, request: Request, language: str, id_: str, reading: Annotated[str, Form()] = ""
    ) -> Response:
        """Count whether it helped."""
        waits = self._counter.votes.wait(self._counter.address(request), self._counter.now())
        said = reading if reading in ("helped", "failed") else ""
        try:
            if await self._counter.article(language, id_) is None:
                return self._missing(language_of(request))
            if said and not waits:
                await self._counter.read(language, id_, said)
        except RingpostError:
            return self._silent(language)
        return RedirectResponse(f"/faq/{language}/{id_}?said={said}#said", 303)

    def _missing(self, language: str) -> Response:
        return self._page("missing.html", language, status=404, alternates={})

    def _silent(self, language: str) -> Response:
        return silent(self._counter, language)

    async def sitemap(self, request: Request) -> Response:
        """Every page that search engines may list (sitemaps.org)."""
        base = f"{self._base(request)}/faq"
        try:
            headings = await self._counter.headings()
        except RingpostError as error:
            return PlainTextResponse(f"{error}\n", 503)
        pages = [(f"{base}/{one}", "") for one in sorted({one["language"] for one in headings})]
        pages += [(f"{base}/{one['language']}/{one['id']}", _day(one["at"])) for one in headings]
        return Response(_sitemap(pages[:SITEMAP]), media_type="application/xml")

    async def robots(self, request: Request) -> Response:
        """What search engines may look at: what is public, and nothing else (RFC 9309)."""
        lines = ["User-agent: *", "Allow: /faq", "Allow: /assets/", "Disallow: /"]
        return PlainTextResponse("\n".join((*lines, f"Sitemap: {self._base(request)}/sitemap.xml", "")))


def silent(counter: Counter, language: str) -> Response:
    """That the centre does not answer, and how else to reach it."""
    settings = counter.settings
    return page(
        "silent.html",
        language,
        centre=settings.centre,
        form=False,
        status=503,
        mailbox=settings.mailbox,
        alternates={},
        frames=settings.form.embed,
    )


def _groups(headings: Headings, names: Mapping[str, str]) -> list[tuple[str, Headings]]:
    """Articles by their first category, in the form's order, then by name; those without one come last."""
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in sorted(headings, key=lambda one: (one["title"].casefold(), one["id"])):
        by.setdefault(next(iter(one["categories"]), ""), []).append(one)
    order = {id_: place for place, id_ in enumerate(names)}
    keys = sorted(by, key=lambda key: (not key, order.get(key, len(order)), key))
    return [(names.get(key, key), by[key]) for key in keys]


def _sitemap(pages: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f"<url><loc>{escape(address)}</loc>{day and f'<lastmod>{day}</lastmod>'}</url>\n"
        for address, day in pages
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'


def _day(at: int) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).date().isoformat()
