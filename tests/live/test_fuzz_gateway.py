"""Whatever strangers send to the gateway: no crash, no hang, nothing unknown acted on, nobody disturbed."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from benchmarks import entry
from dispatcher.commands import AgentRequest, ConnectAgent, DisconnectAgent
from dispatcher.gateway.frames import VERSION
from tests.live.besieged import PLOY, Besieged, besieged, tried
from tests.live.nonsense import ANYTHING, MESSAGES, WORDS

LAST = "the last frame"
HELLOS = st.fixed_dictionaries(
    {"type": st.just("hello")},
    optional={
        "version": st.just(VERSION) | ANYTHING,
        "ticket": WORDS | ANYTHING,
        "after": st.integers(-(2**70), 2**70) | ANYTHING,
    },
)
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as found:
        yield found


async def say(socket: ClientConnection, messages: Sequence[str | bytes], as_text: bool) -> None:
    """Send all of it, bytes as text even where they are none if it is asked for."""
    with suppress(ConnectionClosed):
        for message in messages:
            await socket.send(message, text=as_text or None)
        await socket.send(json.dumps({"type": "beat", "id": LAST}))


async def answers(socket: ClientConnection) -> list[dict[str, Any]]:
    """What is answered, up to the answer to the last frame or the end of the connection."""
    found: list[dict[str, Any]] = []
    with suppress(ConnectionClosed):
        while not found or found[-1].get("id") != LAST:
            found.append(json.loads(await socket.recv()))
    return found


async def talk(
    place: Besieged,
    way_in: AbstractAsyncContextManager[ClientConnection],
    messages: Sequence[str | bytes],
    *,
    as_text: bool = False,
) -> list[dict[str, Any]]:
    """Come in by this way and send these messages; what was answered."""
    async with way_in as socket:
        saying = asyncio.create_task(say(socket, messages, as_text))
        answered = await answers(socket)
        await saying
    await place.is_unharmed()
    return answered


@given(st.lists(MESSAGES, max_size=8), st.booleans())
@tried(60)
def test_nothing_unknown_is_acted_on(place: Besieged, messages: list[str | bytes], as_text: bool) -> None:
    answered = place.run(talk(place, entry.line(place.ports, PLOY), messages, as_text=as_text))
    # What is no text ends the connection, maybe before the welcome or an answer is out.
    assert answered[0]["type"] == "welcome" if answered else as_text
    acknowledged = {frame["id"] for frame in answered if frame["type"] == "ack"}
    for done in place.done():
        command = done.command
        assert isinstance(command, AgentRequest)
        assert command.agent == PLOY
        if not isinstance(command, ConnectAgent | DisconnectAgent):
            assert done.refused or as_text or command.id.removeprefix(f"desk:{PLOY}:") in acknowledged


@given(MESSAGES)
@tried(60)
def test_every_message_of_an_agent_gets_one_answer(place: Besieged, message: str | bytes) -> None:
    answered = place.run(talk(place, entry.line(place.ports, PLOY), [message]))
    told = [frame for frame in answered if frame["type"] not in ("welcome", "desk_fact")]
    assert len(told) == 2, answered  # its own, and the last frame's
    assert told[1] == {"type": "ack", "id": LAST, "number": told[1]["number"]}


@given(st.lists(HELLOS.map(json.dumps) | MESSAGES, min_size=1, max_size=3))
@tried(60)
def test_who_cannot_say_hello_is_shown_out(place: Besieged, messages: list[str | bytes]) -> None:
    answered = place.run(talk(place, entry.stranger(place.ports), messages))
    assert answered[0]["type"] in ("fault", "welcome")
    assert answered[0]["type"] == "welcome" or len(answered) == 1
    assert all(isinstance(one.command, AgentRequest) for one in place.done())


@given(st.lists(st.binary(max_size=200) | st.just(UPGRADE), max_size=4))
@tried(60)
def test_bytes_that_are_no_websocket_hurt_nobody(place: Besieged, pieces: list[bytes]) -> None:
    async def knock() -> None:
        reader, writer = await asyncio.open_connection(entry.HOST, place.ports[0])
        with suppress(OSError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            writer.write_eof()
            await reader.read()
        writer.close()
        await place.is_unharmed()

    place.run(knock())
    assert all(isinstance(one.command, ConnectAgent | DisconnectAgent) for one in place.done())
