"""What the public pages share: whom they ask, what the owner set, and how often an address may ask."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct
from starlette.requests import Request

from dashboard.house import Settings
from dispatcher.client import Api
from dispatcher.clock import wall_clock
from dispatcher.mail.form.pace import Turnstile, visitor_address
from dispatcher.vocabulary import HOUR, MINUTE, Span

SURE_ENOUGH: Final = 0.35  # an article that answers one time in three is worth a line
SUGGESTED: Final = 3  # articles: more hide the form
FOUND: Final = 20
LOOKS: Final = (
    240  # searches and suggestions of one address within ten minutes: somebody who types does fewer
)
ALL_LOOKS: Final = 6_000
VOTES: Final = 30  # of one address within an hour
_ROBOT: Final = re.compile(r"bot|crawl|spider|slurp|preview", re.IGNORECASE)


class Suggestion(Struct, frozen=True, kw_only=True):
    """An article that may answer; `html` is its text."""

    id: str
    language: str
    title: str
    excerpt: str
    html: str


class Counter:
    """Where the public pages ask the centre. It remembers nobody but how often an address asked."""

    def __init__(self, api: Api, settings: Settings) -> None:
        self._api, self.settings = api, settings
        self.now = wall_clock
        form = settings.form
        self.sends = Turnstile(form.per_address, Span(HOUR), form.overall, Span(MINUTE))
        self.looks = Turnstile(LOOKS, Span(10 * MINUTE), ALL_LOOKS, Span(10 * MINUTE))
        self.votes = Turnstile(VOTES, Span(HOUR), 100 * VOTES, Span(HOUR))

    def address(self, request: Request) -> str:
        """Whose network address asks."""
        peer = request.client.host if request.client else ""
        return visitor_address(peer, request.headers.getlist("x-forwarded-for"), self.settings.form.proxies)

    async def found(self, question: str, language: str, limit: int) -> list[dict[str, Any]]:
        """The articles that answer best, with their confidence.

        Raises:
            RingpostError: the centre does not answer.
        """
        query = urlencode({"question": question[:2000], "language": language, "limit": limit})
        found: list[dict[str, Any]] = await self._api.ask("GET", f"/v1/knowledge/search?{query}")
        return found

    async def suggestions(self, question: str, language: str) -> list[Suggestion]:
        """A few articles that may answer this."""
        if len(question.strip()) < 4:
            return []
        return [
            _suggestion(one["article"])
            for one in await self.found(question, language, SUGGESTED)
            if one["confidence"] >= SURE_ENOUGH
        ]

    async def headings(self, language: str = "") -> list[dict[str, Any]]:
        """All published articles as a list names them."""
        found: list[dict[str, Any]] = await self._api.ask(
            "GET", f"/v1/knowledge/published?{urlencode({'language': language})}"
        )
        return found

    async def article(self, language: str, id_: str) -> Mapping[str, Any] | None:
        """One article, or None when customers see none of this name."""
        if not any(one["id"] == id_ for one in await self.headings(language)):
            return None
        found: Mapping[str, Any] = await self._api.ask("GET", f"/v1/knowledge/published/{language}/{id_}")
        return found

    async def read(self, language: str, id_: str, reading: str) -> None:
        """Count what a reader did with an article."""
        await self._api.ask(
            "POST", f"/v1/knowledge/published/{language}/{id_}/readings", {"reading": reading}
        )

    async def refuse(self, token: str) -> None:
        """Say that the prepared answer with this token did not help.

        Raises:
            OwnerError: no answer of ours has this token.
            RingpostError: the centre does not answer.
        """
        await self._api.ask("POST", "/v1/refusals", {"token": token[:200]})

    async def visited(self, visit: str, step: str, *, held_out: bool = False, found: int = 0) -> None:
        """Count what a visitor of the form did."""
        said = {"visit": visit, "step": step, "held_out": held_out, "found": found}
        await self._api.ask("POST", "/v1/form/visits", said)

    async def send(self, form: object) -> Mapping[str, Any]:
        """Hand in a filled-in form."""
        sent: Mapping[str, Any] = await self._api.ask("POST", "/v1/form", form)
        return sent


def _suggestion(article: Mapping[str, Any]) -> Suggestion:
    return Suggestion(
        id=article["id"],
        language=article["language"],
        title=article["title"],
        excerpt=article["excerpt"],
        html=article["html"],
    )


def is_robot(request: Request) -> bool:
    """Does a program that looks for pages ask? It says so itself, if it is an honest one."""
    return bool(_ROBOT.search(request.headers.get("user-agent", "")))
