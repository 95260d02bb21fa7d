"""Listening on an address, with errors that name the setting to change."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dispatcher.errors import OwnerError

LARGEST_MESSAGE = 1 << 16  # bytes a page may send on a WebSocket
LARGEST_HEAD = 1 << 16  # bytes of a request before its body; browsers stay far below
ASKING = 60.0  # s a request may take to come: a large letter over a slow line does in less
SILENT = 75  # s a connection is kept between two requests: a PBX need not begin anew for every call


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


class HttpConnection(HttpToolsProtocol):
    """One HTTP/1.1 connection, with bounds that uvicorn does not set.

    A request's head has at most LARGEST_HEAD bytes, and a whole request is said within `asking` seconds, the
    first one counted from the connection's beginning. Whoever keeps to neither is told so and shown out.
    """

    asking: ClassVar[float] = ASKING

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._hurry: asyncio.TimerHandle | None = None
        self._in_head, self._head, self._whole = True, 0, 0
        self._start_waiting()

    def data_received(self, data: bytes) -> None:
        """Take what came; what is no end of anything makes the head longer."""
        whole = self._whole
        super().data_received(data)
        if self._in_head and self._whole == whole:
            self._start_waiting()
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self._show_out(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._start_waiting()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; the next begins with a head."""
        self._stop_waiting()
        self._in_head, self._whole = True, self._whole + 1
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """The connection is no HTTP any more."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _start_waiting(self) -> None:
        if self._hurry is None:
            self._hurry = self.loop.call_later(self.asking, self._show_out, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_waiting(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None

    def _show_out(self, why: HTTPStatus) -> None:
        if not self.transport.is_closing():
            self.transport.write(f"HTTP/1.1 {why} {why.phrase}\r\nconnection: close\r\n\r\n".encode())
            self.transport.close()


class HttpServer(uvicorn.Server):
    """uvicorn inside a program that handles its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program around us."""
        yield


async def serve_http(
    app: ASGIApp,
    listening: socket.socket,
    *,
    tls: ssl.SSLContext | None = None,
    connection: type[HttpConnection] = HttpConnection,
) -> None:
    """Serve until cancelled; then finish what is being answered, within two seconds."""
    config = uvicorn.Config(
        app,
        http=connection,
        log_config=None,  # its lines go the way of ours: its own handler would tell an exception's words
        log_level="warning",
        access_log=False,
        timeout_keep_alive=SILENT,
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
