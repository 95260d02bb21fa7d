"""Asks another system about a customer: by HTTP, in bounded time, and never in anybody's way.

What comes back is shown as text, a few short fields of it. Only the configured host is ever asked: an
address goes into the request escaped, and a redirect is not followed. Whatever goes wrong is a word on the
panel, and no error of ours.
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx
import msgspec
from msgspec import Struct

from dispatcher import logs
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.vocabulary import SECOND, Instant, Span, Word, later

log = logs.named(__name__)

LARGEST: Final = 64_000  # bytes of an answer
MOST: Final = 12  # fields shown
LONGEST: Final = 200  # characters of a field
KEPT: Final = 2_000  # answers kept
AT_ONCE: Final = 4  # requests under way
AGAIN: Final = Span(
    20 * SECOND
)  # how long a failure is kept: a system that is down is not asked at each look


class CrmState(Word):
    """What came of asking."""

    OFF = "off"
    KNOWN = "known"
    UNKNOWN = "unknown"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


class CrmAnswer(Struct, frozen=True):
    """What the other system says of a customer: names with values, in its order."""

    state: CrmState
    fields: tuple[tuple[str, str], ...] = ()


OFF: Final = CrmAnswer(CrmState.OFF)


class Crm:
    """The other system. `clock` says how old answers are."""

    def __init__(self, settings: CrmSettings, clock: Callable[[], Instant]) -> None:
        self._settings, self._clock = settings, clock
        # Once, at the start: reading the system's certificates takes some 20 ms, in which no desk is served.
        plain_text = not settings.url or settings.url.lower().startswith("http:")
        self._tls = None if plain_text else ssl.create_default_context()
        self._answers: OrderedDict[str, tuple[Instant, CrmAnswer]] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[CrmAnswer]] = {}
        self._gates = asyncio.Semaphore(AT_ONCE)
        self._trouble = ""

    @property
    def on(self) -> bool:
        """Is there another system to ask?"""
        return bool(self._settings.url)

    async def about(self, address: str) -> CrmAnswer:
        """What it says of whoever has this address or number. Those who ask meanwhile share one request."""
        if not self._settings.url:
            return OFF
        kept = self._answers.get(address)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        task = self._under_way.get(address)
        if task is None:
            task = self._under_way[address] = asyncio.create_task(self._find(address))
        return await asyncio.shield(task)

    async def _find(self, address: str) -> CrmAnswer:
        try:
            answer = await self._ask(address)
            self._keep(address, answer)
            return answer
        finally:
            del self._under_way[address]

    async def _ask(self, address: str) -> CrmAnswer:
        """The time limit is for all of it, waiting for a turn too."""
        try:
            async with asyncio.timeout(self._settings.timeout / SECOND), self._gates:
                answer = await _fetch(self._settings, self._tls, address)
        except (TimeoutError, httpx.TimeoutException):
            answer = CrmAnswer(CrmState.SLOW)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            answer = CrmAnswer(CrmState.UNREACHABLE)
        self._note(answer.state)
        return answer

    def _note(self, state: CrmState) -> None:
        """Said once, not with every customer."""
        trouble = "" if state in (CrmState.KNOWN, CrmState.UNKNOWN) else str(state)
        if trouble and trouble != self._trouble:
            log.warning("the [crm] system gives no answers", why=trouble)
        self._trouble = trouble

    def _keep(self, address: str, answer: CrmAnswer) -> None:
        good = answer.state in (CrmState.KNOWN, CrmState.UNKNOWN)
        until = later(self._clock(), self._settings.cache if good else min(AGAIN, self._settings.cache))
        self._answers[address] = until, answer
        self._answers.move_to_end(address)
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)


async def _fetch(settings: CrmSettings, tls: ssl.SSLContext | None, address: str) -> CrmAnswer:
    url = settings.url.replace("{address}", quote(address, safe=""))
    # What is packed may be small on the wire and huge in memory.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if settings.secret:
        headers["Authorization"] = f"Bearer {settings.secret}"
    # Proxies of the environment are left alone: they would be another host that learns of our customers.
    async with (
        httpx.AsyncClient(
            verify=tls or False, follow_redirects=False, trust_env=False, timeout=None
        ) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        state = _state(answer.status_code)
        if state is not CrmState.KNOWN:
            return CrmAnswer(state)
        body = await _body(answer)
    return CrmAnswer(CrmState.TOO_LARGE) if body is None else _read(body, settings.fields)


def _state(status: int) -> CrmState:
    if status == 200:
        return CrmState.KNOWN
    if status in (204, 404, 410):
        return CrmState.UNKNOWN
    return CrmState.REDIRECTED if 300 <= status < 400 else CrmState.REFUSED


async def _body(answer: httpx.Response) -> bytes | None:
    """The whole of it; None when that is too much."""
    body = b""
    async for piece in answer.aiter_raw(8_192):
        body += piece
        if len(body) > LARGEST:
            return None
    return body


def _read(body: bytes, names: tuple[str, ...]) -> CrmAnswer:
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return CrmAnswer(CrmState.UNREADABLE)
    if not isinstance(said, dict):
        return CrmAnswer(CrmState.UNREADABLE)
    found = [(plain(name), plain(text)) for name, text in _chosen(said, names)][:MOST]
    return CrmAnswer(CrmState.KNOWN if found else CrmState.UNKNOWN, tuple(found))


def _chosen(said: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names or tuple(said):
        text = _text(_inside(said, name) if names else said[name])
        if text:
            yield name.rpartition(".")[2], text


def _inside(said: Any, name: str) -> Any:
    """What stands under a name with dots."""
    for part in name.split("."):
        said = said.get(part) if isinstance(said, dict) else None
    return said


def _text(value: object) -> str:
    """What can be shown of a value; "" for what has parts of its own, or is nothing."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return ", ".join(map(str, value[:MOST]))
    return ""


def plain(text: str) -> str:
    """One short line of it: nothing that steers a terminal, or turns a text around."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST * 2])
    return " ".join(shown.split())[:LONGEST]
