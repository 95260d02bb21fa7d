"""Listening on an address, with errors that name the setting to change."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from dispatcher.errors import OwnerError

LARGEST_MESSAGE = 1 << 16  # bytes a page may send on a WebSocket


def bind(host: str, port: int, setting: str) -> socket.socket:
    """A listening socket.

    Raises:
        OwnerError: the port is taken or the address is not ours; it names `setting`.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise OwnerError(_sentence(error, host, port, setting)) from error
    # Connections inherit it; asyncio sets it only on sockets that name their protocol, and this one does not.
    # Without it an answer in two parts waits 40 ms for the peer's delayed acknowledgement (RFC 896, 1122).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _sentence(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; stop it, or change {setting}"
    if error.errno == errno.EACCES:
        return f"port {port} is for the system's own programs; change {setting} to one above 1023"
    why = (error.strerror or str(error)).partition(" (while attempting")[0]  # the address is said already
    return f"cannot listen on {host}:{port} ({why}); change {setting}"


class HttpServer(uvicorn.Server):
    """uvicorn inside a program that handles its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program around us."""
        yield


async def serve_http(app: ASGIApp, listening: socket.socket) -> None:
    """Serve until cancelled; then finish what is being answered, within two seconds."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # small frames: compressing costs more than it saves
    )
    server = HttpServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
