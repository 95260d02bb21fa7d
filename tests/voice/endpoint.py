"""A real HTTP endpoint that is told things: it answers as a play wants, and remembers what it took."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response

from dispatcher.customers.tables import SCHEMA as CUSTOMERS
from dispatcher.listen import bind, serve_http
from dispatcher.service import Service
from dispatcher.voice.outbox import Outbox
from dispatcher.voice.settings import Kind, Webhook
from dispatcher.voice.signing import ID, verify
from dispatcher.voice.tables import SCHEMA
from tests.live.heart import running

SECRET = "a secret between the two"
Answers = Callable[[dict[str, Any]], int]


class Endpoint:
    """What was told it, in order, and how it answers: with a status for each body."""

    def __init__(self, service: Service | None = None) -> None:
        self.answers: Answers = lambda body: 204
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.clock = service.clock if service is not None else None
        self._more = asyncio.Event()

    async def hear(self, request: Request) -> Response:
        """One request; its signature is looked at whenever there is a clock."""
        body = await request.body()
        if self.clock is not None:
            assert verify(request.headers, body, SECRET, self.clock()) == request.headers["Idempotency-Key"]
        heard = request.headers[ID], json.loads(body)
        status = self.answers(heard[1])
        self.asked.append(heard)
        if 200 <= status < 300:
            self.taken.append(heard)
        self._more.set()
        headers = {"Location": "/elsewhere"} if 300 <= status < 400 else {}
        return Response(status_code=status, headers=headers)

    async def until(self, holds: Callable[["Endpoint"], bool]) -> None:
        """Wait for more to be heard until this holds."""
        while not holds(self):
            self._more.clear()
            await self._more.wait()

    def told(self, call: str) -> list[str]:
        """The types of what it took about this call, in order."""
        return [body["type"] for _, body in self.taken if body["data"]["call"] == call]


@contextlib.asynccontextmanager
async def open_endpoint(endpoint: Endpoint) -> AsyncIterator[str]:
    """Serve it, until the end of the block; its address."""
    app = FastAPI()
    app.add_api_route("/hook", endpoint.hear, methods=["POST"])
    app.add_api_route("/elsewhere", endpoint.hear, methods=["POST", "GET"])
    door = bind("127.0.0.1", 0, "the test's port")
    serving = asyncio.create_task(serve_http(app, door))
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/hook"
    finally:
        serving.cancel()
        await asyncio.wait([serving])


def at(url: str, name: str = "pbx", *kinds: Kind, exchange: str = "") -> Webhook:
    """A webhook of this address."""
    return Webhook(
        name=name, url=url, secret=SECRET, kinds=frozenset(kinds or (Kind.ORDERS,)), exchange=exchange
    )


@contextlib.asynccontextmanager
async def told(service: Service, *webhooks: Webhook) -> AsyncIterator[Sequence[Outbox]]:
    """These webhooks are told what happens, until the end of the block; tries follow each other at once."""
    outboxes = [Outbox(service, webhook, lambda tries, dice: 0.005) for webhook in webhooks]
    for outbox in outboxes:
        await outbox.begin()
    tasks = [asyncio.create_task(outbox.run()) for outbox in outboxes]
    try:
        yield outboxes
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@contextlib.asynccontextmanager
async def heart(folder: Path) -> AsyncIterator[Service]:
    """A centre at work, with the tables of calls."""
    async with running(folder, schemas=[SCHEMA, CUSTOMERS]) as service:
        yield service
