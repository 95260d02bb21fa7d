"""Listening on an address, with errors that name the setting to change."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

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
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise OwnerError(_sentence(error, host, port, setting)) from error


def _sentence(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; stop it, or change {setting}"
    if error.errno == errno.EACCES:
        return f"port {port} is for the system's own programs; change {setting} to one above 1023"
    why = (error.strerror or str(error)).partition(" (while attempting")[0]  # the address is said already
    return f"cannot listen on {host}:{port} ({why}); change {setting}"


def _this_machine(listening: socket.socket) -> list[str]:
    """From where X-Forwarded-For and -Proto are believed: a proxy, or our own dashboard, on this machine.

    Whoever comes from the very address we listen at is here too.
    """
    return ["127.0.0.1", "::1", listening.getsockname()[0]]


def server_tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """How we show who we are; None without a certificate.

    Raises:
        OwnerError: the files cannot be read, or do not belong together.
    """
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        detail = f"[service] certificate {certificate} with its key {key} cannot be used ({error})"
        raise OwnerError(detail) from error
    return context


class HttpServer(uvicorn.Server):
    """uvicorn inside a program that handles its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program around us."""
        yield


async def serve_http(app: ASGIApp, listening: socket.socket, *, tls: ssl.SSLContext | None = None) -> None:
    """Serve until cancelled; then finish what is being answered, within two seconds."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # small frames: compressing costs more than it saves
        forwarded_allow_ips=_this_machine(listening),
        ssl_context_factory=None if tls is None else lambda config, default: tls,
    )
    server = HttpServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
