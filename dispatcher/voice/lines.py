"""A line simulator: it calls the centre from outside, through the same HTTP API a PBX uses.

Callers come at random (a Poisson process), wait as long as their patience lasts, talk, and hang up.
"""

import asyncio
import itertools
import random
import uuid
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from dispatcher import logs
from dispatcher.errors import OwnerError

log = logs.named(__name__)

RETRY = 2.0  # s between tries while the centre does not answer
LOOK = 20.0  # s a single question waits for news
STAYS_WAITING = frozenset({"waiting", "offered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who calls one queue: calls an hour, and means in seconds. Times are exponential.

    Calls are named after their `exchange`, which hangs up only its own when it starts again.
    """

    exchange: str
    queue: str
    per_hour: float
    talk: float
    patience: float


def random_number(dice: random.Random) -> str:
    """A telephone number nobody has (ITU-T E.164, the +999 block is unassigned)."""
    return f"+999{dice.randrange(10**8):08d}"


async def dial(
    line: Line, client: httpx.AsyncClient, *, dice: random.Random, speed: float = 1, calls: int | None = None
) -> None:
    """Let callers come, for ever or `calls` of them, `speed` times as fast as life."""
    stream = itertools.count() if calls is None else range(calls)
    async with asyncio.TaskGroup() as callers:
        for _ in stream:
            await asyncio.sleep(dice.expovariate(line.per_hour) * 3600 / speed)
            patience = dice.expovariate(1 / line.patience) / speed
            talk = dice.expovariate(1 / line.talk) / speed
            callers.create_task(one_call(line, client, random_number(dice), patience, talk))


async def sweep(client: httpx.AsyncClient, exchange: str) -> int:
    """Hang up what an earlier run of this exchange left behind, as a PBX does. Returns how many calls."""
    cards = await _ask(client, "GET", "/v1/calls") or []
    left = [card["id"] for card in cards if card["id"].startswith(f"{exchange}-")]
    for name in left:
        await _ask(client, "POST", f"/v1/calls/{name}/hangup")
    return len(left)


async def one_call(line: Line, client: httpx.AsyncClient, caller: str, patience: float, talk: float) -> str:
    """Call, wait, talk, hang up. Returns how the call ended; a centre that is down is tried again."""
    name = f"{line.exchange}-{uuid.uuid4()}"
    call = {"id": name, "queue": line.queue, "caller": caller}
    if await _ask(client, "POST", "/v1/calls", json=call) is None:
        return "refused"
    try:
        if await _within(patience, _until_not(client, name, STAYS_WAITING)) == "active":
            await _within(talk, _until_not(client, name, frozenset({"active"})))
    finally:  # also when we are stopped: nobody may be left ringing for a caller who is gone
        ended = await asyncio.shield(_ask(client, "POST", f"/v1/calls/{name}/hangup"))
    state: str = ended["state"] if ended else "gone"
    return state


async def _within(seconds: float, news: Coroutine[None, None, str]) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            return await news
    except TimeoutError:
        return None


async def _until_not(client: httpx.AsyncClient, name: str, states: frozenset[str]) -> str:
    state = ""
    while True:
        params = {"unless": state, "wait": LOOK} if state else {}
        card = await _ask(client, "GET", f"/v1/calls/{name}", params=params)
        state = card["state"] if card else "gone"
        if state not in states:
            return state


async def _ask(client: httpx.AsyncClient, method: str, path: str, **how: object) -> Any:
    """The centre's answer, None when it says no. While it is down, say so once and ask again.

    Raises:
        OwnerError: the API's address is none.
    """
    said = False
    while True:
        try:
            answer = await client.request(method, path, **how)  # type: ignore[arg-type]
        except httpx.UnsupportedProtocol as error:
            raise OwnerError(f"{client.base_url} is no address of an API; write http://HOST:PORT") from error
        except httpx.TransportError as error:
            if not said:
                log.warning("no answer; trying again", url=str(client.base_url), error=logs.cause(error))
                said = True
            await asyncio.sleep(RETRY)
            continue
        if answer.is_success:
            return answer.json()
        if answer.status_code < 500:
            log.warning("the centre refused a call", status=answer.status_code, detail=_detail(answer))
            return None
        await asyncio.sleep(RETRY)


def _detail(answer: httpx.Response) -> str:
    """Why, in the centre's words; not in those of whoever else answers there."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return ""


async def dial_all(
    lines: Sequence[Line], api: str, *, key: str, seed: int, speed: float = 1, calls: int | None = None
) -> None:
    """Let callers call on all these lines; each line has dice of its own."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limits = httpx.Limits(max_connections=1000)
    async with httpx.AsyncClient(base_url=api, headers=headers, timeout=LOOK + 10, limits=limits) as client:
        for exchange in sorted({line.exchange for line in lines}):
            await sweep(client, exchange)
        async with asyncio.TaskGroup() as all_lines:
            for line in lines:
                dice = random.Random(f"{seed}:{line.queue}")
                all_lines.create_task(dial(line, client, dice=dice, speed=speed, calls=calls))
