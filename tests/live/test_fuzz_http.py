"""Whatever strangers send to the HTTP API: no crash, no hang, nothing unknown acted on, nobody disturbed."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import entry
from tests.live.besieged import Besieged, besieged, tried
from tests.live.nonsense import ANYTHING, DEEP, WORDS

SLOW: Final = 200  # connections that never finish what they say
METHODS = st.sampled_from(
    [b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"OPTIONS", b"PATCH", b"TRACE", b"X" * 99]
)
WORDS_OF_PATHS = (
    b"v1 calls call hangup callback mail queues agents ploy unreachable health openapi.json".split()
)
TOKENS = st.sampled_from(
    [*WORDS_OF_PATHS, b"..", b"%00", b"%ff", b"%2e%2e%2f", b"\xe0\xb8\x81", b"a" * 5000, b"", b"*"]
)
PATHS = st.lists(TOKENS, max_size=5).map(lambda parts: b"/" + b"/".join(parts))
QUERIES = st.sampled_from(
    [b"", b"?wait=0.01&unless=waiting", b"?wait=nan", b"?wait=1e999&unless=x", b"?wait=-1", b"?%"]
)
HEADERS = st.sampled_from(
    rb"""Content-Type: application/json
Content-Type: text/html; charset=utf-16
Content-Length: 5
Content-Length: -1
Content-Length: 1e9
Transfer-Encoding: gzip
Expect: 100-continue
Upgrade: websocket
Authorization: Bearer x
Authorization: \xff
Origin: http://x
: nothing""".splitlines()
) | st.sampled_from([b"X: " + b"y" * 9000, b"Host: \x01", b"Authorization: \xff"])
CALLS = st.fixed_dictionaries(
    {"queue": st.sampled_from(["calls", "letters"]) | ANYTHING},
    optional={
        "id": WORDS | ANYTHING,
        "caller": WORDS | ANYTHING,
        "urgency": WORDS,
        "tier": WORDS,
        "more": ANYTHING,
    },
).map(json.dumps)
LETTERS = st.binary(max_size=200) | st.sampled_from(
    [b"From: a@b\n\nx", b"Subject: =?x?q?=ff?=\n\n", b"Content-Type: multipart/mixed; boundary=\n\n--\n" * 50]
)
BODIES = st.one_of(
    CALLS.map(str.encode),
    ANYTHING.map(lambda thing: json.dumps(thing).encode()),
    LETTERS,
    st.sampled_from(
        [
            DEEP.encode(),
            b'{"queue":' + DEEP.encode() + b"}",
            b'{"queue":"\\ud800"}',
            b"9" * 5000,
            b"x" * 70_000,
        ]
    ),
)
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as found:
        yield found


async def send(place: Besieged, pieces: Sequence[bytes]) -> bytes:
    """All that is answered to these pieces, until the other side closes; we say nothing more after them."""
    reader, writer = await asyncio.open_connection(entry.HOST, place.ports[1])
    answered = b""
    with suppress(OSError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        while more := await reader.read(65536):
            answered += more
    writer.close()
    await place.is_unharmed()
    return answered


def acted(place: Besieged) -> list[str]:
    """The commands since the last time that changed something."""
    return [one.command.id for one in place.done() if not one.refused]


def request(method: bytes, target: bytes, headers: Sequence[bytes], body: bytes, chunk: int) -> bytes:
    """A whole request (RFC 9112), its body in chunks of this size, or in one piece where it is 0."""
    how = b"Transfer-Encoding: chunked" if chunk else b"Content-Length: %d" % len(body)
    head = b"\r\n".join(
        [method + b" " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", how, *headers]
    )
    return head + b"\r\n\r\n" + (in_chunks(body, chunk) if chunk else body)


def in_chunks(body: bytes, size: int) -> bytes:
    """The body as RFC 9112, 7.1, has it."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@given(METHODS, PATHS, QUERIES, st.lists(HEADERS, max_size=3), BODIES, st.integers(0, 50))
@tried(100)
def test_every_request_gets_one_answer_and_it_is_no_failure(
    place: Besieged, method: bytes, path: bytes, query: bytes, headers: list[bytes], body: bytes, chunk: int
) -> None:
    answered = place.run(send(place, [request(method, path + query, headers, body, chunk)]))
    statuses = [int(status) for status in STATUS.findall(answered)]
    assert statuses, answered
    assert all(status < 500 for status in statuses), answered
    assert not acted(place) or statuses[-1] < 300, answered


@given(
    CALLS | LETTERS,
    st.sampled_from([b"/v1/calls", b"/v1/mail", b"/v1/calls/call/hangup"]),
    st.integers(0, 50),
)
@tried(60)
def test_what_is_acted_on_was_granted(place: Besieged, body: str | bytes, path: bytes, chunk: int) -> None:
    raw = body.encode() if isinstance(body, str) else body
    headers = [b"Content-Type: application/json"]
    answered = place.run(send(place, [request(b"POST", path, headers, raw, chunk)]))
    (status,) = [int(one) for one in STATUS.findall(answered)]
    assert status < 500, answered
    assert not acted(place) or status < 300, answered


@given(
    st.lists(
        st.binary(max_size=100) | st.sampled_from([b"\r\n", b"POST ", b"0\r\n\r\n", b"\x16\x03\x01"]),
        max_size=6,
    )
)
@tried(60)
def test_bytes_that_are_no_request_hurt_nobody(place: Besieged, pieces: list[bytes]) -> None:
    async def knock() -> None:
        reader, writer = await asyncio.open_connection(entry.HOST, place.ports[1])
        with suppress(OSError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            writer.write_eof()
            await reader.read()
        writer.close()
        await place.is_unharmed()

    place.run(knock())
    assert not acted(place)


@given(BODIES, st.integers(0, 400), st.integers(0, 20))
@tried(40)
def test_half_a_request_is_no_request(place: Besieged, body: bytes, length: int, chunk: int) -> None:
    whole = request(b"POST", b"/v1/calls", [b"Content-Type: application/json"], body, chunk)

    async def knock() -> None:
        _, writer = await asyncio.open_connection(entry.HOST, place.ports[1])
        writer.write(whole[: min(length, len(whole) - 1)])
        writer.close()
        await place.is_unharmed()

    place.run(knock())
    assert not acted(place)


def test_who_never_finishes_keeps_nobody_waiting(place: Besieged) -> None:
    async def dawdle() -> None:
        lines = [await asyncio.open_connection(entry.HOST, port) for port in place.ports for _ in range(SLOW)]
        for number, (_, writer) in enumerate(lines):
            writer.write(
                b"POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"[: 10 + number % 60]
            )
        await place.is_unharmed()
        for _, writer in lines:
            writer.close()

    place.run(dawdle())
    assert not acted(place)
