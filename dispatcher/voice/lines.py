"""A line simulator: it calls the centre from outside, through the same HTTP API a PBX uses.

Callers come at random (a Poisson process), wait as long as their patience lasts, talk, and hang up.
"""

import asyncio
import itertools
import random
import ssl
import uuid
from collections.abc import Coroutine, Sequence
from typing import Final

import httpx

from dispatcher.voice.asking import LOOK, ask
from dispatcher.voice.callers import Caller, Callers, Line
from dispatcher.voice.phones import PICK_UP, Phones
from dispatcher.voice.tally import Ended, Tally

__all__ = ["Line", "dial_all"]

STAYS_WAITING: Final = frozenset({"waiting", "offered"})


async def dial(
    callers: Callers, client: httpx.AsyncClient, tally: Tally, *, speed: float = 1, calls: int | None = None
) -> None:
    """Let callers come, for ever or `calls` of them, `speed` times as fast as life."""
    stream = itertools.count() if calls is None else range(calls)
    async with asyncio.TaskGroup() as on_the_line:
        for _ in stream:
            caller = callers.next()
            await asyncio.sleep(caller.after / speed)
            on_the_line.create_task(_counted(callers.line.exchange, client, caller, speed, tally))


async def sweep(client: httpx.AsyncClient, exchange: str) -> int:
    """Hang up what an earlier run of this exchange left behind, as a PBX does. Returns how many calls."""
    cards = await ask(client, "GET", "/v1/calls", params={"exchange": f"{exchange}-"}) or []
    left = [card["id"] for card in cards if card["consults"] is None]
    for name in left:
        await ask(client, "POST", f"/v1/calls/{name}/hangup", json={"by": "pbx_lost"})
    return len(left)


async def _counted(
    exchange: str, client: httpx.AsyncClient, caller: Caller, speed: float, tally: Tally
) -> None:
    tally.count(await one_call(exchange, client, caller, speed))


async def one_call(exchange: str, client: httpx.AsyncClient, caller: Caller, speed: float = 1) -> Ended:
    """Call, wait, talk, hang up; a centre that is down is tried again."""
    name = f"{exchange}-{uuid.uuid4()}"
    clock = asyncio.get_running_loop().time
    dialled, waited = clock(), None
    if await ask(client, "POST", "/v1/calls", json={"id": name, **caller.says}) is None:
        return Ended(state="refused")
    try:
        if await _within(caller.patience / speed, _until_not(client, name, STAYS_WAITING)) == "active":
            waited = clock() - dialled
            await _within(caller.talk / speed, _until_not(client, name, frozenset({"active"})))
    finally:  # also when we are stopped: nobody may be left ringing for a caller who is gone
        ended = await asyncio.shield(ask(client, "POST", f"/v1/calls/{name}/hangup"))
    return Ended(state=ended["state"] if ended else "gone", waited=waited)


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
        card = await ask(client, "GET", f"/v1/calls/{name}", params=params)
        state = card["state"] if card else "gone"
        if state not in states:
            return state


async def dial_all(
    lines: Sequence[Line],
    api: str,
    *,
    key: str,
    seed: int,
    speed: float = 1,
    calls: int | None = None,
    phones: bool = False,
    tally: Tally | None = None,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Let callers call on all these lines; each line has dice of its own.

    With `phones` agents' phones ring and are picked up too. What became of the calls is counted in `tally`.
    `tls` says how an encrypted API is checked; None: as the system does.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limits = httpx.Limits(max_connections=1000)
    tally = Tally() if tally is None else tally
    async with httpx.AsyncClient(
        base_url=api, headers=headers, timeout=LOOK + 10, limits=limits, verify=tls or True
    ) as client:
        exchanges = sorted({line.exchange for line in lines})
        for exchange in exchanges:
            await sweep(client, exchange)
        async with asyncio.TaskGroup() as beside:
            ringing = [
                beside.create_task(_phones(client, exchange, seed, speed).run())
                for exchange in exchanges
                if phones
            ]
            async with asyncio.TaskGroup() as all_lines:
                for line in lines:
                    all_lines.create_task(dial(Callers(line, seed), client, tally, speed=speed, calls=calls))
            for task in ringing:
                task.cancel()


def _phones(client: httpx.AsyncClient, exchange: str, seed: int, speed: float) -> Phones:
    dice = random.Random(f"{seed}:{exchange}:phones")
    return Phones(client, exchange, dice, pick_up=PICK_UP / speed)
