"""One connection to the gateway: opened, introduced, and with all its troubles sorted by what to do next.

`Lost` means try again; `OwnerError` and `PeerError` mean that trying again is useless.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import process_exception
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException

from dispatcher.access.people import Role
from dispatcher.client.api import LOOPBACK, Api, Lost
from dispatcher.codec import encode
from dispatcher.errors import OwnerError, PeerError
from dispatcher.gateway.frames import (
    PASSING,
    VERSION,
    ClientFrame,
    Fault,
    FaultCode,
    Hello,
    ServerFrame,
    Welcome,
)
from dispatcher.vocabulary import AgentId

# A centre of a thousand agents is about 200 kB of JSON; a thread of long emails may be a few megabytes.
LARGEST_FRAME: Final = 16 * 1024 * 1024
# s: a dead line is noticed within 15 s, well inside the grace an agent has to come back.
PING, PONG = 5.0, 10.0
# s for the server's goodbye. It stands behind all that was sent before it, and who leaves reads no more.
GOODBYE: Final = 1.0

_frames: msgspec.json.Decoder[ServerFrame] = msgspec.json.Decoder(ServerFrame)


class TakenOver(PeerError):  # noqa: N818 - what happened, not an error of somebody's
    """The same agent connected from somewhere else; this connection must not come back."""


@asynccontextmanager
async def link(
    api: Api, role: Role, agent: AgentId | None = None, *, after: int | None
) -> AsyncIterator[tuple[ClientConnection, Welcome]]:
    """A connection that the server welcomed; closed at the end.

    Raises:
        Lost: no connection, or it broke; also when that happens inside the block.
        OwnerError: the address, the agent's name or the log-in is wrong; the message says which.
        PeerError: the server will not speak with us, and says why.
    """
    url, ticket = await api.ticket(role, agent)
    try:
        async with _connection(url, api) as socket:
            await send(socket, Hello(version=VERSION, ticket=ticket, after=after))
            frame = await receive(socket)
            if not isinstance(frame, Welcome):
                raise PeerError(f"{url} answered hello with {type(frame).__name__}, not with a welcome")
            yield socket, frame
    except InvalidURI as error:
        raise OwnerError(f"{url!r} is no gateway address; [service] desks is wrong there") from error
    except ConnectionClosed as error:
        raise Lost(f"{url} closed the connection") from error
    except (OSError, WebSocketException) as error:
        if process_exception(error) is None:
            raise Lost(f"no answer at {url}: {_plain(error)}") from error
        raise PeerError(f"{url} is no Ringpost gateway: {_plain(error)}") from error


def _connection(url: str, api: Api) -> connect:
    return connect(
        url,
        ssl=api.tls if url.startswith("wss:") else None,
        proxy=_proxy(url),
        compression=None,
        max_size=LARGEST_FRAME,
        ping_interval=PING,
        ping_timeout=PONG,
        close_timeout=GOODBYE,
    )


def _proxy(url: str) -> Literal[True] | None:
    """The system's proxy, but never on the way to this very machine."""
    return None if urlsplit(url).hostname in LOOPBACK else True


def _plain(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


async def send(socket: ClientConnection, frame: ClientFrame) -> None:
    """Put one frame on the wire, as JSON text."""
    await socket.send(encode(frame), text=True)


async def receive(socket: ClientConnection) -> ServerFrame:
    """The next frame that is no fault; a fault becomes the exception that says what to do."""
    return sort_out(decode(await socket.recv(decode=False)))


def decode(body: bytes | str) -> ServerFrame:
    """The server's frame in this message.

    Raises:
        PeerError: it is none we know; most likely the two sides are of different versions.
    """
    try:
        return _frames.decode(body)
    except msgspec.MsgspecError as error:
        raise PeerError(f"the server sent a frame this version does not know: {error}") from error


def sort_out(frame: ServerFrame) -> ServerFrame:
    """The frame itself; a fault is raised as what it means for us."""
    if not isinstance(frame, Fault):
        return frame
    if frame.code in PASSING:
        raise Lost(frame.detail)
    if frame.code is FaultCode.TAKEN_OVER:
        raise TakenOver(frame.detail)
    raise (OwnerError if frame.code is FaultCode.LOGGED_OUT else PeerError)(frame.detail)


def pauses(dice: Random) -> Iterator[float]:
    """Seconds to wait before each further try: soon at first, then up to 5 s.

    Half of each pause is drawn, so that a hundred desks do not come back in the same instant.
    """
    longest = 0.25
    while True:
        yield longest * (0.5 + dice.random() / 2)
        longest = min(longest * 2, 5.0)
