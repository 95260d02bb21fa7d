"""Logging in and out: the form's routes. The dispatcher decides; the browser keeps its answer in a cookie."""

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from dashboard.house import address
from dashboard.loginwords import WORDS
from dashboard.pages.login import Asked, login_page, wait_in_words
from dashboard.rooms import home_of, language_in, own_path
from dashboard.visitors import COOKIE, Visitors, secret_of
from dashboard.words import choose, words
from dispatcher.access.people import PROGRAMS, Identity
from dispatcher.client import Api, Lost
from dispatcher.client.api import SlowDown
from dispatcher.errors import OwnerError, RingpostError

LARGEST: Final = 32_000  # bytes of a form: a name, a password, where to go
DRAWN: Final = re.compile(r"[\w-]{43}", re.ASCII)  # how a program's token looks
DAY: Final = 24 * 60 * 60
STAYS: Final = 400 * DAY  # s: a token does not run out; browsers keep no cookie longer (RFC 6265bis, 5.5)


class Session(NamedTuple):
    """What a log-in gave: the secret, how many seconds it holds, and whose it is."""

    secret: str
    lasts: int
    who: Identity


def login_routes(api: Api, visitors: Visitors) -> APIRouter:
    """The routes `/login` and `/logout`."""
    router = APIRouter()

    @router.get("/login")
    async def form(request: Request) -> Response:
        """The form; whoever is logged in already goes on."""
        asked = _asked(dict(request.query_params))
        try:
            who = await visitors.who_now(secret_of(request))
        except Lost:
            who = None
        return _onward(asked, who) if who else login_page(_language(asked, request), asked)

    @router.post("/login")
    async def log_in(request: Request) -> Response:
        """On to the page with a session, or the form again with what is wrong."""
        said = await _form(request)
        asked, password = _asked(said), said.get("password", "")
        try:
            session = await _session(api, visitors, asked.name, password, _address(request))
        except RingpostError as error:
            return _again(_language(asked, request), asked, error)
        answer = _onward(asked, session.who)
        give(answer, request, session)
        return answer

    @router.post("/logout")
    async def log_out(request: Request) -> Response:
        """The session is over, here and at the dispatcher."""
        await _end(api, visitors, secret_of(request))
        lang = request.query_params.get("lang", "")
        answer = RedirectResponse(address("/login", lang=lang), 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return router


# --- the session ----------------------------------------------------------------------------------------


async def _session(api: Api, visitors: Visitors, name: str, password: str, behind: str) -> Session:
    """A session at the dispatcher; a wall screen is let in with a program's token in place of a password.

    Raises:
        RingpostError: none; see `Api.ask`.
    """
    if DRAWN.fullmatch(password):
        who = await visitors.who(password)
        if who is not None and who.role in PROGRAMS and who.user == name.strip().casefold():
            return Session(password, STAYS, who)
    body = {"name": name, "password": password}
    answer = await api.ask("POST", "/v1/login", body, secret="", behind=behind)
    who = await visitors.who(answer["token"])
    if who is None:
        raise Lost("this session is over before it began")
    return Session(answer["token"], answer["expires_in"], who)


def give(answer: Response, request: Request, session: Session) -> None:
    """Let the browser keep this session, out of reach of any script."""
    secure = request.url.scheme == "https"
    answer.set_cookie(
        COOKIE, session.secret, max_age=session.lasts, httponly=True, samesite="strict", secure=secure
    )


async def _end(api: Api, visitors: Visitors, secret: str) -> None:
    """A program's token stays good: other screens may show it too."""
    try:
        who = await visitors.who(secret)
        if who is not None and who.role not in PROGRAMS and not who.owner:
            await api.ask("POST", "/v1/logout", secret=secret)
    except RingpostError:
        pass  # the browser forgets the secret all the same, and by itself the session ends within a shift
    visitors.forget(secret)


# --- the form -------------------------------------------------------------------------------------------


async def _form(request: Request) -> dict[str, str]:
    """The fields of the form; none when this is no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return {}


def _asked(said: dict[str, str]) -> Asked:
    wanted = own_path(said.get("next", ""))
    return Asked(next=wanted, lang=said.get("lang") or language_in(wanted), name=said.get("name", ""))


def _language(asked: Asked, request: Request) -> str:
    return choose(asked.lang, request.headers.get("accept-language", ""))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _onward(asked: Asked, who: Identity) -> Response:
    """To where she wanted, or to her own page, in the language she chose."""
    split = urlsplit(asked.next or home_of(who))
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    chosen = {"lang": asked.lang} if asked.lang else {}
    return RedirectResponse(address(split.path, **{**query, **chosen}), 303)


def _again(language: str, asked: Asked, error: RingpostError) -> Response:
    say = words(WORDS, language)
    if isinstance(error, SlowDown):
        trouble = say["slow_down"].format(wait=wait_in_words(error.seconds, language))
        answer = login_page(language, asked, trouble=trouble, status=429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    if isinstance(error, OwnerError):
        return login_page(language, asked, trouble=say["wrong"], status=401)
    return login_page(language, asked, trouble=say["down"], status=503)
