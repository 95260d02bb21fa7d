"""Asking a centre over HTTP as a PBX does: what is refused is told, a centre that is down is asked again."""

import asyncio
from typing import Any, Final

import httpx

from dispatcher import logs
from dispatcher.errors import OwnerError

log = logs.named(__name__)

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
                log.warning("no answer; trying again", url=str(client.base_url), error=logs.cause(error))
                said = True
            await asyncio.sleep(RETRY)
            continue
        if answer.is_success:
            return answer.json() if answer.content else {}
        if answer.status_code < 500:
            _tell(answer)
            return None
        await asyncio.sleep(RETRY)


def _tell(answer: httpx.Response) -> None:
    """That others were quicker is no trouble."""
    if answer.status_code != 409:
        log.warning("the centre refused a call", status=answer.status_code, detail=_detail(answer))


def _detail(answer: httpx.Response) -> str:
    """Why, in the centre's words; not in those of whoever else answers there."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return ""
