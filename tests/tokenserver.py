"""A token server as Google and Microsoft run one, on a free port of the loopback, in a thread of its own.

It grants access tokens (RFC 6749) and tells mail servers whose they are (RFC 7662).
"""

import contextlib
import json
import secrets
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from dispatcher.mail.settings import OAuth


class TokenServer:
    """Its tokens let `user` in. What a test sets holds from the next request on.

    `asked` are the forms that came for a token. With a `refusal` none is granted; with a `failure`, a status,
    the server has trouble of its own. `rotates` hands out a new refresh token each time and ends the old one.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.asked: list[dict[str, str]] = []
        self.lifetime: object = 3600
        self.refusal, self.failure, self.rotates = "", 0, False
        self.refresh_token = "refresh-1"
        self._valid: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path: str) -> str:
        """Where a page of it is."""
        return f"http://127.0.0.1:{self._server.server_port}/{path}"

    def oauth(self, **changes: object) -> OAuth:
        """A sign-in at this server."""
        values: dict[str, object] = {
            "id": "office",
            "token_url": self.url("token"),
            "client_id": "ringpost",
            "client_secret": "client secret",
            "refresh_token": self.refresh_token,
        }
        return OAuth(**{**values, **changes})  # type: ignore[arg-type]

    def user_of(self, token: str) -> str:
        """Whom this token lets in; "" when nobody."""
        return self.user if token in self._valid else ""

    def revoke(self) -> None:
        """No token granted so far is good any more."""
        self._valid.clear()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        if path == "/introspect":
            return 200, {"active": form.get("token") in self._valid, "username": self.user}
        self.asked.append(form)
        if self.failure:
            return self.failure, {"error": "server_error"}
        wrong = form.get("refresh_token", self.refresh_token) != self.refresh_token
        if self.refusal or wrong:
            said = {"error": self.refusal or "invalid_grant", "error_description": f"not {self.user}"}
            return 400, said
        return 200, self._grant()

    def _grant(self) -> dict[str, object]:
        token = secrets.token_urlsafe(30)
        self._valid.add(token)
        grant: dict[str, object] = {"access_token": token, "token_type": "Bearer"}
        if self.lifetime is not None:
            grant["expires_in"] = self.lifetime
        if self.rotates:
            self.refresh_token = f"refresh-{len(self.asked) + 1}"
            grant["refresh_token"] = self.refresh_token
        return grant

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = server._answer(self.path, dict(parse_qsl(body.decode())))
                raw = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@contextlib.contextmanager
def token_server(user: str) -> Iterator[TokenServer]:
    """A running one; it is gone afterwards."""
    server = TokenServer(user)
    try:
        yield server
    finally:
        server.close()
