"""Asking a centre over HTTP as a PBX does: what is refused is told, a centre that is down is asked again."""

import asyncio
import logging
from typing import Any, Final

import httpx

from dispatcher.errors import OwnerError

log = logging.getLogger(__name__)

RETRY: Final = 2.0  # s between tries while the centre does not answer
LOOK: Final = 20.0  # s a single question waits for news


async def ask(client: httpx.AsyncClient, method: str, path: str, **how: object) -> Any:
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
                log.warning("no answer at %s (%s); trying again", client.base_url, type(error).__name__)
                said = True
            await asyncio.sleep(RETRY)
            continue
        if answer.is_success:
            return answer.json() if answer.content else {}
        if answer.status_code < 500:
            log.log(_loudness(answer), "the centre said no: %s", _detail(answer))
            return None
        await asyncio.sleep(RETRY)


def _loudness(answer: httpx.Response) -> int:
    """That others were quicker is no trouble."""
    return logging.DEBUG if answer.status_code == 409 else logging.WARNING


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
