"""Another system is asked about customers: a real server, slow, wrong, huge, or pointing elsewhere."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dispatcher.dossiers.crm import LONGEST, Crm, CrmAnswer, CrmState
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.listen import bind, serve_http
from dispatcher.vocabulary import MINUTE, SECOND, Instant
from tests.mail.house import at_work

MALI = "mali@example.com"
Answers = Callable[[Request], Awaitable[Response]]


@dataclass
class System:
    """A customer system that answers as it is told to, and remembers what it was asked."""

    answer: Answers
    asked: list[Request] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    now: Instant = Instant(0)

    def clock(self) -> Instant:
        return self.now

    def crm(self, **settings: object) -> Crm:
        chosen = CrmSettings(url=f"{self.url}/find?address={{address}}", **settings)  # type: ignore[arg-type]
        return Crm(chosen, self.clock)


@contextlib.asynccontextmanager
async def system(answer: Answers) -> AsyncIterator[System]:
    there = System(answer)

    async def find(request: Request) -> Response:
        there.asked.append(request)
        return await there.answer(request)

    door = bind("127.0.0.1", 0, "the test's port")
    there.url = f"http://127.0.0.1:{door.getsockname()[1]}"
    app = Starlette(routes=[Route("/{path:path}", find)])
    async with at_work(serve_http(app, door)):
        yield there
        there.let_go.set()


def says(thing: object, status: int = 200) -> Answers:
    async def answer(_: Request) -> Response:
        return JSONResponse(thing, status)

    return answer


GOLD = {"name": "Mali Srisuk", "tier": "gold", "orders": 3, "open": True, "account": {"balance": 12.5}}


async def test_its_plain_fields_are_shown_and_asked_for_once() -> None:
    async with system(says(GOLD)) as there:
        crm = there.crm(secret="a long secret")
        both = await asyncio.gather(crm.about(MALI), crm.about(MALI))
        again = await crm.about(MALI)
        assert both[0] == both[1] == again
        assert again.fields == (("name", "Mali Srisuk"), ("tier", "gold"), ("orders", "3"), ("open", "✓"))
        (asked,) = there.asked
        assert asked.query_params["address"] == MALI
        assert asked.headers["Authorization"] == "Bearer a long secret"
        there.now = Instant(11 * MINUTE)
        await crm.about(MALI)
        assert len(there.asked) == 2


async def test_only_the_chosen_fields_are_shown_in_their_order() -> None:
    async with system(says(GOLD)) as there:
        found = await there.crm(fields=("account.balance", "name", "account", "none.such")).about(MALI)
        assert found.fields == (("balance", "12.5"), ("name", "Mali Srisuk"))


async def test_an_address_is_a_part_of_the_question_and_never_of_the_host() -> None:
    async with system(says(GOLD)) as there:
        evil = "x&secret=1#@evil.example/../../admin?\r\nHost: evil.example"
        await there.crm().about(evil)
        (asked,) = there.asked
        assert (asked.url.path, asked.query_params["address"]) == ("/find", evil)
        assert set(asked.query_params) == {"address"}
        assert asked.headers["Host"] in there.url


async def test_text_stays_text_in_one_short_line() -> None:
    said = {"note": "<b>hi</b>\n\x1b[31mred\u202e" + "x" * 1000}
    async with system(says(said)) as there:
        ((_, text),) = (await there.crm().about(MALI)).fields
        assert text.startswith("<b>hi</b> [31mred")
        assert text.isprintable()
        assert len(text) <= LONGEST


async def _redirects(request: Request) -> Response:
    return RedirectResponse(f"{request.base_url}elsewhere")


async def _huge(_: Request) -> Response:
    return JSONResponse({"note": "x" * 200_000})


async def _html(_: Request) -> Response:
    return PlainTextResponse("<html>")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (says({}, 404), CrmState.UNKNOWN),
        (says({"account": {"deep": 1}}), CrmState.UNKNOWN),
        (says({}, 500), CrmState.REFUSED),
        (says({}, 401), CrmState.REFUSED),
        (says(["a", "list"]), CrmState.UNREADABLE),
        (_html, CrmState.UNREADABLE),
        (_huge, CrmState.TOO_LARGE),
        (_redirects, CrmState.REDIRECTED),
    ],
)
async def test_whatever_goes_wrong_is_a_word(answer: Answers, state: CrmState) -> None:
    async with system(answer) as there:
        assert await there.crm().about(MALI) == CrmAnswer(state)
        assert len(there.asked) == 1  # a redirect is not followed


async def test_one_that_does_not_answer_in_time_is_left() -> None:
    async def never(request: Request) -> Response:
        await there.let_go.wait()
        return JSONResponse({})

    async with system(never) as there:
        crm = there.crm(timeout=SECOND)  # long enough for a question to arrive on a busy machine
        assert await crm.about(MALI) == CrmAnswer(CrmState.SLOW)
        await crm.about(MALI)
        assert len(there.asked) == 1  # not asked again at once
        there.now = Instant(21 * SECOND)
        await crm.about(MALI)
        assert len(there.asked) == 2


async def test_one_that_is_not_there_cannot_be_reached() -> None:
    async with system(says({})) as there:
        settings = CrmSettings(url=f"{there.url}/{{address}}")
    assert await Crm(settings, there.clock).about(MALI) == CrmAnswer(CrmState.UNREACHABLE)


async def test_without_an_address_nothing_is_asked() -> None:
    crm = Crm(CrmSettings(), lambda: Instant(0))
    assert await crm.about(MALI) == CrmAnswer(CrmState.OFF)
    assert not crm.on
