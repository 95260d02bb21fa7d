"""A listening socket: what whoever connects to it may rely on, and what not."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request

from dispatcher.listen import LARGEST_HEAD, HttpConnection, bind, serve_http
from tests.live.heart import PATIENCE
from tests.overheard import overhearing

GET, POST = b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"

SECRET = "what a customer wrote"


class Hasty(HttpConnection):
    """Waits for nobody who does not say a request at once."""

    asking = 0.05


@asynccontextmanager
async def served(connection: type[HttpConnection]) -> AsyncIterator[int]:
    """The port at which a small application answers with the length of the body."""
    app, door = FastAPI(), bind("127.0.0.1", 0, "the test's port")

    @app.api_route("/", methods=["GET", "POST"])
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError(SECRET)

    serving = asyncio.create_task(serve_http(app, door, connection=connection))
    try:
        async with asyncio.timeout(PATIENCE):
            yield door.getsockname()[1]
    finally:
        serving.cancel()
        await asyncio.wait([serving])


async def statuses(port: int, pieces: Sequence[bytes]) -> list[int]:
    """The statuses of the answers to these pieces, until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
    answered = b""
    with suppress(ConnectionResetError):  # who is shown out before all was read
        while more := await reader.read(1000):
            answered += more
    writer.close()
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", answered)]


def test_an_answer_in_two_parts_waits_for_nobody() -> None:
    with (
        bind("127.0.0.1", 0, "the test's port") as door,
        socket.create_connection(door.getsockname()),
        door.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_who_never_finishes_a_request_is_shown_out() -> None:
    async with served(Hasty) as port:
        for pieces in ([], [b"\r\n"], [GET], [POST], [POST, b"half"]):
            assert await statuses(port, pieces) == [408]
        for pieces in ([GET], [POST], [POST, b"half"]):
            assert await statuses(port, [GET + b"\r\n", *pieces]) == [200, 408]


async def test_a_head_without_an_end_is_refused() -> None:
    async with served(HttpConnection) as port:
        for line in (b"X: y\r\n", b"y" * 100):
            assert await statuses(port, [GET, *[line] * (LARGEST_HEAD // len(line) + 1)]) == [431]


async def test_requests_one_after_another_have_a_head_each() -> None:
    async with served(HttpConnection) as port:
        long = GET + b"X: " + b"y" * (LARGEST_HEAD // 2) + b"\r\n\r\n"
        last = GET + b"Connection: close\r\n\r\n"
        assert await statuses(port, [long, long, POST, b"123456789", last]) == [200] * 4


async def test_what_goes_wrong_is_logged_as_all_else_is_and_in_nobodys_words() -> None:
    with overhearing() as heard:
        async with served(HttpConnection) as port:
            broken = b"GET /broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            assert await statuses(port, [broken]) == [500]
            assert (await heard.until("Exception in ASGI application"))["cause"] == "ValueError"
            assert await statuses(port, [b"good morning\r\n\r\n"]) == [400]
            await heard.until("Invalid HTTP request received.")
    assert SECRET not in heard.text
